"""The page of a dossier for a body outside: in the form of its law, in a language it reads, pointing at what is there."""

import io
import json
from string import Formatter
from zipfile import ZipFile

import pytest

from hejie.domain.cases import commands
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import certificates
from hejie.usecases import cases, dossiers, reading, recordkeeping
from hejie.usecases.dossier_pdf import certificate
from hejie.usecases.dossier_pdf.content import CaseWriter
from hejie.usecases.dossier_pdf.labels import Labels
from tests.support.pdf_text import text_of

LANGUAGES = {"en", "zh", "ru"}


@pytest.mark.parametrize("form", certificates.forms().values(), ids=lambda form: form.id)
def test_every_form_is_told_in_three_languages(form):
    texts = [form.title, form.addressee, form.states, *(item.name for item in form.items)]
    texts += [text for one in form.basis for text in (one.law, one.says)]
    for text in texts:
        assert set(text) == LANGUAGES and all(text.values()), text
    for text in form.states.values():
        named = {name for _before, name, _how, _conversion in Formatter().parse(text) if name}
        assert named == {"market", "case", "order", "entries", "at"}
    assert form.languages and set(form.languages) <= LANGUAGES


def test_every_place_has_one_form_and_any_other_the_plain_one():
    places = [place for form in certificates.forms().values() for place in form.places]
    assert len(places) == len(set(places))
    assert {place: certificates.of_place(place) for place in ("CN", "DE", "RU", "US", "UK", "", "BR")} == {
        "CN": "cn", "DE": "eu", "RU": "ru", "US": "us", "UK": "uk", "": "plain", "BR": "plain",
    }  # fmt: skip


def test_every_thing_asked_for_names_sections_that_a_document_can_have(disputes, ctx):
    dispute = disputes()
    view = reading.read_case(ctx(dispute.buyer), dispute.case)
    there = {part["key"] for part in CaseWriter(view, Labels("en", "UTC", "CNY"), {}).sections()}
    may_be = there | {"points", "statements", "questions", "evidence", "records", "offers", "agreement", "rulings"}
    may_be |= {"appeal", "experts", "referrals", "conversation", "promises", "obligations", "talks", "deadlines"}
    for form in certificates.forms().values():
        for item in form.items:
            assert set(item.shows) <= may_be, (form.id, item.name["en"])


def pages(ctx, dispute, name, language):
    view = reading.read_case(ctx(dispute.buyer), dispute.case)
    labels = Labels(language, "Asia/Shanghai", "CNY")
    sections = CaseWriter(view, labels, {}).sections()
    facts = {"market": "The Fair", "public_key": "ab" * 32, "now": ctx(dispute.buyer).now}
    return certificate.pages(certificates.forms()[name], view, labels, sections, **facts), sections


def test_it_stands_in_a_language_that_the_body_reads_and_in_the_readers(disputes, ctx):
    dispute = disputes()
    for name, language, told in (("cn", "ru", ["zh", "ru"]), ("cn", "zh", ["zh"]), ("plain", "ru", ["ru"])):
        found, _sections = pages(ctx, dispute, name, language)
        assert [page["language"] for page in found] == told
    (page,) = pages(ctx, dispute, "cn", "zh")[0]
    assert page["title"] == "原始合同与交易记录说明" and dispute.case in page["states"]


def test_each_row_leads_to_its_sections_or_says_that_there_is_nothing(disputes, ctx):
    (page,), sections = pages(ctx, disputes(), "us", "en")
    places = {f"s{number}": part["key"] for number, part in enumerate(sections, start=1)}
    asked = certificates.forms()["us"].items
    for row, item in zip(page["rows"], asked, strict=True):
        assert all(places[anchor] in item.shows for anchor in row["anchors"])
        assert bool(row["anchors"]) == row["where"].startswith("§") != (row["where"] == "nothing on record")
    assert any(not row["anchors"] for row in page["rows"]) and any(row["anchors"] for row in page["rows"])


def document(ctx, dispute, **more):
    out = io.BytesIO()
    dossiers.export_case(ctx(dispute.buyer), dispute.case, dispute.stream, out, **more)
    with ZipFile(out) as archive:
        return text_of(archive.read("dossier.pdf")).replace("\u00a0", " ")


def test_the_law_of_the_place_chooses_and_the_reader_may_choose_otherwise(disputes, ctx):
    dispute = disputes()
    assert "原始合同与交易记录说明" in document(ctx, dispute, language="en")
    assert "Complete complaint file" in document(ctx, dispute, language="en", certificate="eu")
    for text in (document(ctx, dispute, language="en", certificate=name) for name in ("none", "uk")):
        assert "原始合同" not in text
    with pytest.raises(Refusal, match="certificate_unknown"):
        document(ctx, dispute, certificate="mars")


def test_the_document_tells_of_the_seals_over_its_entries(disputes, ctx, clock):
    dispute = disputes()
    recordkeeping.seal(clock.now)
    clock.move(hours=1)
    cases.write_message(ctx(dispute.buyer), commands.WriteMessage(dispute.case, "One more thing"), key="m")
    text = document(ctx, dispute, language="en", zone="UTC")
    sizes = sorted(json.loads(body)["size"] for _size, body, *_rest in recordkeeping.seals())
    roots = [json.loads(body)["root"] for _size, body, *_rest in recordkeeping.seals()]
    assert len(sizes) == 2 and all(root in text for root in roots)
    assert "no time stamp of an authority" in text and "08:00" in text and "09:00" in text
