"""What each reader takes away of one case, compared: words are planted in every place, and each may come out where it may."""

import io
import json
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from django.conf import settings

from hejie.domain.cases import commands
from hejie.domain.cases.bargain_commands import TellPreferences
from hejie.domain.cases.filing_commands import CommentOnEvidence
from hejie.record.verify import verify_dossier
from hejie.store import keyrings
from hejie.usecases import bargaining, cases, dossiers, erasure, evidence, mediation, remarks, settlement
from tests.support.pdf_text import text_of

JOINT = {
    "story": "STORYWORD it came broken",
    "statement": "STATEWORD we packed it well",
    "offer": "NOTEWORD as a gesture",
    "buyer's file": "BUYERFILE a log",
    "seller's file": "SELLERFILE a protocol",
    "purpose": "PURPOSEWORD the scratch",
    "remark": "REMARKWORD that is another parcel",
    "message": "MESSAGEWORD any news",
}
ROOMS = {
    "buyer": "ROOMBUYER 120 would do",
    "seller": "ROOMSELLER I might pay 80",
    "internal": "INTERNAL third such case",
}
GONE = "GONEWORD my old address"


def upload(text: str):
    return SimpleNamespace(chunks=lambda: iter([text.encode()]))


@pytest.fixture
def planted(disputes, people, ctx, clock):
    """The case, and its five readers by role."""
    dispute = disputes(story=JOINT["story"])
    case, buyer, seller = dispute.case, ctx(dispute.buyer), ctx(dispute.seller)
    clock.move(hours=1)
    cases.make_statement(seller, commands.MakeStatement(case, JOINT["statement"]), key="s")
    settlement.make_offer(seller, commands.MakeOffer(case, {"refund": 5000}, JOINT["offer"]), key="o")
    evidence.file_upload(buyer, case, upload(JOINT["buyer's file"]), name="a.txt", purpose=JOINT["purpose"], key="e1")
    evidence.file_upload(seller, case, upload(JOINT["seller's file"]), name="b.txt", purpose="Packing", key="e2")
    remarks.comment(seller, CommentOnEvidence(case, "e1", JOINT["remark"], disputes=True), key="c")
    cases.write_message(buyer, commands.WriteMessage(case, JOINT["message"]), key="m")
    cases.write_message(buyer, commands.WriteMessage(case, GONE), key="g")
    bargaining.tell(buyer, TellPreferences(case, {"refund": {"points": 100}}), key="p")
    mediation.escalate(buyer, commands.Escalate(case), key="x")
    neutral, operator = people("neutral"), people("operator")
    mediation.assign_neutral(ctx(operator), commands.AssignNeutral(case, neutral.id), key="n")
    for room in ("buyer", "seller"):
        cases.write_message(ctx(neutral), commands.WriteMessage(case, ROOMS[room], room), key=room)
    cases.write_note(ctx(neutral), commands.WriteNote(case, ROOMS["internal"]), key="i")
    ref = next(item.data["text"]["ref"] for item in reversed(dispute_of(dispute).of_kind("message")))
    erasure.erase_content(ctx(operator), commands.EraseContent(case, (ref,), "request"), key="erase")
    readers = {"buyer": dispute.buyer, "seller": dispute.seller, "neutral": neutral, "operator": operator}
    return dispute, readers | {"auditor": people("auditor")}


def dispute_of(dispute):
    from hejie.record import reader

    return reader.case(dispute.case)


def unpacked(data: bytes) -> str:
    """Everything of a dossier that can be read: its members, and the words of its PDF."""
    with ZipFile(io.BytesIO(data)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    return b"\n".join(held.values()).decode("utf-8", "replace") + text_of(held["dossier.pdf"])


def test_each_role_takes_away_what_is_his_and_nothing_else(planted, ctx, tmp_path):
    dispute, readers = planted
    rooms = {
        "buyer": {"buyer", "pref-buyer"},
        "seller": {"seller"},
        "neutral": {"buyer", "seller", "internal"},
        "operator": {"internal"},
        "auditor": set(),
    }
    for role, who in readers.items():
        written = dossiers.export_all(ctx(who), dispute.case, tmp_path / role, language="en")
        names = {file.name.removeprefix(f"room-{dispute.case}-").removesuffix(".zip") for file in written}
        assert names - {f"case-{dispute.case}"} == rooms[role], role
        told = {file.name: unpacked(file.read_bytes()) for file in written}
        for file in written:
            assert all(check.holds for check in verify_dossier(file)), (role, file)
        everything = "".join(told.values())
        for place, words in JOINT.items():
            assert words.split()[0] in everything, (role, place)
        for room, words in ROOMS.items():
            assert (words.split()[0] in everything) == (room in rooms[role]), (role, room)
        assert GONE.split()[0] not in everything, role


def test_the_file_of_the_case_is_the_same_for_all_but_for_whom_it_is_made(planted, ctx):
    """Whoever reads the case reads the same entries and contents; rooms are known by their own files alone."""
    dispute, readers = planted
    seen = []
    for role, who in readers.items():
        out = io.BytesIO()
        dossiers.export_case(ctx(who), dispute.case, dispute.stream, out, language="en", zone="UTC")
        with ZipFile(out) as archive:
            seen.append({name: archive.read(name) for name in archive.namelist()})
        text = unpacked(out.getvalue())
        assert "room:" not in text and "NoteWritten" not in text and "pref-" not in text, role
        assert json.loads(seen[-1]["manifest.json"])["made_for"] == role
    first, own = seen[0], ("manifest.json", "manifest.sig", "dossier.pdf")
    for other in seen[1:]:
        assert other.keys() == first.keys()
        assert all(other[name] == first[name] for name in first if name not in own)


def test_what_was_erased_is_named_with_its_reason_in_the_document(planted, ctx):
    dispute, readers = planted
    out = io.BytesIO()
    dossiers.export_case(ctx(readers["seller"]), dispute.case, dispute.stream, out, language="en", zone="UTC")
    with ZipFile(out) as archive:
        (withheld,) = json.loads(archive.read("withheld.json"))
        text = text_of(archive.read("dossier.pdf"))
    flat, ref = text.replace("\u200b", "").replace(" ", ""), withheld["ref"]
    assert withheld["why"] == "erased"
    # It stands on up to four lines and perhaps two pages; where a line ends, one of its eight pieces is not whole.
    assert sum(ref[first : first + 8] in flat for first in range(0, 64, 8)) >= 5, flat
    assert "asked for by whom it is about" in text.replace("\u00a0", " ")


def test_what_was_told_alone_is_named_where_its_key_is_away(planted, ctx):
    dispute, readers = planted
    stream = f"room:{dispute.case}:pref-buyer"
    place = keyrings.folder_of(settings.HOME)
    away = place.with_name("away")
    whole, closed = io.BytesIO(), io.BytesIO()
    dossiers.export_case(ctx(readers["buyer"]), dispute.case, stream, whole, language="en", zone="UTC")
    place.rename(away)
    try:
        dossiers.export_case(ctx(readers["buyer"]), dispute.case, stream, closed, language="en", zone="UTC")
    finally:
        away.rename(place)
    with ZipFile(whole) as archive:
        assert json.loads(archive.read("withheld.json")) == []
        assert "Nothing is withheld" in text_of(archive.read("dossier.pdf")).replace("\u00a0", " ")
    with ZipFile(closed) as archive:
        (withheld,) = json.loads(archive.read("withheld.json"))
        text = text_of(archive.read("dossier.pdf")).replace("\u00a0", " ")
    assert withheld["why"] == "private" and "its key is not here" in text and "Nothing is withheld" not in text
