"""Nothing that the record can say is without words."""

import re
from dataclasses import replace

from hejie.domain.aftersales.service import SERVED
from hejie.domain.cases import claims, fold, notices, packages, silence
from hejie.domain.escrow import custody
from hejie.domain.orders import state as orders
from hejie.rulebooks import procedures
from hejie.store.overview import Route
from hejie.usecases import notice_texts, overview
from hejie.usecases.dossier_pdf import labels
from hejie.web import claim_forms, words
from hejie.web.case import sentences, turn
from hejie.web.operator import flow
from tests.domain.procedure import written
from tests.style.sources import PROGRAM

STANDARD = procedures.load("procedures/standard")
OWN_WAIT = {"who": "respondent", "within": {"days": 1}, "silence": "grant_claim", "starts": ["opened"], "ends": []}


_OF_PAPERS = {
    "deposit_due",
    "papers_due",
    "paper_renewal",
    "paper_ends",
    "paper_review",
    "probation",
}  # their letters tell them whole


def test_every_reason_and_remedy_has_words():
    assert set(words.REASONS) == set(words.TITLES) == set(claims.REASONS)
    assert set(words.REMEDIES) == set(claims.REMEDIES)
    assert set(claim_forms.SAID) <= set(claims.REASONS)
    assert all(packages.usual_terms(remedy) is not None for remedy in claims.REMEDIES)


def test_every_wait_and_silence_of_the_procedure_has_words():
    assert set(STANDARD.waits) <= set(words.WAITS) and set(STANDARD.waits) <= set(words.NEXT_STEPS)
    assert set(STANDARD.waits) <= set(turn._MINE)
    assert {meaning for meanings in silence.SILENCES.values() for meaning in meanings} <= set(words.SILENCES)
    assert {wait for wait, _side in turn._THEIRS} == set(STANDARD.waits)
    assert {"service", *STANDARD.stages} == set(words.STAGES)


def test_every_outcome_and_every_cause_of_a_moved_deadline_has_words():
    code = "".join(path.read_text("utf-8") for path in (PROGRAM / "domain").rglob("*.py"))
    causes = set(re.findall(r'(?s)"DeadlineMoved",.{0,160}?why="([a-z]+)"', code)) | {"holiday", "calendar", "outage"}
    assert {"extended", "resumed", "reachable"} <= causes
    assert causes - {"outage"} == set(sentences.MOVED) and causes == set(labels.texts()["moved"])
    assert causes <= set(notice_texts.texts()["kinds"]["DeadlineMoved"])
    assert set(words.OUTCOMES) == set(turn._OUTCOMES) == set(labels.texts()["outcomes"])
    assert set(words.OUTCOMES) == set(notice_texts.texts()["outcomes"])
    # What complaints, questions and deals wait for stands on pages of their own, in words of their own.
    assert set(words.SILENCES) <= set(notice_texts.texts()["silences"])
    assert set(words.WAITS) - _OF_PAPERS <= set(notice_texts.texts()["waits"])


def test_every_outcome_has_its_place_in_the_flow_of_cases():
    for outcome in set(words.OUTCOMES) - set(SERVED):  # a service that became no dispute stands beside their flow
        steps = overview.steps([Route("closed", outcome, heard, 1) for heard in (True, False)])
        assert sum(sum(step.ends.values()) for step in steps) == 2 and flow.drawn(steps)
    assert set(flow.END_WORDS) == set(overview.ENDS)


def test_the_dossier_has_words_for_every_kind_of_a_case():
    assert not sorted(set(fold._HANDLERS) - set(labels.texts()["kinds"]))


def test_a_procedure_calls_its_own_waits_and_stages_itself():
    own = procedures.parse(written.text(waits={"intercept": OWN_WAIT}))
    assert str(words.called(own, "waits", "intercept")) == "intercept"
    assert words.called(own, "waits", "answer") == "Answer the claim"
    renamed = replace(own, texts={"en": {"stages": {"mediation": "Service"}}})
    assert words.called(renamed, "stages", "mediation") == "Service"
    assert words.called(renamed, "stages", "decision") == "Decision"


def test_every_kind_of_entry_has_a_sentence_and_a_name():
    kinds = (
        {"CaseOpened", "OrderPlaced"}
        | set(fold._HANDLERS)
        | set(notices._TABLE)
        | set(custody._HANDLERS)
        | set(orders._HANDLERS)
    )
    kinds |= {
        kind
        for path in (PROGRAM / "domain").rglob("*.py")
        # none of these is a case: their pages tell them in their own words
        if path.parent.name not in ("standing", "deals", "complaints", "questions")
        for kind in re.findall(r'(?:\.add\(|_event\(\s*order,)\s*"([A-Z][A-Za-z]+)"', path.read_text("utf-8"))
    }
    assert not sorted(kinds - sentences.KINDS)
    assert not sorted(kinds - set(words.ENTRY_KINDS))
