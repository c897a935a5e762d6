"""Standings with everything real: cases close, are counted through the outbox exactly once, and what follows is told."""

import pytest

from hejie.domain.cases import commands as case_commands
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.standing import commands
from hejie.domain.standing.state import stream_of
from hejie.record import audit, reader, replay, streams
from hejie.store import clocks, story
from hejie.store import standings as rows
from hejie.usecases import cases, effects, listing, settlement, standings


@pytest.fixture
def loses(disputes, clock, work):
    """Lets claims against a seller run out, all the way to their closing: `loses(seller, times=3)`."""

    def run(seller, times: int = 1, buyer=None) -> list:
        opened = [disputes(seller=seller, buyer=buyer) for _ in range(times)]
        while not all(reader.case(one.case).closed for one in opened):
            clock.move(days=1)
            work()
        assert all(reader.case(one.case).outcome == "defaulted_seller" for one in opened)
        return opened

    return run


def state_of(marketplace, seller):
    """The folded standing of a shop."""
    stream = stream_of(marketplace.pk, "seller", seller.shop)
    return reader.state(stream, stream)


def kinds_of(actor) -> list[str]:
    """What somebody was told, newest first."""
    return [row["kind"] for row in listing.notices_of(actor).rows]


def test_three_claims_that_ran_out_stop_the_trade_for_a_month(marketplace, people, loses, clock, work):
    seller = people("seller")
    loses(seller, 3)
    state = state_of(marketplace, seller)
    stop = next(row for row in state.sanctions if row.measure == "three_complaints")
    assert (stop.status, len(state.counted), len(state.sanctions)) == ("announced", 3, 4)
    assert {"SanctionAnnounced", "SanctionInEffect"} <= set(kinds_of(seller.actor))
    clock.move(days=7)
    work()
    assert state_of(marketplace, seller).sanction(stop.id).status == "in_effect"
    clock.move(days=30)
    work()
    assert state_of(marketplace, seller).sanction(stop.id).why == "expired"
    assert kinds_of(seller.actor)[0] == "SanctionEnded"


def test_a_case_is_counted_once_however_often_its_effect_is_carried_out(marketplace, people, loses, ctx, clock):
    seller = people("seller")
    loses(seller)
    before = state_of(marketplace, seller)
    payload = {
        "case": before.counted[0].case, "side": "seller", "of": seller.shop, "grounds": ["silent"], "reason": "defective",
        "closed_at": "2026-11-25T08:00:00.000Z", "seq": before.counted[0].seq, "judges": [],
    }  # fmt: skip
    for key in ("again", "again", "once more"):
        standings.count(ctx(), payload, key=key)
    assert state_of(marketplace, seller).seq == before.seq
    assert "standing" in effects.TOPICS


def test_withdrawn_and_agreed_claims_leave_nothing(marketplace, people, disputes, ctx, work):
    seller = people("seller")
    withdrawn, agreed = disputes(seller=seller), disputes(seller=seller)
    cases.withdraw_case(ctx(withdrawn.buyer), case_commands.WithdrawCase(withdrawn.case, ""), key="w")
    offer = {"refund": 5000, "currency": "CNY"}
    settlement.make_offer(ctx(seller), case_commands.MakeOffer(agreed.case, offer), key="o")
    settlement.accept_offer(ctx(agreed.buyer), case_commands.AcceptOffer(agreed.case, "o2", waives=True), key="a")
    for who in (agreed.buyer, seller):
        settlement.sign_agreement(ctx(who), case_commands.SignAgreement(agreed.case), key="s")
    work()
    assert [reader.case(one.case).outcome for one in (withdrawn, agreed)] == ["withdrawn", "agreed"]
    assert state_of(marketplace, seller) is None


def test_a_stopped_seller_still_defends_himself(marketplace, people, loses, disputes, ctx, clock, work):
    seller = people("seller")
    fresh = people("seller")
    loses(seller, 3)
    clock.move(days=7)
    work()
    assert any(
        "trading_stop" in row.does for row in state_of(marketplace, seller).sanctions if row.status == "in_effect"
    )
    case, other = disputes(seller=seller), disputes(seller=fresh)
    from hejie.usecases import reading

    stopped = reading.read_case(ctx(seller), case.case)
    assert stopped.acts == reading.read_case(ctx(fresh), other.case).acts and stopped.acts
    cases.write_message(ctx(seller), case_commands.WriteMessage(case.case, "They are as described."), key="m")
    settlement.make_offer(ctx(seller), case_commands.MakeOffer(case.case, {"refund": 5000, "currency": "CNY"}), key="o")
    assert reader.case(case.case).answered


def test_an_appeal_is_decided_by_an_operator_who_has_no_part_in_it(marketplace, people, loses, ctx, clock, work):
    seller, operator = people("seller"), people("operator")
    mine = people("operator")
    loses(seller, 3)
    stop = next(row for row in state_of(marketplace, seller).sanctions if row.measure == "three_complaints")
    appeal = commands.AppealSanction("seller", seller.shop, stop.id, "The parcels were stolen.")
    clock.move(hours=1)
    standings.appeal(ctx(seller), appeal, key="a")
    work()
    assert kinds_of(operator.actor)[0] == "SanctionAppealed"
    assert rows.how_many(marketplace.pk) == {"appeals": 1, "announced": 1, "in_effect": 3, "ended": 0}
    from hejie.store.models import Seller
    from hejie.usecases.people import roles

    roles.give(mine.person, "agent", Seller.objects.get(marketplace=marketplace, id=seller.shop))
    decision = commands.DecideAppeal("seller", seller.shop, 1, True, "The carrier lost all three.")
    refused("involved_cannot_decide", standings.decide_appeal, ctx(mine), decision)
    clock.move(hours=1)
    standings.decide_appeal(ctx(operator), decision, key="d")
    work()
    assert state_of(marketplace, seller).sanction(stop.id).why == "appeal"
    assert kinds_of(seller.actor)[0] == "SanctionAppealDecided"
    view = standings.read(ctx(seller), "seller", seller.shop)
    assert view.text(view.state.sanction(stop.id).appeal.reasons) == "The carrier lost all three."


def test_who_may_read_a_standing_and_act_on_it(people, loses, ctx):
    seller, stranger, operator, auditor = people("seller"), people("seller"), people("operator"), people("auditor")
    agent, neutral, desk = people("agent", shop=seller.shop), people("neutral"), people("agent")
    (lost,) = loses(seller)
    for who in (seller, agent, operator, auditor):
        assert standings.read(ctx(who), "seller", seller.shop).state.counted
    for who in (stranger, neutral, desk, lost.buyer):
        refused("not_found", standings.read, ctx(who), "seller", seller.shop)
    assert standings.read(ctx(lost.buyer), "buyer", lost.buyer.id).state is None
    refused("not_found", standings.read, ctx(seller), "buyer", lost.buyer.id)
    refused("not_found", standings.read, ctx(operator), "seller", "nobody")
    refused("not_found", standings.listed, ctx(seller), "ended")
    appeal = commands.AppealSanction("seller", seller.shop, "s1", "No.")
    for who in (stranger, operator, auditor, neutral):
        refused("not_found", standings.appeal, ctx(who), appeal)
    lifting = commands.LiftSanction("seller", seller.shop, "s1", "Enough.")
    for who in (seller, auditor, neutral):
        refused("not_found", standings.lift, ctx(who), lifting)
    refused("second_factor_needed", standings.lift, ctx(operator, second_factor=False), lifting)
    standings.lift(ctx(operator), lifting, key="l")


def test_misuse_is_found_of_a_closed_case_with_reasons_that_its_party_reads(people, disputes, ctx, work):
    operator, dispute = people("operator"), disputes()
    finding = commands.FindMisuse("buyer", dispute.buyer.id, dispute.case, "false_evidence", "Another pair is shown.")
    refused("case_still_open", standings.find_misuse, ctx(operator), finding)
    cases.withdraw_case(ctx(dispute.buyer), case_commands.WithdrawCase(dispute.case, ""), key="w")
    wrong = commands.FindMisuse("buyer", dispute.seller.id, dispute.case, "false_evidence", "…")
    refused("not_found", standings.find_misuse, ctx(operator), wrong)
    standings.find_misuse(ctx(operator), finding, key="f")
    work()
    assert "SanctionInEffect" in kinds_of(dispute.buyer.actor)
    view = standings.read(ctx(dispute.buyer), "buyer", dispute.buyer.id)
    assert view.text(view.state.counted[0].text) == "Another pair is shown."


def test_sales_are_counted_within_the_window_and_no_further_than_asked(marketplace, people, orders, clock):
    from hejie.domain.kernel import clock as moments

    buyer, seller = people("buyer"), people("seller")
    for _ in range(4):
        orders(buyer, seller)
    now_ms = moments.milliseconds(clock.now)
    day = 86_400_000

    def sold(side, of, days, most=100):
        return rows.sales(marketplace.pk, side, of, now_ms - days * day, now_ms, most)

    assert (sold("seller", seller.shop, 90), sold("seller", seller.shop, 2), sold("seller", seller.shop, 90, 3)) == (
        4,
        0,
        3,
    )
    assert sold("buyer", buyer.id, 90) == 4


def test_sanctions_are_listed_newest_first_page_by_page(marketplace, people, loses):
    seller = people("seller")
    loses(seller, 3)
    first = rows.sanctions(marketplace.pk, "in_effect", most=2)
    rest = rows.sanctions(marketplace.pk, "in_effect", most=2, after=first.after)
    assert [row["id"] for row in (*first.rows, *rest.rows)] == sorted(
        (row["id"] for row in (*first.rows, *rest.rows)), reverse=True
    )
    assert rows.sanctions(marketplace.pk, "announced", side="seller", measure="three_complaints").rows
    assert not rows.sanctions(marketplace.pk, "announced", side="buyer", measure="points").rows
    with pytest.raises(Refusal):
        rows.sanctions(marketplace.pk, "ended", after="nonsense")


def test_a_rebuild_writes_the_same_and_the_whole_record_checks(marketplace, people, loses, tmp_path):
    from hejie.record import signing

    seller = people("seller")
    loses(seller, 3)
    state = state_of(marketplace, seller)
    assert clocks.next_moment() is not None
    assert replay.rebuild().ok and replay.check().ok
    streams.forget()
    assert state_of(marketplace, seller) == state
    found = audit.audit(signing.open_keys(tmp_path), lambda path: iter(()))
    assert [one for one in found if one.subject != "seals" and not one.holds] == []


def test_an_erasure_keeps_nobodys_words_in_its_entry_and_older_entries_stay_readable(
    marketplace, people, loses, ctx, clock, tmp_path
):
    from hejie.record import signing

    seller, operator = people("seller"), people("operator")
    loses(seller, 3)
    stop = next(row for row in state_of(marketplace, seller).sanctions if row.measure == "three_complaints")
    clock.move(hours=1)
    standings.appeal(ctx(seller), commands.AppealSanction("seller", seller.shop, stop.id, "Ring Anna."), key="a")
    (ref,) = state_of(marketplace, seller).texts()
    erase = commands.EraseTexts("seller", seller.shop, (ref,), "request", "Anna asked by telephone.")
    standings.erase(ctx(operator), erase, key="e")
    view = standings.read(ctx(seller), "seller", seller.shop)
    ((note, words),) = view.texts.items()
    assert (words, view.state.erased) == ("Anna asked by telephone.", {ref})
    assert bodies(seller)[-1]["why"] == "request" and "Anna" not in str(bodies(seller))
    standings.erase(ctx(operator), commands.EraseTexts("seller", seller.shop, (note,), "mistake"), key="f")
    assert not standings.read(ctx(seller), "seller", seller.shop).texts
    assert "note" not in bodies(seller)[-1]
    assert replay.check().ok and replay.rebuild().ok
    found = audit.audit(signing.open_keys(tmp_path), lambda path: iter(()))
    assert [one for one in found if one.subject != "seals" and not one.holds] == []


def bodies(seller) -> list[dict]:
    """What the erasures in a shop's standing say, the oldest first."""
    stream = stream_of(seller.actor.marketplace, "seller", seller.shop)
    return [
        entry["data"] for entry in reversed(story.newest(stream, stream, limit=50)) if entry["kind"] == "ContentErased"
    ]


def refused(code: str, act, *args) -> None:
    """The act is refused with this code."""
    with pytest.raises(Refusal) as caught:
        act(*args, **({"key": "r"} if act not in (standings.read, standings.listed) else {}))
    assert caught.value.code == code
