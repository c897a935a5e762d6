"""Talks at an agreed time by use cases on the real databases: letters, reminders, calendars, the dossier, and nobody else's."""

from datetime import timedelta

import pytest
import vobject

from hejie.domain.cases import appointments as decided
from hejie.domain.cases import commands
from hejie.domain.kernel import clock as moments
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.store.models import Person
from hejie.usecases import appointments, calendars, cases, reading, talk_agenda
from hejie.usecases.dossier_pdf.content import CaseWriter
from hejie.usecases.dossier_pdf.labels import Labels

pytestmark = pytest.mark.django_db


@pytest.fixture
def arranged(disputes, ctx, clock):
    """A dispute with a talk in three days that the buyer has proposed and the seller has accepted."""
    dispute = disputes()
    at = moments.text(clock.now + timedelta(days=3))
    propose(dispute, ctx, at)
    accept(dispute, ctx, at)
    return dispute


def propose(dispute, ctx, *at, who=None, talk="", words="https://meet.example.org/room", key="propose"):
    command = decided.ProposeTalk(dispute.case, at, 30, "video", words, talk)
    return appointments.propose(ctx(who or dispute.buyer), command, key=key)


def accept(dispute, ctx, *at, who=None, key="accept"):
    return appointments.accept(ctx(who or dispute.seller), decided.AcceptTalk(dispute.case, "t1", at), key=key)


def events(who, ctx, clock, key="k") -> dict:
    token = calendars.renew(ctx(who), key=key)["url"].rpartition("/")[2].removesuffix(".ics")
    written = calendars.read(token, who.person.marketplace_id, clock.now)[1].decode()
    assert "meet.example.org" not in written
    found = getattr(vobject.readOne(written), "vevent_list", [])
    return {event.uid.value: event for event in found if "-t1@" in event.uid.value}


def test_each_hears_of_each_step_and_a_repeat_changes_nothing(disputes, ctx, clock, work, mailoutbox):
    dispute = disputes()
    work()
    mailoutbox.clear()
    at = moments.text(clock.now + timedelta(days=3))
    receipt = propose(dispute, ctx, at)
    assert receipt.created == {"talk": "t1"} and propose(dispute, ctx, at).repeated
    work()
    assert [letter.to for letter in mailoutbox] == [[dispute.seller.person.email]]
    assert "proposes a talk" in mailoutbox[0].subject and "meet.example" not in mailoutbox[0].body
    mailoutbox.clear()
    accept(dispute, ctx, at)
    work()
    assert len(mailoutbox) == 2 and all(letter.subject.startswith("The talk is fixed") for letter in mailoutbox)
    assert all("No deadline is stopped by it" in letter.body for letter in mailoutbox)


def test_a_day_before_both_are_reminded_each_in_his_own_time(arranged, ctx, clock, work, mailoutbox):
    Person.objects.filter(pk=arranged.seller.id).update(language="ru", timezone="Europe/Moscow")
    work()
    mailoutbox.clear()
    clock.move(days=1, hours=23)
    work()
    assert not [letter for letter in mailoutbox if "A talk is coming up" in letter.subject]
    clock.move(hours=1)
    work()
    told = {
        letter.to[0]: letter for letter in mailoutbox if "is coming up" in letter.subject or "Скоро" in letter.subject
    }
    assert set(told) == {arranged.buyer.person.email, arranged.seller.person.email}
    assert "16:00 (Beijing time)" in told[arranged.buyer.person.email].body
    assert "11:00 (по московскому времени)" in told[arranged.seller.person.email].body


def test_of_a_talk_that_was_moved_or_called_off_nobody_is_reminded(arranged, ctx, clock, work, mailoutbox):
    later = moments.text(clock.now + timedelta(days=3, hours=12))
    propose(arranged, ctx, later, who=arranged.seller, talk="t1", key="other")
    accept(arranged, ctx, later, who=arranged.buyer, key="that one")
    clock.move(days=2)
    work()
    assert not [letter for letter in mailoutbox if "is coming up" in letter.subject]
    clock.move(hours=12)
    work()
    assert len([letter for letter in mailoutbox if "is coming up" in letter.subject]) == 2


def test_one_that_is_fixed_late_is_reminded_of_an_hour_before(disputes, ctx, clock, work, mailoutbox):
    dispute = disputes()
    at = moments.text(clock.now + timedelta(hours=5))
    propose(dispute, ctx, at)
    accept(dispute, ctx, at)
    clock.move(hours=4)
    work()
    assert len([letter for letter in mailoutbox if "is coming up" in letter.subject]) == 2


def test_it_stands_in_the_calendar_of_each_who_takes_part_and_keeps_its_id(arranged, people, ctx, clock):
    stranger = people("seller")
    uid = f"case-{arranged.case}-t1@harbour.hejie"
    first = events(arranged.buyer, ctx, clock)[uid]
    assert set(events(arranged.seller, ctx, clock)) == {uid} and not events(stranger, ctx, clock)
    assert first.dtend.value - first.dtstart.value == timedelta(minutes=30) and first.transp.value == "OPAQUE"
    assert (first.status.value, first.sequence.value) == ("CONFIRMED", "0")
    later = moments.text(clock.now + timedelta(days=5))
    clock.move(hours=1)
    propose(arranged, ctx, later, who=arranged.seller, talk="t1", key="other")
    accept(arranged, ctx, later, who=arranged.buyer, key="that one")
    moved = events(arranged.buyer, ctx, clock)[uid]
    assert (moved.sequence.value, moved.dtstamp.value) == ("1", clock.now.replace(microsecond=0))
    assert moved.dtstart.value == moments.parse(later)


def test_a_talk_that_is_off_is_cancelled_in_the_calendar_until_its_moment_is_over(arranged, ctx, clock):
    uid = f"case-{arranged.case}-t1@harbour.hejie"
    command = decided.CallOffTalk(arranged.case, "t1", "Ill.")
    appointments.call_off(ctx(arranged.seller), command, key="off")
    event = events(arranged.buyer, ctx, clock)[uid]
    assert (event.status.value, event.sequence.value, event.transp.value) == ("CANCELLED", "1", "TRANSPARENT")
    assert b"STATUS:CANCELLED" in talk_agenda.one(ctx(arranged.buyer), arranged.case, "t1", "zh")
    clock.move(days=3)
    assert not events(arranged.buyer, ctx, clock, key="later")


def test_its_file_is_for_whoever_reads_the_case_and_in_his_language(arranged, people, ctx):
    written = talk_agenda.one(ctx(arranged.seller), arranged.case, "t1", "ru").decode()
    assert "BEGIN:VEVENT" in written and "Разговор" in written and "meet.example" not in written
    for who, talk in ((people("seller"), "t1"), (people("buyer"), "t1"), (arranged.buyer, "t2")):
        with pytest.raises(Refusal) as caught:
            talk_agenda.one(ctx(who), arranged.case, talk, "en")
        assert caught.value.code == "not_found"


def test_what_came_of_it_is_confirmed_by_both_or_said_to_be_unconfirmed(arranged, ctx, clock, work, mailoutbox):
    cases.write_message(ctx(arranged.seller), commands.WriteMessage(arranged.case, "They are as described."), key="m")
    clock.move(days=3)
    work()
    mailoutbox.clear()
    appointments.record(ctx(arranged.buyer), decided.RecordTalk(arranged.case, "t1", "Photos come."), key="r")
    work()
    assert [letter.to for letter in mailoutbox] == [[arranged.seller.person.email]]
    assert "silence confirms nothing" in mailoutbox[0].body and "Photos" not in mailoutbox[0].body
    command = decided.ConfirmTalk(arranged.case, "t1")
    with pytest.raises(Refusal) as caught:
        appointments.confirm(ctx(arranged.seller, personal=False), command, key="c")
    assert caught.value.code == "act_in_person"
    appointments.confirm(ctx(arranged.seller), command, key="c")
    assert reader.case(arranged.case).talks[0].result.joint
    mailoutbox.clear()
    work()
    assert [letter.to for letter in mailoutbox] == [[arranged.buyer.person.email]]
    assert "Both sides have confirmed" in mailoutbox[0].subject


def test_strangers_take_no_part(arranged, people, ctx, clock):
    for who in (people("buyer"), people("seller"), people("neutral")):
        with pytest.raises(Refusal) as caught:
            propose(arranged, ctx, moments.text(clock.now + timedelta(days=9)), who=who, key="stranger")
        assert caught.value.code == "not_found"


@pytest.mark.parametrize(
    "language, joint", [("en", "jointly confirmed"), ("zh", "双方共同确认"), ("ru", "подтверждён обеими")]
)
def test_the_document_of_the_case_shows_it_with_who_confirmed_what(arranged, ctx, clock, language, joint):
    cases.write_message(ctx(arranged.seller), commands.WriteMessage(arranged.case, "They are as described."), key="m")
    clock.move(days=3)
    appointments.record(ctx(arranged.buyer), decided.RecordTalk(arranged.case, "t1", "Photos come."), key="r")
    command = decided.ConfirmTalk(arranged.case, "t1", False, "By Saturday.")
    appointments.confirm(ctx(arranged.seller), command, key="wrong")
    labels = Labels(language, "Asia/Shanghai", "CNY")
    parts = CaseWriter(reading.read_case(ctx(arranged.buyer), arranged.case), labels, {}).sections()
    (part,) = [part for part in parts if part["title"] == labels("talks")]
    told = repr(part)
    assert "Photos come." in told and "By Saturday." in told and joint not in told and "T1R1" in told
    appointments.confirm(ctx(arranged.seller), decided.ConfirmTalk(arranged.case, "t1"), key="right")
    parts = CaseWriter(reading.read_case(ctx(arranged.buyer), arranged.case), labels, {}).sections()
    assert joint in repr([part for part in parts if part["title"] == labels("talks")])
