"""What leaves the program as a dossier holds by itself, and shows each reader what is his and nothing else."""

import io
import json
import tracemalloc
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from django.conf import settings

from hejie.adapters import vault
from hejie.domain.cases import commands
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.signing import rotate_keys
from hejie.record.verify import verify_dossier
from hejie.store import files
from hejie.store.models import ReadingLog
from hejie.usecases import cases, dossiers, erasure, evidence, mediation, recordkeeping, settlement
from tests.record import stranger

SECRET = "Between us: 120 would do"
NOTE = "The buyer has three such cases"


@pytest.fixture
def neutral(people):
    """A neutral of the marketplace."""
    return people("neutral")


@pytest.fixture
def mediated(disputes, people, ctx, clock, neutral):
    """A case before a neutral, with words in every room."""
    dispute = disputes()
    clock.move(hours=1)
    cases.make_statement(ctx(dispute.seller), commands.MakeStatement(dispute.case, "We measured it."), key="s")
    settlement.make_offer(ctx(dispute.seller), commands.MakeOffer(dispute.case, {"refund": 5000}), key="o")
    mediation.escalate(ctx(dispute.buyer), commands.Escalate(dispute.case), key="e")
    operator = people("operator")
    mediation.assign_neutral(ctx(operator), commands.AssignNeutral(dispute.case, neutral.id), key="a")
    return dispute


def say_in_rooms(dispute, ctx, neutral) -> None:
    for room in ("buyer", "seller"):
        cases.write_message(ctx(neutral), commands.WriteMessage(dispute.case, f"{SECRET} ({room})", room), key=room)
    cases.write_note(ctx(neutral), commands.WriteNote(dispute.case, NOTE), key="note")


def exported(ctx, who, dispute, stream: str = "", **more) -> bytes:
    out = io.BytesIO()
    dossiers.export_case(ctx(who), dispute.case, stream or dispute.stream, out, **more)
    return out.getvalue()


def assert_holds(data: bytes, key: str | None = None) -> None:
    checks = verify_dossier(io.BytesIO(data), key)
    assert all(check.holds for check in checks), checks[-1]
    stranger.check(io.BytesIO(data))


def member(data: bytes, name: str) -> bytes:
    with ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def test_each_reader_gets_a_file_that_holds(mediated, ctx, people, neutral):
    readers = {mediated.buyer: "buyer", mediated.seller: "seller", neutral: "neutral"}
    readers |= {people("operator"): "operator", people("auditor"): "auditor"}
    for who, role in readers.items():
        data = exported(ctx, who, mediated)
        assert_holds(data, dossiers.keys().public_key)
        assert json.loads(member(data, "manifest.json"))["made_for"] == role
        assert member(data, "dossier.pdf").startswith(b"%PDF-")


def test_readings_by_staff_are_logged_and_those_of_the_parties_are_not(mediated, ctx, people):
    auditor = people("auditor")
    ReadingLog.objects.all().delete()
    exported(ctx, mediated.buyer, mediated)
    exported(ctx, auditor, mediated)
    (row,) = ReadingLog.objects.all()
    assert (row.person_id, row.case_id) == (auditor.id, mediated.case) and "dossier" in row.what


def test_strangers_get_nothing(mediated, ctx, people):
    for outsider in (people("buyer"), people("seller"), people("neutral")):
        with pytest.raises(Refusal, match="not_found"):
            exported(ctx, outsider, mediated)


def test_rooms_are_files_of_their_own_for_whoever_may_read_them(mediated, ctx, neutral, people, tmp_path):
    say_in_rooms(mediated, ctx, neutral)
    seen = {
        neutral: {"buyer", "seller", "internal"},
        mediated.buyer: {"buyer"},
        mediated.seller: {"seller"},
        people("operator"): {"internal"},
        people("auditor"): set(),
    }
    for number, (who, rooms) in enumerate(seen.items()):
        files = dossiers.export_all(ctx(who), mediated.case, tmp_path / str(number))
        names = {f"room-{mediated.case}-{room}.zip" for room in rooms} | {f"case-{mediated.case}.zip"}
        assert {file.name for file in files} == names == {file.name for file in (tmp_path / str(number)).iterdir()}
        for file in files:
            assert_holds(file.read_bytes())
    for who, room in ((mediated.buyer, "seller"), (mediated.buyer, "internal"), (people("auditor"), "internal")):
        with pytest.raises(Refusal, match="not_found"):
            exported(ctx, who, mediated, f"room:{mediated.case}:{room}")


def test_the_case_says_nothing_of_its_rooms(mediated, ctx, neutral):
    before = exported(ctx, mediated.buyer, mediated)
    say_in_rooms(mediated, ctx, neutral)
    after = exported(ctx, mediated.buyer, mediated)
    for name in ("entries.jsonl", "withheld.json", "dossier.pdf"):
        assert member(after, name) == member(before, name)
    with ZipFile(io.BytesIO(after)) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
    for trace in (SECRET.encode(), NOTE.encode(), b"room:", b"NoteWritten"):
        assert trace not in whole


def test_what_was_erased_is_declared_and_gone(disputes, ctx, people, clock):
    dispute = disputes()
    cases.write_message(ctx(dispute.buyer), commands.WriteMessage(dispute.case, "My phone is 555-0199"), key="m")
    data = exported(ctx, dispute.buyer, dispute)
    last = json.loads(member(data, "entries.jsonl").splitlines()[-1])
    ref = json.loads(last["body"])["data"]["text"]["ref"]
    assert member(data, f"contents/{ref}")[32:] == b"My phone is 555-0199"
    command = commands.EraseContent(dispute.case, (ref,), "asked for by the buyer")
    erasure.erase_content(ctx(people("operator")), command, key="erase")
    data = exported(ctx, dispute.buyer, dispute)
    assert_holds(data)
    assert json.loads(member(data, "withheld.json")) == [{"ref": ref, "why": "erased"}]
    assert f"contents/{ref}" not in ZipFile(io.BytesIO(data)).namelist()
    assert all(check.holds for check in recordkeeping.check_everything())


def test_after_a_change_of_key_old_seals_and_new_files_hold(disputes, ctx, clock):
    dispute = disputes()
    first = exported(ctx, dispute.buyer, dispute)
    old, new = dossiers.keys().public_key, rotate_keys(settings.HOME).public_key
    cases.write_message(ctx(dispute.buyer), commands.WriteMessage(dispute.case, "Under the new key"), key="m")
    second = exported(ctx, dispute.buyer, dispute)
    assert_holds(first, old)
    assert_holds(second, new)
    signers = [seal["public_key"] for seal in json.loads(member(second, "seals.json"))]
    assert signers == [old, new]


def file_text(ctx, dispute, pieces: list[bytes]) -> None:
    """File a text in pieces as the buyer's evidence."""
    upload = SimpleNamespace(chunks=lambda: iter(pieces))
    evidence.file_upload(ctx(dispute.buyer), dispute.case, upload, name="log.txt", purpose="The whole log", key="file")


def test_a_large_file_goes_through_in_pieces(disputes, ctx, tmp_path):
    dispute, piece = disputes(), b"a line of the log\n" * 4096
    file_text(ctx, dispute, [piece] * 300)
    exported(ctx, dispute.buyer, dispute)  # fonts and rulebooks are loaded once
    with open(tmp_path / "out.zip", "w+b") as out:
        tracemalloc.start()
        dossiers.export_case(ctx(dispute.buyer), dispute.case, dispute.stream, out)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert all(check.holds for check in verify_dossier(out))
    assert 300 * len(piece) > 20 << 20 and peak < 5 << 20


def test_a_file_that_the_vault_has_lost_refuses_the_export(disputes, ctx, tmp_path):
    dispute = disputes()
    file_text(ctx, dispute, [b"a line of the log"])
    ref = reader.case(dispute.case).of_kind("evidence")[0].data["file"]["ref"]
    vault.remove(files.content(dispute.root, ref).path)
    with pytest.raises(Refusal, match="content_missing"):
        dossiers.export_all(ctx(dispute.buyer), dispute.case, tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert [check.subject for check in recordkeeping.check_everything() if not check.holds] == ["contents"]
