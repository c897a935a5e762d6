"""The book of values is read strictly, says where each figure is from, and brings about what people would find right."""

from pathlib import Path

import pytest

from hejie.domain.cases.claims import REASONS
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import settlement, settlement_tests
from hejie.rulebooks.strict import BadRulebook, Book
from tests.style.sources import PROGRAM

TEXT = settlement.text()
TESTS = (PROGRAM / "rulebooks" / "settlement" / "tests" / "standard.yaml").read_text("utf-8")


def figures(value: object, path: tuple = ()) -> list[tuple]:
    """Places of all figures of a text."""
    if isinstance(value, dict) and "is" in value:
        return [path]
    if isinstance(value, dict):
        return [place for name, one in value.items() for place in figures(one, (*path, name))]
    return []


def test_the_standard_brings_about_what_its_tests_expect():
    assert settlement_tests.run(TESTS, settlement.load()) == []


def test_a_book_with_other_figures_fails_them_and_the_line_is_named():
    doubtful = TEXT.replace("seller: {is: 65 %, from: ours}", "seller: {is: 15 %, from: ours}")
    failed = settlement_tests.run(TESTS, settlement.parse(doubtful))
    assert failed and all(one.startswith("line ") for one in failed)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- {name: x, case: {reason: late, paid: 1}}", "expect is missing"),
        ("- {name: x, case: {reason: rain, paid: 1}, expect: {}}", "is not known here"),
        ("- {name: x, case: {reason: late, paid: 1}, expect: {most: 1}}", "unknown key"),
        (
            "- {name: x, case: {reason: late, paid: 1}, told: {buyer: {refund: {points: 900}}}, expect: {}}",
            "preferences",
        ),
    ],
)
def test_a_test_that_is_written_wrongly_is_named(text, says):
    with pytest.raises(BadRulebook, match=says):
        settlement_tests.run(text, settlement.load())


def test_every_figure_says_where_it_is_from_and_nothing_of_a_person_comes_in():
    document = Book(TEXT).value
    places = figures(document)
    assert len(places) > 50
    for place in places:
        one = document
        for step in place:
            one = one[step]
        assert one["from"] == "ours" or one["from"] in document["sources"]
    assert set(document) == {
        "id", "version", "sources", "grid", "decision", "error", "buyer", "seller", "problems",
    }  # fmt: skip


def test_every_reason_of_a_claim_has_its_values():
    book = settlement.load()
    assert set(book.groups) == set(REASONS)
    assert all(book.problem(reason) for reason in REASONS)


def test_another_text_has_another_digest_and_is_not_found_under_the_first():
    known = settlement.load()
    assert settlement.parse(TEXT.replace("step: {is: 5 %", "step: {is: 10 %")).digest != known.digest
    assert settlement.load(known.id, known.digest) is known
    for name, digest in ((known.id, "0" * 64), ("settlement/none", "")):
        with pytest.raises(Refusal) as refusal:
            settlement.load(name, digest)
        assert refusal.value.code == "settlement_book_unknown"


@pytest.mark.parametrize(
    ("before", "after", "at", "says"),
    [
        ("step: {is: 5 %", "step: {is: 7 %", "step:", "divide 100 % evenly"),
        ("step: {is: 5 %, from: method}", "step: {is: 5 %}", "step:", "from is missing"),
        ("voucher_days: {is: 180, from: ours}", "voucher_days: {is: 180, from: hearsay}", "voucher_days:", "hearsay"),
        ("voucher_days: {is: 180", "voucher_days: {is: half a year", "voucher_days:", "a whole number"),
        ("days: {is: [3, 7, 10, 14]", "days: {is: [3, 7, 7, 14]", "days: {is: [3, 7, 7", "name nothing twice"),
        ("vouchers: {is: [5 %, 10 %, 15 %, 20 %]", "vouchers: {is: [0 %, 10 %]", "vouchers:", "rise from above zero"),
        ("apology: {is: 4 %", "apology: {is: -4 %", "apology: {is: -4", "from 0 % to 100 %"),
        ("apology: {is: 4 %", "apology: {is: 0.04", "apology: {is: 0.04", "a share such as"),
        ("  dispute: {is: 8 %, from: ours}\n", "", "buyer:", "dispute is missing"),
        ("reasons: [late]", "reasons: [late, defective]", "reasons: [defective,", "stands under late already"),
        ("reasons: [late]", "reasons: []", "problems:", "late stands under no kind"),
        ("reasons: [late]", "reasons: [lated]", "reasons: [lated]", "did you mean late"),
        ("      redelivery: {worth: {is: 90 %", "      resend: {worth: {is: 90 %", "resend:", "is no service"),
        ("  late:\n", "  tardy:\n", "tardy:", "unknown key"),
        ('version: "2026-11-28"', "version: 2026", "version:", "put the date into quotes"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(before, after, at, says):
    assert before in TEXT
    text = TEXT.replace(before, after, 1)
    with pytest.raises(BadRulebook) as bad:
        settlement.parse(text)
    assert says in bad.value.what
    assert at.split(":")[0] in "\n".join(text.splitlines()[bad.value.line - 1 : bad.value.line + 1])


def test_the_book_stands_in_a_folder_of_its_own_and_its_tests_beside_it():
    assert {path.name for path in Path(PROGRAM / "rulebooks" / "settlement").glob("*.yaml")} == {"standard.yaml"}
