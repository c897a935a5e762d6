"""Nothing that the record can say is without words."""

import re

from hejie.domain.cases import claims, fold, notices, silence
from hejie.domain.escrow import custody
from hejie.domain.orders import state as orders
from hejie.rulebooks import procedures
from hejie.web import claim_forms, words
from hejie.web.case import sentences, turn
from tests.style.sources import PROGRAM

STANDARD = procedures.load("procedures/standard")


def test_every_reason_and_remedy_has_words():
    assert set(words.REASONS) == set(words.TITLES) == set(claims.REASONS)
    assert set(words.REMEDIES) == set(claims.REMEDIES)
    assert set(claim_forms.SAID) <= set(claims.REASONS)
    assert set(claim_forms.REMEDY_PACKAGES) == set(claims.REMEDIES)


def test_every_wait_and_silence_of_the_procedure_has_words():
    assert set(STANDARD.waits) <= set(words.WAITS) and set(STANDARD.waits) <= set(words.NEXT_STEPS)
    assert set(STANDARD.waits) <= set(turn._MINE)
    assert set(words.SILENCES) >= silence.SILENCES
    assert {wait for wait, _side in turn._THEIRS} == set(STANDARD.waits)
    assert set(STANDARD.stages) == set(words.STAGES)


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
        for kind in re.findall(r'(?:\.add\(|_event\(\s*order,)\s*"([A-Z][A-Za-z]+)"', path.read_text("utf-8"))
    }
    assert not sorted(kinds - sentences.KINDS)
    assert not sorted(kinds - set(words.ENTRY_KINDS))
