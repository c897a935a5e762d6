"""Holds over HTTP: made by a payment, released one by one to either side."""

import pytest

from tests.api.test_orders import BODY

pytestmark = pytest.mark.django_db
PAYMENT = {"minor": 21900, "currency": "CNY", "reference": "pay-1"}


@pytest.fixture
def shop(caller, people):
    """The shop's program."""
    return caller(people("operator"), ("read", "write", "orders"), integrator="shop")


@pytest.fixture
def unpaid(shop) -> str:
    """An order that waits for its payment."""
    return shop.post("/orders", {**BODY, "paid": None}).json()["id"]


@pytest.fixture
def trade(people, orders):
    """(root, buyer, seller, another seller) of a delivered order with a line of ¥199.00 from each."""
    buyer, seller, other = people("buyer"), people("seller"), people("seller")
    return orders(buyer, seller, other), buyer, seller, other


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def free(reader, root: str) -> list[int]:
    return [hold["free"] for hold in reader.get(f"/orders/{root}/holds").json()["holds"]]


def test_a_payment_makes_holds_and_says_which(shop, unpaid):
    answer = shop.post("/holds", {"order": unpaid, **PAYMENT}, key="pay")
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["currency"] == "CNY" and told["stream"] == f"order:{unpaid}"
    assert sum(hold["held"] for hold in told["holds"]) == 21900
    listed = shop.get(f"/orders/{unpaid}/holds").json()["holds"]
    assert told["holds"] == [{name: row[name] for name in row if name != "open_case"} for row in listed]
    assert answer["ETag"] == f'"{told["head"]}"'


def test_an_equal_payment_gets_the_first_answer_even_when_the_money_has_moved_since(shop, unpaid):
    first = shop.post("/holds", {"order": unpaid, **PAYMENT}, key="pay").json()
    hold = first["holds"][0]["id"]
    behalf = {"on-behalf-of": "buyer:lin"}
    assert shop.post(f"/holds/{hold}/release", {"to": "seller"}, **behalf).status_code == 201
    again = shop.post("/holds", {"order": unpaid, **PAYMENT}, key="pay").json()
    assert again == {**first, "repeated": True}
    assert code(shop.post("/holds", {"order": unpaid, **PAYMENT, "minor": 1}, key="pay")) == (422, "key_used_otherwise")
    assert code(shop.post("/holds", {"order": unpaid, **PAYMENT})) == (409, "already_paid")
    assert shop.post(f"/orders/{unpaid}/payment", PAYMENT, key="pay").json()[
        "repeated"
    ]  # one act, whichever its address


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"currency": "EUR"}, (422, "currency_mismatch")),
        ({"minor": 0}, (422, "amount_not_positive")),
        ({"order": "nonsense"}, (404, "not_found")),
        ({"amount": 5}, (422, "bad_field")),
    ],
)
def test_a_payment_that_cannot_be_is_refused(shop, unpaid, change, said):
    assert code(shop.post("/holds", {"order": unpaid, **PAYMENT, **change})) == said
    assert free(shop, unpaid) == []


def test_only_a_token_for_orders_makes_holds(caller, people, unpaid):
    answer = caller(people("buyer")).post("/holds", {"order": unpaid, **PAYMENT})
    assert code(answer) == (403, "scope_missing")


def test_the_buyer_releases_a_part_and_then_the_rest(caller, trade):
    root, buyer, _seller, _other = trade
    own = caller(buyer)
    answer = own.post(f"/holds/{root}.1/release", {"to": "seller", "minor": 5000, "why": "One shoe fits."}, key="a")
    assert answer.status_code == 201, answer.content
    assert (answer.json()["to"], answer.json()["released"]) == ("seller", {"minor": 5000, "currency": "CNY"})
    assert free(own, root) == [14900, 19900]
    rest = own.post(f"/holds/{root}.1/release", {"to": "seller"}, key="b").json()
    assert rest["released"] == {"minor": 14900, "currency": "CNY"}
    assert free(own, root) == [0, 19900]
    assert code(own.post(f"/holds/{root}.1/release", {"to": "seller"})) == (409, "nothing_to_release")


def test_a_release_is_done_once(caller, trade):
    root, buyer, _seller, _other = trade
    own, path = caller(buyer), f"/holds/{root}.1/release"
    first = own.post(path, {"to": "seller", "minor": 5000}, key="k").json()
    assert own.post(path, {"to": "seller", "minor": 5000}, key="k").json() == {**first, "repeated": True}
    for body in ({"to": "seller", "minor": 5001}, {"to": "seller"}):
        assert code(own.post(path, body, key="k")) == (422, "key_used_otherwise")
    assert free(own, root) == [14900, 19900]


@pytest.mark.parametrize(
    ("hold", "body", "said"),
    [
        ("1", {"to": "seller", "minor": 19901}, (422, "release_above_custody")),
        ("1", {"to": "seller", "minor": 0}, (422, "amount_not_positive")),
        ("3", {"to": "seller"}, (422, "unknown_line")),
        ("debt1", {"to": "seller"}, (422, "unknown_line")),
        ("01", {"to": "seller"}, (422, "unknown_line")),
        ("1", {"to": "platform"}, (422, "bad_field")),
        ("1", {"to": "seller", "minor": -1}, (422, "bad_field")),
        ("1", {"to": "seller", "amount": 5}, (422, "bad_field")),
        ("1", {}, (422, "bad_field")),
        ("1", {"to": "buyer"}, (404, "not_found")),  # the shop's refund is not the buyer's to order
    ],
)
def test_a_release_that_cannot_be_is_refused(caller, trade, hold, body, said):
    root, buyer, _seller, _other = trade
    own = caller(buyer)
    assert code(own.post(f"/holds/{root}.{hold}/release", body)) == said
    assert free(own, root) == [19900, 19900]


def test_a_seller_releases_nothing_to_himself_but_may_give_his_own_line_back(caller, trade):
    root, buyer, seller, other = trade
    shop = caller(seller)
    assert code(shop.post(f"/holds/{root}.1/release", {"to": "seller"})) == (404, "not_found")
    assert code(caller(other).post(f"/holds/{root}.1/release", {"to": "buyer"})) == (404, "not_found")
    answer = shop.post(f"/holds/{root}.1/release", {"to": "buyer", "minor": 900}, key="k")
    assert (answer.status_code, answer.json()["released"]) == (201, {"minor": 900, "currency": "CNY"})
    assert shop.post(f"/holds/{root}.1/release", {"to": "buyer", "minor": 900}, key="k").json()["repeated"]
    assert code(shop.post(f"/holds/{root}.1/release", {"to": "buyer", "minor": 19001})) == (422, "refund_above_custody")
    assert free(caller(buyer), root) == [19000, 19900]
    assert [line["left"] for line in caller(buyer).get(f"/orders/{root}").json()["lines"]] == [19000, 19900]


def test_a_program_releases_for_the_buyer_whom_it_names_and_not_for_the_seller(shop, unpaid):
    (hold, _second) = shop.post("/holds", {"order": unpaid, **PAYMENT}).json()["holds"]
    path = f"/holds/{hold['id']}/release"
    assert code(shop.post(path, {"to": "seller"}, **{"on-behalf-of": "seller:northwind"})) == (404, "not_found")
    assert shop.post(path, {"to": "seller"}, **{"on-behalf-of": "buyer:lin"}).status_code == 201


def test_money_of_a_line_in_dispute_moves_in_its_case_alone(caller, claim):
    buyer, seller, body = claim
    own = caller(buyer)
    assert own.post("/cases", body).status_code == 201
    path = f"/holds/{body['order']}.1/release"
    assert code(own.post(path, {"to": "seller"})) == (409, "line_in_dispute")
    assert code(caller(seller).post(path, {"to": "buyer"})) == (409, "line_in_dispute")


def test_what_a_caller_is_not_part_of_is_not_there(caller, trade, people):
    root, buyer, _seller, _other = trade
    stranger = caller(people("buyer"))
    for hold in (f"{root}.1", root, "nonsense.1", ".1", "."):
        for to in ("seller", "buyer"):
            assert code(stranger.post(f"/holds/{hold}/release", {"to": to})) == (404, "not_found")
    assert free(caller(buyer), root) == [19900, 19900]


def test_why_nothing_was_released_is_said_in_three_languages(caller, trade):
    root, buyer, _seller, _other = trade
    for language, word in (("en", "was not made"), ("zh", "没有放款"), ("ru", "не выполнена")):
        answer = caller(buyer, language=language).post(f"/holds/{root}.1/release", {"to": "seller", "minor": 99999})
        assert word in answer.json()["title"]
