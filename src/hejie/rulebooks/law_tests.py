"""Tables of tests beside the rules: read strictly, played in process (docs/rules.md, Tests)."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path as File
from typing import Any

from hejie.domain.entitlements import facts
from hejie.domain.entitlements.evaluate import Asked
from hejie.domain.entitlements.facts import Facts
from hejie.domain.entitlements.logic import NAMES
from hejie.domain.entitlements.proof import reasons
from hejie.domain.entitlements.rows import Row, row_of
from hejie.domain.entitlements.rules import REMEDIES, Bundle
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import law
from hejie.rulebooks.strict import Book, Path

NOW = datetime(2026, 11, 27, 4, tzinfo=UTC)
"""The day of a test that does not say `as_of`."""

_CERTAINTIES = ("due", "possible", "excluded", "none")
_HOLDS = ("true", "false", "unknown", "judgement", "contested", "not_in_force")
_SAID = ("certainty", "amount", "multiple", "until", "perform", "freight", "burden", "against", "not_against", "needs",
         "judgement", "contested", "because", "not_because")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Test:
    """One line of a table: facts and what must come out; file and line for whoever mends it."""

    __test__ = False

    rules: tuple[str, ...]
    raw: Mapping[str, Any]
    gives: Mapping[str, Any]
    policy: str
    file: str
    line: int


@lru_cache(maxsize=256)
def read(path: File) -> tuple[Test, ...]:
    """The tests of one file. Raises BadRulebook with the line of what is wrong."""
    book = Book(path.read_text(encoding="utf-8"))
    policy = path.stem if path.parent.name == law.WITHOUT_LAW else ""
    found: list[Test] = []
    for number, _ in enumerate(book.kind((), list, "a list of tests")):
        here = book.keys((number,), ("rule", "given"), ("gives", "try", "say", "policy"))
        rules = tuple(here["rule"]) if isinstance(here["rule"], list) else (here["rule"],)
        given = book.kind((number, "given"), dict, "facts")
        mine = here.get("policy", policy)

        def test(raw: Mapping, at: Path, rules=rules, mine=mine) -> Test:
            _known(book, at)
            return Test(rules, raw, book.at(*at), mine, path.name, book.line(*at))

        if "gives" in here:
            found.append(test(given, (number, "gives")))
        for at, one in enumerate(here.get("try", ())):
            book.keys((number, "try", at), ("with", "gives"), ("say",))
            found.append(test(_changed(given, one["with"] or {}), (number, "try", at, "gives")))
    return tuple(found)


def _known(book: Book, at: Path) -> None:
    gives = book.keys(at, (), ("holds", *REMEDIES))
    if "holds" in gives and str(gives["holds"]).lower() not in _HOLDS:
        raise book.wrong((*at, "holds"), f"is one of {', '.join(_HOLDS)}")
    for remedy in REMEDIES:
        if remedy not in gives:
            continue
        if isinstance(gives[remedy], str):
            book.one_of((*at, remedy), _CERTAINTIES)
        else:
            book.keys((*at, remedy), (), _SAID)


def _changed(given: Mapping, changes: Mapping) -> dict[str, Any]:
    raw = deepcopy(dict(given))
    for path, value in changes.items():
        group, dot, name = path.partition(".")
        if dot:
            raw[group] = {**(raw.get(group) or {}), name: value}
        else:
            raw[path] = value
    return raw


def bundle_of(test: Test) -> Bundle:
    """The bundle before which a test is played."""
    return law.bundle(test.raw.get("jurisdiction") or "", test.policy)


def told(test: Test, bundle: Bundle) -> Facts:
    """The facts of a test. Raises Refusal."""
    return facts.read(test.raw, law.schema(), bundle.zone, NOW)


def failures(test: Test, bundle: Bundle, known: Facts | None = None) -> Iterator[str]:
    """What came out otherwise than the test says."""
    try:
        asked = Asked(bundle, known if known is not None else told(test, bundle))
    except Refusal as refusal:
        yield f"the facts are refused: {refusal}"
        return
    for key, wanted in test.gives.items():
        if key == "holds":
            for rule in test.rules:
                got = held(asked, rule)
                if got != str(wanted).lower():
                    yield f"{rule} holds: {got}, not {str(wanted).lower()}"
        else:
            yield from (f"{key}: {what}" for what in _differs(asked, row_of(asked, key), wanted))


def held(asked: Asked, rule: str) -> str:
    """The truth of a rule by itself; `not_in_force` where its version does not apply."""
    if rule not in asked.bundle.index:
        return "unknown to this bundle"
    number = asked.bundle.index[rule]
    return NAMES[asked.truth(number)] if asked.in_force(number) else "not_in_force"


def _differs(asked: Asked, row: Row | None, wanted: Any) -> Iterator[str]:
    if isinstance(wanted, str):
        wanted = {"certainty": wanted}
    if row is None:
        if wanted.get("certainty") not in ("none", "excluded"):
            yield "no rule in force speaks of it"
        return
    for key, value in wanted.items():
        got = _got(asked, row, key)
        if key in ("against", "needs", "judgement", "because"):
            missing = [one for one in (value if isinstance(value, list) else [value]) if one not in got]
            if missing:
                yield f"{key} lacks {', '.join(map(str, missing))}; it is {got}"
        elif key in ("not_against", "not_because"):
            there = [one for one in (value if isinstance(value, list) else [value]) if one in got]
            if there:
                yield f"{key[4:]} has {', '.join(there)}"
        elif got != value:
            yield f"{key} is {got}, not {value}"


def _got(asked: Asked, row: Row, key: str) -> Any:
    if key in ("because", "not_because"):
        return [asked.bundle.rules[number].id for number in reasons(asked, row)]
    open_ = row.certainty == "possible"
    return {
        "certainty": row.certainty,
        "amount": None if row.amount is None else row.amount[0],
        "multiple": row.multiple,
        "until": asked.day(row.until),
        "perform": row.perform,
        "freight": row.freight,
        "burden": row.burden,
        "against": list(row.against),
        "not_against": list(row.against),
        "needs": list(row.open.needs) if open_ else [],
        "judgement": list(row.open.judgements) if open_ else [],
        "contested": bool(open_ and row.open.contested),
    }[key]


def files(prefix: str = "") -> list[File]:
    """All files of tests; with a prefix such as `cn` or `cn/food`, those below it."""
    found = sorted((law.FOLDER / "tests").glob("*/*.yaml"))
    return [path for path in found if f"{path.parent.name}/{path.stem}".startswith(prefix)]
