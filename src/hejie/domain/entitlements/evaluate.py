"""One question put to a bundle: the truth of each rule, reckoned when it is first asked for and kept."""

from __future__ import annotations

from datetime import date

from hejie.domain.entitlements.conditions import Open
from hejie.domain.entitlements.facts import Facts
from hejie.domain.entitlements.logic import CONTESTED, FALSE, NOT, TRUE, UNKNOWN
from hejie.domain.entitlements.rules import Bundle, Rule

_STAND_IN = {
    "order": ("ordered", "paid", "shipped", "delivered", "defect_seen", "withdrawn", "claimed"),
    "delivery": ("delivered", "shipped", "ordered", "defect_seen", "withdrawn", "claimed"),
    "claim": ("claimed", "withdrawn"),
    "judgment": (),
}
"""Which day selects a version; where it was not told, the first of the others that was stands in, at last `as_of`."""


class Asked:
    """The facts of one question before one bundle.

    Not thread-safe; made for one question. `told` is flat, see Facts.
    """

    __slots__ = ("as_of", "bundle", "days", "epoch", "facts", "kept", "meant", "promises", "told")

    def __init__(self, bundle: Bundle, facts: Facts) -> None:
        self.bundle = bundle
        self.facts = facts
        self.told = facts.told
        self.promises = facts.promises
        self.as_of = facts.as_of
        self.meant: dict[str, int] = {}
        self.days = {by: self._selecting(names) for by, names in _STAND_IN.items()}
        self.epoch = bundle.epoch(self.days, self.told.get("problem"))  # type: ignore[arg-type]
        self.kept: list[int | None] = list(self.epoch.start)

    def _selecting(self, names: tuple[str, ...]) -> int:
        for name in names:
            day = self.told.get(f"dates.{name}")
            if day is not None:
                return day  # type: ignore[return-value]
        return self.as_of

    def day(self, ordinal: int | None) -> str | None:
        """A day as ISO text."""
        return None if ordinal is None else date.fromordinal(ordinal).isoformat()

    def in_force(self, number: int) -> bool:
        """Whether this version of the rule applies, and no rule of an overlay stands in its place."""
        return self.epoch.force[number]

    def truth(self, number: int) -> int:
        """The truth of a rule with its time and its exceptions; FALSE where it is not in force."""
        kept = self.kept[number]
        if kept is None:
            kept = self.kept[number] = self._truth(number, self.bundle.rules[number])
        return kept

    def _truth(self, number: int, rule: Rule) -> int:
        """Of a rule in force; that of the others stands from the beginning (`Epoch.start`)."""
        value = rule.when.value(self)
        if value == FALSE or (self.bundle.promised[number] and self._not_promised(number)):
            return FALSE
        if rule.in_time is not None:
            value = min(value, rule.in_time.within(self))
            if value == FALSE:
                return FALSE
        kept = self.kept
        for exception in self.bundle.unless[number]:
            if kept[exception] == FALSE:
                continue
            against = NOT[self.counting(exception)]
            if against < value:
                if against == FALSE:
                    return FALSE
                value = against
        return CONTESTED if value == TRUE and rule.contested else value

    def _not_promised(self, number: int) -> bool:
        """Whether a rule rests on a promise that nobody has told; it is for the one who relies on it to tell."""
        return any(
            path not in self.told if path != "seller_conduct.promises" else self.promises is None
            for path in self.bundle.promised[number]
        )

    def counting(self, number: int) -> int:
        """The truth of an exception or bar as it counts: one that must be raised is nothing while it is not known."""
        value = self.kept[number]
        if value is None:
            value = self.truth(number)
        return FALSE if value == UNKNOWN and self.bundle.rules[number].raised else value

    def holds(self, rule: str) -> int:
        """The truth of a rule by its id, or of the one that replaces it."""
        value = self.counting(self.bundle.index[rule])
        for number in self.bundle.replacers.get(rule, ()):
            value = max(value, self.counting(number))
        return value

    def meaning(self, name: str) -> int:
        """The truth of an idea: of the truest rule that gives it."""
        value = self.meant.get(name)
        if value is None:
            value = FALSE
            for number in self.epoch.meanings.get(name, ()):
                value = max(value, self.truth(number))
                if value == TRUE:
                    break
            self.meant[name] = value
        return value

    def open_rule(self, rule: str, found: Open) -> None:
        """Add what keeps a rule from being settled."""
        for number in (self.bundle.index[rule], *self.bundle.replacers.get(rule, ())):
            self.open(number, found)

    def open_meaning(self, name: str, found: Open) -> None:
        """Add what keeps an idea from being settled."""
        for number in self.epoch.meanings.get(name, ()):
            self.open(number, found)

    def open(self, number: int, found: Open) -> None:
        """Add what keeps a rule, by its number, from being settled."""
        rule = self.bundle.rules[number]
        value = self.truth(number)
        if value in (FALSE, TRUE):
            return
        if rule.when.value(self) != TRUE:
            rule.when.open(self, found)
        if rule.in_time is not None and rule.in_time.within(self) != TRUE:
            for path in rule.in_time.missing(self):
                found.needs[path] = None
        for exception in self.bundle.unless[number]:
            if self.counting(exception) not in (FALSE, TRUE):
                self.open(exception, found)
        if rule.contested:
            found.contested[rule.id] = None
