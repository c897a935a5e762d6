"""Webhooks of shops' own systems: with a token, or with the signature that the system makes of its secret."""

import base64
import hashlib
import hmac
import json

import pytest
from django.test import Client

from tests.api.conftest import BASE
from tests.support.rules import real_data

pytestmark = pytest.mark.django_db
SECRET = "a secret of the shop"


@pytest.fixture
def body() -> bytes:
    """An order as WooCommerce sends it."""
    kept = real_data("external/shop_payloads") / "woocommerce_order_processing.json"
    return json.dumps(json.loads(kept.read_text())["payload"]).encode()


@pytest.fixture
def send(marketplace, settings, clock, monkeypatch):
    """Sends a webhook without a token, signed with a secret."""
    from hejie.conf import context

    monkeypatch.setattr(context, "now", lambda: clock.now)
    shop = {"system": "woocommerce", "shop": "tea", "marketplace": marketplace.pk, "secret": SECRET, "held": "custody"}
    settings.SHOPS = (shop, {**shop, "system": "shopify", "held": "shop"})

    def run(
        body: bytes,
        secret: str = SECRET,
        system: str = "woocommerce",
        header: str = "X-WC-Webhook-Signature",
        shop: str = "tea",
    ):
        signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
        path = f"{BASE}/orders/imports/{system}?shop={shop}"
        return Client().post(path, body, content_type="application/json", headers={header: signature} if secret else {})

    return run


def test_a_signed_webhook_brings_the_order_once_and_the_setting_says_who_has_the_money(send, body, people, caller):
    first = send(body)
    assert (first.status_code, first.json()["outcome"], first.json()["external_id"]) == (201, "new", "tea 727")
    assert (send(body).status_code, send(body).json()["outcome"]) == (200, "known")
    order = caller(people("operator")).get(f"/orders/{first.json()['order']}").json()
    assert order["held"] == 2935


@pytest.mark.parametrize(
    "told", [{"secret": "another secret"}, {"shop": "coffee"}, {"system": "shopify"}, {"secret": ""}],
    ids=["other-secret", "other-shop", "header-of-another-system", "unsigned"],
)  # fmt: skip
def test_what_is_not_signed_by_that_shop_brings_nothing(send, body, told, people, caller):
    answer = send(body, **told)
    assert answer.status_code == 401 and answer.json()["code"] in ("shop_signature", "sign_in_needed")
    assert caller(people("operator")).get("/orders").json()["orders"] == []


def test_a_body_changed_on_the_way_is_not_taken_in(send, body):
    signature = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
    changed = body.replace(b"29.35", b"92.35")
    path = f"{BASE}/orders/imports/woocommerce?shop=tea"
    answer = Client().post(
        path, changed, content_type="application/json", headers={"X-WC-Webhook-Signature": signature}
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "shop_signature")


def test_a_shop_that_asks_whether_anybody_is_there_hears_so(send):
    answer = Client().post(
        f"{BASE}/orders/imports/woocommerce?shop=tea", b"webhook_id=7", content_type="application/x-www-form-urlencoded"
    )
    assert (answer.status_code, answer.json()["outcome"]) == (200, "ready")


def test_with_a_token_each_message_is_answered_with_what_became_of_it(people, caller, body):
    by = caller(people("operator"), ("read", "write", "orders"), integrator="shop")
    path = f"{BASE}/orders/imports/"

    def post(system: str, content: bytes):
        return by._client.post(path + system, content, content_type="application/json", headers=by._headers)

    assert post("woocommerce", body).json()["outcome"] == "new"
    refund = b'{"id": 9, "amount": "1.00", "refunded_payment": true, "parent_id": 999}'
    codes = {
        "order_unknown": post("woocommerce", refund), "shop_system": post("prestashop", body),
        "shop_one_message": post("woocommerce", b"[" + body + b"," + body + b"]"), "shop_message_unreadable": post("woocommerce", b"{"),
        "shop_message_unknown": post("shopify", b'{"id": 1}'), "shop_field": post("woocommerce", body.replace(b'"29.35"', b'"much"')),
        "shop_field_missing": post("woocommerce", body.replace(b'"USD"', b'""')),
    }  # fmt: skip
    assert {code: answer.json()["code"] for code, answer in codes.items()} == {code: code for code in codes}
    assert codes["order_unknown"].status_code == 409 and codes["order_unknown"].json()["do"]


def test_a_buyers_own_token_sends_no_orders(people, caller, body):
    by = caller(people("buyer"))
    answer = by._client.post(
        f"{BASE}/orders/imports/woocommerce", body, content_type="application/json", headers=by._headers
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
