"""What would have become of recorded cases under another procedure.

People are taken to do what they did, as long after the last thing that happened as they took then: whoever acted after
a silence had been carried out does so after the same silence, where it comes, else as long after the act before. What
the other procedure does not let them do is left out and counted. Who did nothing goes on doing nothing. A neutral decides
what he decided; where a case would come before a neutral and had none, nobody knows how he would decide: the case counts
as undecided, and as work. Payments go out at once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from itertools import chain
from statistics import median

from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import Procedure
from hejie.insight.recorded import Did, Recorded
from hejie.insight.rehearsal import Rehearsal

UNDECIDED = "undecided"
_LONGEST = timedelta(days=1200)


class Unplayable(Exception):
    """A case cannot be played under a procedure, which is then no procedure that anybody could be under.

    case   its id; what: what the program met
    """

    def __init__(self, case: str, what: str) -> None:
        super().__init__(case, what)
        self.case, self.what = case, what

    def __str__(self) -> str:
        return f"case {self.case} cannot be played under it: {self.what}"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a case ended, or would have.

    outcome    an outcome of cases, "" while open, `undecided` where a neutral would have had to decide
    duration   from opening to closing; None while open
    defaults   sides whose silence was carried out
    to_buyer   minor units; None while nothing is settled
    neutrals   neutrals assigned; left_out: acts that could not be done, by the code of the refusal
    refused    the code with which the case would not even have been opened, or ""
    """

    outcome: str
    duration: timedelta | None
    defaults: tuple[str, ...]
    to_buyer: int | None
    neutrals: int
    left_out: Mapping[str, int] = field(default_factory=dict)
    refused: str = ""

    @property
    def result(self) -> str:
        """The outcome in one word, also where there is none: `open`, or `not_opened`."""
        return "not_opened" if self.refused else self.outcome or "open"


def as_recorded(case: Recorded) -> Ending:
    """How it did end."""
    duration = case.ended_at - case.opened_at if case.ended_at else None
    return Ending(case.outcome, duration, case.defaults, case.to_buyer, case.neutrals)


def under(procedure: Procedure, case: Recorded) -> Ending:
    """How it would have ended under a procedure. Raises Unplayable."""
    try:
        return _played(procedure, case)
    except Exception as fault:  # whatever a rulebook makes the program stumble over is told of the rulebook
        raise Unplayable(case.id, f"{type(fault).__name__}: {fault}") from fault


def _played(procedure: Procedure, case: Recorded) -> Ending:
    try:
        played = Rehearsal(procedure, case.order, case.claim, case.opened_at)
    except Refusal as refusal:
        return Ending("", None, (), None, 0, refused=refusal.code)
    left_out: Counter = Counter()
    for did in case.acts:
        _wait_for(played, did)
        if played.case.closed and did.act != "evidence":
            break
        code = _try(played, did)
        if code:
            left_out[code] += 1
    _let_run_out(played, case)
    return _ending(played, case, left_out)


def _wait_for(played: Rehearsal, did: Did) -> None:
    """Let time pass until somebody acts: whoever acted after a silence does so after the same silence, where it comes."""
    last = played.now
    for wait in did.silences:
        coming = [row.until for row in played.case.waits(wait) if not row.held]
        if not coming:
            played.pass_to(last + did.gap)
            return
        played.pass_to(min(coming))
    played.pass_to(played.last_at() + did.after)


def _try(played: Rehearsal, did: Did) -> str:
    act, terms = did.act, did.terms
    if act == "kept":
        own = [duty for duty in played.case.obligations if duty.status == "open" and duty.side == did.who]
        act = "perform" if own else "confirm"
    if act == "extend":
        rows = [row for row in played.case.deadlines if row.who in (did.who, "both")]
        terms = {"wait": rows[0].wait if rows else "answer"}
    if act == "assign" and played.case.neutral:
        return ""
    try:
        played.act(did.who, act, **terms)
    except Refusal as refusal:
        return refusal.code
    return ""


def _let_run_out(played: Rehearsal, case: Recorded) -> None:
    """Nobody does anything more; only a neutral whom the record does not have keeps a case from its end."""
    limit = played.now + _LONGEST
    while not played.case.closed and not _nobody_knows(played, case) and played.now < limit:
        coming = played.next_end()
        if coming is None:
            return
        played.pass_to(coming)


def _nobody_knows(played: Rehearsal, case: Recorded) -> bool:
    """Whether a neutral would have to act whom the record does not have, or the platform to name him.

    Whoever of them has let his time run out on record, and nobody has decided since, goes on letting it run out.
    """
    waits = played.case.waits("assign", "mediate", "decide", "vote", "appeal_decide")
    return any(row.who not in case.silent for row in waits) and not played.case.agreement


def _ending(played: Rehearsal, case: Recorded, left_out: Counter) -> Ending:
    defaults = tuple(
        entry["data"]["who"]
        for entry in played.entries
        if entry["kind"] == "DefaultApplied" and entry["stream"].startswith("case:")
    )
    neutrals = sum(entry["kind"] == "NeutralAssigned" for entry in played.entries)
    if not played.case.closed:
        undecided = UNDECIDED if _nobody_knows(played, case) else ""
        return Ending(undecided, None, defaults, None, neutrals + (not played.case.neutral), left_out)
    paid = played.paid_out()["buyer"]
    return Ending(played.case.outcome, played.closed_at() - case.opened_at, defaults, paid, neutrals, left_out)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Recorded endings beside those under another procedure, case by case in the same order.

    ids   of the cases; sums of money are by currency
    """

    ids: tuple[str, ...]
    currencies: tuple[str, ...]
    before: tuple[Ending, ...]
    after: tuple[Ending, ...]

    def outcomes(self) -> Mapping[tuple[str, str], int]:
        """How many cases went from which result to which."""
        return Counter((one.result, other.result) for one, other in self._pairs())

    def changed(self) -> tuple[str, ...]:
        """Cases whose outcome or award would be another."""
        return tuple(
            name
            for name, (one, other) in zip(self.ids, self._pairs(), strict=True)
            if (one.outcome, one.to_buyer) != (other.outcome, other.to_buyer)
        )

    def days(self) -> tuple[list[float], list[float]]:
        """Durations in days of the cases that end both ways, before and after, in the same order."""
        both = [(one, other) for one, other in self._pairs() if one.duration is not None and other.duration is not None]
        day = timedelta(days=1)
        return [one.duration / day for one, _ in both], [other.duration / day for _, other in both]

    def summary(self) -> dict:
        """Everything in numbers, as plain JSON; durations in days, money in minor units by currency."""
        before, after = self.days()
        return {
            "cases": len(self.ids),
            "changed": len(self.changed()),
            "not_opened": Counter(one.refused for one in self.after if one.refused),
            "outcomes": {"before": _count(self.before), "after": _count(self.after)},
            "moves": {f"{one} → {other}": many for (one, other), many in self.outcomes().items()},
            "days": {"compared": len(before), "before": _spread(before), "after": _spread(after)},
            "defaults": {"before": _sides(self.before), "after": _sides(self.after)},
            "to_buyer": {"before": self._money(self.before), "after": self._money(self.after)},
            "neutrals": {"before": _work(self.before), "after": _work(self.after)},
            "left_out": sum((Counter(one.left_out) for one in self.after), Counter()),
        }

    def _pairs(self) -> Iterable[tuple[Ending, Ending]]:
        return zip(self.before, self.after, strict=True)

    def _money(self, endings: tuple[Ending, ...]) -> dict[str, int]:
        """What buyers get, of the cases in which it is known both ways, so that the sums can be compared."""
        total: Counter = Counter()
        for currency, ending, (one, other) in zip(self.currencies, endings, self._pairs(), strict=True):
            if one.to_buyer is not None and other.to_buyer is not None:
                total[currency] += ending.to_buyer
        return dict(total)


def _count(endings: tuple[Ending, ...]) -> dict[str, int]:
    return dict(Counter(one.outcome or "open" for one in endings if not one.refused))


def _sides(endings: tuple[Ending, ...]) -> dict[str, int]:
    return dict(Counter(side for one in endings for side in one.defaults))


def _work(endings: tuple[Ending, ...]) -> int:
    return sum(one.neutrals for one in endings)


def _spread(days: list[float]) -> dict[str, float]:
    if not days:
        return {}
    ordered = sorted(days)
    return {
        "median": round(median(ordered), 2),
        "p90": round(ordered[min(len(ordered) - 1, len(ordered) * 9 // 10)], 2),
        "longest": round(ordered[-1], 2),
    }


def joined(parts: Iterable[Comparison]) -> Comparison:
    """Comparisons of some cases each as one of all, in their order."""
    parts = tuple(parts)
    return Comparison(
        *(tuple(chain.from_iterable(getattr(part, one.name) for part in parts)) for one in fields(Comparison))
    )


def compare(procedure: Procedure, cases: Iterable[Recorded]) -> Comparison:
    """All cases under another procedure, beside what became of them. Raises Unplayable."""
    rows = [(case, under(procedure, case)) for case in cases]
    return Comparison(
        ids=tuple(case.id for case, _ in rows),
        currencies=tuple(case.order.currency for case, _ in rows),
        before=tuple(as_recorded(case) for case, _ in rows),
        after=tuple(ending for _, ending in rows),
    )
