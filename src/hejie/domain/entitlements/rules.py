"""Rules and the bundle of them that answers for a place. How each is written: docs/rules.md."""

from __future__ import annotations

import copy
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from hejie.domain.entitlements.amounts import Amount
from hejie.domain.entitlements.clocks import Clock, Number
from hejie.domain.entitlements.conditions import All, AnyOf, Node, walk
from hejie.domain.entitlements.expressions import Among, Category, Means, Within
from hejie.domain.entitlements.logic import FALSE

Texts = Mapping[str, str]

REMEDIES = (
    "refund", "return_and_refund", "partial_refund", "price_reduction", "replacement", "repair", "redelivery",
    "rescission", "withdrawal", "compensation", "punitive_damages", "penalty_interest",
)  # fmt: skip
"""Remedies of the contract, in the order in which equals are shown; `no_remedy` is said where nothing is open."""

KINDS = ("right", "exception", "bar", "meaning", "change", "duty")
LAYERS = ("statute", "interpretation", "scheme", "promise", "policy")
STATUTE = frozenset({"statute", "interpretation", "scheme"})
FREIGHT = ("none", "buyer", "shared", "seller")  # from worst known to best known for the buyer; none: nothing goes back
BURDENS = ("none", "buyer", "seller")
AGAINST = ("seller", "platform", "producer", "room_operator", "card_issuer", "payment_service")
PROMISES = ("seller_conduct.promises", "seller_conduct.promised_multiple")
DAYS = ("order", "delivery", "claim", "judgment")


@dataclass(frozen=True, slots=True)
class Valid:
    """From and until when a version applies, both days included, as ordinals; open ends are 0 and a day far off."""

    start: int = 0
    end: int = 10**7

    def holds(self, day: int) -> bool:
        """Whether the version applies on a day."""
        return self.start <= day <= self.end

    def shown(self) -> tuple[str | None, str | None]:
        """The two ends as ISO days; None where open."""
        return (
            date.fromordinal(self.start).isoformat() if self.start else None,
            date.fromordinal(self.end).isoformat() if self.end < 10**7 else None,
        )


@dataclass(frozen=True, slots=True)
class Then:
    """What a right gives, or what a change puts in its place; None: not said.

    remedies    of a right or duty, or those to which a change applies; rules: rights to which a change applies
    perform     days that the other side has, and the event from which
    bars        remedies that a bar closes; also: layers beside statutes that it closes too
    """

    remedies: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    amount: Amount | None = None
    multiple: Number | None = None
    perform: tuple[Number, str] | None = None
    freight: str | None = None
    burden: str | None = None
    against: tuple[str, ...] = ()
    also: frozenset[str] = frozenset()
    means: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of an instrument in one version.

    unless      ids of exceptions; raised: counts only once it is known to hold
    in_time     what the claimant has to keep; its last day is the answer's `until`
    contested   how readings differ, in each language; empty: settled
    replaces    rules of the base in whose place it stands; follows: the version before it
    general     of a general law: where another gives the same, that one is told
    by          the day that selects the version, one of DAYS
    compared    with which text its figures were compared, where and when; "" where nobody has said more than `verification`
    """

    id: str
    article: str
    kind: str
    layer: str
    book: str
    instrument: Texts
    valid: Valid
    by: str
    when: Node
    then: Then
    text: Texts
    source: str
    verification: str
    in_time: Clock | None = None
    unless: tuple[str, ...] = ()
    raised: bool = False
    contested: Texts = field(default_factory=dict)
    replaces: tuple[str, ...] = ()
    follows: str = ""
    general: bool = False
    reviewed: str = ""
    note: str = ""
    compared: str = ""

    def nodes(self) -> Iterable[Node]:
        """All conditions in it."""
        yield from walk(self.when)
        if self.in_time is not None:
            yield Within(self.in_time)


@dataclass(frozen=True, slots=True)
class Proves:
    """A piece of evidence: what it is, who brings it (buyer, seller, or `burden`: who has to prove), when it helps."""

    id: str
    what: str
    name: Texts
    giver: str
    when: Node
    remedies: tuple[str, ...]
    why: Texts


@dataclass(frozen=True, slots=True)
class Epoch:
    """The versions that apply together: numbers of rules in force, by what they give.

    force    for each rule whether it is in force, and no rule of an overlay stands in its place
    every    rights, also those that the problem told closes at once; the others are only those that it leaves open
    start    for each rule its truth before anything is reckoned: FALSE where it is not in force, else None
    changed  what `changes_of` has found
    """

    force: tuple[bool, ...]
    meanings: Mapping[str, tuple[int, ...]]
    rights: Mapping[str, tuple[int, ...]]
    bars: Mapping[str, tuple[int, ...]]
    duties: Mapping[str, tuple[int, ...]]
    changes: Mapping[str, tuple[int, ...]]
    every: Mapping[str, tuple[int, ...]]
    start: tuple[int | None, ...]
    changed: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)

    def changes_of(self, remedy: str, rule: str) -> tuple[int, ...]:
        """Numbers of the changes that speak of a remedy or of a rule, each once."""
        found = self.changed.get((remedy, rule))
        if found is None:
            both = (*self.changes.get(remedy, ()), *self.changes.get(rule, ()))
            found = self.changed[remedy, rule] = tuple(dict.fromkeys(both))
        return found


_MOST_EPOCHS = 2_000  # kept at once: versions in force together, by the problems told


@dataclass(frozen=True)
class Bundle:
    """All rules that answer for a place.

    at_least     whether only the base of this place's law is known
    judgements   factors of each judgement, in each language
    promised     of each rule the facts about a promise on which it rests; a promise not told is none
    kinds        kind of each fact that may be told (facts.KINDS), and the currency of the place
    seldom       facts of which most people's answer is no
    special      rules that speak of some categories of goods alone; named: those of them that name the categories themselves
    """

    id: str
    version: str
    digest: str
    zone: str
    rules: tuple[Rule, ...]
    evidence: tuple[Proves, ...] = ()
    judgements: Mapping[str, Texts] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    seldom: frozenset[str] = frozenset()
    currency: str = "CNY"
    at_least: bool = False
    index: Mapping[str, int] = field(init=False, repr=False, compare=False)
    edges: Mapping[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)
    epochs: dict[tuple[tuple[int, ...], frozenset[str] | None], Epoch] = field(init=False, repr=False, compare=False)
    dependence: list[Any] = field(init=False, repr=False, compare=False)
    cited: dict[tuple[int, str], dict[str, str]] = field(init=False, repr=False, compare=False)
    givers: Mapping[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)
    problems: tuple[tuple[frozenset[str], ...], ...] = field(init=False, repr=False, compare=False)
    promised: tuple[tuple[str, ...], ...] = field(init=False, repr=False, compare=False)
    special: frozenset[int] = field(init=False, repr=False, compare=False)
    named: frozenset[int] = field(init=False, repr=False, compare=False)
    replacers: Mapping[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)
    behind: tuple[tuple[int, ...], ...] = field(init=False, repr=False, compare=False)
    unless: tuple[tuple[int, ...], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index = {rule.id: number for number, rule in enumerate(self.rules)}
        setter = object.__setattr__
        setter(self, "index", index)
        setter(self, "givers", self._grouped(lambda rule: (rule.then.means,) if rule.kind == "meaning" else ()))
        setter(self, "edges", {by: self._edges(by) for by in DAYS})
        setter(self, "epochs", {})
        setter(self, "cited", {})
        setter(self, "dependence", [])  # reckoned once, when a question is first ranked (dependence.of)
        setter(self, "promised", tuple(_promised(rule) for rule in self.rules))
        setter(self, "replacers", self._grouped(lambda rule: rule.replaces))
        setter(self, "problems", tuple(self._problems(rule.when) for rule in self.rules))
        setter(self, "unless", tuple(self._exceptions(rule) for rule in self.rules))
        setter(self, "behind", tuple(self._behind(rule) for rule in self.rules))
        setter(self, "named", frozenset(n for n, rule in enumerate(self.rules) if _names_goods(rule)))
        setter(self, "special", self._special())

    def with_rule(self, rule: Rule) -> Bundle:
        """The same bundle with another wording of one of its rules (by id); what does not hang on it is not reckoned anew.

        It is what `dataclasses.replace` makes of the changed rules, some ten times as fast: a check of a bundle makes thousands.
        """
        number = self.index[rule.id]
        before, rules = self.rules[number], _put(self.rules, number, rule)
        if _place(before) != _place(rule):
            return replace(self, rules=rules)
        other, setter = copy.copy(self), object.__setattr__
        setter(other, "rules", rules)
        setter(other, "cited", {})
        setter(other, "dependence", [])
        setter(other, "promised", _put(self.promised, number, _promised(rule)))
        setter(other, "unless", _put(self.unless, number, other._exceptions(rule)))
        setter(other, "behind", _put(self.behind, number, other._behind(rule)))
        setter(other, "named", self.named - {number} | ({number} if _names_goods(rule) else frozenset()))
        if other.named != self.named or other.behind != self.behind:
            setter(other, "special", other._special())
        if rule.kind == "meaning":
            setter(other, "problems", tuple(other._problems(one.when) for one in rules))
        else:
            setter(other, "problems", _put(self.problems, number, other._problems(rule.when)))
        if other.problems != self.problems:
            setter(other, "epochs", {})
        return other

    def referred(self, node: Node) -> tuple[int, ...]:
        """Numbers of the rules that a condition names itself."""
        found: list[int] = []
        for other in node.refers():
            kind, _, name = other.partition(":")
            if kind == "means":
                found.extend(self.givers.get(name, ()))
            else:
                found.extend((self.index[name], *self.replacers.get(name, ())))
        return tuple(found)

    def _behind(self, rule: Rule) -> tuple[int, ...]:
        """Numbers of the rules on which a rule's conditions rest, each once."""
        return tuple(dict.fromkeys(number for node in walk(rule.when) for number in self.referred(node)))

    def epoch(self, days: Mapping[str, int], problem: frozenset[str] | None) -> Epoch:
        """The versions in force when the days that select them are these (by the words of DAYS).

        problem    what was told; rules that hold with other problems alone are left out
        """
        key = (tuple(bisect_right(self.edges[by], days[by]) for by in DAYS), problem)
        found = self.epochs.get(key)
        if found is None:
            if len(self.epochs) >= _MOST_EPOCHS:
                self.epochs.clear()
            found = self.epochs[key] = self._epoch(days, problem)
        return found

    def _epoch(self, days: Mapping[str, int], problem: frozenset[str] | None) -> Epoch:
        applies = [rule.valid.holds(days[rule.by]) for rule in self.rules]
        replaced = {
            self.index[name] for number, rule in enumerate(self.rules) if applies[number] for name in rule.replaces
        }
        force = tuple(one and number not in replaced for number, one in enumerate(applies))
        reached = tuple(
            one and (problem is None or not any(problem.isdisjoint(wanted) for wanted in self.problems[number]))
            for number, one in enumerate(force)
        )

        def grouped(
            kind: str, keys: Callable[[Rule], Iterable[str]], among: tuple[bool, ...] = reached
        ) -> dict[str, tuple[int, ...]]:
            return self._grouped(lambda rule: keys(rule) if rule.kind == kind else (), among)

        return Epoch(
            force=force,
            meanings=grouped("meaning", lambda rule: (rule.then.means,)),
            rights=grouped("right", lambda rule: rule.then.remedies),
            bars=grouped("bar", lambda rule: rule.then.remedies),
            duties=grouped("duty", lambda rule: rule.then.remedies),
            changes=grouped("change", lambda rule: (*rule.then.remedies, *rule.then.rules)),
            every=grouped("right", lambda rule: rule.then.remedies, force),
            start=tuple(None if one else FALSE for one in force),
        )

    def _edges(self, by: str) -> tuple[int, ...]:
        """Days on which some version begins, or the next one could."""
        valid = [rule.valid for rule in self.rules if rule.by == by]
        return tuple(sorted({one.start for one in valid} | {one.end + 1 for one in valid}))

    def _grouped(
        self, keys: Callable[[Rule], Iterable[str]], force: tuple[bool, ...] = ()
    ) -> dict[str, tuple[int, ...]]:
        found: dict[str, list[int]] = {}
        for number, rule in enumerate(self.rules):
            if not force or force[number]:
                for key in keys(rule):
                    found.setdefault(key, []).append(number)
        return {key: tuple(numbers) for key, numbers in found.items()}

    def _problems(self, node: Node) -> tuple[frozenset[str], ...]:
        """Lists of problems with each of which what was told must have one in common, for a condition to hold.

        None at all: it does not look at problems, or not plainly. A list that was told is complete.
        """
        if isinstance(node, Among):
            return (node.wanted,) if node.path == "problem" else ()
        if isinstance(node, All):
            return tuple(found for part in node.parts for found in self._problems(part))
        if isinstance(node, AnyOf):
            return _either([self._problems(part) for part in node.parts])
        if isinstance(node, Means):
            return _either([self._problems(self.rules[number].when) for number in self.givers.get(node.name, ())])
        return ()

    def _special(self) -> frozenset[int]:
        """Rules that speak of some categories of goods alone, themselves or by what they rest on."""
        own = self.named
        while True:
            wider = own | {number for number, others in enumerate(self.behind) if not own.isdisjoint(others)}
            if wider == own:
                return own
            own = wider

    def _exceptions(self, rule: Rule) -> tuple[int, ...]:
        """Numbers of a rule's exceptions, with those that replace them in an overlay."""
        found = []
        for name in rule.unless:
            found.append(self.index[name])
            found.extend(self.replacers.get(name, ()))
        return tuple(found)


def _either(parts: list[tuple[frozenset[str], ...]]) -> tuple[frozenset[str], ...]:
    """Of ways of which one is enough: what all of them need, where each needs one list alone."""
    if not parts or any(len(part) != 1 for part in parts):
        return ()
    return (frozenset().union(*(part[0] for part in parts)),)


def _put(row: tuple, number: int, one: object) -> tuple:
    """A row with another thing at one place."""
    return (*row[:number], one, *row[number + 1 :])


def _place(rule: Rule) -> tuple:
    """By what a rule stands where it does in a bundle, and in which of its epochs; other rules are found by it."""
    return (rule.kind, rule.valid, rule.by, rule.replaces, rule.then.means, rule.then.remedies, rule.then.rules)


def _names_goods(rule: Rule) -> bool:
    return any(isinstance(node, Category) for node in walk(rule.when))


def _promised(rule: Rule) -> tuple[str, ...]:
    """Facts about a promise on which a rule of a promise or policy rests."""
    if rule.layer in STATUTE:
        return ()
    looked = {path for node in walk(rule.when) for path in node.facts()}
    return tuple(path for path in PROMISES if path in looked)
