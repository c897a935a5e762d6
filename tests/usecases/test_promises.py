"""Promises by use cases on the real databases: notices, worker, messages to endpoints, erasing, documents."""

import pytest

from hejie.domain.cases import commands
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.store import story
from hejie.usecases import erasure, promises, reading, settlement, webhook_messages

pytestmark = pytest.mark.django_db

WORDS = "A voucher of twenty, by mail."


def propose(dispute, ctx, who, keeper="seller", days=5, minor=2000, key="promise"):
    command = commands.ProposePromise(dispute.case, keeper, WORDS, days, "", minor)
    return promises.propose_promise(ctx(who), command, key=key)


def promised(dispute, ctx, **terms):
    propose(dispute, ctx, dispute.seller, **terms)
    return promises.accept_promise(ctx(dispute.buyer), commands.AcceptPromise(dispute.case, "p1"), key="agree")


def told(dispute, kind):
    entries = reversed(story.newest(dispute.root, dispute.stream))
    seq = next(row["seq"] for row in entries if row["kind"] == kind)
    return webhook_messages.message(dispute.root, dispute.stream, seq).decode()


def test_each_step_is_told_to_whoever_did_not_take_it(disputes, ctx, work, mailoutbox):
    dispute = disputes()
    work()
    mailoutbox.clear()
    propose(dispute, ctx, dispute.buyer)
    work()
    assert [(letter.to[0], letter.subject.split(" · ")[0]) for letter in mailoutbox] == [
        (dispute.seller.person.email, "You are asked for a promise")
    ]
    promises.accept_promise(ctx(dispute.seller), commands.AcceptPromise(dispute.case, "p1"), key="agree")
    work()
    assert (mailoutbox[-1].to[0], mailoutbox[-1].subject.split(" · ")[0]) == (
        dispute.buyer.person.email,
        "The seller has made the promise",
    )
    propose(dispute, ctx, dispute.seller, key="second")
    promises.decline_promise(ctx(dispute.seller), commands.DeclinePromise(dispute.case, "p2"), key="back")
    work()
    assert mailoutbox[-1].subject.startswith("The seller has taken a promise back")
    assert not any(WORDS in letter.body for letter in mailoutbox)


def test_a_broken_promise_ends_the_talk_by_the_worker_and_both_hear_of_it(disputes, ctx, clock, work, mailoutbox):
    dispute = disputes()
    promised(dispute, ctx, days=2)
    work()
    assert "the promise counts as broken and, while you are still negotiating" in "".join(m.body for m in mailoutbox)
    clock.move(days=2)
    work()
    case = reader.case(dispute.case)
    assert case.obligation("b1").status == "broken" and case.stage == "mediation"
    told = [letter for letter in mailoutbox if letter.subject.startswith("A promise was not kept in time")]
    assert {letter.to[0] for letter in told} == {dispute.buyer.person.email, dispute.seller.person.email}


def test_silence_of_whoever_should_confirm_counts_as_kept_and_says_so(disputes, ctx, clock, work):
    dispute = disputes()
    promised(dispute, ctx)
    settlement.report_performance(
        ctx(dispute.seller), commands.ReportPerformance(dispute.case, "b1", "Sent today."), key="done"
    )
    for day in range(8):
        command = commands.MakeOffer(dispute.case, {"refund": 100 + day, "currency": "CNY"})
        settlement.make_offer(ctx(dispute.seller), command, key=f"offer {day}")
        clock.move(days=1)
        work()
    duty = reader.case(dispute.case).obligation("b1")
    assert (duty.status, duty.deemed) == ("kept", True) and duty.reported_at and duty.ended_at > duty.reported_at


def test_endpoints_hear_codes_sums_and_dates_and_no_words(disputes, ctx):
    dispute = disputes()
    promised(dispute, ctx)
    proposed, due = told(dispute, "PromiseProposed"), told(dispute, "ObligationSet")
    assert '"keeper":"seller"' in proposed and '"days":5' in proposed and '"minor":2000' in proposed
    assert '"what":"promise"' in due and '"promise":"p1"' in due and '"until":"2026-11-07' in due
    assert "voucher" not in proposed + due


def test_what_was_promised_can_be_erased_and_the_chain_stays_whole(disputes, ctx, people):
    dispute = disputes()
    promised(dispute, ctx)
    ref = reader.case(dispute.case).promise("p1").text["ref"]
    operator = people("operator")
    erasure.erase_content(ctx(operator), commands.EraseContent(dispute.case, (ref,), "asked for"), key="erase")
    view = reading.read_case(ctx(dispute.buyer), dispute.case)
    assert view.text(view.case.promise("p1").text) == "" and ref in view.case.erased


def test_an_agent_promises_within_his_limit_whoever_puts_it_forward(disputes, ctx, people):
    dispute = disputes()
    agent = people("agent", shop=dispute.seller.shop)
    propose(dispute, ctx, dispute.buyer, minor=5000)
    with pytest.raises(Refusal) as caught:
        promises.accept_promise(ctx(agent), commands.AcceptPromise(dispute.case, "p1"), key="agent")
    assert caught.value.code == "promise_above_limit"
    promises.accept_promise(ctx(dispute.seller), commands.AcceptPromise(dispute.case, "p1"), key="owner")


def test_over_a_link_alone_nobody_promises(disputes, ctx):
    dispute = disputes()
    propose(dispute, ctx, dispute.seller)
    for act, command in (
        (promises.accept_promise, commands.AcceptPromise(dispute.case, "p1")),
        (promises.decline_promise, commands.DeclinePromise(dispute.case, "p1")),
        (promises.propose_promise, commands.ProposePromise(dispute.case, "buyer", WORDS, 3)),
    ):
        with pytest.raises(Refusal) as caught:
            act(ctx(dispute.buyer, personal=False), command, key="by link")
        assert caught.value.code == "act_in_person"
