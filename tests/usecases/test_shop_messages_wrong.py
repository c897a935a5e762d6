"""What shops' systems send and cannot mean: each wrong thing is refused in words, and nothing of it is recorded."""

import pytest

from hejie.record import reader
from hejie.usecases import ids, shop_messages
from tests.usecases.test_shop_messages import payload, refused, take

pytestmark = pytest.mark.django_db
__all__ = ["take"]


def _change(path: str, value: object):
    def change(message: dict) -> None:
        *way, last = path.split(".")
        for name in way:
            message = message[int(name) if name.isdigit() else name]
        if value is None:
            del message[last]
        else:
            message[last] = value

    return change


BAD = {
    "no-currency": ("currency", None, "shop_field_missing"),
    "no-such-currency": ("currency", "XXQ", "shop_field"),
    "text-in-total": ("total", "lots", "shop_field"),
    "empty-total": ("total", "", "shop_field_missing"),
    "total-below-zero": ("total", "-29.35", "shop_field"),
    "total-with-three-decimals": ("total", "29.355", "shop_field"),
    "total-as-boolean": ("total", True, "shop_field"),
    "total-not-a-number": ("total", "NaN", "shop_field"),
    "total-with-exponent": ("total", "1e400", "shop_field"),
    "total-is-a-list": ("total", [1.5, None], "shop_field"),
    "quantity-in-words": ("line_items.0.quantity", "two", "shop_field"),
    "half-a-piece": ("line_items.0.quantity", "1.5", "shop_field"),
    "lines-are-no-list": ("line_items", "none", "shop_field"),
    "line-is-no-object": ("line_items.0", "a line", "shop_field"),
    "no-id": ("id", None, "shop_field_missing"),
    "id-is-a-list": ("id", [1], "shop_field"),
    "date-is-nonsense": ("date_created_gmt", "yesterday", "shop_field"),
    "name-is-an-object": ("line_items.0.name", {"en": "x"}, "shop_field"),
    "no-lines": ("line_items", [], "order_without_lines"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_wrong_field_is_refused_in_words_and_nothing_is_recorded(take, name, marketplace):
    path, value, code = BAD[name]
    message = payload("woocommerce_order_processing")
    if path == "line_items.0":
        message["line_items"][0] = value
    else:
        _change(path, value)(message)
    found = refused(take, "woocommerce", message)
    assert found.code == code
    assert name != "total-is-a-list" or found.facts["given"] == "[1.5, null]"
    assert reader.order(ids.order_root(marketplace.pk, "727")) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"id": 1,',
        b"\xff\xfe{}",
        b'{"id": 1, "id": 2}',
        b'{"a": NaN}',
        b"[" * 100_000,
        b"webhook_id=1",
        b"{}" + b" " * (6 << 20),
    ],
    ids=["empty", "cut", "cut-later", "no-utf8", "key-twice", "nan", "deep", "form", "large"],
)
def test_a_broken_body_is_refused_as_such(body):
    assert refused(shop_messages.messages, body).code in ("shop_message_unreadable", "shop_field")
