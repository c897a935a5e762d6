"""What a complaint refuses, and that nobody keeps one from being answered by writing much."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from hejie.domain.complaints import commands as c
from hejie.domain.complaints import decide, rooms
from hejie.domain.complaints.rooms import Room
from hejie.domain.complaints.state import ComplaintState, evolve
from hejie.domain.kernel.actor import Actor
from tests.support.folding import folded
from tests.support.refused import refuses

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BUYER, DESK = Actor("buyer", "p1", "market"), Actor("operator", "p8", "market", second_factor=True)
AGENT = Actor("agent", "p9", "market")
ROOT = "complaint:market:c1"
GIVEN = c.ReceiveComplaint("c1", "service", "platform", "platform", "web", "Nobody answers.", "p1")
OF_AGENT = replace(GIVEN, against="person", whom="p9", role="agent")
A_FILE = {"file": {"ref": "f"}, "name": "bill.pdf"}


@dataclass(frozen=True)
class World:
    """What a decision looks at."""

    complaint: ComplaintState | None = None
    word: Room | None = None
    desk: Room | None = None
    root: str = ROOT
    marketplace: str = "market"
    streams: dict = field(
        default_factory=lambda: {"complaint": ROOT, "word": "word:market:c1", "desk": "desk:market:c1"}
    )

    def after(self, act, command, by, now=NOW) -> "World":
        """The world after an act."""
        now_so = self
        for event in act(self, command, by=by, now=now):
            name = event.stream.partition(":")[0]
            fold = evolve if name == "complaint" else rooms.evolve
            changed = folded(fold, getattr(now_so, name), (event,), by=by, now=now)
            now_so = replace(now_so, **{name: changed})
        return now_so


def received(command=GIVEN) -> World:
    return World().after(decide.receive, command, BUYER)


def full(world: World) -> World:
    """As many words as go in."""
    world = world.after(decide.say, c.SayInComplaint("c1", "Hello?"), BUYER)
    one = world.complaint.items[0]
    return replace(world, complaint=replace(world.complaint, items=(one,) * decide.MOST_ITEMS))


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("complaint_channel", {"channel": "pigeon"}),
        ("complaint_of_oneself", {"against": "person", "role": "agent", "whom": "p1"}),
        ("complaint_files_many", {"files": (A_FILE,) * (decide.MOST_FILES + 1)}),
        ("complaint_against", {"against": "weather"}),
    ],
)
def test_a_complaint_that_cannot_be_taken_in_leaves_nothing(code, wrong):
    refuses(code, decide.receive, World(), replace(GIVEN, **wrong), by=BUYER, now=NOW)


def test_nobody_is_asked_for_a_word_about_the_marketplace_itself():
    refuses("complaint_nobody", decide.ask_for_word, received(), c.AskForWord("c1"), by=DESK, now=NOW)


def test_an_answer_is_one_of_three_and_is_given_once():
    world = received()
    refuses("complaint_outcome", decide.answer, world, c.AnswerComplaint("c1", "maybe", "Hm."), by=DESK, now=NOW)
    answered = world.after(decide.answer, c.AnswerComplaint("c1", "upheld", "You are right."), DESK)
    again = c.AnswerComplaint("c1", "not_upheld", "No.")
    refuses("complaint_answered", decide.answer, answered, again, by=DESK, now=NOW)


def test_one_side_files_so_many_and_the_other_as_many_again():
    world = received()
    for _ in range(decide.MOST_FILES):
        world = world.after(decide.file, c.FileInComplaint("c1", "a.pdf", {"ref": "f"}), BUYER)
    one_more = c.FileInComplaint("c1", "b.pdf", {"ref": "g"})
    refuses("complaint_files_many", decide.file, world, one_more, by=BUYER, now=NOW)
    assert len(world.after(decide.file, one_more, DESK).complaint.items) == len(world.complaint.items) + 1


def test_a_complaint_takes_so_many_words_and_no_more():
    world = full(received())
    refuses("complaint_long", decide.say, world, c.SayInComplaint("c1", "And another thing."), by=BUYER, now=NOW)
    refuses("complaint_long", decide.file, world, c.FileInComplaint("c1", "a", {"ref": "f"}), by=BUYER, now=NOW)


def test_however_much_was_written_it_can_be_given_to_somebody_answered_rated_and_taken_back():
    world = full(received()).after(decide.assign, c.AssignComplaint("c1", "p8"), DESK)
    assert world.after(decide.withdraw, c.WithdrawComplaint("c1"), BUYER).complaint.over
    assert world.after(decide.turn_into_case, c.TurnIntoCase("c1", "case", "order"), DESK).complaint.over
    answered = world.after(decide.answer, c.AnswerComplaint("c1", "upheld", "You are right."), DESK)
    assert answered.after(decide.rate, c.RateAnswer("c1", True), BUYER).complaint.status == "closed"
    opened_again = answered.after(decide.rate, c.RateAnswer("c1", False, "Not at all."), BUYER)
    refuses("complaint_long", decide.say, opened_again, c.SayInComplaint("c1", "More."), by=BUYER, now=NOW)
    assert opened_again.after(decide.answer, c.AnswerComplaint("c1", "partly", "A part."), DESK)


def test_who_was_asked_for_his_word_can_give_it_however_full_his_room_is():
    world = received(OF_AGENT).after(decide.ask_for_word, c.AskForWord("c1"), DESK)
    world = replace(world, word=replace(world.word, items=(world.word.items[0],) * decide.MOST_ITEMS))
    said = world.after(decide.give_word, c.GiveWord("c1", "He was rude."), AGENT)
    refuses("complaint_long", decide.give_word, said, c.GiveWord("c1", "And loud."), by=AGENT, now=NOW)
    refuses("complaint_long", decide.ask_for_word, said, c.AskForWord("c1"), by=DESK, now=NOW)


def test_notes_of_the_desk_have_an_end_too():
    world = received().after(decide.note, c.NoteOnComplaint("c1", "Called him."), DESK)
    world = replace(world, desk=replace(world.desk, items=(world.desk.items[0],) * decide.MOST_ITEMS))
    refuses("complaint_long", decide.note, world, c.NoteOnComplaint("c1", "Again."), by=DESK, now=NOW)
