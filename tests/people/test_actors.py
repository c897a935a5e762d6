"""From tokens and roles to actors."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hejie.conf import context
from hejie.domain.kernel.refusal import Refusal
from hejie.store.models import ApiToken
from hejie.usecases.people import roles, tokens

pytestmark = [pytest.mark.urls("tests.people.urls"), pytest.mark.django_db]


def _as(client, secret: str, **headers) -> str:
    return client.get("/actor/", headers={"authorization": f"Bearer {secret}", **headers}).content.decode()


def test_a_token_stands_nowhere_in_the_database(buyer, now):
    made = tokens.create(buyer, name="till", scopes=["read"], now=now)
    row = str(ApiToken.objects.values().get())
    assert made.secret not in row and made.secret[12:] not in row
    assert len(made.secret) > 40


def test_a_persons_token_acts_in_person_only_with_that_scope(client, buyer, now):
    reading = tokens.create(buyer, name="r", scopes=["read"], now=now)
    acting = tokens.create(buyer, name="a", scopes=["read", "personal"], now=now)
    assert _as(client, reading.secret) == f"buyer {buyer.pk} - token False False"
    assert _as(client, acting.secret) == f"buyer {buyer.pk} - token True False"


def test_a_token_ends_and_is_revoked(client, buyer, now):
    old = tokens.create(buyer, name="o", scopes=["read"], now=now - timedelta(days=2), days=1)
    gone = tokens.create(buyer, name="g", scopes=["read"], now=now)
    assert tokens.revoke(buyer, gone.token.prefix, now) == 1
    for secret in (old.secret, gone.secret, "hejie_guess", "nonsense"):
        assert _as(client, secret) == "token_not_valid"


def test_nobody_revokes_anothers_token(buyer, seller, now):
    made = tokens.create(buyer, name="g", scopes=["read"], now=now)
    assert tokens.revoke(seller, made.token.prefix, now) == 0


def test_a_token_without_the_staff_scope_is_a_buyers(client, seller, now):
    plain = tokens.create(seller, name="p", scopes=["read"], now=now)
    staff = tokens.create(seller, name="s", scopes=["read", "staff"], now=now, second_factor=True)
    assert _as(client, plain.secret).startswith(f"buyer {seller.pk} -")
    assert _as(client, staff.secret) == f"seller {seller.pk} sabcdefghijkl token False True"


def test_an_integrator_acts_for_a_buyer_but_not_in_person(client, buyer, seller, now):
    made = tokens.create(seller, name="till", scopes=["read", "write", "orders"], now=now, integrator="webshop")
    assert _as(client, made.secret) == "integrator webshop - token False False"
    expected = f"buyer {buyer.pk} - integrator:webshop False False"
    assert _as(client, made.secret, **{"on-behalf-of": f"buyer:{buyer.pk}"}) == expected
    of_shop = _as(client, made.secret, **{"on-behalf-of": "seller:sabcdefghijkl"})
    assert of_shop == "seller webshop sabcdefghijkl integrator:webshop False False"


def test_an_integrator_names_a_buyer_by_the_marketplaces_own_id(client, buyer, seller, now):
    buyer.external_ref = "cust-77"
    buyer.save()
    made = tokens.create(seller, name="till", scopes=["read"], now=now, integrator="webshop")
    assert _as(client, made.secret, **{"on-behalf-of": "buyer:cust-77"}).startswith(f"buyer {buyer.pk}")


@pytest.mark.parametrize(
    ("behalf", "code"),
    [("buyer:pnobody", "buyer_unknown"), ("seller:s", "seller_unknown"), ("god", "on_behalf_unreadable")],
)
def test_an_integrator_cannot_act_for_whom_nobody_knows(client, seller, same_address, now, behalf, code):
    made = tokens.create(seller, name="till", scopes=["read"], now=now, integrator="webshop")
    headers = {"authorization": f"Bearer {made.secret}", "on-behalf-of": behalf}
    assert client.get("/m/toys/actor/", headers=headers).content.decode() == code


def test_an_integrator_cannot_act_for_another_marketplaces_buyer(client, seller, same_address, now):
    made = tokens.create(seller, name="till", scopes=["read"], now=now, integrator="webshop")
    headers = {"authorization": f"Bearer {made.secret}", "on-behalf-of": f"buyer:{same_address.pk}"}
    assert client.get("/m/toys/actor/", headers=headers).content == b"buyer_unknown"


def test_a_persons_own_token_never_acts_for_others(client, buyer, seller, now):
    made = tokens.create(buyer, name="t", scopes=["read"], now=now)
    assert _as(client, made.secret, **{"on-behalf-of": f"buyer:{seller.pk}"}) == "not_an_integrator"


def test_scopes_and_days_that_cannot_be_are_refused(buyer, now):
    with pytest.raises(Refusal, match="unknown_scope"):
        tokens.create(buyer, name="t", scopes=["orders"], now=now)
    with pytest.raises(Refusal, match="unknown_scope"):
        tokens.create(buyer, name="t", scopes=[], now=now)
    with pytest.raises(Refusal, match="token_days_out_of_range"):
        tokens.create(buyer, name="t", scopes=["read"], now=now, days=400)


def test_a_person_of_several_roles_has_a_usual_one_and_may_switch(client, seller, sign_in):
    roles.give(seller, "neutral")
    sign_in("", seller.email)
    assert client.get("/actor/").content.decode().startswith("neutral")
    client.post("/as/seller:sabcdefghijkl/")
    assert client.get("/actor/").content.decode().startswith(f"seller {seller.pk} sabcdefghijkl")
    client.post("/as/operator/")
    assert client.get("/actor/").content.decode().startswith("seller")


def test_a_page_asks_for_a_role_or_refuses(seller):
    roles.give(seller, "neutral")
    assert roles.acting(seller, "seller").seller == "sabcdefghijkl"
    with pytest.raises(Refusal, match="role_not_yours"):
        roles.acting(seller, "operator")


def test_only_an_agent_has_a_promise_limit(seller, shop):
    roles.give(seller, "agent", shop, promise_limit_minor=5000)
    assert roles.acting(seller, "agent").promise_limit == 5000
    assert roles.acting(seller, "seller").promise_limit is None


def test_a_role_of_a_shop_needs_one(buyer, shop):
    with pytest.raises(Refusal, match="role_needs_shop"):
        roles.give(buyer, "seller")
    with pytest.raises(Refusal, match="role_has_no_shop"):
        roles.give(buyer, "neutral", shop)


def test_the_command_line_has_proved_enough(seller):
    ctx = context.for_cli("toys", seller, "seller")
    assert (ctx.actor.role, ctx.actor.through, ctx.actor.second_factor) == ("seller", "cli", True)
    assert context.for_cli("toys").actor.role == "system"
    assert ctx.now.microsecond % 1000 == 0


def test_every_page_allows_our_own_files_alone(client, buyer):
    policy = client.get("/account/login/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_an_enormous_request_is_refused_before_it_is_read(client, buyer):
    answer = client.post("/account/login/", {"file": SimpleUploadedFile("a", b"x")}, CONTENT_LENGTH=str(5 * 1024**3))
    assert answer.status_code == 413


def test_cookies_keep_to_encrypted_connections_outside_this_machine(client, buyer, sign_in):
    answer = client.post("/account/login/", {"login": buyer.email, "password": "correct horse battery"})
    assert answer.cookies["hejie"]["secure"]
    local = Client().get("/account/login/", headers={"host": "127.0.0.1:8000"})
    assert not local.cookies["hejie_form"]["secure"]
