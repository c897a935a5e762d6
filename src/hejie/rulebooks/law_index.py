"""All rules as lines of a table: found by place, instrument, remedy and words, with tests, history and what holds each figure.

Books are read once and again when a file has changed; how many changes of a rule its tests notice is worked out for one rule
at a time, when somebody looks at it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from hejie.domain.entitlements.rules import Rule
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import calendars, law, law_changes, law_rules, law_tests, law_words
from hejie.rulebooks.law_check import STALE_AFTER
from hejie.rulebooks.law_tests import Test
from hejie.rulebooks.strict import BadRulebook

MOST_TRIED = 400
"""Changes of one rule that are tried when somebody looks at it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One rule with its book. written, document: as they stand in the file; later: versions after it."""

    rule: Rule
    place: str
    book: str
    written: Mapping[str, Any]
    document: Mapping[str, Any]
    remedies: tuple[str, ...]
    later: tuple[str, ...] = ()

    def stale(self, today: date) -> bool:
        """Whether nobody has reviewed it for twelve months."""
        return today - date.fromisoformat(self.rule.reviewed) > STALE_AFTER


@dataclass(frozen=True, eq=False)
class Index:
    """Every rule that can be read; broken: books that cannot, with why."""

    lines: tuple[Line, ...]
    broken: tuple[str, ...] = ()
    by_id: Mapping[str, Line] = field(init=False)
    texts: Mapping[str, Mapping[str, str]] = field(init=False)
    judgements: Mapping[str, Mapping[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {one.rule.id: one for one in self.lines})
        object.__setattr__(self, "texts", {one.rule.id: one.rule.text for one in self.lines})
        judgements = [one.document.get("judgements", {}) for one in self.lines]
        object.__setattr__(self, "judgements", {name: told for book in judgements for name, told in book.items()})

    def line(self, name: str) -> Line:
        """A rule by its id. Refuses rule_unknown."""
        if name not in self.by_id:
            near = get_close_matches(name, self.by_id, 1)
            raise Refusal("rule_unknown", rule=name[:80], near=near[0] if near else "—")
        return self.by_id[name]

    def ideas(self, place: str) -> dict[str, tuple[str, ...]]:
        """Ids of the rules that say what an idea means where a place's law is asked, by its name."""
        folders: tuple[str, ...] = law.folders_of(place)
        found: dict[str, list[str]] = {}
        for one in self.lines:
            if one.rule.kind == "meaning" and one.place in folders:
                found.setdefault(one.rule.then.means, []).append(one.rule.id)
        return {name: tuple(ways) for name, ways in found.items()}

    def found(
        self, *, place: str = "", book: str = "", remedy: str = "", kind: str = "", words: str = ""
    ) -> list[Line]:
        """Rules of a place, an instrument, a remedy and a kind that hold all these words, in the order of the books."""
        sought = words.lower().split()
        return [
            one
            for one in self.lines
            if (not place or one.place == place)
            and (not book or one.book == book)
            and (not remedy or remedy in one.remedies)
            and (not kind or one.rule.kind == kind)
            and all(word in _haystack(one) for word in sought)
        ]

    def stale(self, today: date) -> list[Line]:
        """Rules that nobody has reviewed for twelve months."""
        return [one for one in self.lines if one.stale(today)]


def _haystack(one: Line) -> str:
    rule = one.rule
    return " ".join((rule.id, rule.article, *rule.text.values(), *rule.instrument.values())).lower()


def index() -> Index:
    """All rules, read anew only when a file has changed."""
    return _index(_stamps(sorted(law.FOLDER.rglob("*.yaml"))))


def _stamps(files: list[Path]) -> tuple[tuple[str, int, int], ...]:
    found = []
    for path in files:
        status = path.stat()
        found.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(found)


@lru_cache(maxsize=2)
def _index(_stamp: tuple) -> Index:
    lines: list[Line] = []
    broken: list[str] = []
    for path in sorted(law.FOLDER.glob("*/*.yaml")):
        if path.parent.name == "tests" or path.stem == "bundle":
            continue
        try:
            lines += _lines(path)
        except BadRulebook as error:
            broken.append(f"{path.parent.name}/{path.name} {error}")
    later: dict[str, list[str]] = {}
    for one in lines:
        if one.rule.follows:
            later.setdefault(one.rule.follows, []).append(one.rule.id)
    told = (replace(one, later=tuple(later.get(one.rule.id, ()))) for one in lines)
    return Index(tuple(told), tuple(broken))


def _lines(path: Path) -> list[Line]:
    document = law.read(path)[0]
    built = law.build(path, law.place(path.parent.name))
    return [
        Line(rule, path.parent.name, f"{path.parent.name}/{path.stem}", written, document.value,
             law_words.remedies(rule.kind, written.get("then") or {}))
        for rule, written in zip(built.rules, document.value["rules"], strict=True)
    ]  # fmt: skip


def counts() -> Mapping[str, int]:
    """How many tests name each rule."""
    return {name: len(tests) for name, tests in _tests(_stamps(law_tests.files())).items()}


def tests_of(line: Line) -> list[Test]:
    """Tests that name a rule, in the order of their files."""
    return _tests(_stamps(law_tests.files())).get(line.rule.id, [])


@lru_cache(maxsize=2)
def _tests(stamp: tuple[tuple[str, int, int], ...]) -> Mapping[str, list[Test]]:
    """All tests by the rules that they name, read anew when a file of them has changed."""
    found: dict[str, list[Test]] = {}
    for path, _changed, _size in stamp:
        try:
            tests = law_tests.read(Path(path))
        except BadRulebook:
            continue  # told by `hejie rules check`
        for test in tests:
            for name in test.rules:
                found.setdefault(name, []).append(test)
    return found


def coverage(line: Line) -> tuple[int, int]:
    """(changes of a rule that a test notices, changes tried): each figure and condition of it changed in turn.

    Worked out once for each text of the books and tests, in each process.
    """
    files = [*law.FOLDER.glob("*.yaml"), *law.FOLDER.glob(f"{line.place}/*.yaml"), *law_tests.files(f"{line.place}/")]
    return _coverage(line.rule.id, _stamps(sorted(files)))


@lru_cache(maxsize=4096)
def _coverage(name: str, _stamp: tuple) -> tuple[int, int]:
    line = index().line(name)
    path = law.FOLDER / f"{line.book}.yaml"
    document = law.read(path)[0].value
    where = law.place(line.place)
    calendar = calendars.load(f"calendars/{where.calendar}") if where.calendar else None
    ready = [(test, law_tests.bundle_of(test)) for test in tests_of(line)]
    ready = [(test, bundle) for test, bundle in ready if name in bundle.index]
    tried = noticed = 0
    for change in law_changes.changes(document, line.written):
        if tried >= MOST_TRIED:
            break
        tried += 1
        try:
            other = law_rules.one_rule({**document, **change.book}, change.rule, law.schema(), calendar, where.rolls)
        except BadRulebook:
            noticed += 1  # the change cannot even be loaded
            continue
        noticed += _noticed(other, ready)
    return noticed, tried


def _noticed(rule: Rule, ready: list) -> bool:
    bundles: dict[str, Any] = {}
    for test, bundle in ready:
        if bundle.digest not in bundles:
            rules = tuple(rule if other.id == rule.id else other for other in bundle.rules)
            bundles[bundle.digest] = replace(bundle, rules=rules)
        if any(True for _ in law_tests.failures(test, bundles[bundle.digest])):
            return True
    return False


def teller(line: Line, language: str) -> law_words.Teller:
    """Somebody who tells a rule in a language, with the words of what it refers to."""
    found = index()
    own = line.document.get("judgements", {})
    return law_words.Teller(
        language, line.document.get("parameters"), {**found.judgements, **own}, found.texts, _ideas(found, line.place)
    )


@lru_cache(maxsize=64)
def _ideas(found: Index, place: str) -> dict[str, tuple[str, ...]]:
    return found.ideas(place)
