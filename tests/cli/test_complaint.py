"""`hejie complaint`: a letter taken in once, named, noted, answered, closed for a stranger, and written out as a record."""

import io
import json
from zipfile import ZipFile

import pytest

from hejie.cli.complaint import complaint
from hejie.cli.person import retention
from hejie.domain.kernel.refusal import Refusal
from hejie.record.verify import verify_dossier
from tests.cli.test_market_procedures import run

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LETTER = b"From: Lin <lin@example.org>\r\nSubject: Cold\r\nMessage-ID: <a@b>\r\n\r\nNobody answers.\r\n"


def said(*words):
    """What a command printed, which went well."""
    done = run(complaint, *words)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_letter_is_taken_in_noted_answered_and_closed(people, tmp_path):
    people("operator")
    agent = people("agent").person.email
    letter = tmp_path / "letter.eml"
    letter.write_bytes(LETTER)
    told = json.loads(said("take-in", str(letter), "--about", "platform", "--json"))
    assert told["new"]
    name = told["complaint"]
    assert json.loads(said("take-in", str(letter), "--about", "platform", "--json")) == {
        "complaint": name,
        "new": False,
    }
    said("hold", name, "A court asks.")
    assert json.loads(run(retention, "--holds", "--json").output)["complaint"] == name
    said("let-go", name, "The file came back.")
    assert "no legal hold" in run(retention, "--holds").output
    said("assign", name, agent)
    said("note", name, "Third time.", "--as", agent)
    with pytest.raises(Refusal) as early:
        run(complaint, "close", name, "satisfied", "--as", agent)
    assert early.value.code == "complaint_unanswered"
    said("answer", name, "upheld", "We are sorry.", "--as", agent)
    said("close", name, "satisfied", "She thanks us.", "--as", agent)
    assert [json.loads(line)["status"] for line in said("list", "--json").splitlines()] == ["closed"]
    shown = said("show", name)
    assert "Nobody answers." in shown and "Third time.\n" in shown and "(internal)" in shown
    for room in ("complaint", "desk"):
        out = tmp_path / f"{room}.zip"
        said("file", name, "--room", room, "--out", str(out))
        assert all(check.holds for check in verify_dossier(io.BytesIO(out.read_bytes()), None))
        with ZipFile(out) as file:
            assert json.loads(file.read("manifest.json"))["stream"].startswith(f"{room}:")


def test_wrong_use_is_told_in_a_sentence(people, tmp_path):
    letter = tmp_path / "letter.eml"
    letter.write_bytes(LETTER)
    assert "no operator" in run(complaint, "take-in", str(letter), "--about", "platform").output
    buyer = people("buyer").person.email
    people("operator")
    assert run(complaint, "take-in", str(letter), "--about", "shop").exit_code == 2
    assert run(complaint, "take-in", str(tmp_path / "none.eml"), "--about", "platform").exit_code == 2
    assert "neither operator nor agent" in run(complaint, "list", "--as", buyer).output
