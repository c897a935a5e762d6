"""Remarks on evidence on the real databases: letters, mediation, erasure, private rooms, two at once, and the chain."""

from functools import partial
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hejie.domain.cases import commands, confidential, mediating
from hejie.domain.cases import remarks as decided
from hejie.domain.cases.filing_commands import CommentOnEvidence
from hejie.domain.cases.reasons import Reasons
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader, replay
from hejie.usecases import cases, dossiers, erasure, evidence, mediation, reading, remarks
from hejie.usecases import mediating as acts
from tests.usecases.test_races import codes, together

SAID = "That is another pair."


@pytest.fixture
def filed(disputes, ctx, photo):
    """A dispute with e1 of the buyer."""
    dispute = disputes()
    put(ctx, dispute.buyer, dispute.case, photo, key="e1")
    return dispute


def put(ctx, who, case, content, *, key, room="joint") -> None:
    file = SimpleUploadedFile("ruler.jpg", content)
    evidence.file_upload(ctx(who), case, file, name="ruler.jpg", purpose="The length.", room=room, key=key)


def remark(ctx, who, case, text=SAID, *, disputes=True, room="joint", piece="e1", key="remark"):
    return remarks.comment(ctx(who), CommentOnEvidence(case, piece, text, disputes, room), key=key)


def code(call) -> str:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value.code


@pytest.mark.django_db
def test_the_other_side_gets_a_letter_without_the_words_and_a_repeat_changes_nothing(filed, ctx, work, mailoutbox):
    work()
    mailoutbox.clear()
    receipt = remark(ctx, filed.seller, filed.case)
    assert receipt.created == {"id": "c1"} and remark(ctx, filed.seller, filed.case).repeated
    assert code(lambda: remark(ctx, filed.seller, filed.case, "Other.")) == "key_used_otherwise"
    work()
    (letter,) = mailoutbox
    assert letter.to == [filed.buyer.person.email]
    assert "disputes E1" in letter.subject and SAID not in letter.body
    remark(ctx, filed.buyer, filed.case, "The same.", disputes=False, key="answer")
    mailoutbox.clear()
    work()
    assert "Remark from" in mailoutbox[0].subject and "E1" in mailoutbox[0].subject


@pytest.mark.django_db
def test_both_read_it_and_nobody_outside_can_write_one(filed, ctx, people):
    remark(ctx, filed.seller, filed.case)
    for who in (filed.buyer, filed.seller):
        view = reading.read_case(ctx(who), filed.case)
        (said,) = decided.of(view.case, "e1")
        assert view.text(said.data["text"]) == SAID
        assert decided.disputed(view.case, "e1") == ("seller",)
    stranger = people("buyer")
    assert code(lambda: remark(ctx, stranger, filed.case, key="stranger")) == "not_found"


@pytest.mark.django_db
def test_words_of_a_remark_can_be_erased_and_what_it_did_stays(filed, ctx, people):
    remark(ctx, filed.seller, filed.case)
    (said,) = decided.of(reader.case(filed.case), "e1")
    command = commands.EraseContent(filed.case, (said.data["text"]["ref"],), "request")
    erasure.erase_content(ctx(people("operator")), command, key="erase")
    view = reading.read_case(ctx(filed.buyer), filed.case)
    (said,) = decided.of(view.case, "e1")
    assert view.text(said.data["text"]) == "" and decided.disputed(view.case, "e1") == ("seller",)
    assert replay.check(filed.root).ok and replay.verify_all(filed.root).ok


@pytest.mark.django_db
def test_a_remark_in_a_private_room_is_nowhere_else(filed, ctx, people, photo):
    operator, neutral = people("operator"), people("neutral")
    cases.write_message(ctx(filed.seller), commands.WriteMessage(filed.case, "As described."), key="said")
    mediation.escalate(ctx(filed.buyer), commands.Escalate(filed.case), key="on")
    mediation.assign_neutral(ctx(operator), commands.AssignNeutral(filed.case, neutral.id), key="who")
    put(ctx, filed.buyer, filed.case, photo, key="alone", room="buyer")
    before = reader.case(filed.case).head
    receipt = remark(ctx, neutral, filed.case, "In daylight?", disputes=False, room="buyer", key="asked")
    assert receipt.stream == f"room:{filed.case}:buyer" and reader.case(filed.case).head == before
    view = reading.read_case(ctx(filed.buyer), filed.case)
    assert [view.text(one.data["text"]) for one in decided.of(view.rooms["buyer"], "e1")] == ["In daylight?"]
    assert decided.of(view.case, "e1") == ()
    assert "buyer" not in reading.read_case(ctx(filed.seller), filed.case).rooms
    assert code(lambda: remark(ctx, filed.seller, filed.case, room="buyer", key="pry")) == "room_not_yours"


@pytest.mark.django_db
def test_whoever_decides_reads_no_remark_of_the_mediation_and_cannot_repeat_it(filed, ctx, people, clock):
    operator, neutral, case = people("operator"), people("neutral"), filed.case
    cases.write_message(ctx(filed.seller), commands.WriteMessage(case, "As described."), key="said")
    mediation.escalate(ctx(filed.buyer), commands.Escalate(case), key="on")
    mediation.assign_neutral(ctx(operator), commands.AssignNeutral(case, neutral.id), key="who")
    acts.open_mediation(ctx(neutral), case, key="open")
    clock.move(minutes=1)
    words = "Between us the ruler in that picture may well be a bent one."
    remark(ctx, filed.seller, case, words)
    clock.move(minutes=1)
    mediation.go_to_decision(ctx(neutral), commands.GoToDecision(case), key="decide")
    clock.move(minutes=1)
    view = reading.read_case(ctx(neutral), case)
    assert decided.of(view.case, "e1") == () and decided.disputed(view.case, "e1") == () and view.left_out == 1
    assert words not in view.texts.values()
    package, why = {"refund": 9900, "currency": "CNY"}, Reasons(otherwise="A straight ruler.")
    repeats = commands.DecideCase(case, f"He said: {words}", "Rule 3.", package, why=why)
    assert code(lambda: mediation.decide_case(ctx(neutral), repeats, key="ruling")) == "said_in_mediation"
    acts.allow_in_decision(ctx(filed.seller), mediating.AllowInDecision(case, ("c1",)), key="allow")
    assert decided.disputed(reading.read_case(ctx(neutral), case).case, "e1") == ("seller",)
    assert confidential.is_allowed(reader.case(case), "c1", "seller")


@pytest.mark.django_db
def test_the_dossier_of_the_case_holds_it_and_proves_itself(filed, ctx):
    remark(ctx, filed.seller, filed.case)
    (said,) = decided.of(reader.case(filed.case), "e1")
    out = BytesIO()
    dossiers.export_case(ctx(filed.buyer), filed.case, filed.stream, out)
    with ZipFile(out) as whole:
        assert whole.read(f"contents/{said.data['text']['ref']}")[32:].decode() == SAID


@pytest.mark.django_db(transaction=True)
def test_two_remarks_at_once_both_stand_under_their_own_numbers(filed, ctx):
    first = partial(remark, ctx, filed.seller, filed.case, key="one")
    second = partial(remark, ctx, filed.buyer, filed.case, "The same pair.", disputes=False, key="two")
    assert codes(together(first, second)) == ["", ""]
    case = reader.case(filed.case)
    assert [one.id for one in decided.of(case, "e1")] == ["c1", "c2"]
    assert decided.disputed(case, "e1") == ("seller",)
