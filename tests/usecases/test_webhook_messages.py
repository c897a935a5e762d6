"""What messages tell a shop's program: what it needs to act on refunds, returns and deadlines, and nobody's words."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from hejie.domain.cases import commands
from hejie.usecases import cases, settlement, webhook_messages
from hejie.usecases.webhook_messages import told

pytestmark = pytest.mark.django_db


def messages(root: str, kind: str) -> list[dict]:
    """The data of every message of one kind about an order and its cases, in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT stream, seq FROM entry WHERE root = %s ORDER BY stream, seq", [root])
        places = [row for row in cursor.fetchall() if not row[0].startswith("room:")]
    made = [json.loads(webhook_messages.message(root, *place)) for place in places]
    return [one["data"] for one in made if one["type"] == kind]


@pytest.fixture
def settled(disputes, ctx):
    """A case in which the goods go back against ¥119.40 and ¥15.00 of freight, agreed and signed."""
    found = disputes()
    package = {
        "refund": 11940, "currency": "CNY", "goods": "return", "return_freight": {"payer": "seller", "minor": 1500},
    }  # fmt: skip
    settlement.make_offer(ctx(found.seller), commands.MakeOffer(found.case, package), key="offer")
    settlement.accept_offer(ctx(found.buyer), commands.AcceptOffer(found.case, "o2", waives=True), key="accept")
    for who in (found.buyer, found.seller):
        settlement.sign_agreement(ctx(who), commands.SignAgreement(found.case), key=f"sign {who.id}")
    return found


def test_a_return_is_told_with_order_lines_terms_and_due_date(settled, clock):
    (duty,) = messages(settled.root, "ObligationSet")
    assert duty["obligation"] == "b1" and (duty["what"], duty["side"]) == ("ship_back", "buyer")
    assert duty["case"] == settled.case and duty["order"] == settled.root and duty["lines"] == [1]
    assert duty["order_ref"] and duty["seller"] == settled.seller.shop
    assert duty["until"] == f"{clock.now + timedelta(days=10):%Y-%m-%dT%H:%M:%S}.{clock.now.microsecond // 1000:03}Z"
    (effect,) = messages(settled.root, "AgreementInEffect")
    assert effect["terms"]["refund"] == {"minor": 11940, "currency": "CNY"}
    assert effect["terms"]["to_buyer"] == {"minor": 13440, "currency": "CNY"}
    assert effect["terms"]["return_freight"] == {"payer": "seller", "minor": 1500, "currency": "CNY"}
    assert effect["terms"]["goods"] == "return"


def test_a_refund_is_told_when_it_is_due_and_when_it_has_moved(settled, ctx, work):
    settlement.report_performance(ctx(settled.buyer), commands.ReportPerformance(settled.case, "b1"), key="sent")
    settlement.confirm_performance(ctx(settled.seller), commands.ConfirmPerformance(settled.case, "b1"), key="came")
    work()
    refund = messages(settled.root, "ObligationSet")[-1]
    assert (refund["what"], refund["side"]) == ("refund", "platform")
    assert refund["money"] == {"minor": 13440, "currency": "CNY"} and "until" not in refund
    posted = messages(settled.root, "TransferPosted")
    assert sorted((one["to"], one["money"]["minor"]) for one in posted) == [("buyer", 13440), ("seller", 6460)]
    for one in posted:
        assert one["case"] == settled.case and one["line"] == 1 and one["seller"] == settled.seller.shop
        assert one["order_ref"] == refund["order_ref"] and one["why"] == "award" and one["transfer"]
    (held,) = messages(settled.root, "PaymentHeld")
    assert held["holds"] == [{"line": 1, "money": {"minor": 19900, "currency": "CNY"}}]
    assert messages(settled.root, "TransfersReleased")[-1]["transfers"]
    kept = messages(settled.root, "ObligationKept")
    assert [one["what"] for one in kept] == ["ship_back", "refund"]
    (closed,) = messages(settled.root, "CaseClosed")
    assert closed["outcome"] == "agreed" and closed["lines"] == [1]


def test_a_default_is_told_with_whose_time_ended_when(disputes, clock, work):
    found = disputes()
    clock.move(days=40)
    work()
    first = messages(found.root, "DefaultApplied")[0]
    names = ("stream", "deadline")
    (begun,) = [one for one in messages(found.root, "DeadlineSet") if all(one[name] == first[name] for name in names)]
    assert {name: first[name] for name in ("wait", "who", "silence", "until")} == {
        name: begun[name] for name in ("wait", "who", "silence", "until")
    }


def test_a_deadline_that_moves_is_told_with_both_ends_and_the_cause():
    opened = {"kind": "CaseOpened", "data": {
        "case": "r-c", "seller": "s1", "lines": [1], "order": {"external_id": "118", "currency": "CNY"},
    }}  # fmt: skip
    past = [
        {"seq": 2, "kind": "DeadlineSet", "data": {"deadline": "d1", "wait": "answer", "who": "seller", "until": "A"}},
        {"seq": 3, "kind": "DeadlineSet", "data": {"deadline": "d2", "wait": "settle", "who": "both", "until": "X"}},
        {"seq": 5, "kind": "DeadlineMoved", "data": {"deadline": "d1", "until": "B", "why": "outage"}},
        {"seq": 8, "kind": "DeadlineMoved", "data": {"deadline": "d1", "until": "C", "why": "extended"}},
    ]
    found = told(past[-1], opened, past)
    assert (found["before"], found["until"], found["why"]) == ("B", "C", "extended")
    assert (found["wait"], found["who"], found["deadline"]) == ("answer", "seller", "d1")


def test_a_sanction_is_told_with_whose_it_is_and_what_it_does():
    opened = {"kind": "StandingOpened", "data": {"marketplace": "harbour", "side": "seller", "of": "snorthwind"}}
    announced = {"seq": 4, "kind": "SanctionAnnounced", "data": {
        "sanction": "s1", "measure": "delisting", "does": ["delisted"], "says": {"en": "words of the rulebook"},
        "begins": "2026-12-01T00:00:00.000Z", "policy": {"digest": "d"},
    }}  # fmt: skip
    begun = {"seq": 6, "kind": "SanctionInEffect", "data": {"sanction": "s1", "until": "2027-01-01T00:00:00.000Z"}}
    assert told(announced, opened, [announced]) == {
        "seller": "snorthwind", "sanction": "s1", "measure": "delisting", "does": ["delisted"],
        "begins": "2026-12-01T00:00:00.000Z",
    }  # fmt: skip
    assert told(begun, opened, [announced])["does"] == ["delisted"]


def test_no_message_has_what_people_wrote(settled, ctx):
    cases.write_message(ctx(settled.buyer), commands.WriteMessage(settled.case, "unmistakable words"), key="m")
    settlement.report_performance(
        ctx(settled.buyer), commands.ReportPerformance(settled.case, "b1", note="unmistakable note"), key="sent"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT stream, seq FROM entry WHERE root = %s", [settled.root])
        bodies = [webhook_messages.message(settled.root, *place) for place in cursor.fetchall()]
    for words in ("unmistakable", "Trail", "shorter", "sha256"):
        assert not any(words.encode() in body for body in bodies)
    assert max(map(len, bodies)) < 2000
