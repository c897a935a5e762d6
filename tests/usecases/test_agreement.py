"""The agreement as a document: in the languages of both sides, kept letter by letter, provable, never changed later."""

import io
import json
import zipfile
from dataclasses import replace
from hashlib import sha256

import pytest

from hejie.domain.cases import commands, offers
from hejie.domain.kernel.frozen import changed
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader, replay, streams
from hejie.store import queries
from hejie.usecases import acts, cases, dossiers, erasure, promises, reading, settlement
from hejie.usecases.agreement import document, parts, pdf
from hejie.usecases.agreement.around import Around
from hejie.usecases.agreement.words import texts
from tests.support.pdf_text import text_of


@pytest.fixture
def agreed(people, disputes, ctx):
    """Makes cases with an accepted offer; the buyer reads Chinese, the shop Russian unless told otherwise."""

    def make(buyer: str = "zh", seller: str = "ru", story: str = "The shoes are 7 mm short.", **terms):
        made = disputes(
            buyer=people("buyer", name="林月", language=buyer), seller=people("seller", language=seller), story=story
        )
        package = {"refund": 11940, "currency": "CNY", **terms}
        settlement.make_offer(ctx(made.seller), commands.MakeOffer(made.case, package), key="offer")
        settlement.accept_offer(ctx(made.buyer), commands.AcceptOffer(made.case, "o2", waives=True), key="accept")
        return made

    return make


def sign(ctx, who, case: str, read: str = "") -> None:
    settlement.sign_agreement(ctx(who), commands.SignAgreement(case, read), key=f"sign {who.id}")


def signed(ctx, made) -> document.Document:
    for who in (made.buyer, made.seller):
        sign(ctx, who, made.case)
    return document.of_case(ctx(made.buyer), made.case)


def entries(case: str, kind: str) -> list[dict]:
    found = [json.loads(row[3]) for row in queries.entries(case[:16], f"case:{case}", 0, 500)]
    return [entry for entry in found if entry["kind"] == kind]


def test_it_is_written_in_the_languages_of_both_sides_which_are_equal(agreed, ctx):
    made = agreed()
    found = document.of_case(ctx(made.buyer), made.case)
    assert found.languages == ("zh", "ru")
    assert "本协议以中文和俄文写成，两种文本均经签署，具有同等效力" in found.texts["zh"]
    assert "на китайском языке и на русском языке. Оба текста подписаны и равны" in found.texts["ru"]
    counts = {language: [part.form for part in parts.read(text)] for language, text in found.texts.items()}
    assert counts["zh"] == counts["ru"] == counts["en"]


def test_one_language_says_nothing_of_another(agreed, ctx):
    made = agreed("en", "en")
    found = document.of_case(ctx(made.seller), made.case)
    assert found.languages == ("en",) and "is written in" not in found.texts["en"]


def test_terms_are_numbered_and_name_who_pays_from_where_and_when(agreed, ctx):
    made = agreed("en", "en", goods="return", return_freight={"payer": "seller", "minor": 1500}, service="replacement",
                  apology=True, explanation=True, voucher={"minor": 2000, "days": 90}, public_reply=True, days=7)  # fmt: skip
    text = document.of_case(ctx(made.buyer), made.case).texts["en"]
    clauses = [part.text for part in parts.read(text) if part.form == "clause"]
    assert clauses[0].startswith("The buyer sends the goods back within 7 days") and "¥15.00" in clauses[0]
    assert clauses[1] == "The seller sends a replacement within 7 days after the goods have come back."
    assert "¥119.40 back to the buyer, out of the ¥199.00 paid" in clauses[2]
    assert "out of what Harbour holds" in clauses[2] and "clause 2 was kept" in clauses[2] and "¥64.60" in clauses[2]
    assert clauses[3].startswith("The seller gives the buyer a voucher worth ¥20.00, valid for 90 days within 7 days")
    assert "reply of its own" in clauses[4] and "apologises" in clauses[5] and "explains" in clauses[6]
    whole = "\n".join(clauses)
    for said in ("No review is part of the bargain", "Courts and authorities stay open", "stays there"):
        assert said in whole
    assert [part.name for part in parts.read(text) if part.form == "clause"] == [
        str(number) for number in range(1, len(clauses) + 1)
    ]
    assert "- Seller: sends a replacement; within 7 days after the goods have come back" in text


def test_both_accounts_are_named_and_nobodys_is_called_a_fact(agreed, ctx):
    made = agreed("en", "en", story="They are too short.\n## Forged heading\n1. Forged clause\n" + "word " * 300)
    cases.make_statement(ctx(made.seller), commands.MakeStatement(made.case, "They are as described."), key="s")
    found = parts.read(document.of_case(ctx(made.buyer), made.case).texts["en"])
    headings = [part.text for part in found if part.form == "heading"]
    assert headings == ["The parties", "What is not disputed", "What each side says", "The claim", "The terms",
                        "Who does what, and by when", "What else holds"]  # fmt: skip
    quotes = [part.text for part in found if part.form == "quote"]
    assert (
        quotes[0] == "They are too short."
        and quotes[1] == "## Forged heading"
        and quotes[-1] == "They are as described."
    )
    assert any("shortened" in part.text for part in found)
    undisputed = found[: [part.text for part in found].index("What each side says")]
    assert any(" in all" in part.text for part in undisputed)  # a line's price is that of all its pieces
    assert not any("short" in part.text for part in undisputed)


def test_promises_that_were_agreed_are_clauses_of_it(people, disputes, ctx):
    made = disputes()
    promise = commands.ProposePromise(made.case, "seller", "I will send new laces.", 5)
    promises.propose_promise(ctx(made.seller), promise, key="p")
    promises.accept_promise(ctx(made.buyer), commands.AcceptPromise(made.case, "p1"), key="pa")
    settlement.make_offer(ctx(made.seller), commands.MakeOffer(made.case, {"refund": 19900}), key="o")
    settlement.accept_offer(ctx(made.buyer), commands.AcceptOffer(made.case, "o2"), key="a")
    text = document.of_case(ctx(made.buyer), made.case).texts["en"]
    assert "the seller also promised, and the buyer agreed that it binds, to be kept within 5 days" in text
    assert "> I will send new laces." in text


def test_what_is_given_up_knowingly_is_said(agreed, ctx):
    made = agreed("en", "ru")
    view = reading.read_case(ctx(made.buyer), made.case)
    offer = replace(view.case.offer("o2"), waived={"minor": 7960, "rule": "cn-consumer-24"})
    case = changed(view.case, offers=(view.case.offers[0], offer))
    found = document.of_view(replace(view, case=case))
    assert "the buyer gives up ¥79.60 of what is due to him with certainty (cn-consumer-24)" in found.texts["en"]
    assert "отказывается от 79,60\xa0¥" in found.texts["ru"].replace(" ¥", "\xa0¥")


def test_what_is_given_up_is_said_also_where_the_buyers_own_claim_was_accepted(people, disputes, ctx):
    made = disputes(buyer=people("buyer"), seller=people("seller"), price=19900)
    settlement.make_offer(ctx(made.buyer), commands.MakeOffer(made.case, {"refund": 15900}, waives=True), key="o")
    settlement.accept_offer(ctx(made.seller), commands.AcceptOffer(made.case, "o2"), key="a")
    text = document.of_case(ctx(made.buyer), made.case).texts["en"]
    assert "the buyer gives up ¥40.00 of what is due to him with certainty (" in text and "cn.cpl" not in text


def test_what_was_signed_stands_in_the_record_below_salted_digests(agreed, ctx):
    made = agreed()
    before = document.of_case(ctx(made.buyer), made.case)
    after = signed(ctx, made)
    assert after.texts == before.texts and after.agreement.in_effect
    first, second = (entry["data"]["document"] for entry in entries(made.case, "AgreementSigned"))
    assert first == second and first["languages"] == ["zh", "ru"]
    out = io.BytesIO()
    dossiers.export_case(ctx(made.buyer), made.case, made.stream, out)
    with zipfile.ZipFile(out) as archive:
        for language, reference in first["texts"].items():
            kept = archive.read(f"contents/{reference['ref']}")
            assert sha256(kept).hexdigest() == reference["ref"] and kept[32:].decode() == before.texts[language]
        printed = text_of(archive.read("dossier.pdf"))
    assert "和解协议" in printed and first["texts"]["zh"]["ref"] in printed


def test_nothing_that_changes_later_changes_it(agreed, ctx, clock):
    made = agreed()
    before = signed(ctx, made)
    made.buyer.person.name = "Somebody Else"
    made.buyer.person.language = "en"
    made.buyer.person.save()
    clock.move(hours=1)
    cases.write_message(ctx(made.seller), commands.WriteMessage(made.case, "Thank you."), key="m")
    after = document.of_case(ctx(made.buyer), made.case)
    assert (after.texts, after.languages, after.fingerprint) == (before.texts, before.languages, before.fingerprint)
    assert "林月" in after.texts["zh"]


def test_the_digests_hold_after_a_rebuild_and_when_all_is_read_anew(agreed, ctx):
    made = agreed()
    before = signed(ctx, made)
    assert replay.rebuild().ok and replay.check().ok and replay.verify_all().ok
    streams.forget()
    after = document.of_case(ctx(made.buyer), made.case)
    assert (after.texts, after.references, after.signatures) == (before.texts, before.references, before.signatures)
    assert pdf.render(after) == pdf.render(before)


def test_signatures_name_person_time_and_place_in_the_record(agreed, ctx):
    made = agreed()
    found = signed(ctx, made)
    heads = {row[0]: row[2] for row in queries.entries(made.root, made.stream, 0, 500)}
    for one, name in zip(found.signatures, ("林月", made.seller.person.name), strict=True):
        assert one.person == name and heads[one.seq] == one.head and one.at


def test_only_what_was_read_is_signed(agreed, ctx, clock):
    made = agreed()
    read = document.of_case(ctx(made.buyer), made.case).fingerprint
    with pytest.raises(Refusal, match="agreement_changed"):
        sign(ctx, made.buyer, made.case, "0" * 64)
    sign(ctx, made.buyer, made.case, read)
    cases.make_statement(ctx(made.seller), commands.MakeStatement(made.case, "My account, told late."), key="s")
    sign(ctx, made.seller, made.case, read)
    assert "told late" not in document.of_case(ctx(made.buyer), made.case).texts["en"]


def test_an_account_that_came_after_the_reading_is_not_signed_unread(agreed, ctx):
    made = agreed()
    read = document.of_case(ctx(made.buyer), made.case).fingerprint
    cases.make_statement(ctx(made.seller), commands.MakeStatement(made.case, "My account."), key="s")
    with pytest.raises(Refusal, match="agreement_changed"):
        sign(ctx, made.buyer, made.case, read)


def test_a_repeated_signature_gets_the_first_receipt(agreed, ctx):
    made = agreed()
    command = commands.SignAgreement(made.case)
    first = settlement.sign_agreement(ctx(made.buyer), command, key="k")
    sign(ctx, made.seller, made.case)
    again = settlement.sign_agreement(ctx(made.buyer), command, key="k")
    assert again.repeated and (again.head, again.last_seq) == (first.head, first.last_seq)


def test_an_old_signature_without_a_text_is_shown_as_what_it_is(agreed, ctx):
    made = agreed("en", "en")
    for who in (made.buyer, made.seller):
        acts.in_case(
            ctx(who),
            commands.SignAgreement(made.case),
            key=f"old {who.id}",
            decide=offers.sign_agreement,
            action="sign",
        )
    found = document.of_case(ctx(made.buyer), made.case)
    assert found.written_anew and "Written anew" in " ".join(Around(found, "en").notes())
    assert "deposit" not in found.texts["en"] and pdf.render(found).startswith(b"%PDF")


def test_it_is_for_those_who_may_read_the_case(agreed, people, ctx):
    made = agreed()
    assert document.of_case(ctx(people("operator")), made.case).texts
    for stranger in (people("buyer"), people("seller"), people("neutral")):
        with pytest.raises(Refusal, match="not_found"):
            document.of_case(ctx(stranger), made.case)


def test_an_erased_text_is_gone_and_its_digest_stays(agreed, people, ctx):
    made = agreed()
    found = signed(ctx, made)
    gone = found.references["zh"]["ref"]
    erasure.erase_content(ctx(people("operator")), commands.EraseContent(made.case, (gone,), "asked"), key="e")
    after = document.of_case(ctx(made.buyer), made.case)
    assert after.texts["zh"] == "" and after.texts["ru"] == found.texts["ru"]
    assert after.references == found.references and "［已依权利删除］" in text_of(pdf.render(after))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Settlement agreement", "What each side says", "For reading alone", "as soon as both have signed")),
        ("zh", ("和解协议", "双方各自的说法", "卖家向买家退还", "签署文本指纹")),
        ("ru", ("Соглашение о мирном урегулировании", "Что говорит каждая сторона", "Подписи", "исполнено")),
    ],
)
def test_the_pdf_says_it_all_in_each_language(agreed, ctx, run_worker, language, said):
    made = agreed()
    signed(ctx, made)
    run_worker()
    found = document.of_case(ctx(made.buyer), made.case)
    printed = " ".join(text_of(pdf.render(found, language)).replace("\xa0", " ").split())
    for words in said:
        assert words in printed, words
    assert [one.head for one in found.signatures if one.head not in printed] == [], printed
    both = text_of(pdf.render(found))
    assert "和解协议" in both and "Подписи" in both and "Signatures" not in both


def test_its_state_stands_beside_it_and_changes(agreed, ctx, run_worker):
    made = agreed("en", "en", apology=True)
    found = signed(ctx, made)
    rows = Around(found, "en").kept()
    assert ("open", "apologises") in [(row[0], row[2]) for row in rows]
    duty = next(duty.id for duty in found.obligations if duty.what == "apology")
    settlement.report_performance(ctx(made.seller), commands.ReportPerformance(made.case, duty, "Sorry."), key="r")
    run_worker()
    after = document.of_case(ctx(made.buyer), made.case)
    assert {row[0] for row in Around(after, "en").kept()} == {"kept"} and after.texts == found.texts


def test_every_sentence_stands_in_three_languages():
    for group, table in texts().items():
        for key, words in table.items():
            assert isinstance(key, str) and set(words) == {"en", "zh", "ru"}, (group, key)
            assert all(words.values()) or key == "gap", key
            names = [{part.split("}")[0] for part in text.split("{")[1:]} for text in words.values()]
            assert names[0] == names[1] == names[2], (group, key)


def test_there_is_none_before_both_have_accepted(disputes, ctx):
    made = disputes()
    assert reader.case(made.case).agreement is None
    with pytest.raises(Refusal, match="not_found"):
        document.of_case(ctx(made.buyer), made.case)


def test_marks_of_the_text_are_set_in_both_documents_and_the_signed_bytes_stay(agreed, ctx):
    made = agreed("en", "en", story="It is **much** too short, 2 ** 3 ** 4.")
    found = signed(ctx, made)
    archive = b"".join(dossiers.open_case(ctx(made.buyer), made.case, f"case:{made.case}", language="en", zone="UTC"))
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        kept = file.read(f"contents/{found.references['en']['ref']}")[32:].decode()
        told = text_of(file.read("dossier.pdf"))
    assert (
        "\n## The terms\n" in kept and "> It is **much** too short, 2 ** 3 ** 4." in kept and kept == found.texts["en"]
    )
    for document_words in (told[told.index("The text that was signed") :], text_of(pdf.render(found))):
        assert "##" not in document_words and "**much**" not in document_words and "\n> " not in document_words
        assert "The terms" in document_words and "much too short, 2 ** 3 ** 4." in " ".join(document_words.split())


def test_a_line_of_a_text_is_bold_between_its_marks_alone():
    runs = [
        parts.read(text)[0].runs for text in ("a **b c** d", "**all**", "2 ** 3", "**a", "> **so** and **so**", "****")
    ]
    assert runs == [
        (("a ", False), ("b c", True), (" d", False)),
        (("all", True),),
        (("2 ** 3", False),),
        (("**a", False),),
        (("so", True), (" and ", False), ("so", True)),
        (("****", False),),
    ]
