"""Burden books are read strictly: what is wrong stops the text, and the line is named. A procedure pins its book."""

import pytest

from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import burdens, procedures
from hejie.rulebooks.strict import BadRulebook
from tests.rulebooks.test_procedures import GOOD

WORDS = '{en: "Yes.", zh: "是。", ru: "Да."}'
STEP = f"      - {{id: first, who: buyer, by: [photo], proved: next, missing: not_proved, source: art. 1, proof: {WORDS}}}\n"
LAST = f"      - {{id: then, who: seller, by: [photo], proved: not_proved, missing: proved, source: art. 2, proof: {WORDS}}}\n"
ENDS = f"{{proved: {WORDS}, not_proved: {WORDS}}}"
OTHER = f"{{says: buyer, text: {WORDS}, steps: [{LAST.strip(' -')[:-1]}], follows: {ENDS}}}"
TEXT = f"""id: burdens/sample
version: "2026-1"
name: {WORDS}
sources: ["somewhere"]
kinds:
  photo: {WORDS}
points:
  fault:
    says: buyer
    text: {WORDS}
    steps:
{STEP}{LAST}    follows:
      proved: {WORDS}
      not_proved: {WORDS}
trees:
  - {{id: some, when: {{reason: [defective]}}, points: [fault], name: {WORDS}}}
  - {{id: rest, points: [fault], name: {WORDS}}}
also:
  - {{when: {{remedy: [partial_refund]}}, points: [fault]}}
values:
  - {{id: size, when: {{category: [shoes]}}, value: {{days: 3}}, text: {WORDS}, source: art. 3}}
"""


def test_the_sample_is_good():
    book = burdens.parse(TEXT)
    assert (book.id, [step.id for step in book.points["fault"].steps]) == ("burdens/sample", ["first", "then"])


@pytest.mark.parametrize(
    ("before", "after", "at", "says"),
    [
        ("who: buyer", "whom: buyer", "whom: buyer", "did you mean who?"),
        ("who: buyer", "who: court", "who: court", "court"),
        ("by: [photo], proved: next", "by: [foto], proved: next", "[foto]", "did you mean photo?"),
        ("by: [photo], proved: next", "by: [], proved: next", "by: []", "say what counts"),
        ("proved: next, missing", "proved: then, missing", "proved: then", "then"),
        ("proved: next, missing: not_proved", "proved: proved, missing: not_proved", "id: then", "is never reached"),
        ("proved: not_proved, missing: proved", "proved: next, missing: proved", "id: then", "is the last step"),
        ("proved: not_proved, missing: proved", "proved: proved, missing: proved", "id: then", "leads to the same"),
        ("proved: not_proved, missing: proved", "proved: not_proved, missing: not_proved", "id: then", "leads to the same"),
        ("proved: next, missing: not_proved", "proved: next, missing: proved", "", ""),
        ("id: then", "id: first", "id: first, who: seller", "a step of this point already"),
        ("source: art. 1", 'source: ""', 'source: ""', "is empty"),
        (f"text: {WORDS}\n    steps", 'text: {en: "Yes.", zh: "是。"}\n    steps', '{en: "Yes.", zh: "是。"}', "ru is missing"),
        ("when: {reason: [defective]}, ", "", "- {id: some", "only the last tree may"),
        ("  - {id: rest, points", "  - {id: rest, when: {reason: [late]}, points", "trees:", "must end with a tree without"),
        ("id: rest", "id: some", "id: some, points", "a tree of this book already"),
        ("[defective]", "[defect]", "[defect]", "did you mean defective?"),
        ("{remedy: [partial_refund]}", "{}", "when: {}", "says for which cases"),
        ("points: [fault], name", "points: [faults], name", "[faults]", "did you mean fault?"),
        ("value: {days: 3}", "value: {days: 0}", "{days: 0}", "must be 1 or more"),
        ("value: {days: 3}", "value: {minor: 3}", "{minor: 3}", "with their currency"),
        ("value: {days: 3}", "value: {weeks: 3}", "{weeks: 3}", "unknown key"),
        ('version: "2026-1"', "version: 2026", "version: 2026", "put the date into quotes"),
        ("  photo:", "  photo: x\n  photo:", "  photo: {", "stands here twice"),
        ("  fault:\n    says", f"  other: {OTHER}\n  fault:\n    says", "  other:", "stands in no tree"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(before, after, at, says):
    assert before in TEXT
    text = TEXT.replace(before, after, 1)
    if not says:
        burdens.parse(text)  # whoever does not show anything may lose at once, or win at once: both are law somewhere
        return
    with pytest.raises(BadRulebook) as caught:
        burdens.parse(text)
    line = next(number for number, line in enumerate(text.splitlines(), start=1) if at in line)
    assert says in str(caught.value) and caught.value.line == line


def test_another_text_has_another_digest_and_is_not_found_under_the_first():
    known = burdens.load()
    assert burdens.load(known.id, known.digest) is known
    assert burdens.parse(burdens.text().replace("version: 2026-11-1", "version: 2026-11-2")).digest != known.digest
    with pytest.raises(Refusal, match="burdens_unknown"):
        burdens.load(known.id, "0" * 64)


def test_a_procedure_names_its_book_and_its_digest_knows_it():
    standard = procedures.parse(GOOD)
    assert standard.burdens == burdens.load()
    named = procedures.parse(GOOD.replace("replacements: 1", "replacements: 1\nburdens: burdens/taobao"))
    assert named.burdens.id == "burdens/taobao"
    other = burdens.parse(TEXT)
    assert procedures.parse(GOOD, find_burdens=lambda name, digest: other).digest != standard.digest
    assert procedures.load("procedures/taobao").burdens.id == "burdens/taobao"
    assert procedures.load("procedures/jd").burdens.id == "burdens/jd"


def test_a_book_that_is_not_there_is_named_with_its_line():
    text = GOOD.replace("replacements: 1", "replacements: 1\nburdens: burdens/none")
    with pytest.raises(BadRulebook, match="burdens/none is no burden book") as caught:
        procedures.parse(text)
    assert text.splitlines()[caught.value.line - 1] == "burdens: burdens/none"


def test_what_was_kept_before_there_were_burden_books_keeps_its_digest():
    kept = procedures.parse(GOOD, kept=True)
    assert kept.digest != procedures.parse(GOOD).digest and kept.burdens == burdens.load()
    pinned = procedures.pinned(procedures.parse(GOOD), GOOD)
    assert procedures.parse(pinned, kept=True).digest == procedures.parse(GOOD).digest
