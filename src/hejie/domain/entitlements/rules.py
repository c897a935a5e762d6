"""Rules and the bundle of them that answers for a place. How each is written: docs/rules.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from hejie.domain.entitlements.amounts import Amount
from hejie.domain.entitlements.clocks import Clock, Number
from hejie.domain.entitlements.conditions import Node, walk
from hejie.domain.entitlements.expressions import Within

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
    by          the day that selects the version, one of DAYS
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
    reviewed: str = ""
    note: str = ""

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


@dataclass(frozen=True)
class Bundle:
    """All rules that answer for a place.

    at_least     whether only the base of this place's law is known
    judgements   factors of each judgement, in each language
    kinds        kind of each fact that may be told (facts.KINDS), and the currency of the place
    """

    id: str
    version: str
    digest: str
    zone: str
    rules: tuple[Rule, ...]
    evidence: tuple[Proves, ...] = ()
    judgements: Mapping[str, Texts] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    currency: str = "CNY"
    at_least: bool = False
    index: Mapping[str, int] = field(init=False, repr=False, compare=False)
    meanings: Mapping[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)
    rights: Mapping[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)
    bars: Mapping[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)
    duties: Mapping[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)
    changes: tuple[int, ...] = field(init=False, repr=False, compare=False)
    replacers: Mapping[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)
    unless: tuple[tuple[int, ...], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index = {rule.id: number for number, rule in enumerate(self.rules)}
        setter = object.__setattr__
        setter(self, "index", index)
        setter(self, "meanings", self._grouped(lambda rule: (rule.then.means,) if rule.kind == "meaning" else ()))
        setter(self, "rights", self._grouped(lambda rule: rule.then.remedies if rule.kind == "right" else ()))
        setter(self, "bars", self._grouped(lambda rule: rule.then.remedies if rule.kind == "bar" else ()))
        setter(self, "duties", self._grouped(lambda rule: rule.then.remedies if rule.kind == "duty" else ()))
        setter(self, "changes", tuple(n for n, rule in enumerate(self.rules) if rule.kind == "change"))
        setter(self, "replacers", self._grouped(lambda rule: rule.replaces))
        setter(self, "unless", tuple(self._exceptions(rule) for rule in self.rules))

    def _grouped(self, keys) -> dict[str, tuple[int, ...]]:
        found: dict[str, list[int]] = {}
        for number, rule in enumerate(self.rules):
            for key in keys(rule):
                found.setdefault(key, []).append(number)
        return {key: tuple(numbers) for key, numbers in found.items()}

    def _exceptions(self, rule: Rule) -> tuple[int, ...]:
        """Numbers of a rule's exceptions, with those that replace them in an overlay."""
        found = []
        for name in rule.unless:
            found.append(self.index[name])
            found.extend(self.replacers.get(name, ()))
        return tuple(found)
