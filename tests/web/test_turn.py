"""The turn bar: for every wait and every role it says whose turn it is, until when, and what silence does."""

import pytest

from hejie.domain.cases import silence
from hejie.domain.kernel import clock
from hejie.domain.kernel.deadlines import Deadline
from hejie.usecases import cases, mediation, promises, reading, settlement
from hejie.web.case import follows, voice

BACK = {"refund": 19900, "goods": "return", "return_freight": {"payer": "seller", "minor": 0}}


def answer(scene):
    scene.opened()


def reply(scene):
    scene.opened().do(scene.seller, cases.write_message, "WriteMessage", "No.")


def offer(scene):
    scene.opened().offered()


def sign(scene):
    scene.opened().agreed()


def assign(scene):
    reply(scene)
    scene.do(scene.buyer, mediation.escalate, "Escalate")


def mediate(scene):
    scene.opened().mediated()


def question(scene):
    scene.opened().mediated().do(scene.neutral, cases.ask_question, "AskQuestion", "seller", "Which batch?")


def decide(scene):
    scene.opened().mediated().do(scene.neutral, mediation.go_to_decision, "GoToDecision")


def appeal(scene):
    scene.opened().decided()


def appeal_answer(scene):
    scene.opened().decided().do(scene.buyer, mediation.appeal_ruling, "AppealRuling", "Look again.")


def ship_back(scene):
    scene.opened().signed(**BACK)


def confirm_return(scene):
    ship_back(scene)
    scene.do(scene.buyer, settlement.report_performance, "ReportPerformance", "b1", "SF 1")


def perform(scene):
    scene.opened().signed(refund=0, service="replacement")


def confirm(scene):
    perform(scene)
    scene.do(scene.seller, settlement.report_performance, "ReportPerformance", "b1", "SF 2")


def keep_promise(scene):
    """The seller has answered by offering; his promise is due before the buyer must answer that."""
    scene.opened().offered()
    scene.do(scene.buyer, promises.propose_promise, "ProposePromise", "seller", "A voucher.", 1)
    scene.do(scene.seller, promises.accept_promise, "AcceptPromise", "p1")


def confirm_promise(scene):
    """The buyer's offer waits for the seller for three days; that is before the buyer's time to confirm is over."""
    scene.opened().signed(refund=0, apology=True, days=30)
    scene.do(scene.buyer, promises.propose_promise, "ProposePromise", "seller", "A voucher.", 1)
    scene.do(scene.seller, promises.accept_promise, "AcceptPromise", "p1")
    scene.do(scene.seller, settlement.report_performance, "ReportPerformance", "b3", "Sent.")


def closed(scene):
    scene.opened().do(scene.buyer, cases.withdraw_case, "WithdrawCase")


WAITS = [
    answer,
    reply,
    offer,
    sign,
    assign,
    mediate,
    question,
    decide,
    appeal,
    appeal_answer,
    ship_back,
    confirm_return,
    perform,
    confirm,
    keep_promise,
    confirm_promise,
    closed,
]


@pytest.mark.parametrize("wait", WAITS, ids=lambda made: made.__name__)
def test_every_reader_learns_whose_turn_it_is_and_what_silence_does(browser, scene, people, wait):
    wait(scene)
    turns = {}
    for role in ("buyer", "seller", "neutral", "operator", "auditor"):
        who = getattr(scene, role, None) or people("auditor")
        answered = browser(who).get("case", scene.case)
        if role == "neutral" and answered.status_code == 404:
            continue  # nobody's neutral yet
        turns[role] = answered.context["turn"]
        assert turns[role].what and turns[role].silence
        assert turns[role].until or turns[role].until_words
        assert bool(turns[role].url) == (turns[role].who in ("Your turn", "Nobody’s turn"))
    mine = {role for role, turn in turns.items() if turn.who == "Your turn"}
    assert mine == EXPECTED[wait.__name__]


EXPECTED = {
    "answer": {"seller"},
    "reply": {"buyer"},
    "offer": {"buyer"},
    "sign": {"buyer", "seller"},
    "assign": {"operator"},
    "mediate": {"neutral"},
    "question": {"seller"},
    "decide": {"neutral"},
    "appeal": {"buyer", "seller"},
    "appeal_answer": {"seller", "operator"},
    "ship_back": {"buyer"},
    "confirm_return": {"seller"},
    "perform": {"seller"},
    "confirm": {"buyer"},
    "keep_promise": {"seller", "buyer"},  # the buyer has an offer to answer as well
    "confirm_promise": {"buyer", "seller"},  # the seller owes the apology still
    "closed": set(),
}


def test_a_proposal_already_accepted_is_the_others_turn(browser, scene):
    scene.opened().mediated()
    scene.do(scene.neutral, settlement.make_offer, "MakeOffer", {"refund": 9000, "currency": "CNY"})
    scene.do(scene.buyer, settlement.accept_offer, "AcceptOffer", "o2", waives=True)
    assert browser(scene.buyer).get("case", scene.case).context["turn"].who == "The seller’s turn"
    assert browser(scene.seller).get("case", scene.case).context["turn"].who == "Your turn"


def test_a_deadline_is_told_in_the_readers_own_zone(browser, scene):
    scene.opened()
    scene.buyer.person.timezone = "Europe/Moscow"
    scene.buyer.person.save()
    page = browser(scene.buyer).get("case", scene.case).content.decode()
    assert "Thursday 5\u00a0November, 11:00" in page and "Moscow time" in page


def test_a_clock_that_stands_still_says_why(browser, scene, ctx):
    from hejie.domain.cases import commands
    from hejie.usecases import upkeep

    scene.opened()
    upkeep.hold_deadlines(ctx(), commands.HoldDeadlines(scene.case, "seller", "unreachable"), key="hold")
    assert "stands still" in browser(scene.buyer).get("case", scene.case).content.decode()


def test_where_silence_grants_what_was_asked_for_last_that_is_told_with_its_terms(scene, ctx):
    scene.opened()
    for refund, told in ((19900, "¥199.00"), (8000, "¥80.00")):
        if refund < 19900:
            scene.do(
                scene.buyer, settlement.make_offer, "MakeOffer", {"refund": refund, "currency": "CNY"}, waives=True
            )
        view = reading.read_case(ctx(scene.buyer), scene.case)
        now = clock.parse(view.case.opened_at)
        row = Deadline("d9", "offer", "seller", now, now, "grant_offer")
        said = str(follows.of_silence(row, view.case, voice.of_view(view)))
        assert said.startswith("What you asked for last is granted.") and told in said
    assert silence.asked_last(view.case)["refund"] == 8000
