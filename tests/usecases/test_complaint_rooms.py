"""What is not for the complainant stands in rooms of its own: each reader's file holds by itself and tells nothing of the others."""

import io
import json
from zipfile import ZipFile

import pytest
from django.db import connection

from hejie.domain.cases.own_streams import KINDS
from hejie.domain.complaints import commands as c
from hejie.domain.complaints import decide, rooms
from hejie.domain.complaints.state import stream_of
from hejie.domain.kernel.events import Private
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader, streams
from hejie.record.verify import verify_dossier
from hejie.store import complaints as lists
from hejie.store import queries, webhooks
from hejie.usecases import complaint_intake, complaints, own_dossiers
from hejie.usecases.people import own_data
from tests.record.sample import told_alone
from tests.support.pdf_text import text_of
from tests.support.refused import refuses
from tests.usecases.test_complaints import Bytes, Complained, Sent, picture, refused

SECRET, WORD, PLAIN = "He has done it before", "The line broke", "We are sorry for it"
pytestmark = pytest.mark.once


@pytest.fixture
def heard(people, ctx, orders, clock, work):
    """A complaint about an agent that was noted on, heard and answered."""
    one = Complained(people, ctx, orders, clock)
    one.assign(one.other)
    one.do(one.other, c.NoteOnComplaint, SECRET)
    complaints.file(ctx(one.other), one.id, Sent("own.jpg", Bytes(picture())), internal=True, key="g")
    one.do(one.other, c.AskForWord)
    one.do(one.agent, c.GiveWord, WORD)
    one.do(one.other, c.AnswerComplaint, "upheld", PLAIN)
    work()
    assert untold() == []
    return one


def test_no_webhook_is_told_of_any_and_what_one_takes_along_holds_none_of_it(heard):
    assert not [one for one in webhooks._STREAMS if one.partition(":")[0] in KINDS]
    taken = dict(own_data._small(heard.buyer.person, heard.clock.now))["questions.json"].decode()
    assert PLAIN in taken
    assert not [
        hidden for hidden in (SECRET, WORD, "ComplaintNoted", "ComplaintWord", "desk:", "word:") if hidden in taken
    ]


def untold():
    """What could not be told to somebody, with why."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, error FROM outbox WHERE topic = 'notice' AND done_ms = 0")
        return cursor.fetchall()


def file_of(one, who, room=""):
    """A reader's file as bytes."""
    return b"".join(own_dossiers.of_complaint(one.ctx(who), one.id, room, language="en", zone="UTC"))


def told(data):
    """All that stands in a file, as one text: entries, contents, names, and the words of its PDF."""
    with ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    return b"\n".join(parts.values()).decode("utf-8", "replace") + text_of(parts["dossier.pdf"])


def test_each_readers_file_holds_by_both_verifiers_and_says_nothing_of_another_room(heard):
    one = heard
    own, word, desk = file_of(one, one.buyer), file_of(one, one.agent), file_of(one, one.other, "desk")
    for data in (own, word, desk, file_of(one, one.operator, "word"), file_of(one, one.other)):
        assert all(check.holds for check in verify_dossier(io.BytesIO(data), None))
        assert told_alone(data) is None
    for hidden in (SECRET, WORD, "ComplaintNoted", "ComplaintWord", "complaint_word", "own.jpg", "desk:", "word:"):
        assert hidden not in told(own), hidden
    assert PLAIN in told(own) and "He hung up on me." in told(own)
    assert WORD in told(word) and SECRET not in told(word) and "He hung up on me." not in told(word)
    assert SECRET in told(desk)
    for who, room in (
        (one.buyer, "desk"),
        (one.buyer, "word"),
        (one.agent, "complaint"),
        (one.agent, "desk"),
        (one.seller, ""),
    ):
        refused("not_found", lambda who=who, room=room: file_of(one, who, room))


def test_the_complaints_own_stream_has_the_same_length_with_notes_and_without(people, ctx, orders, clock, work):
    with_notes, without = (Complained(people, ctx, orders, clock) for _ in range(2))
    for one in (with_notes, without):
        one.assign(one.other)
    for number in range(3):
        with_notes.do(with_notes.other, c.NoteOnComplaint, f"{SECRET} {number}")
    with_notes.do(with_notes.other, c.AskForWord)
    work()
    clock.move(days=2)
    work()  # the reminder of the word, too
    seen = [
        [(entry["kind"], entry["data"].get("wait")) for entry in _entries(stream_of(one.state.marketplace, one.id))]
        for one in (with_notes, without)
    ]
    assert seen[0] == seen[1]
    rows = [lists.listed(one.state.marketplace, where={"id": one.id})[0][0] for one in (with_notes, without)]
    assert [row["changed_ms"] - row["received_ms"] for row in rows] == [0, 0]
    assert rows[0]["turn"] == rows[1]["turn"] == "platform"
    assert with_notes.view(with_notes.buyer).turn.who == "platform"
    assert with_notes.view(with_notes.agent).turn.wait == "complaint_word"
    clock.move(days=8)
    work()  # and what nobody has done in time is told
    assert untold() == []


def _entries(stream):
    from hejie.store import story

    return list(reversed(story.newest(stream, stream)))


def test_whoever_is_complained_about_finds_it_in_no_list_before_he_is_asked(people, ctx, orders, clock):
    one = Complained(people, ctx, orders, clock, against="service", whom="", role="platform")
    shop = Complained(people, ctx, orders, clock)
    told = complaint_intake.complain(
        ctx(one.buyer), against="service", whom=one.seller.shop, role="shop", text="Rude shop.", key="s"
    )
    name = told.created["complaint"]
    assert complaints.listed(ctx(one.seller), "about")[0] == []
    complaints.assign(ctx(one.operator), name, shop.other.id, key="a")
    complaints.act(ctx(shop.other), c.AskForWord(name), key="w")
    assert [row["id"] for row in complaints.listed(ctx(one.seller), "about")[0]] == [name]


def test_a_complaint_from_before_rooms_folds_on_and_its_record_is_kept_from_the_complainant(heard):
    one, market = heard, heard.state.marketplace
    stream = stream_of(market, one.id)
    state = reader.state(stream, stream)
    note = {"ref": "0" * 64, "size": 3, "type": "text/plain"}
    body = {"at": state.changed_at, "by": {"role": "agent", "id": one.other.id}, "stream": stream, "hash": "x"}
    for kind, data in (
        ("ComplaintNoted", {"side": "platform", "text": note}),
        ("ComplaintWordAsked", {"side": "platform"}),
        ("DeadlineSet", {"deadline": "d9", "wait": "complaint_word", "who": "whom", "until": state.changed_at, "silence": "go_without_word"}),
    ):  # fmt: skip
        state = streams.evolve(stream, state, {**body, "kind": kind, "seq": state.seq + 1, "data": data})
    assert state.mixed and state.waits("complaint_word") and note["ref"] in state.texts()
    assert [item.what for item in state.items if item.internal][-2:] == ["note", "word_asked"]
    known = {name: reader.state(stream, rooms.stream_of(name, market, one.id)) for name in rooms.NAMES}
    from hejie.domain.cases import access_desk

    assert access_desk.complaint_streams("complainant", state, known) == ()
    assert access_desk.complaint_streams("handler", state, known) == ("complaint", "word", "desk")


def test_erasing_reaches_the_rooms_and_the_files_still_hold(heard, ctx):
    from hejie.usecases import own_streams

    one = heard
    market = one.state.marketplace
    desk = rooms.stream_of("desk", market, one.id)
    refs = reader.state(one.state.root, desk).contents()
    with pytest.raises(Refusal):
        own_streams.erase(ctx(one.other), desk, refs, "unlawful", key="e")
    own_streams.erase(ctx(one.operator), desk, refs, "unlawful", key="e")
    assert queries.texts(one.state.root, refs) == {}
    data = file_of(one, one.operator, "desk")
    assert all(check.holds for check in verify_dossier(io.BytesIO(data), None)) and told_alone(data) is None
    with ZipFile(io.BytesIO(data)) as file:
        assert {one["ref"] for one in json.loads(file.read("withheld.json"))} == set(refs)


def test_a_record_in_which_notes_stand_among_the_words_is_given_to_no_complainant(heard, ctx):
    one = heard

    def as_before(world, command, *, by, now):  # as it was decided before there were rooms
        draft = decide.COMPLAINT.pen(world, by, now)
        draft.add("ComplaintNoted", side="platform", text=Private(SECRET))
        return draft.events()

    note = c.NoteOnComplaint(one.id, SECRET)
    complaints._write(ctx(one.other), note, key="old", decided=as_before, action="complaint.note")
    assert one.state.mixed
    for room in ("", "complaint"):
        refuses("complaint_file_mixed", own_dossiers.of_complaint, ctx(one.buyer), one.id, room)
    refuses("not_found", own_dossiers.of_complaint, ctx(one.buyer), one.id, "desk")
    assert b"".join(own_dossiers.of_complaint(ctx(one.other), one.id, "complaint"))
