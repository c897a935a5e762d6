"""A legal hold on an order keeps its questions, complaints and deals as well; a complaint can be held by itself."""

import pytest

from hejie.domain.complaints import commands as c
from hejie.domain.deals.state import stream_of as deal_stream
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader, replay
from hejie.store.models import Person
from hejie.usecases import (
    complaint_intake,
    complaints,
    desk_words,
    legal_holds,
    own_streams,
    questions,
    retention,
    system,
)
from hejie.usecases.legal_holds import LiftComplaintHold, LiftOrderHold, SetComplaintHold, SetOrderHold
from hejie.usecases.people import forgetting
from tests.usecases.test_complaints import Complained
from tests.usecases.test_deals import agreed, order, proposed


@pytest.fixture
def kept(people, ctx, clock, orders, marketplace):
    """A buyer with an order by a deal, a question and a complaint about it; and with a deal and a complaint of no order."""
    one = Complained(people, ctx, orders, clock)  # the complaint of no order
    deal, digest = agreed(ctx, one.buyer, one.seller)
    one.deals = deal, proposed(ctx, one.buyer, one.seller, key="two")
    one.root = order(ctx, marketplace, one.buyer, one.seller, (deal, digest))
    one.question = questions.ask(
        ctx(one.buyer), seller="", text="Is it new?", about="goods", order=one.root, line=1, key="q"
    ).created["question"]
    one.second = complaint_intake.complain(
        ctx(one.buyer),
        against="service",
        whom=one.seller.shop,
        role="shop",
        text="Nobody answers.",
        order=one.root,
        key="c2",
    ).created["complaint"]
    one.streams = [
        f"{kind}:{marketplace.pk}:{name}" for kind, name in (("question", one.question), ("complaint", one.second))
    ]
    one.alone = f"complaint:{marketplace.pk}:{one.id}"
    return one


def erase(one, stream, key="e"):
    """What the program does for somebody who is forgotten."""
    own = system.context(one.ctx(one.operator).actor.marketplace, one.clock.now)
    refs = desk_words.own_words(own.actor.marketplace, one.buyer.id).get(stream) or reader.state(stream, stream).texts()
    return own_streams.erase(own, stream, refs, "request", key=key)


def test_a_hold_on_an_order_keeps_what_belongs_to_it_until_it_is_lifted(kept, work):
    one = kept
    bought = deal_stream(one.deals[0])
    legal_holds.hold_order(one.ctx(one.operator), SetOrderHold(one.root, "A court asks."), key="h")
    for stream in (*one.streams, bought):
        assert own_streams.held(reader.state(stream, stream))[0] == "order"
        with pytest.raises(Refusal, match="order_held"):
            erase(one, stream)
    assert own_streams.held(reader.state(one.alone, one.alone)) is None
    (hold,) = retention.holds(one.ctx(one.operator))
    assert (hold.root, hold.covers) == (one.root, 3)
    who = Person.objects.get(pk=one.buyer.id)
    plan = forgetting.plan(who, one.clock.now)
    assert set(plan.desk) == {one.alone} and plan.waits
    (papers,) = [row for row in plan.stays if row.papers]
    assert (papers.why, papers.papers) == ("hold", 2)  # of the deal nothing is his alone
    forgetting.forget(system.context(who.marketplace_id, one.clock.now), who, key="f")
    texts = complaints.read(one.ctx(one.operator), one.second).texts
    assert "Nobody answers." in texts.values() and complaints.read(one.ctx(one.operator), one.id).texts == {}
    legal_holds.let_order_go(one.ctx(one.operator), LiftOrderHold(one.root, "The file came back."), key="l")
    assert not [row for row in forgetting.plan(who, one.clock.now).stays if row.papers]
    for stream in one.streams:
        erase(one, stream, key="later")
    work()
    assert replay.verify_all().ok and replay.check().ok


@pytest.mark.once
def test_a_complaint_is_held_by_itself_with_its_rooms(kept, people, work):
    one, stream = kept, kept.alone
    one.assign(one.other)
    one.do(one.other, c.NoteOnComplaint, "Third time.")
    hold, lift = SetComplaintHold(one.id, "A court asks."), LiftComplaintHold(one.id, "The file came back.")
    for who in (one.buyer, one.agent, one.other, one.seller):
        with pytest.raises(Refusal, match="not_found|second_factor_needed"):
            legal_holds.hold_complaint(one.ctx(who), hold, key="h")
    with pytest.raises(Refusal, match="second_factor_needed"):
        legal_holds.hold_complaint(one.ctx(one.operator, second_factor=False), hold, key="h")
    with pytest.raises(Refusal, match="text_missing"):
        legal_holds.hold_complaint(one.ctx(one.operator), SetComplaintHold(one.id, " "), key="w")
    with pytest.raises(Refusal, match="complaint_not_held"):
        legal_holds.let_complaint_go(one.ctx(one.operator), lift, key="l")
    legal_holds.hold_complaint(one.ctx(people("auditor")), hold, key="h")
    with pytest.raises(Refusal, match="complaint_held"):
        legal_holds.hold_complaint(one.ctx(one.operator), hold, key="again")
    for room in (stream, stream.replace("complaint:", "desk:")):
        with pytest.raises(Refusal, match="complaint_held"):
            own_streams.erase(one.ctx(one.operator), room, reader.state(stream, room).texts(), "court", key="e")
    (listed,) = retention.holds(one.ctx(one.operator))
    assert (listed.complaint, listed.case, listed.order) == (one.id, "", "")
    assert "A court asks." in complaints.read(one.ctx(one.buyer), one.id).texts.values()
    assert (
        replay.check().ok
        and replay.rebuild().ok
        and replay.check().ok
        and len(retention.holds(one.ctx(one.operator))) == 1
    )
    legal_holds.let_complaint_go(one.ctx(one.operator), lift, key="l")
    work()
    erase(one, stream)
    assert retention.holds(one.ctx(one.operator)) == [] and replay.verify_all().ok and replay.check().ok
