"""Repairs by use cases: covered, quoted, tried twice in vain, at home; with the guarantee that each makes longer."""

import pytest

from hejie.domain.cases.servicing.commands import TakeServiceStep
from hejie.domain.cases.servicing.steps import may_take
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.usecases import services as usecases

pytestmark = pytest.mark.django_db


def repaired(asked, round_: str = "", *, right: bool = True) -> None:
    """One round from sending in to the buyer's word."""
    key = f"{round_} "
    asked.step("send", carrier="SF", key=f"{key}send")
    asked.step("receive", key=f"{key}receive")
    asked.step("diagnose", covered=True, fault="A loose wire.", key=f"{key}diagnose")
    asked.step("repair", work="Soldered.", parts=[{"name": "Wire"}], key=f"{key}repair")
    asked.step("check", passed=True, key=f"{key}check")
    asked.step("dispatch", carrier="SF", key=f"{key}dispatch")
    asked.step("arrive", right=right, key=f"{key}arrive")


def test_a_covered_repair_costs_nothing_and_makes_the_guarantee_longer_by_its_days(services, clock, work):
    asked = services(kind="repair", reason="defective", wish={"need": "work", "serial": "K-17"})
    assert asked.state.service.priority == {"level": 2, "why": ["work"]}
    asked.answer()
    asked.step("send", carrier="SF")
    asked.step("loan", what="Another kettle", serial="L-1")
    asked.step("receive")
    clock.move(days=3)
    asked.step("diagnose", covered=True, fault="A loose wire.")
    asked.step("repair", work="Soldered.", parts=[{"name": "Wire"}])
    asked.step("check", passed=False)
    asked.step("repair", work="Soldered better.", key="again")
    asked.step("check", passed=True, key="passed")
    asked.step("dispatch", carrier="SF")
    asked.step("arrive")
    assert asked.state.waits("service_give_back")  # what was lent comes back first
    asked.step("give_back", carrier="SF")
    asked.step("loan_back")
    work()
    case = asked.state
    assert case.outcome == "served" and asked.paid_back == 0
    added = {"days": 4, "of": "guarantee", "rule": "cn.cpl_regulation.18"}
    assert case.service.last("arrive").data["guarantee"] == added
    assert reader.order(asked.root).longer[0].items() >= {"line": 1, **added}.items()


def test_what_is_not_covered_is_quoted_paid_and_repaired(services, work):
    asked = services(kind="repair", reason="defective")
    asked.answer()
    asked.step("send", carrier="SF")
    asked.step("receive")
    asked.step("diagnose", covered=False, fault="It fell into water.")
    piece = asked.file(asked.seller)
    quote = {"minor": 4000, "parts": [{"name": "Board", "minor": 3000}], "days": 5}
    asked.step("quote", **quote, note="The board is wet.", evidence=(piece,))
    asked.step("approve_quote", answer="yes")
    paid = TakeServiceStep(asked.case, "pay_more", {"minor": 4000})
    usecases.take(asked.ctx(), paid, key="paid")
    asked.step("repair", work="A new board.")
    asked.step("check")
    asked.step("dispatch", carrier="SF")
    asked.step("arrive")
    work()
    assert asked.state.outcome == "served" and asked.paid_back == 0


@pytest.mark.once
def test_two_repairs_that_did_not_help_leave_the_choice_of_the_money(services, work):
    asked = services(kind="repair", reason="defective")
    asked.answer()
    repaired(asked, right=False)
    assert asked.state.service.next_step().name == "send"
    with pytest.raises(Refusal, match="step_not_now"):
        asked.step("after_two", want="refund", key="too soon")
    repaired(asked, "second", right=False)
    assert asked.state.waits("service_after_two")
    assert not {"arrive"} & set(may_take(asked.state.service, "buyer"))  # it has come, and that is decided now
    assert not {"loan", "correct_dispatch"} & set(may_take(asked.state.service, "seller"))
    asked.step("after_two", want="refund")
    work()
    assert asked.paid_back == 0 and asked.state.service.package["goods"] != "keep"  # money against the thing
    slip = asked.file(asked.buyer, "slip")
    asked.step("send", carrier="SF", minor=900, evidence=(slip,), key="back")
    asked.step("receive", key="came back")
    asked.step("inspect")
    work()
    assert asked.state.outcome == "served_otherwise" and asked.paid_back == 10250 + 900


@pytest.mark.once
def test_after_two_repairs_another_article_comes_where_it_is_chosen(services, work):
    asked = services(kind="repair", reason="defective")
    asked.answer()
    repaired(asked, right=False)
    repaired(asked, "second", right=False)
    asked.step("after_two", want="exchange")
    asked.step("send", carrier="SF", key="old")
    asked.step("receive", key="old came")
    asked.step("dispatch", carrier="SF", key="new")
    asked.step("arrive", key="came")
    work()
    assert asked.state.outcome == "served_otherwise"


@pytest.mark.once
def test_a_repair_at_home_has_its_visit_and_no_parcel(services, clock, work):
    asked = services(kind="repair", reason="defective", wish={"where": "on_site"})
    asked.answer()
    with pytest.raises(Refusal, match="step_told"):
        asked.step("visit", at="2020-01-01T08:00:00.000Z", key="past")
    asked.step("visit", at="2026-11-05T08:00:00.000Z")
    due = next(iter(asked.state.waits("service_diagnose"))).until
    assert due.isoformat() >= "2026-11-10T08:00"  # the time to look begins with the visit
    asked.step("other_time", at="2026-11-06T08:00:00.000Z", note="I work until five.")
    assert asked.state.waits("service_visit") and not asked.state.waits("service_diagnose")
    asked.step("visit", at="2026-11-06T09:00:00.000Z", key="anew")
    asked.step("diagnose", fault="Scale.")
    asked.step("repair", work="Descaled.")
    asked.step("check")
    asked.step("arrive")
    work()
    assert asked.state.outcome == "served"


@pytest.mark.once
def test_a_quote_that_nobody_answers_or_pays_sends_the_thing_back_as_it_is(services, clock, work):
    for answered in (False, True):
        asked = services(kind="repair", reason="defective", key=f"{answered}")
        asked.answer(key=f"{answered} a")
        for step in ("send", "receive"):
            asked.step(step, key=f"{answered} {step}", **({"carrier": "SF"} if step == "send" else {}))
        asked.step("diagnose", covered=False, fault="Worn.", key=f"{answered} d")
        photo = asked.file(asked.seller, f"{answered} p")
        asked.step("quote", minor=4000, days=5, note="Worn.", evidence=(photo,), key=f"{answered} q")
        if answered:
            asked.step("approve_quote", answer="yes", key="yes")
        clock.move(days=8)
        work()
        assert asked.state.service.next_step().name == "dispatch" and asked.state.stage == "service"
        asked.step("dispatch", carrier="SF", key=f"{answered} out")
        asked.step("arrive", key=f"{answered} came")
        work()
        assert asked.state.outcome == "served_unrepaired" and "guarantee" not in asked.state.service.last("arrive").data


@pytest.mark.once
def test_the_money_after_repairs_in_vain_follows_when_what_was_lent_is_back(services, work):
    asked = services(kind="repair", reason="defective")
    asked.answer()
    asked.step("loan", what="Another kettle")
    repaired(asked, right=False)
    repaired(asked, "second", right=False)
    asked.step("after_two", want="refund")
    work()
    assert asked.state.waits("service_give_back") and asked.paid_back == 0
    asked.step("loan_back")  # brought to the counter
    asked.step("send", carrier="SF", key="back")
    asked.step("receive", key="came back")
    asked.step("inspect")
    work()
    assert asked.state.outcome == "served_otherwise" and asked.paid_back == 10250


@pytest.mark.once
def test_in_the_union_one_repair_in_vain_is_enough_and_what_was_paid_for_none_comes_back(services, clock, work):
    asked = services(kind="repair", reason="defective", order={"currency": "EUR"})
    asked.answer()
    repaired(asked, right=False)
    assert asked.state.waits("service_after_two")
    paid = services(kind="repair", reason="defective", key="paid")
    paid.answer(key="p a")
    paid.step("send", carrier="SF", key="p s")
    paid.step("receive", key="p r")
    paid.step("diagnose", covered=False, fault="Wet.", key="p d")
    paid.step("quote", minor=4000, days=5, note="Wet.", evidence=(paid.file(paid.seller, "p p"),), key="p q")
    paid.step("approve_quote", answer="yes", key="p y")
    usecases.take(paid.ctx(), TakeServiceStep(paid.case, "pay_more", {"minor": 4000}), key="p paid")
    clock.move(days=16)
    work()
    assert paid.state.stage == "negotiation" and paid.paid_back == 4000


@pytest.mark.once
def test_another_article_for_a_faulty_one_begins_its_guarantee_anew_and_for_a_change_of_mind_does_not(services, work):
    for reason, anew in (("defective", True), ("none", False)):
        asked = services(kind="exchange", reason=reason, wish={"order": "swap"}, key=reason)
        asked.answer(key=f"{reason} a")
        asked.step("dispatch", carrier="SF", key=f"{reason} d")
        asked.step("arrive", key=f"{reason} c")
        asked.step("receive", key=f"{reason} r")
        asked.step("inspect", key=f"{reason} i")
        work()
        assert asked.state.outcome == "served"
        assert [row.get("anew", False) for row in reader.order(asked.root).longer] == ([True] if anew else [])
