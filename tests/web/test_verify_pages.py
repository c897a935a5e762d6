"""Anyone may check a dossier on a page: the verdict is true, told in his language, and nothing of the file stays."""

import io
import json
import tempfile
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from hejie.domain.cases.commands import WriteMessage
from hejie.usecases import cases, dossier_checks, dossiers, recordkeeping
from hejie.web.wrong_language import other_language_words
from tests.record.sample import KEYS, STAND_ALONE, Plan, written
from tests.support.dispute import Disputes
from tests.support.refused import says


@pytest.fixture
def dispute(people, ctx, orders, clock):
    """An open case."""
    return Disputes(people, ctx, orders, clock)()


@pytest.fixture
def dossier(dispute, ctx) -> bytes:
    """The buyer's dossier of it."""
    out = io.BytesIO()
    dossiers.export_case(ctx(dispute.buyer), dispute.case, dispute.stream, out)
    return out.getvalue()


def send(data: bytes, language: str = "en", key: str = ""):
    file = SimpleUploadedFile("case.zip", data, "application/zip")
    headers = {"accept-language": language}
    return Client(headers=headers).post(reverse("verify"), {"dossier": file, "key": key})


def text(response) -> str:
    return response.content.decode()


def test_a_good_file_holds_and_shows_what_it_records(dossier):
    page = send(dossier)
    assert page.status_code == 200
    verdict = page.context["verdict"]
    assert verdict.holds and verdict.ours and verdict.made_for == "buyer"
    assert "This dossier holds." in text(page) and dossiers.keys().public_key in text(page)
    assert [row["number"] for row in page.context["rows"]] == list(range(verdict.length, 0, -1))[:12]


@pytest.mark.parametrize("language", ["zh", "en", "ru"])
def test_the_verdict_is_told_in_the_readers_language(dossier, marketplace, language):
    marketplace.languages = [language]
    marketplace.save()
    damaged = bytearray(dossier)
    damaged[len(damaged) // 2] ^= 1
    for data in (dossier, bytes(damaged), b"no ZIP at all"):
        page = send(data, language)
        words = [item["words"] for item in page.context["checks"]]
        assert words and not other_language_words("\n".join(words), language)


def test_a_file_by_another_key_holds_but_is_not_ours(marketplace):
    page = send(written(Plan()))
    verdict = page.context["verdict"]
    assert verdict.holds and not verdict.ours
    assert "but not by our key" in text(page) and KEYS.public_key in text(page)


def test_a_demanded_key_is_compared(dossier):
    assert send(dossier, key=dossiers.keys().public_key.upper()).context["verdict"].holds
    other = send(dossier, key="ab" * 32).context["verdict"]
    assert not other.holds and other.checks[-1].subject == "key"
    assert send(dossier, key="12").status_code == 422


def test_one_flipped_bit_is_found_and_named(dossier):
    damaged = bytearray(dossier)
    damaged[200] ^= 4
    page = send(bytes(damaged))
    assert not page.context["verdict"].holds
    assert "This dossier does not hold." in text(page) and "notice--alert" in text(page)


def test_nothing_of_the_file_stays(dossier, tmp_path):
    padded = dossier + bytes(3 << 20)
    with override_settings(FILE_UPLOAD_TEMP_DIR=str(tmp_path)):
        before = set(Path(tempfile.gettempdir()).iterdir())
        assert not send(padded).context["verdict"].holds
        assert list(tmp_path.iterdir()) == []
        assert not [path for path in set(Path(tempfile.gettempdir()).iterdir()) - before if path.suffix == ".zip"]


def test_too_large_a_file_is_refused_unread(dossier):
    with override_settings(DOSSIER_MOST_BYTES=1000):
        assert send(dossier).status_code == 422
        assert send(dossier + bytes(2 << 20)).status_code == 413


def bomb(size: int, name: str) -> bytes:
    """A small ZIP that unpacks to many zeros."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr(name, bytes(size))
    return out.getvalue()


def crowd(members: int) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for number in range(members):
            archive.writestr(ZipInfo(f"contents/{number:064x}"), b"")
    return out.getvalue()


def test_files_made_to_tie_the_program_up_are_turned_away():
    for data, why in (
        (bomb(20 << 20, "entries.jsonl"), "more entries"),
        (crowd(50_000), "too many members"),
        (b"PK\x05\x06" + bytes(3), "no ZIP file"),
        (b"x" * 100, "does not end with its directory"),
    ):
        verdict = dossier_checks.check(io.BytesIO(data))
        assert not verdict.holds and why in verdict.checks[-1].detail


def test_only_so_many_are_checked_at_once(dossier):
    taken = [dossier_checks._places.acquire(blocking=False) for _ in range(dossier_checks.AT_ONCE)]
    try:
        assert send(dossier).status_code == 503
    finally:
        for _ in taken:
            dossier_checks._places.release()
    assert send(dossier).status_code == 200


def test_the_public_keys_stand_at_a_fixed_address(marketplace):
    answer = Client().get("/.well-known/hejie-keys.json")
    assert answer["Content-Type"] == "application/json" and answer["Access-Control-Allow-Origin"] == "*"
    assert answer.json()["public_key"] == dossiers.keys().public_key


def test_seals_are_listed_by_key_and_given_out_as_signed(dispute, ctx, clock):
    for number in range(53):
        cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, f"No. {number}"), key=f"m{number}")
        recordkeeping.seal(clock.move(seconds=3))
    first = Client().get(reverse("seals"))
    assert len(first.context["rows"]) == 50 and first.context["older_url"]
    second = Client().get(first.context["older_url"])
    assert len(second.context["rows"]) == 3 and not second.context["older_url"]
    size = recordkeeping.seals()[0][0]
    seal = Client().get(reverse("seal", args=[size])).json()
    assert json.loads(seal["seal"])["size"] == size and set(seal) == {"seal", "public_key", "signature", "tokens"}
    assert Client().get(reverse("seal", args=[size + 1])).status_code == 404
    assert Client().get(reverse("seals") + "?before=nonsense").status_code == 200


def test_pages_are_there_where_no_marketplace_is_named(db):
    for name in ("verify", "seals", "seal-feed", "keys"):
        assert Client().get(reverse(name)).status_code == 200


def test_an_address_that_sends_too_many_is_told_to_wait_and_its_file_is_not_read(dossier):
    rates = settings.ACCOUNT_RATE_LIMITS | {"check_dossier": "2/10m/ip"}
    with override_settings(ACCOUNT_RATE_LIMITS=rates):
        assert [send(dossier).status_code for _ in range(2)] == [200, 200]
        refused = send(dossier)
        assert says("too_many_checks", refused) and refused["Retry-After"]
        assert not refused.wsgi_request._read_started
        elsewhere = Client(REMOTE_ADDR="192.0.2.7").post(reverse("verify"), {"dossier": io.BytesIO(dossier)})
        assert elsewhere.status_code == 200
        assert Client().get(reverse("verify")).status_code == 200


def test_the_verifier_that_stands_alone_is_given_out_as_it_is(db):
    answer = Client().get(reverse("stand_alone"))
    assert answer.content == Path(STAND_ALONE.__file__).read_bytes()
    assert "attachment" in answer["Content-Disposition"] and answer["Content-Type"].startswith("text/x-python")
    assert sha256(answer.content).hexdigest() in text(Client().get(reverse("verify")))


def test_a_file_that_comes_while_as_many_as_can_be_are_checked_is_asked_for_again(dossier):
    with dossier_checks._place(), dossier_checks._place():
        assert says("busy", send(dossier))
    assert send(dossier).status_code == 200
