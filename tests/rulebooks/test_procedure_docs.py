"""`docs/procedures.md` names every word of the language, so that nobody has to look into the program to write a procedure."""

import re
from pathlib import Path

import pytest

from hejie.domain.cases.claims import REASONS, REMEDIES
from hejie.domain.cases.silence import SILENCES
from hejie.domain.cases.triggers import EVENTS
from hejie.domain.procedure.clocks import UNITS
from hejie.domain.procedure.findings import ERRORS, UNFAIRNESS
from hejie.domain.procedure.rulebook import BUILT_IN, STAGES
from hejie.insight import procedure_tests
from hejie.rulebooks import procedure_parts, procedures

DOCS = Path(__file__).resolve().parents[2] / "docs" / "procedures.md"
# Older names of enter_next, still read in procedures that are kept.
_OLD = {"enter_mediation", "enter_decision"}
WORDS = {
    "keys": (*procedures._KEYS, *procedures._OPTIONAL),
    "acts": procedures.ACTS,
    "waits": BUILT_IN,
    "keys of a wait": procedure_parts._WAIT,
    "conditions": (*procedure_parts._WHEN, *procedure_parts._WHOSE),
    "reasons": (*REASONS, *REMEDIES),
    "silences": {word for words in SILENCES.values() for word in words} - _OLD,
    "events": EVENTS,
    "units": UNITS,
    "stages": STAGES,
    "properties": (*ERRORS, *UNFAIRNESS),
    "keys of a test": (*procedure_tests._EXPECT, *procedure_tests._ORDER_DATES, *procedure_tests._TERMS),
}


@pytest.mark.parametrize("kind", WORDS)
def test_every_word_is_told(kind):
    said = set(re.findall(r"\w+", DOCS.read_text(encoding="utf-8")))
    assert not set(WORDS[kind]) - said
