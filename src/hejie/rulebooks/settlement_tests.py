"""Runs the YAML tests of a book of values: cases in plain facts, and what has to come out of them whatever the figures are."""

from collections.abc import Mapping
from typing import Any

from hejie.domain.cases import credit
from hejie.domain.cases.claims import REASONS, REMEDIES
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.settlement.terms import bargain, floor, preferences, proposals, space, values
from hejie.domain.settlement.terms.bargain import Bargain
from hejie.domain.settlement.terms.book import SIDES, Book
from hejie.domain.settlement.terms.facts import NOTHING_CAME, Chance, Facts, Guarantee, freight_of
from hejie.rulebooks.strict import Book as Text
from hejie.rulebooks.strict import Path as Place

_CASE = ("remedy", "certain", "possible", "waived", "point")
_CERTAIN = ("minor", "goods", "freight", "rule")
_EXPECT = (
    "proposals", "first", "all", "floor", "at_least", "less_than_all", "likely_above", "likely_below",
)  # fmt: skip
_TERMS = ("refund", "goods", "service", "voucher", "points", "apology", "explanation", "public_reply", "days")


def run(text: str, book: Book) -> list[str]:
    """What has come out otherwise than a text of tests expects, in words; empty where all is well. Raises BadRulebook."""
    tests = Text(text)
    found: list[str] = []
    for number, _ in enumerate(tests.kind((), list, "a list of tests")):
        tests.keys((number,), ("name", "case", "expect"), ("told",))
        name = tests.kind((number, "name"), str, "text")
        made = _made(tests, number, book)
        found += [f"line {tests.line(number)}, {name}: {wrong}" for wrong in _wrong(tests, (number, "expect"), made)]
    return found


def _made(tests: Text, number: int, book: Book) -> Bargain:
    path: Place = (number, "case")
    case = tests.keys(path, ("reason", "paid"), _CASE)
    paid = tests.kind((*path, "paid"), int, "a whole number of minor units")
    reason = tests.one_of((*path, "reason"), REASONS)
    if "remedy" in case:
        tests.one_of((*path, "remedy"), REMEDIES)
    facts = Facts(
        paid,
        "CNY",
        reason,
        case.get("remedy", "refund"),
        goods_present=reason not in NOTHING_CAME,
        guarantees=tuple(_certain(tests, (*path, "certain", at)) for at, _ in enumerate(case.get("certain", ()))),
        chances=tuple(_possible(tests, (*path, "possible", at)) for at, _ in enumerate(case.get("possible", ()))),
        freight_minor=freight_of(paid, 0),
        waived_minor=case.get("waived", 0),
        points={"since": "", "points": 1, "minor": case["point"], "days": 365} if "point" in case else None,
    )
    found = space.of(facts, book)
    words = {}
    if "told" in tests.at(number):
        for side in tests.keys((number, "told"), (), SIDES):
            words[side] = tests.checked((number, "told", side), lambda raw: _read(raw, found), "preferences of a side")
    return bargain.of(facts, book, found, words)


def _read(raw: Any, found: space.Space) -> preferences.Preferences:
    try:
        return preferences.read(raw, found)
    except Refusal as refusal:
        raise ValueError(str(refusal)) from refusal


def _certain(tests: Text, path: Place) -> Guarantee:
    one = tests.keys(path, ("remedy",), _CERTAIN)
    remedy = tests.kind((*path, "remedy"), str, "text")
    service = remedy if remedy in ("replacement", "repair", "redelivery") else "none"
    back = one.get("goods", "keep")
    return Guarantee(
        remedy, one.get("minor", 0), one.get("rule", remedy), back, one.get("freight") == "seller", service
    )


def _possible(tests: Text, path: Place) -> Chance:
    one = tests.keys(path, (), ("minor", "goods", "service", "burden"))
    return Chance(**{"minor": 0, **one})


def _wrong(tests: Text, path: Place, made: Bargain) -> list[str]:
    expect = tests.keys(path, (), _EXPECT)
    for part in ("first", "all"):
        if part in expect:
            tests.keys((*path, part), (), _TERMS)
    three = proposals.three(made)
    paid, likely = made.facts.paid_minor, values.likely(made.facts, made.book).minor
    measures: Mapping[str, tuple[bool, str]] = {
        "proposals": (len(three) == expect.get("proposals"), f"there are {len(three)} proposals"),
        "floor": (made.facts.floor_minor == expect.get("floor"), f"the floor is {made.facts.floor_minor}"),
        "at_least": (
            all(one["refund"] >= expect.get("at_least", 0) for one in three),
            f"refunds are {[one['refund'] for one in three]}",
        ),
        "less_than_all": (all(one["refund"] < paid for one in three), "all the money goes back"),
        "likely_above": (likely > expect.get("likely_above", 0), f"a decision would give {likely:.0f}"),
        "likely_below": (likely < expect.get("likely_below", paid), f"a decision would give {likely:.0f}"),
        "first": (bool(three) and _has(three[0], expect.get("first", {})), f"the first is {three[:1]}"),
        "all": (bool(three) and all(_has(one, expect.get("all", {})) for one in three), f"they are {three}"),
    }
    found = [told for name, (right, told) in measures.items() if name in expect and not right]
    below = [one for one in three if floor.below_floor(one, made.facts) > made.facts.waived_minor]
    return found + [f"below the floor: {one}" for one in below]


def _has(package: Mapping, expected: Mapping) -> bool:
    plain = {**package, **{form: credit.of(package, form)["minor"] for form in credit.FORMS}}
    return all(plain[name] == value for name, value in expected.items())
