"""After the end on the real databases: the question, reviews and their guard, promises that need no consent, figures."""

import pytest

from hejie.domain.cases import commands, committing, following
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import promises as at_order
from hejie.domain.orders import reviews as rules
from hejie.record import reader, replay
from hejie.usecases import cases, commitments, promises, reviews, satisfaction, settlement
from hejie.usecases import following as follow_up

pytestmark = pytest.mark.django_db


def refused(code, act, *args, **more):
    with pytest.raises(Refusal) as found:
        act(*args, **more)
    assert found.value.code == code


def closed(dispute, ctx, work):
    settlement.make_offer(
        ctx(dispute.seller), commands.MakeOffer(dispute.case, {"refund": 19_900, "currency": "CNY"}), key="o"
    )
    settlement.accept_offer(ctx(dispute.buyer), commands.AcceptOffer(dispute.case, "o2"), key="a")
    for who in (dispute.buyer, dispute.seller):
        settlement.sign_agreement(ctx(who), commands.SignAgreement(dispute.case), key="s")
    work()
    assert reader.case(dispute.case).closed


def answer(dispute, ctx, who, kept="yes", key="f", satisfied=5):
    return follow_up.answer(
        ctx(who), following.AnswerFollowUp(dispute.case, kept, satisfied, "yes", "All good."), key=key
    )


def test_both_are_asked_once_some_days_later_and_answer_once(disputes, ctx, work, clock, mailoutbox, people):
    dispute = disputes()
    refused("case_still_open", answer, dispute, ctx, dispute.buyer)
    reviews.write(ctx(dispute.buyer), rules.WriteReview(dispute.root, 1, 2, "Too small."), key="r")
    closed(dispute, ctx, work)
    mailoutbox.clear()
    answer(dispute, ctx, dispute.seller)
    clock.move(days=5, minutes=1)
    work()
    ((letter),) = [one for one in mailoutbox if "how was it" in one.subject]
    assert letter.to == [dispute.buyer.person.email] and "You may change it" in " ".join(letter.body.split())
    refused("follow_up_answer", answer, dispute, ctx, dispute.buyer, satisfied=6)
    refused("not_found", answer, dispute, ctx, people("buyer"))
    answer(dispute, ctx, dispute.buyer, kept="partly", satisfied=3)
    refused("followed_up_already", answer, dispute, ctx, dispute.buyer, key="again")
    whole = satisfaction.figures(ctx(people("operator")))
    assert (whole.buyers[0].answers, whole.buyers[0].kept) == (1, None)  # one answer makes no share
    refused("not_found", satisfaction.figures, ctx(dispute.buyer))
    assert replay.check().ok


def test_a_review_is_written_by_its_buyer_changed_explained_and_moderated_for_its_words(
    people, ctx, orders, marketplace, work, mailoutbox
):
    buyer, seller, operator = people("buyer"), people("seller"), people("operator")
    early = orders(buyer, seller, delivered=False)
    refused("review_too_early", reviews.write, ctx(buyer), rules.WriteReview(early, 1, 5, "Nice."), key="1")
    root = orders(buyer, seller)
    for who in (people("buyer"), seller, operator):
        refused("not_found", reviews.write, ctx(who), rules.WriteReview(root, 1, 5, "Nice."), key="2")
    refused("review_stars", reviews.write, ctx(buyer), rules.WriteReview(root, 1, 6, "Nice."), key="3")
    reviews.write(ctx(buyer), rules.WriteReview(root, 1, 1, "Liar! Call 138 0013 8000."), key="4")
    refused(
        "review_bought", reviews.reply, ctx(seller), rules.ReplyToReview(root, "rv1", "改成好评就退您20元"), key="5"
    )
    refused("not_found", reviews.reply, ctx(people("seller")), rules.ReplyToReview(root, "rv1", "Sorry."), key="6")
    reviews.reply(ctx(seller), rules.ReplyToReview(root, "rv1", "Sorry, we have mended the page."), key="7")
    hide = rules.ModerateReview(root, "rv1", "review", "personal_data", "A telephone number.")
    refused("not_found", reviews.moderate, ctx(seller), hide, key="8")
    refused(
        "review_reason",
        reviews.moderate,
        ctx(operator),
        rules.ModerateReview(root, "rv1", "review", "bad", "x"),
        key="9",
    )
    reviews.moderate(ctx(operator), hide, key="10")
    shown = reviews.of_seller(marketplace.pk, seller.shop)
    assert shown.rows[0]["text_ref"] == "" and shown.stars == {}
    work()
    assert {mail.to[0] for mail in mailoutbox if mail.subject == "A review was hidden"} == {
        buyer.person.email,
        seller.person.email,
    }
    reviews.write(ctx(buyer), rules.WriteReview(root, 1, 4, "They answered."), key="11")
    reviews.moderate(ctx(operator), rules.ModerateReview(root, "rv1", "review", "", "Mended."), key="12")
    found = reviews.of_seller(marketplace.pk, seller.shop)
    assert (found.rows[0]["stars"], found.rows[0]["first_stars"], found.rows[0]["versions"]) == (4, 1, 2)
    assert [one.stars for one in reader.order(root).reviews[0].versions] == [1, 4]
    name = found.rows[0]["public"]
    assert len(name) == 16 and name != root and "-" not in name  # it tells nothing of the order
    assert reviews.named(ctx(seller), name) == reviews.named(ctx(seller), f"{root}-rv1") == (root, "rv1")
    refused("not_found", reviews.named, ctx(seller), name[:-1])
    assert replay.check().ok


def test_nothing_that_binds_may_speak_of_reviews_and_a_message_is_seen_by_operators(
    disputes, people, ctx, work, mailoutbox
):
    dispute, operator = disputes(), people("operator")
    words = "Full refund once you change your rating"
    refused(
        "review_bought",
        settlement.make_offer,
        ctx(dispute.seller),
        commands.MakeOffer(dispute.case, {"refund": 1, "currency": "CNY"}, words),
        key="1",
    )
    refused(
        "review_bought",
        promises.propose_promise,
        ctx(dispute.seller),
        commands.ProposePromise(dispute.case, "buyer", words, 3),
        key="2",
    )
    refused(
        "review_bought", commitments.make, ctx(dispute.seller), committing.MakePromise(dispute.case, words, 3), key="3"
    )
    refused(
        "review_bought",
        commitments.make_at_order,
        ctx(dispute.seller),
        at_order.MakeOrderPromise(dispute.root, words, 3),
        key="4",
    )
    said = commands.WriteMessage(dispute.case, words, "joint")
    refused("not_found", cases.write_message, ctx(people("seller")), said, key="5")  # and no operator hears of it
    for _ in range(2):  # a repeat tells nothing anew
        cases.write_message(ctx(dispute.seller), said, key="5")
    work()
    assert [mail.to for mail in mailoutbox if "buy or demand a review" in mail.subject] == [[operator.person.email]]


def test_a_promise_of_an_agent_needs_no_consent_is_reminded_and_counted(disputes, people, ctx, work, clock, mailoutbox):
    dispute = disputes()
    agent = people("agent", shop=dispute.seller.shop)
    refused(
        "not_allowed_now",
        commitments.make,
        ctx(dispute.buyer),
        committing.MakePromise(dispute.case, "I pay.", 3),
        key="0",
    )
    refused("promise_days", commitments.make, ctx(agent), committing.MakePromise(dispute.case, "Soon.", 91), key="0")
    for number in (1, 2):
        commitments.make(ctx(agent), committing.MakePromise(dispute.case, f"Lid number {number}.", 2), key=f"p{number}")
    settlement.report_performance(ctx(agent), commands.ReportPerformance(dispute.case, "b1", "Sent by SF."), key="k")
    settlement.confirm_performance(ctx(dispute.buyer), commands.ConfirmPerformance(dispute.case, "b1", True), key="c")
    clock.move(days=1, hours=1)
    work()
    assert any(mail.to == [agent.person.email] and "Half of your time" in mail.subject for mail in mailoutbox)
    clock.move(days=1)
    work()
    case = reader.case(dispute.case)
    assert [duty.status for duty in case.obligations] == ["kept", "broken"] and case.stage == "negotiation"
    (row,) = commitments.board(ctx(dispute.seller)).kept
    assert (row.agent, row.kept, row.broken, row.share) == (agent.id, 1, 1, 50)
    refused("not_found", commitments.board, ctx(dispute.buyer))


def test_the_marketplace_binds_itself_too_and_its_buyer_confirms(disputes, people, ctx):
    dispute, ours = disputes(), people("agent")
    commitments.make(ctx(ours), committing.MakePromise(dispute.case, "We call the carrier.", 2), key="p")
    refused(
        "obligation_not_open", commitments.keep, ctx(ours), commands.ReportPerformance(dispute.case, "b7", "x"), key="x"
    )
    commitments.keep(ctx(ours), commands.ReportPerformance(dispute.case, "b1", "Called at ten."), key="k")
    settlement.confirm_performance(ctx(dispute.buyer), commands.ConfirmPerformance(dispute.case, "b1", True), key="c")
    duty = reader.case(dispute.case).obligation("b1")
    assert (duty.side, duty.status) == ("platform", "kept")


def test_a_promise_at_an_order_is_kept_contested_or_broken_by_silence(people, ctx, orders, clock, work, mailoutbox):
    buyer, seller = people("buyer"), people("seller")
    root = orders(buyer, seller)
    make = at_order.MakeOrderPromise(root, "The lid comes by Friday.", 3)
    refused("not_found", commitments.make_at_order, ctx(buyer), make, key="1")
    refused("not_found", commitments.make_at_order, ctx(people("seller")), make, key="1")
    for key in ("2", "3"):
        commitments.make_at_order(ctx(seller), make, key=key)
    refused(
        "text_missing", commitments.keep_at_order, ctx(seller), at_order.KeepOrderPromise(root, "op1", " "), key="4"
    )
    commitments.keep_at_order(ctx(seller), at_order.KeepOrderPromise(root, "op1", "SF 123"), key="5")
    refused(
        "promise_not_open",
        commitments.keep_at_order,
        ctx(seller),
        at_order.KeepOrderPromise(root, "op1", "SF 123"),
        key="6",
    )
    commitments.contest(ctx(buyer), at_order.ContestOrderPromise(root, "op1", "Nothing came."), key="7")
    clock.move(days=3, minutes=1)
    work()
    assert [(one.status, one.why) for one in reader.order(root).promises] == [
        ("broken", "buyer"),
        ("broken", "silence"),
    ]
    assert sum(mail.subject == "A promise to you was not kept" for mail in mailoutbox) == 2
    assert replay.check().ok
