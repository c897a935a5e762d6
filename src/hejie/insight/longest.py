"""How long a case can last at most: every wait as long as its clock ever counts, everybody acting at the last moment.

What can come on top is told apart: extensions, standstills, agreements that are not signed, disputed performance, a
re-opening. Times are reckoned by playing; parties who name another time in their terms (90 days at most) do so themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure import fairness
from hejie.domain.procedure.clocks import Clock
from hejie.domain.procedure.rulebook import Procedure, Wait
from hejie.insight.exploring import awaited, claims, opened, situation
from hejie.insight.moves import fork, moves
from hejie.insight.rehearsal import Claim, Rehearsal

_MOMENT = timedelta(milliseconds=1)
_MINUTE = timedelta(minutes=1)
_MOST = 4000
# Ways that lead back to where a case has been: each is counted once, apart.
_AGAIN = {"unsigned": "silence of sign", "disputed": "dispute", "reopened": "reopen"}
_PASSING = frozenset({"ask", "answer_question", "withdraw", "pause", "resume"})


@dataclass(frozen=True, slots=True)
class Longest:
    """Days, rounded up. None: there is no bound, since what is named in `unbounded` may be repeated.

    plain       with no extension and no standstill
    extensions  more by every extension; standstills: more by every pause, as often as it may be had
    unsigned    more by an agreement that is then not signed; disputed: by a performance that is disputed;
                reopened: by taking the case up again, the time until then included
    exact       every way was followed; otherwise `plain` is the longest of those that were
    """

    plain: int
    extensions: int
    standstills: int
    unsigned: int
    disputed: int
    reopened: int
    unbounded: str = ""
    exact: bool = True


def longest(procedure: Procedure) -> Longest:
    """How long cases under a procedure (one without overrides) can last."""
    timed, extended = _timed(procedure, False), _timed(procedure, True)
    found = {}
    exact, unbounded = True, set()
    for name, rules, again in (
        ("plain", timed, ""), ("extensions", extended, ""), ("unsigned", timed, "unsigned"), ("disputed", timed, "disputed"),
    ):  # fmt: skip
        runs = [_Search(rules, claim, again) for claim in _two(procedure, 2 if name == "plain" else 1)]
        found[name] = max(run.longest for run in runs)
        exact = exact and not any(run.cut for run in runs)
        unbounded |= {what for run in runs for what in run.circles}
    plain = found["plain"]
    reopened = timedelta()
    if procedure.reopening is not None:
        times = procedure.reopening.times
        reopened = (fairness.longest(procedure.reopening.within) + plain) * times
    still = sum((fairness.longest(pause.within) * pause.times for pause in procedure.pauses.values()), timedelta())
    return Longest(
        _days(plain), _days(found["extensions"] - plain), _days(still), _days(found["unsigned"] - plain),
        _days(found["disputed"] - plain), _days(reopened), ", ".join(sorted(unbounded)), exact,
    )  # fmt: skip


def _two(procedure: Procedure, most: int) -> list[Claim]:
    """A claim of the buyer, and where most is 2 one of the seller."""
    return list({claim.by: claim for claim in claims(procedure)}.values())[:most]


def _days(length: timedelta) -> int:
    return max(0, -(-(length - _MINUTE) // timedelta(days=1)))


def _timed(procedure: Procedure, extended: bool) -> Procedure:
    """The procedure with every clock counting its longest time in minutes, extensions in it or not."""

    def whole(wait: Wait) -> Wait:
        length = fairness.longest(wait.within)
        if extended and wait.extend is not None:
            length += fairness.longest(wait.extend.within)
        fixed = Clock(max(1, -(-length // _MINUTE)), "minutes")
        return replace(wait, within=fixed, fixed=True, to={name: whole(own) for name, own in wait.to.items()})

    return replace(procedure, waits={name: whole(wait) for name, wait in procedure.waits.items()}, overrides=())


class _Search:
    """The longest way through all cases of a claim, each situation with what is left of its waits looked at once."""

    def __init__(self, procedure: Procedure, claim: Claim, again: str) -> None:
        self.awaited, self.again = awaited(procedure), again
        self.files = any(
            one.event == "filed" for wait in procedure.waits.values() for one in (*wait.starts, *wait.ends)
        )
        self.cut = False
        self.circles: set[str] = set()
        self.known: dict[tuple, timedelta] = {}
        self.open: dict[tuple, datetime] = {}
        first = opened(procedure, claim)
        self.longest = self._follow(first)

    def _follow(self, first: Rehearsal) -> timedelta:
        """Depth first, without recursion: a frame is a case, its ways on, and the longest that came of them."""
        first_key = self._key(first, 0)
        self.open[first_key] = first.now
        stack = [[first, first_key, self._ways(first, 0), timedelta()]]
        while True:
            played, key, ways, best = stack[-1]
            step = next(ways, None)
            if step is None:
                self.known[key] = best
                del self.open[key]
                stack.pop()
                if not stack:
                    return best
                above = stack[-1]
                above[3] = max(above[3], played.now - above[0].now + best)
                continue
            name, after, used = step
            after_key = self._key(after, used)
            if after_key in self.open:
                if after.now > self.open[after_key] + _MINUTE:
                    self.circles.add(name)
            elif after_key in self.known:
                stack[-1][3] = max(best, after.now - played.now + self.known[after_key])
            elif len(self.known) > _MOST:
                self.cut = True
            else:
                self.open[after_key] = after.now
                stack.append([after, after_key, self._ways(after, used), timedelta()])

    def _ways(self, played: Rehearsal, used: int) -> Iterator[tuple[str, Rehearsal, int]]:
        """What may happen next, at the last moment: (act or wait, the case after it, how often something was repeated)."""
        if played.case.closed:
            return
        here = self._key(played, used)
        quiet = played
        for _ in range(50):
            rows = quiet.case.deadlines
            if not rows:
                return
            row = min(rows, key=lambda one: one.turn)
            late = fork(quiet)
            late.now = max(quiet.now, row.until - _MOMENT)
            yield from self._acts(late, used, here)
            quiet = fork(quiet)
            quiet.let_run_out(row.until)
            if self._key(quiet, used)[:-1] != here[:-1]:
                if row.silence != "lapse_agreement":
                    yield row.wait, quiet, used
                elif self.again == "unsigned" and not used:
                    yield row.wait, quiet, used + 1
                return

    def _acts(self, late: Rehearsal, used: int, here: tuple) -> Iterator[tuple[str, Rehearsal, int]]:
        for move in moves(late, files=self.files):
            if move.name in _PASSING:
                continue
            after = fork(late)
            try:
                move.play(after)
            except (Refusal, KeyError):
                continue
            if self._key(after, used)[:-1] == self._key(late, used)[:-1]:
                continue
            disputed = any(entry["kind"] == "PerformanceDisputed" for entry in after.entries)
            if disputed and (self.again != "disputed" or used):
                continue
            yield move.name, after, used + disputed

    def _key(self, played: Rehearsal, used: int) -> tuple:
        rows = sorted((row for row in played.case.deadlines if row.wait in self.awaited), key=lambda row: row.until)
        waits = ((row.wait, row.who, row.silence, (row.until - played.now + _MOMENT) // _MINUTE) for row in rows)
        return (*situation(played.case, waits), frozenset(played.case.objections), used)
