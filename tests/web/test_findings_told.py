"""How findings read: on the case page, in the PDF document, the notice and the letter; and what is missing, before."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hejie.domain.cases.reasons import Finding, KeepFindings, Reasons, Rule
from hejie.rulebooks import burdens, procedures
from hejie.store import queries
from hejie.usecases import drafting, mediation, reading, referral_letter
from hejie.usecases.dossier_pdf.content import CaseWriter
from hejie.usecases.dossier_pdf.labels import Labels
from hejie.usecases.finding_words import FindingWords

WHY = Reasons(
    points=(
        Finding("proved", "description", step="explanation", reasons="The sheet is of another batch."),
        Finding("undisputed", words="The pair is unworn.", says="buyer"),
    ),
    applied=(Rule("burdens/standard"), Rule("procedures/standard")),
    otherwise="A sheet of this batch.",
)
SAID = {
    "en": ("The goods are not as the listing says", "proved", "The seller had to show: that goods and listing agree"),
    "zh": ("商品与页面描述不符", "已证明", "由卖家证明：实物与描述一致"),
    "ru": (
        "Товар не такой, как в карточке",
        "доказано",
        "оказать должен был продавец: что товар соответствует карточке",
    ),
}


def speaking(browser, who, language):
    """Somebody's browser, who has chosen a language."""
    who.person.language = language
    who.person.save()
    return browser(who, language=language)


@pytest.fixture
def ruled(scene):
    """A case that was decided in parts."""
    scene.opened().mediated()
    scene.do(scene.neutral, mediation.go_to_decision, "GoToDecision")
    package = {"refund": 9900, "currency": "CNY"}
    scene.do(scene.neutral, mediation.decide_case, "DecideCase", "It is short.", "Size rule 3.", package, why=WHY)
    return scene


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
def test_the_case_page_tells_it_point_by_point(browser, ruled, language):
    page = speaking(browser, ruled.seller, language).get("case", ruled.case).content.decode()
    for words in (*SAID[language], "The sheet is of another batch.", "The pair is unworn", "A sheet of this batch."):
        assert words in page
    assert "2026-11-1" in page and "It is short." in page


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
def test_the_document_tells_the_same(ruled, language):
    view = reading.read_case(ruled.ctx(ruled.buyer), ruled.case)
    told = str(CaseWriter(view, Labels(language, "Asia/Shanghai", "CNY"), {}).sections())
    for words in (*SAID[language], "The sheet is of another batch.", "The pair is unworn", "A sheet of this batch."):
        assert words in told


def test_a_ruling_of_before_stands_on_page_and_document_as_it_was(browser, scene, monkeypatch):
    monkeypatch.setattr("hejie.domain.cases.findings.of_ruling", lambda why, case, procedure: {})
    scene.opened().decided()
    page = browser(scene.buyer).get("case", scene.case).content.decode()
    assert "Measured short." in page and "What would have changed the result" not in page
    view = reading.read_case(scene.ctx(scene.buyer), scene.case)
    assert "Measured short." in str(CaseWriter(view, Labels("en", "UTC", "CNY"), {}).sections())


def test_the_notice_names_points_of_the_book_and_nothing_that_people_wrote(ruled, run_worker):
    run_worker()
    told = [row["facts"] for row in queries.notices(ruled.buyer.actor).rows if row["kind"] == "RulingMade"]
    assert "1. The goods are not as the listing says: proved" in str(told)
    assert "unworn" not in str(told) and "batch" not in str(told)


def test_the_letter_to_an_outside_body_tells_them_too(ruled):
    view = reading.read_case(ruled.ctx(ruled.buyer), ruled.case)
    letter = referral_letter.compose(
        view, body="The office", market="Harbour", language="en", zone="UTC", now=ruled.clock.now
    )
    assert "The seller had to show" in letter


@pytest.mark.parametrize(
    ("language", "mine", "theirs"),
    [
        ("en", "From you: what the listing said and what came", "From the buyer: what the listing said"),
        ("zh", "需要您证明：页面怎么写", "需要买家证明：页面怎么写"),
        ("ru", "От вас: что обещала карточка", "От покупателя: что обещала карточка"),
    ],
)
def test_both_sides_read_what_is_missing_from_whom(browser, scene, language, mine, theirs):
    scene.opened()
    assert mine in speaking(browser, scene.buyer, language).get("case", scene.case).content.decode()
    assert theirs in speaking(browser, scene.seller, language).get("case", scene.case).content.decode()


def test_what_was_filed_for_a_turn_is_missing_no_more_and_the_other_side_reads_that_it_is_its_turn(browser, scene):
    scene.opened()
    letter = SimpleUploadedFile("page.txt", b"265 mm", "text/plain")
    filed = {"file": letter, "name": "Page", "purpose": "265 mm", "room": "joint", "proves": "description.first_proof"}
    browser(scene.buyer).post("case_evidence", scene.case, **filed)
    page = browser(scene.seller).get("case", scene.case).content.decode()
    assert "On the file: what the listing said and what came" in page
    assert "From you: that goods and listing agree" in page


def test_a_turn_of_proof_that_is_not_there_is_refused(browser, scene):
    scene.opened()
    letter = SimpleUploadedFile("page.txt", b"265 mm", "text/plain")
    filed = {"file": letter, "name": "Page", "purpose": "265 mm", "room": "joint", "proves": "description.oath"}
    assert browser(scene.buyer).post("case_evidence", scene.case, **filed).status_code == 422


def test_nothing_is_missing_once_it_is_decided(browser, ruled):
    assert "<h3>What is missing</h3>" not in browser(ruled.buyer).get("case", ruled.case).content.decode()


def test_the_draft_begins_with_the_findings_that_were_kept(browser, scene):
    scene.opened().mediated()
    mediation.keep_findings(
        scene.ctx(scene.neutral), KeepFindings(scene.case, WHY.points, "A sheet of this batch."), key="kept"
    )
    rows = browser(scene.neutral).get("neutral_table", scene.case).context["rows"]
    assert [row["finding"] for row in rows[:2]] == ["proved", "undisputed"]
    for side in (scene.buyer, scene.seller):
        assert "another batch" not in browser(side).get("case", scene.case).content.decode()


def test_the_draft_says_by_itself_what_would_have_changed_the_result_until_the_neutral_does(browser, scene):
    scene.opened().mediated()
    page = browser(scene.neutral)
    typed = {"point-1": "description", "finding-1": "not_proved", "findings": "So.", "rules": "R."}
    page.post("neutral_draft", scene.case, **typed)
    made = page.get("neutral_table", scene.case).context["draft"].why.made
    assert made.startswith(
        "Point 1, “The goods are not as the listing says”, would have come out otherwise if the buyer had shown"
    )
    page.post("neutral_draft", scene.case, **typed | {"finding-1": "proved", "otherwise": made, "otherwise-made": made})
    shown = page.get("neutral_table", scene.case).context
    assert "the seller had shown" in shown["draft"].why.otherwise
    assert "the seller had shown" in shown["form"].initial["otherwise"]
    page.post("neutral_draft", scene.case, **typed | {"otherwise": "Nothing.", "otherwise-made": made})
    assert page.get("neutral_table", scene.case).context["draft"].why.otherwise == "Nothing."


def test_another_way_of_proof_is_taken_by_its_button(browser, scene, monkeypatch):
    taobao = burdens.load("burdens/taobao")
    view = reading.read_case
    monkeypatch.setattr(reading, "read_case", lambda *a, **k: _under(view(*a, **k), taobao))
    scene.opened().mediated()
    page = browser(scene.neutral)
    first = page.get("neutral_table", scene.case)
    assert [row["point"] for row in first.context["rows"]][0] == "described_seen"
    assert "described_hidden" in [tree["id"] for tree in first.context["trees"]]
    page.post(
        "neutral_draft", scene.case, **{"point-1": "described_seen", "finding-1": "open", "tree": "described_hidden"}
    )
    assert [row["point"] for row in page.get("neutral_table", scene.case).context["rows"]][0] == "described_hidden"


def _under(view, book):
    return replace(view, world=replace(view.world, procedure=replace(view.world.procedure, burdens=book)))


def test_a_decision_without_what_would_have_changed_it_is_refused(scene):
    scene.opened().mediated()
    scene.do(scene.neutral, mediation.go_to_decision, "GoToDecision")
    with pytest.raises(Exception, match="otherwise_missing"):
        scene.do(scene.neutral, mediation.decide_case, "DecideCase", "So.", "R.", {"refund": 1, "currency": "CNY"})


@pytest.mark.parametrize(
    ("language", "begins"),
    [("en", "What counts is the listing of"), ("zh", "应以订单A-1下单时"), ("ru", "Важна карточка товара")],
)
def test_a_decision_may_begin_with_a_text_whose_blanks_are_filled(browser, scene, language, begins):
    scene.opened().mediated()
    page = speaking(browser, scene.neutral, language)
    typed = {"point-1": "description", "finding-1": "proved", "findings": "Mine.", "refund": "99.00"}
    page.post("neutral_draft", scene.case, **typed, template="decisions/goods/description_buyer", fill="yes")
    form = page.get("neutral_table", scene.case).context["form"]
    written = form.initial["findings"]
    assert written.startswith("Mine.\n\n") and begins in written and "A-1" in written and "{" not in written
    assert "{" not in form.initial["rules"] and form.initial["rules"]


def test_a_text_of_another_complaint_is_not_put_in(browser, scene):
    scene.opened().mediated()
    page = browser(scene.neutral)
    typed = {"point-1": "description", "finding-1": "proved", "findings": "Mine."}
    page.post("neutral_draft", scene.case, **typed, template="decisions/ways/delivery_buyer", fill="yes")
    assert page.get("neutral_table", scene.case).context["form"].initial["findings"] == "Mine."


@pytest.mark.parametrize(("language", "said"), [("en", "art. 65(3)"), ("zh", "第65(3)条"), ("ru", "ст. 65(3)")])
def test_an_article_is_named_in_the_readers_language_and_what_is_ours_is_not_named(language, said):
    speak = FindingWords(procedures.load("procedures/taobao"), language, lambda _reference: "")
    assert speak.source("art. 65(3)") == said
    assert speak.source("ours, on general art. 13") == ""
    assert "procedures/" not in speak.rulebook("procedures/taobao") != ""


def test_what_nobody_disputes_is_told_first_and_what_is_left_out_is_not(browser, scene):
    scene.opened().mediated()
    page = browser(scene.neutral)
    own = {"words-2": "The pair is unworn", "says-2": "buyer", "prove-2": "buyer", "finding-2": "undisputed"}
    aside = {"words-3": "It rained", "says-3": "seller", "prove-3": "seller", "finding-3": "left_out"}
    page.post("neutral_draft", scene.case, **{"point-1": "description", "finding-1": "proved"}, **own, **aside)
    found = page.get("neutral_table", scene.case).context["draft"].why.found
    assert (
        found.startswith("1. The pair is unworn: not disputed") and "2. The goods are not as the listing says" in found
    )
    assert "It rained" not in found


def test_a_draft_from_before_there_were_burden_books_is_read_again(browser, scene):
    scene.opened().mediated()
    old = {"words": "", "says": "buyer", "prove": "buyer", "finding": "proved", "bears": []}
    drafting.keep(scene.ctx(scene.neutral), scene.case, {"points": [old], "form": {"findings": "So."}, "cited": []}, {})
    shown = browser(scene.neutral).get("neutral_table", scene.case).context
    assert shown["rows"][0]["point"] == "description" and shown["draft"].why.found.startswith("1. The goods are not")
