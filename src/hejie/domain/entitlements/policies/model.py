"""An after-sales policy: windows tried in order, what is excluded, what lengthens a window, fees, ways of giving back.

It is a promise. The law is a layer below it, so nothing that stands here takes anything from a buyer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FLAGS = ("member", "opened")
WORDS = (
    "category", "condition", "seller", "brand", "paid_with", "sales_channel", "reason", "seller_policy", "country",
    "member_tier",
)  # fmt: skip
SPANS = {"purchase_between": "purchase_date", "return_between": "as_of"}
"""Conditions about a day of the year or of one year, and the day each looks at."""
ALL_BUT = "all_but"
"""A condition that holds for everything but what one of its own lists of conditions describes: all but underwear and opened software."""
DATES = ("purchase_date", "invoice_date", "shipping_date", "delivery_date")
"""Days from which a window may be counted."""
RAISED = frozenset({"condition", "paid_with"})
"""Facts that exclude only once they are told: whoever refuses a return relies on them and has to show them."""
COMBINES = ("first", "longest")
TERMS = ("finite", "unlimited", "not_permitted", "unspecified", "")
CASES = ("any", "changed_mind", "defect")
FEES = ("free", "original_shipping", "restocking", "customer", "shipping")
LABELS = ("customer", "download", "in_box")
METHODS = ("keep", "kiosk", "mail", "store")
REFUNDS = ("exchange", "full", "store_credit")
CONDITIONS = ("damaged", "new", "refurbished", "used")
GRADES = ("", "A", "B", "C")
DEFECTS = frozenset(
    {"defect", "defective", "not_as_described", "not_received", "damaged_in_transit", "wrong_item", "missing_parts",
     "counterfeit", "expired", "unsafe"}
)  # fmt: skip
"""Reasons that are the seller's; every other one is a change of mind."""
LONGEST_DAYS = 36_500

When = tuple[tuple[str, tuple[Any, ...]], ...]
"""Conditions that must all hold: (fact, values any of which is enough); of a span the first and the last day; of ALL_BUT each value is
conditions again, and none of them may hold."""


def told_of(when: When) -> tuple[tuple[str, tuple[Any, ...]], ...]:
    """Every fact that conditions look at, with its values; those behind ALL_BUT among them."""
    found: list[tuple[str, tuple[Any, ...]]] = []
    for fact, wanted in when:
        found += [row for one in wanted for row in told_of(one)] if fact == ALL_BUT else [(fact, wanted)]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Amount:
    """Money as a policy writes it: a decimal in words and its currency; or per cent of the price (currency empty)."""

    value: str
    currency: str = ""
    kept: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Term:
    """How long.

    kind        one of TERMS; "" where only days were said
    days        from the clock's day, that day not counted; last_day: the same last day for everybody
    """

    kind: str = "finite"
    days: int | None = None
    last_day: str = ""


@dataclass(frozen=True, slots=True)
class Fee:
    """What a return costs in one case: kinds of FEES, what its freight costs, where the label comes from."""

    kinds: tuple[str, ...] = ()
    amount: Amount | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """A fee of its own under conditions, in figures or in words."""

    id: str
    what: str
    when: When = ()
    amount: Amount | None = None
    rule: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What goes with a window beside its days. kept: properties of a document that was read in, by their names."""

    country: tuple[Any, ...] = ()
    return_country: tuple[Any, ...] = ()
    link: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    in_store: bool | None = None
    refunds: tuple[str, ...] = ()
    fees: Mapping[str, Fee] = field(default_factory=dict)
    restocking: Amount | None = None
    kept: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Season:
    """A time of the year with other terms for a window; whether it is about the purchase or the return is not said."""

    start: str = ""
    end: str = ""
    term: Term = field(default_factory=lambda: Term(""))
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class Window:
    """A time in which goods may come back. terms: its own, in place of the policy's; tier: a membership as it was read.

    after   another window on which it goes on: it counts once that one is over, by its own days and terms (first the money, then
            store credit); "" where it stands by itself
    """

    id: str
    when: When
    term: Term
    clock: str = "delivery_date"
    terms: Terms | None = None
    seasons: tuple[Season, ...] = ()
    tier: Any = None
    note: str = ""
    grade: str = ""
    contested: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Modifier:
    """Days that are added to the window found, except to those of `not_for`."""

    id: str
    when: When
    add_days: int
    not_for: tuple[str, ...] = ()
    note: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What cannot be given back, whatever the windows say."""

    id: str
    when: When
    note: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy of a shop or a platform.

    own_facts   facts of its own that its conditions may ask for: `flag` or `word`, by name
    combine     `first`: the first window that holds; `longest`: the best of all that hold
    refund_days days within which the money is paid back, once the goods are there; None: not said
    history     earlier versions, told in words
    """

    id: str
    name: str
    windows: tuple[Window, ...]
    combine: str = "first"
    terms: Terms = field(default_factory=Terms)
    modifiers: tuple[Modifier, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    charges: tuple[Charge, ...] = ()
    own_facts: Mapping[str, str] = field(default_factory=dict)
    refund_days: int | None = None
    other: tuple[str, ...] = ()
    history: tuple[Mapping[str, str], ...] = ()
    sources: tuple[str, ...] = ()
    as_of: str = ""
    digest: str = ""

    def parts(self) -> tuple[Any, ...]:
        """Everything in it that has conditions."""
        return (*self.windows, *self.modifiers, *self.exclusions, *self.charges)

    def known_facts(self) -> tuple[str, ...]:
        """Names of facts that may be told to it."""
        return (*FLAGS, *WORDS, *DATES, *self.own_facts, "as_of")

    def asked_facts(self) -> tuple[str, ...]:
        """Those on which its answers can hang, in the order in which it asks for them."""
        names = [SPANS.get(fact, fact) for part in self.parts() for fact, _ in told_of(part.when)]
        clocks = [window.clock for window in self.windows if window.term.days]
        return tuple(dict.fromkeys(one for one in (*names, *clocks) if one != "as_of"))

    def believed(self) -> bool:
        """Whether every part comes from the shop itself; what a third party says (grade C) is never shown as its rule."""
        return all(part.grade != "C" for part in self.parts())

    def flag(self, fact: str) -> bool:
        """Whether a fact is told by yes or no."""
        return fact in FLAGS or self.own_facts.get(fact) == "flag"
