"""Who may see, open, move and read: warranty scenarios about sign-in, rights, references and two roofs."""

import pytest
from django.test import Client

from hejie.store import queries
from tests.acceptance.conftest import BASE, SHOWN, file
from tests.acceptance.warranty.scenarios import scenario

pytestmark = pytest.mark.django_db


def body(root: str, **more) -> dict:
    asked = {
        "order": root,
        "pieces": [{"line": 1, "quantity": 1}],
        "reason": "defective",
        "story": "It does not boil.",
        "shown": SHOWN,
    }
    return {**asked, **more}


@pytest.fixture
def root(returns, people):
    """(order, buyer, seller)."""
    buyer, seller = people("buyer"), people("seller")
    return returns.order(buyer, seller), buyer, seller


@scenario("ws-001", "ws-049")
@pytest.mark.parametrize("path", ["/cases", "/orders", "/sellers/nobody/standing"])
def test_nobody_reads_lists_or_figures_without_a_sign_in(marketplace, path):
    answer = Client().get(BASE + path)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_needed")


@scenario("ws-002", "ws-049")
def test_a_colleague_without_the_right_is_told_so_and_not_that_nothing_is_there(people, caller):
    answer = caller(people("agent"), ("write", "staff")).get("/cases")
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert (
        caller(people("agent"), ("write", "staff")).get("/cases/nothing").status_code == 403
    )  # the right before the id


@scenario("ws-003", "ws-059")
@pytest.mark.parametrize("who", ["operator", "buyer", "seller"])
def test_an_order_that_is_not_there_opens_nothing(people, caller, who):
    by = caller(people(who))
    answer = by.post("/returns", body("r-nothing"))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert by.get("/cases").json()["cases"] == []


@scenario("ws-007")
def test_a_case_is_given_to_nobody_who_is_not_there(returns, people, caller):
    asked = returns()
    by = caller(people("operator"))
    before = asked.seen()["head"]
    answer = by.post(f"/cases/{asked.case}/assignment", {"neutral": "p-nobody"})
    assert 400 <= answer.status_code < 500 and answer.json()["code"] and answer.json()["do"]
    assert asked.seen()["head"] == before


@scenario("ws-026")
def test_a_stranger_sees_nothing_of_it(returns, people, caller):
    asked = returns()
    piece = file(asked.buyer, asked.case).json()["created"]["id"]
    stranger = caller(people("buyer"))
    assert stranger.get("/cases").json()["cases"] == []
    for path in ("", "/record", "/dossier", "/matrix", f"/evidence/{piece}/file"):
        assert stranger.get(f"/cases/{asked.case}{path}").status_code == 404, path
    assert asked.buyer.get(f"/cases/{asked.case}").status_code == 200


@scenario("ws-033", "ws-063")
def test_two_marketplaces_under_one_roof_know_nothing_of_each_other(returns, ctx, clock):
    from hejie.domain.kernel.actor import Actor
    from hejie.domain.kernel.refusal import Refusal
    from hejie.usecases import reading
    from tests.support.world import make_marketplace

    asked = returns()
    other = make_marketplace("elsewhere")
    for role in ("operator", "agent", "auditor"):
        actor = Actor(role, "pother", other.pk, through="token", second_factor=True)
        assert not queries.cases(actor).rows
        with pytest.raises(Refusal) as found:
            reading.read_case(ctx(actor), asked.case)
        assert found.value.code == "not_found"


@scenario("ws-054")
def test_a_program_without_a_key_with_a_wrong_one_or_without_the_right(people, caller, marketplace):
    garbage = {"data": "{", "content_type": "application/json"}
    path = f"{BASE}/orders/imports/woocommerce"
    assert Client().post(path, **garbage).status_code == 401
    assert Client().post(path, **garbage, headers={"authorization": "Bearer wrong"}).status_code == 401
    reader = caller(people("operator"), ("read",), integrator="shop")
    answer = Client().post(path, **garbage, headers=reader._headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")  # before the body is looked at


@scenario("ws-055")
def test_without_its_own_reference_a_request_is_refused(root, caller):
    order, buyer, _seller = root
    by = caller(buyer)
    answer = by._client.post(f"{BASE}/returns", body(order), content_type="application/json", headers=by._headers)
    assert answer.status_code in (400, 422)
    assert answer.json()["code"] == "key_missing" and by.get("/cases").json()["cases"] == []


@scenario("ws-057")
def test_the_same_reference_again_is_the_same_request(root, caller):
    order, buyer, _seller = root
    by = caller(buyer)
    first, again = (by.post("/returns", body(order), key="mine").json() for _ in range(2))
    assert again["id"] == first["id"] and again["repeated"] and len(by.get("/cases").json()["cases"]) == 1


@scenario("ws-058")
def test_an_order_of_one_buyer_is_not_asked_about_for_another(root, people, caller):
    order, buyer, _seller = root
    other = people("buyer")
    by = caller(people("operator"), ("read", "write"), integrator="shop", **{"on-behalf-of": f"buyer:{other.id}"})
    answer = by.post("/returns", body(order))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    own = caller(people("operator"), ("read", "write"), integrator="shop", **{"on-behalf-of": f"buyer:{buyer.id}"})
    assert own.post("/returns", body(order)).status_code == 201


@scenario("ws-061", "ws-073")
@pytest.mark.parametrize("behalf", ["buyer:p-nobody", "buyer:", "somebody"])
def test_a_buyer_whom_nobody_knows_is_refused_in_words(root, people, caller, behalf):
    order, _buyer, _seller = root
    by = caller(people("operator"), ("read", "write"), integrator="shop", **{"on-behalf-of": behalf})
    answer = by.post("/returns", body(order))
    assert 400 <= answer.status_code < 500 and answer.json()["code"] in ("buyer_unknown", "on_behalf_unreadable")
    assert answer.json()["do"]


@scenario("ws-061")
def test_without_an_order_there_is_no_request(people, caller):
    without = {name: value for name, value in body("x").items() if name != "order"}
    answer = caller(people("buyer")).post("/returns", without)
    assert (answer.status_code, answer.json()["facts"]["field"]) == (422, "body.order")


@scenario("ws-074")
def test_the_orders_number_stands_on_the_request_and_in_lists(returns):
    asked = returns()
    (row,) = asked.buyer.get("/cases").json()["cases"]
    assert row["order"] == asked.seen()["order"]["external_id"] == "S-1"
