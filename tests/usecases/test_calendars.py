"""A person's deadlines as his calendar program reads them, checked by a parser of another origin."""

from datetime import timedelta

import pytest
import vobject
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hejie.domain.cases import commands
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.standing.commands import AppealSanction
from hejie.domain.standing.state import stream_of
from hejie.record import reader
from hejie.store.models import CalendarAddress
from hejie.usecases import calendars, cases, mediation, outages, promises, settlement, standings
from hejie.usecases.people import roles, sign_ins
from tests.support.world import make_marketplace

pytestmark = pytest.mark.django_db


@pytest.fixture
def addressed(ctx, clock):
    """Makes somebody an address, and reads what it serves: `events = addressed(buyer)()`."""

    def make(who, key: str = "k"):
        token = token_of(calendars.renew(ctx(who), key=key))
        return lambda: read(token, who, clock)

    return make


def token_of(made: dict) -> str:
    return made["url"].rpartition("/")[2].removesuffix(".ics")


def read(token, who, clock) -> dict[str, object]:
    """The events by their summary's last word, parsed strictly."""
    _language, written = calendars.read(token, who.person.marketplace_id, clock.now)
    strict(written)
    calendar = vobject.readOne(written.decode())
    assert calendar.version.value == "2.0" and calendar.prodid.value
    found = {event.uid.value: event for event in getattr(calendar, "vevent_list", [])}
    assert len(found) == len(getattr(calendar, "vevent_list", []))
    return found


def raw(who, ctx, clock) -> bytes:
    """The bytes that an address of his serves."""
    return calendars.read(token_of(calendars.renew(ctx(who), key="raw")), who.person.marketplace_id, clock.now)[1]


def strict(written: bytes) -> None:
    """RFC 5545, 3.1: CRLF, no line above 75 octets, and a line is cut between characters."""
    assert written.endswith(b"END:VCALENDAR\r\n")
    lines = written.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")


def of_wait(events, words: str):
    (found,) = [event for event in events.values() if words in event.summary.value]
    return found


def test_what_he_must_do_and_what_he_waits_for_are_told_apart(disputes, addressed):
    dispute = disputes()
    number = dispute.case.rpartition("-")[2].upper()
    mine, theirs = addressed(dispute.seller)(), addressed(dispute.buyer)()
    own = of_wait(mine, "answer the claim")
    assert own.summary.value == f"Your deadline: answer the claim · {number}"
    assert own.categories.value == ["Your turn"]
    other = of_wait(theirs, "answer the claim")
    assert other.summary.value == f"Deadline for the seller: answer the claim · {number}"
    assert other.categories.value == ["Waiting"] and not hasattr(other, "valarm")
    until = reader.case(dispute.case).waits("answer")[0].until
    for event in (own, other):
        assert event.dtstart.value == until.replace(microsecond=0) and event.dtstart.value.tzinfo is not None
        assert not hasattr(event, "dtend") and event.transp.value == "TRANSPARENT"
        assert event.url.value.endswith(f"/cases/{dispute.case}/") and event.url.value in event.description.value
    assert own.uid.value == other.uid.value == f"case-{dispute.case}-d1@harbour.hejie"


def test_half_time_rings_once_and_only_for_who_must_act(disputes, addressed, ctx, clock, work):
    dispute = disputes()
    serve = addressed(dispute.seller)
    deadline = reader.case(dispute.case).waits("answer")[0]
    half = deadline.set_at + (deadline.until - deadline.set_at) / 2
    alarm = of_wait(serve(), "answer the claim").valarm
    assert alarm.trigger.value == half.replace(microsecond=0) and alarm.action.value == "DISPLAY"
    assert f"TRIGGER;VALUE=DATE-TIME:{half:%Y%m%dT%H%M%SZ}".encode() in raw(dispute.seller, ctx, clock)
    serve = addressed(dispute.seller, key="again")
    clock.now = half + timedelta(minutes=1)
    work()
    assert not hasattr(of_wait(serve(), "answer the claim"), "valarm")


def test_a_deadline_that_moves_keeps_its_id_and_counts_on(disputes, addressed, clock, work):
    dispute = disputes()
    serve = addressed(dispute.seller)
    first = of_wait(serve(), "answer the claim")
    outages.beat(clock.move(hours=1))
    outages.beat(clock.move(hours=6))
    work()
    moved = of_wait(serve(), "answer the claim")
    assert (moved.uid.value, first.sequence.value, moved.sequence.value) == (first.uid.value, "0", "1")
    assert moved.dtstart.value == first.dtstart.value + timedelta(hours=6)
    assert moved.dtstamp.value == moved.last_modified.value == clock.now.replace(microsecond=0) > first.dtstamp.value
    assert moved.created.value == first.created.value


def test_what_is_done_disappears(disputes, addressed, ctx):
    dispute = disputes()
    serve = addressed(dispute.seller)
    assert of_wait(serve(), "answer the claim")
    cases.write_message(ctx(dispute.seller), commands.WriteMessage(dispute.case, "No."), key="m")
    assert not [one for one in serve().values() if "answer the claim" in one.summary.value]
    assert of_wait(serve(), "Deadline for the buyer: reply")


def test_nothing_that_people_wrote_and_no_name_is_in_it(people, disputes, addressed, ctx, clock):
    dispute = disputes(
        buyer=people("buyer", name="Unmistakable Buyer"), seller=people("seller", name="Unmistakable Seller"),
        story="unmistakable story; with, signs\\ and\nlines",
    )  # fmt: skip
    cases.write_message(ctx(dispute.seller), commands.WriteMessage(dispute.case, "unmistakable words"), key="m")
    for who in (dispute.buyer, dispute.seller):
        token = token_of(calendars.renew(ctx(who), key="k"))
        _language, written = calendars.read(token, "harbour", clock.now)
        told = written.decode().replace("\r\n ", "").lower()
        assert "unmistakable" not in told and "trail" not in told


@pytest.mark.parametrize(
    ("language", "words", "silence"),
    [("zh", "我的截止时间：答复诉求", "完全按诉求处理"), ("ru", "Мой срок: ответить на требование", "удовлетворено")],
)
def test_it_speaks_the_persons_language(people, disputes, addressed, language, words, silence):
    dispute = disputes(seller=people("seller", language=language))
    event = of_wait(addressed(dispute.seller)(), words)
    assert silence in event.description.value


def test_it_holds_only_what_the_person_may_see(people, disputes, addressed, orders):
    dispute, other = disputes(), disputes()
    seen = {event.uid.value for event in addressed(dispute.seller)().values()}
    assert any(dispute.case in uid for uid in seen) and not any(other.case in uid for uid in seen)
    assert addressed(people("seller"))() == {} == addressed(people("auditor"))()
    assert addressed(people("buyer"))() == {}


def test_a_buyers_time_to_look_at_an_order_stands_in_it(people, orders, addressed):
    buyer = people("buyer")
    root = orders(buyer, people("seller"))
    (event,) = addressed(buyer)().values()
    assert "confirm that the order came" in event.summary.value and event.url.value.endswith(f"/orders/{root}/")
    assert event.dtstart.value == reader.order(root).deadlines[0].until.replace(microsecond=0)
    assert "the seller is paid" in event.description.value


def test_all_roles_of_a_person_come_together_and_operators_see_what_waits_for_them(people, disputes, addressed, ctx):
    dispute = disputes()
    operator = people("operator")
    assert addressed(operator)() == {}
    cases.write_message(ctx(dispute.seller), commands.WriteMessage(dispute.case, "No."), key="m")
    mediation.escalate(ctx(dispute.buyer), commands.Escalate(dispute.case), key="e")
    serve = addressed(operator, key="second")
    assert of_wait(serve(), "Your deadline: name a neutral").categories.value == ["Your turn"]
    roles.give(operator.person, "neutral")
    mediation.assign_neutral(ctx(operator), commands.AssignNeutral(dispute.case, operator.id), key="a")
    assert "Your deadline: hear both sides" in " ".join(one.summary.value for one in serve().values())


def test_an_appeal_against_a_sanction_is_the_sellers_time_and_then_the_operators(
    people, disputes, addressed, ctx, clock, work
):
    seller, operator = people("seller"), people("operator")
    opened = [disputes(seller=seller) for _ in range(3)]
    while not all(reader.case(one.case).closed for one in opened):
        clock.move(days=1)
        work()
    events = addressed(seller)()
    appeals = [one for one in events.values() if "ask for a second look at the sanction" in one.summary.value]
    assert appeals and all(one.url.value.endswith("/standing/") for one in appeals)
    assert all(one.uid.value.startswith(f"standing-harbour-seller-{seller.shop}-d") for one in appeals)
    assert "the sanction stands" in appeals[0].description.value
    assert addressed(operator)() == {}
    stream = stream_of("harbour", "seller", seller.shop)
    sanction = reader.state(stream, stream).sanctions[-1]
    appeal = AppealSanction("seller", seller.shop, sanction.id, "unmistakable grounds")
    standings.appeal(ctx(seller), appeal, key="appeal")
    (event,) = addressed(operator, key="after")().values()
    assert event.summary.value == "Your deadline: decide on the appeal against the sanction · standing"
    assert event.url.value.endswith(f"/standings/seller/{seller.shop}/")
    assert "unmistakable" not in raw(operator, ctx, clock).decode()


def test_a_promise_is_a_deadline_of_whoever_keeps_it_and_no_word_of_it_is_in_it(disputes, addressed, ctx, clock):
    dispute = disputes()
    propose = commands.ProposePromise(dispute.case, "seller", "A voucher by mail.", 5, "", 2000)
    promises.propose_promise(ctx(dispute.buyer), propose, key="p")
    promises.accept_promise(ctx(dispute.seller), commands.AcceptPromise(dispute.case, "p1"), key="a")
    for who, kind in ((dispute.seller, "Your turn"), (dispute.buyer, "Waiting")):
        (event,) = [one for one in addressed(who)().values() if "promise" in one.summary.value]
        assert event.categories.value == [kind] and "the promise counts as broken" in event.description.value
        assert event.dtstart.value == clock.now + timedelta(days=5)
        assert b"voucher" not in raw(who, ctx, clock)


def test_a_wait_for_both_is_both_sides_own(disputes, addressed, ctx):
    dispute = disputes()
    settlement.make_offer(
        ctx(dispute.seller), commands.MakeOffer(dispute.case, {"refund": 100, "currency": "CNY"}), key="o"
    )
    for who in (dispute.buyer, dispute.seller):
        assert of_wait(addressed(who)(), "come to terms").categories.value == ["Your turn"]


def test_reading_costs_the_same_however_many_cases_there_are(people, disputes, ctx, clock):
    seller = people("seller")
    disputes(seller=seller)
    token = token_of(calendars.renew(ctx(seller), key="k"))

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            calendars.read(token, "harbour", clock.now)
        return len(asked)

    statements()
    first = statements()
    for _ in range(4):
        disputes(seller=seller)
    assert statements() == first < 20


def test_the_address_is_kept_as_a_digest_and_its_repeat_is_the_same(disputes, ctx, clock):
    buyer = disputes().buyer
    made = calendars.renew(ctx(buyer), key="k")
    token = token_of(made)
    assert len(token) == 43 and calendars.renew(ctx(buyer), key="k") == {**made, "repeated": True}
    with connection.cursor() as cursor:
        for table in ("calendar_address", "receipt"):
            cursor.execute(f"SELECT * FROM {table}")
            assert not any(token in str(value) for row in cursor.fetchall() for value in row)
    newer = calendars.renew(ctx(buyer), key="other")
    assert newer["url"] != made["url"] and CalendarAddress.objects.count() == 1
    with pytest.raises(Refusal, match="not_found"):
        calendars.read(token, "harbour", clock.now)
    with pytest.raises(Refusal, match="calendar_address_over"):
        calendars.renew(ctx(buyer), key="k")  # an old request brings no old address back
    calendars.read(token_of(newer), "harbour", clock.now)


def test_an_address_ends_when_its_person_wants_it_signs_out_everywhere_or_is_switched_off(people, ctx, clock):
    buyer = people("buyer")
    first = token_of(calendars.renew(ctx(buyer), key="1"))
    assert calendars.end(ctx(buyer)) and not calendars.end(ctx(buyer))
    second = token_of(calendars.renew(ctx(buyer), key="2"))
    sign_ins.end_all(buyer.person)
    third = token_of(calendars.renew(ctx(buyer), key="3"))
    make_marketplace("elsewhere")
    with pytest.raises(Refusal, match="not_found"):
        calendars.read(third, "elsewhere", clock.now)
    buyer.person.is_active = False
    buyer.person.save()
    for token in (first, second, third, "", "nonsense"):
        with pytest.raises(Refusal, match="not_found"):
            calendars.read(token, "harbour", clock.now)


def test_more_than_sixty_readings_an_hour_are_refused(people, ctx, clock):
    buyer = people("buyer")
    token = token_of(calendars.renew(ctx(buyer), key="1"))
    for _ in range(calendars.MOST_READS):
        calendars.read(token, "harbour", clock.now)
    clock.move(minutes=20)
    with pytest.raises(Refusal, match="calendar_too_often") as refused:
        calendars.read(token, "harbour", clock.now)
    assert refused.value.facts["seconds"] == 40 * 60
    calendars.read(token, "harbour", clock.move(minutes=41))


def test_the_same_calendar_is_the_same_bytes(disputes, ctx, clock):
    dispute = disputes()
    token = token_of(calendars.renew(ctx(dispute.buyer), key="k"))
    first = calendars.read(token, "harbour", clock.now)
    assert calendars.read(token, "harbour", clock.move(minutes=5)) == first
    assert first[1].count(b"BEGIN:VEVENT") == 2
