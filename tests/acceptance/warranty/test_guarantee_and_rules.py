"""What the guarantee, the law and the shop's own limits say, and guided diagnosis: warranty scenarios over the API."""

import json

import pytest

from hejie.domain.orders.commands import NewLine
from hejie.store import market_law
from hejie.usecases import return_policies
from tests.acceptance.warranty.scenarios import scenario
from tests.acceptance.warranty.test_goods_and_money import done, refused

pytestmark = pytest.mark.django_db


def save(by, over: int, **wanted) -> None:
    """The shop's settings, over the version that was read."""
    headers = {**by._headers, "if-match": f'"{over}"', "idempotency-key": f"settings {over}"}
    answer = by._client.put("/api/v1/service-settings", wanted, content_type="application/json", headers=headers)
    assert answer.status_code == 200, answer.content


def change(by, number: int, over: int, **wanted):
    """The answer to a change of a registration."""
    headers = {**by._headers, "if-match": f'"{over}"', "idempotency-key": f"registration {over} {len(wanted)}"}
    path = f"/api/v1/registrations/{number}"
    return by._client.patch(path, wanted, content_type="application/json", headers=headers)


@pytest.fixture
def shop(returns, people, caller):
    """(order, buyer, seller, buyer's program, seller's program)."""
    buyer, seller = people("buyer"), people("seller")
    return returns.order(buyer, seller), buyer, seller, caller(buyer), caller(seller)


@scenario("ws-045", "ws-046", "ws-043")
@pytest.mark.parametrize(
    ("currency", "ended", "status"),
    [("USD", False, "asked"), ("CNY", True, "asked"), ("CNY", False, "approved")],
    ids=("another currency", "out of guarantee", "small and under guarantee"),
)
def test_the_shops_limit_counts_in_its_currency_and_under_guarantee_alone(returns, shop, currency, ended, status):
    root, buyer, seller, _by_buyer, by_seller = shop
    save(by_seller, 0, auto_minor=15000, currency=currency, only_guaranteed=True, guarantee_months=12)
    if ended:
        told = {"serial": "SN-7", "order": root, "began_on": "2024-01-01", "months": 12}
        assert by_seller.post("/registrations", told).status_code == 201
    asked = returns(buyer=buyer, seller=seller, root=root, wish={"serial": "SN-7"})
    service = asked.seen()["service"]
    assert service["status"] == status and (service["approved_by"] == "shop_limit") == (status == "approved")


@scenario("ws-047")
def test_the_same_serial_number_again_goes_to_a_person(returns, people, shop):
    _root, buyer, seller, _by_buyer, by_seller = shop
    save(by_seller, 0, auto_minor=15000, currency="CNY")
    first, again, clean = (
        returns(buyer=buyer, seller=seller, wish={"serial": serial}) for serial in ("SN-7", "sn7", "SN-8")
    )
    assert [one.seen()["service"]["status"] for one in (first, again, clean)] == ["approved", "asked", "approved"]


@scenario("ws-065")
def test_the_guarantee_is_what_the_shop_has_set_and_then_unknown_never_a_guess(shop):
    root, _buyer, _seller, by_buyer, by_seller = shop
    assert by_buyer.get(f"/guarantee?order={root}").json() == {"source": None, "ends_on": None, "holds": None}
    save(by_seller, 0, guarantee_months=12)
    found = by_buyer.get(f"/guarantee?order={root}").json()
    assert found == {"source": "rule", "ends_on": "2027-11-01", "holds": True}
    save(by_seller, 1, guarantee_months=0)
    assert by_buyer.get(f"/guarantee?order={root}").json()["holds"] is None


@scenario("ws-078")
def test_a_registered_thing_has_the_end_of_its_guarantee_and_is_changed_over_its_version_alone(shop, people, caller):
    root, _buyer, _seller, by_buyer, by_seller = shop
    told = {"serial": "SN-7", "order": root, "began_on": "2026-01-31", "months": 24, "more_months": 13}
    made = by_seller.post("/registrations", told).json()
    assert (made["ends_on"], made["coverage"], made["version"]) == ("2029-02-28", "extended", 1)
    assert change(by_seller, made["id"], 1, more_months=12).json()["ends_on"] == "2029-01-31"
    refused(change(by_seller, made["id"], 1, more_months=600), "registration_changed")
    assert by_buyer.get(f"/registrations/{made['id']}").json()["version"] == 2
    assert caller(people("buyer")).get(f"/registrations/{made['id']}").status_code == 404
    assert "SN7" not in by_seller.get("/registrations").content.decode()


@scenario("ws-079")
def test_the_registration_counts_before_the_order_and_the_order_before_the_general_rule(shop, returns, clock):
    _root, buyer, seller, by_buyer, by_seller = shop
    save(by_seller, 0, guarantee_months=6)
    page = {"product": "K-1", "title": "Kettle", "facts": {"condition": "new", "warranty": 24}}
    done(by_seller.post("/listings", page))
    clock.move(days=4)  # the order is three days old, and its page was there before
    lines = (NewLine(1, seller.shop, 20000, title="Kettle", product="K-1"),)
    root = returns.order(buyer, seller, lines=lines)
    told = {"serial": "SN-7", "order": root, "began_on": "2026-01-01", "months": 36}
    done(by_seller.post("/registrations", told))
    cases = {
        f"order={root}&serial=SN-7": ("registration", "2029-01-01"),
        f"order={root}": ("order", "2028-11-05"),
        f"seller={seller.shop}&bought_on=2026-10-01": ("rule", "2027-04-01"),
    }
    for query, (source, ends_on) in cases.items():
        found = by_buyer.get(f"/guarantee?{query}").json()
        assert (found["source"], found["ends_on"]) == (source, ends_on), query


@scenario("ws-118", "ws-119")
def test_registrations_are_listed_by_their_end_by_coverage_and_by_source(shop):
    root, _buyer, _seller, by_buyer, by_seller = shop
    rows = [  # the day of the test is 2 November 2026
        {"serial": "over", "began_on": "2026-08-31", "months": 2},
        {"serial": "in29", "began_on": "2026-11-01", "months": 1},
        {"serial": "in31", "began_on": "2026-10-03", "months": 1, "more_months": 1},
        {"serial": "endless"},
    ]
    for row in rows:
        done(by_seller.post("/registrations", row))
    done(by_buyer.post("/registrations", {"serial": "mine", "order": root}))

    def ends(query: str) -> list[str]:
        return [row["serial_ends"] for row in by_seller.get(f"/registrations?{query}").json()["registrations"]]

    assert (ends("state=over"), ends("state=soon"), ends("state=active")) == (["ER"], ["29"], ["29", "31"])
    assert ends("coverage=extended") == ["31"] and ends("source=buyer") == ["NE"]
    assert len(ends("")) == 5 and by_seller.get("/registrations?state=ended").status_code == 422
    assert [row["source"] for row in by_buyer.get("/registrations").json()["registrations"]] == ["buyer"]


@scenario("ws-083")
def test_one_request_is_approved_by_the_rule_and_one_left_for_a_person(returns):
    by_rule = returns(reason="none", facts={"goods": ["physical"]}).seen()["service"]
    assert by_rule["status"] == "approved" and by_rule["approved_by"].startswith("cn.")
    assert returns(reason="defective").seen()["service"]["status"] == "asked"


@scenario("ws-087")
def test_when_the_time_is_over_its_silence_counts_once(returns, clock, run_worker):
    asked = returns()
    clock.move(hours=47, minutes=59, seconds=59)
    run_worker()
    assert asked.seen()["service"]["status"] == "asked"
    clock.move(seconds=1)
    run_worker()
    run_worker()
    assert asked.seen()["service"]["approved_by"] == "silence"
    kinds = [
        json.loads(row["body"])["kind"] for row in asked.buyer.get(f"/cases/{asked.case}/record").json()["entries"]
    ]
    assert kinds.count("ServiceAnswered") == 1 and kinds.count("DefaultApplied") == 1


@scenario("ws-101", "ws-102")
def test_the_guide_of_goods_and_reason_begins_with_its_first_question_or_is_empty(returns, people, caller):
    by = caller(people("buyer"))
    first = by.get("/diagnosis?category=electronics.phone&reason=defective").json()
    assert first["question"]["id"] == "power" and first["advice"] is None
    assert [row["answer"] for row in first["question"]["answers"]] == ["no", "yes"]
    path = "/diagnosis?category=electronics.phone&reason=defective&answers="
    end = by.get(f"{path}no,yes,no").json()
    assert end["advice"]["lead"] == "replace" and len(end["told"]) == 3
    refused(by.get(f"{path}perhaps"), "diagnosis_answer")
    assert by.get("/diagnosis?category=books&reason=defective").json() == {"guide": None}
    asked = returns(kind="repair", wish={"diagnosis": end["told"]})
    assert asked.seen()["service"]["wish"]["diagnosis"] == end["told"]


@scenario("ws-130", "ws-131")
def test_outside_the_window_it_is_asked_all_the_same_and_the_rules_say_so_but_not_of_a_fault(returns, clock, people):
    buyer, seller = people("buyer"), people("seller")
    root = returns.order(buyer, seller)
    clock.move(days=87)
    late = returns(buyer=buyer, seller=seller, root=root, reason="none", facts={"goods": ["physical"]})
    assert late.seen()["service"]["status"] == "asked"
    late.step(late.seller, "answer", approve=False, code="outside_time")
    assert _certainty(late, "withdrawal") == "excluded"
    late.step(late.seller, "answer", approve=False, code="outside_time")
    done(late.buyer.post(f"/cases/{late.case}/withdrawal", {}))
    facts = {"goods": ["physical"]}
    fault = returns(buyer=buyer, seller=seller, root=root, reason="defective", facts=facts, kind="repair")
    assert _certainty(fault, "repair") == "due" and fault.seen()["service"]["signs"] == []


@scenario("ws-133")
def test_a_window_given_up_counts_for_orders_from_then_on_and_for_an_earlier_one_where_the_shop_approves_it(
    returns, clock, people, ctx
):
    """A shop's window is a promise of the day of purchase: nobody takes it away later, and nobody is bound to more than he
    promised. Who gives his window up gives it to those who buy from then on, and to others by approving what they ask."""
    buyer, seller = people("buyer"), people("seller")
    rules = {"id": "own", "name": "Ours", "windows": [{"id": "all", "days": 30}]}
    return_policies.publish(ctx(seller), rules)
    market_law.forget()
    clock.move(days=14)
    root = returns.order(buyer, seller)
    clock.move(days=87)
    asking = {"buyer": buyer, "seller": seller, "reason": "none", "facts": {"goods": ["physical"]}}
    late = returns(root=root, **asking)
    assert _certainty(late, "withdrawal") == "excluded"
    done(late.step(late.seller, "answer", approve=False, code="outside_time"))
    done(late.buyer.post(f"/cases/{late.case}/withdrawal", {}))
    return_policies.publish(ctx(seller), {**rules, "windows": [{"id": "all", "term": "unlimited"}]})
    again = returns(root=root, **asking)
    assert _certainty(again, "withdrawal") == "excluded" and again.seen()["service"]["status"] == "asked"
    done(again.step(again.seller, "answer", approve=True))
    assert again.seen()["service"]["status"] == "approved"
    clock.move(days=14)
    new = returns.order(buyer, seller)
    clock.move(days=87)
    sign_gone = returns(root=new, **asking)
    assert (
        _certainty(sign_gone, "withdrawal") == "possible"
    )  # no time stands against it; how the goods came back is looked at


def _certainty(asked, remedy: str) -> str:
    """What the rules say of a remedy on the file of a case."""
    from hejie.record import reader

    remedies = (reader.case(asked.case).entitled or {})["remedies"]
    return next(one["certainty"] for one in remedies if one["remedy"] == remedy)
