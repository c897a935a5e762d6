"""Proves the rulebooks before use: all tests, rules without one, gaps in dates, and changes that no test notices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hejie.domain.entitlements.evaluate import Asked
from hejie.domain.entitlements.facts import Facts
from hejie.domain.entitlements.logic import CONTESTED, FALSE, JUDGEMENT, TRUE
from hejie.domain.entitlements.rules import Bundle, Rule
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import calendars, law, law_changes, law_rules, law_tests
from hejie.rulebooks.law_tests import Test
from hejie.rulebooks.strict import BadRulebook

STALE_AFTER = timedelta(days=365)
_HOLDING = (JUDGEMENT, CONTESTED, TRUE)


@dataclass
class Report:
    """What a check found. Everything but `stale` keeps a rulebook out of use.

    changed     changes tried; unnoticed: those that no test noticed
    """

    rules: int = 0
    tests: int = 0
    changed: int = 0
    broken: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    untested: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)
    unnoticed: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether nothing was found that keeps them out of use."""
        return not (self.broken or self.failures or self.untested or self.dates or self.dead or self.unnoticed)

    def lines(self) -> Iterator[str]:
        """The report for people."""
        for title, found in self._parts():
            for one in found:
                yield f"{title}: {one}"
        yield f"{self.rules} rules, {self.tests} tests, {self.changed} changes tried: {'good' if self.good else 'NOT good'}"

    def as_object(self) -> dict[str, Any]:
        """The report for programs."""
        return {
            "rules": self.rules,
            "tests": self.tests,
            "changed": self.changed,
            "good": self.good,
            **dict(self._parts()),
        }

    def _parts(self) -> Iterator[tuple[str, list[str]]]:
        yield "broken", self.broken
        yield "failed", self.failures
        yield "no test", self.untested
        yield "dates", self.dates
        yield "dead", self.dead
        yield "unnoticed", self.unnoticed
        yield "not reviewed for a year", self.stale


@dataclass(frozen=True)
class _Ready:
    """A test with its bundle and its facts, read once."""

    test: Test
    bundle: Bundle
    facts: Facts | None


def check(only: str = "", *, quick: bool = False, today: date | None = None) -> Report:
    """Check all books, or those below a prefix such as `cn` or `cn/food`.

    quick    leaves out changing numbers and conditions
    """
    report = Report()
    try:
        law.jurisdictions()
    except BadRulebook as error:
        report.broken.append(str(error))
        return report
    books = _books(only, report)
    ready = _ready(report)
    report.rules, by_rule = sum(len(rules) for _, rules in books), _by_rule(ready)
    report.tests = _play(books, ready, report, only)
    for path, rules in books:
        document = law.read(path)[0].value
        for rule, source in zip(rules, document["rules"], strict=True):
            _look(rule, by_rule.get(rule.id, []), report)
            if not quick:
                _change(path, document, source, rule, by_rule.get(rule.id, []), ready, report)
    _follow(books, report)
    for _, rules in books:
        report.stale += [
            f"{rule.id} ({rule.reviewed})"
            for rule in rules
            if (today or date.today()) - date.fromisoformat(rule.reviewed) > STALE_AFTER  # noqa: DTZ011
        ]
    return report


def _books(only: str, report: Report) -> list[tuple[Path, tuple[Rule, ...]]]:
    found = []
    for path in sorted(law.FOLDER.glob("*/*.yaml")):
        name = f"{path.parent.name}/{path.stem}"
        if path.parent.name == "tests" or path.stem == "bundle" or not name.startswith(only):
            continue
        try:
            found.append((path, law.build(path, law.place(path.parent.name)).rules))
        except BadRulebook as error:
            report.broken.append(f"{name}.yaml {error}")
    return found


def _ready(report: Report) -> list[_Ready]:
    found = []
    for path in law_tests.files():
        try:
            for test in law_tests.read(path):
                bundle = law_tests.bundle_of(test)
                found.append(_Ready(test, bundle, _facts(test, bundle)))
        except (BadRulebook, Refusal) as error:
            told = f"{path.parent.name}/{path.name} is not played: {error}"
            if told.partition(": ")[2] not in {one.partition(": ")[2] for one in report.broken}:
                report.broken.append(told)
    return found


def _facts(test: Test, bundle: Bundle) -> Facts | None:
    try:
        return law_tests.told(test, bundle)
    except Refusal:
        return None  # told as a failure when it is played


def _by_rule(ready: list[_Ready]) -> dict[str, list[_Ready]]:
    found: dict[str, list[_Ready]] = {}
    for one in ready:
        for rule in one.test.rules:
            found.setdefault(rule, []).append(one)
    return found


def _play(books: list, ready: list[_Ready], report: Report, only: str) -> int:
    mine = {rule.id for _, rules in books for rule in rules}
    number = 0
    for one in ready:
        if only and mine.isdisjoint(one.test.rules):
            continue
        number += 1
        for what in law_tests.failures(one.test, one.bundle, one.facts):
            report.failures.append(f"{one.test.file} line {one.test.line}: {'/'.join(one.test.rules)}: {what}")
        for rule in one.test.rules:
            if rule not in one.bundle.index:
                report.failures.append(
                    f"{one.test.file} line {one.test.line}: there is no rule {rule} in {one.bundle.id}"
                )
    return number


def _look(rule: Rule, ready: list[_Ready], report: Report) -> None:
    """A rule has a test in which it holds and one in which it does not."""
    if not ready:
        report.untested.append(rule.id)
        return
    found = {_truth(one, rule) for one in ready}
    if not found & set(_HOLDING):
        report.dead.append(f"{rule.id} holds in no test")
    if FALSE not in found:
        report.dead.append(f"{rule.id} fails in no test")


def _truth(one: _Ready, rule: Rule) -> int:
    if one.facts is None or rule.id not in one.bundle.index:
        return -1
    return Asked(one.bundle, one.facts).truth(one.bundle.index[rule.id])


def _change(
    path: Path, document: Mapping, source: Mapping, rule: Rule, mine: list[_Ready], ready: list[_Ready], report: Report
) -> None:
    where = law.place(path.parent.name)
    calendar = calendars.load(f"calendars/{where.calendar}") if where.calendar else None
    for change in law_changes.changes(document, source):
        report.changed += 1
        try:
            other = law_rules.one_rule({**document, **change.book}, change.rule, law.schema(), calendar, where.rolls)
        except BadRulebook:
            continue  # the change cannot even be loaded
        if not _noticed(other, mine) and not _noticed(other, [one for one in ready if rule.id in one.bundle.index]):
            report.unnoticed.append(f"{rule.id}: {change.what}")


def _noticed(rule: Rule, ready: list[_Ready]) -> bool:
    bundles: dict[str, Bundle] = {}
    for one in ready:
        if one.facts is None or rule.id not in one.bundle.index:
            continue
        if one.bundle.digest not in bundles:
            bundles[one.bundle.digest] = one.bundle.with_rule(rule)
        if any(True for _ in law_tests.failures(one.test, bundles[one.bundle.digest], one.facts)):
            return True
    return False


def _follow(books: list, report: Report) -> None:
    """A version begins on the day after the one that it follows has ended."""
    known = {rule.id: rule for _, rules in books for rule in rules}
    for rule in known.values():
        before = known.get(rule.follows)
        if before is not None and rule.valid.start != before.valid.end + 1:
            kind = "a gap" if rule.valid.start > before.valid.end + 1 else "an overlap"
            report.dates.append(f"{rule.id} follows {before.id} with {kind} between them")
