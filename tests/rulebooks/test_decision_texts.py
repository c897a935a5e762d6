"""Texts with which a decision may begin are read strictly; every complaint has one for each outcome."""

import pytest

from hejie.domain.cases.claims import REASONS
from hejie.rulebooks import decision_texts
from hejie.rulebooks.strict import BadRulebook

WORDS = '{en: "For {goods}.", zh: "关于{goods}。", ru: "О товаре {goods}."}'
NAME = '{en: "One", zh: "一", ru: "Один"}'
TEXT = f"""id: decisions/sample
version: 2026-11-1
sources: [ours]
texts:
  - id: one
    when: {{reason: [defective], outcome: buyer}}
    name: {NAME}
    findings: {WORDS}
    rules: {WORDS}
"""


def test_every_complaint_has_a_text_for_each_outcome():
    for reason in REASONS:
        found = decision_texts.fitting(reason)
        assert {one.outcome for one in found} == set(decision_texts.OUTCOMES)
        assert found == tuple(sorted(found, key=lambda one: not one.reasons))


def test_every_blank_is_used_somewhere():
    written = "".join(
        text for one in decision_texts.in_force() for part in (one.findings, one.rules) for text in part.values()
    )
    assert all(f"{{{blank}}}" in written for blank in decision_texts.BLANKS)


@pytest.mark.parametrize(
    ("before", "after", "at", "says"),
    [
        ("outcome: buyer", "outcome: draw", "outcome: draw", "draw"),
        ("[defective]", "[defect]", "[defect]", "did you mean defective?"),
        ('findings: {en: "For {goods}."', 'findings: {en: "For {good}."', "{good}", "is no blank"),
        ('findings: {en: "For {goods}."', 'findings: {en: "For {goods."', "{goods.", "brace"),
        ('name: {en: "One"', 'name: {en: "{goods}"', "name: ", "is no blank"),
        (', ru: "Один"}', "}", "name: ", "ru is missing"),
        ("    rules:", "    rule:", "rule:", "did you mean rules?"),
    ],
)
def test_a_mistake_is_named_with_its_line(before, after, at, says):
    assert before in TEXT
    text = TEXT.replace(before, after, 1)
    with pytest.raises(BadRulebook) as caught:
        decision_texts.parse(text)
    line = next(number for number, line in enumerate(text.splitlines(), start=1) if at in line)
    assert says in str(caught.value) and caught.value.line == line
