"""Every situation that a case can come to under a procedure, found by the program's own decisions.

Each act is tried at once and at the last moment, each wait is let run out; situations that can only go on alike are one.
Nothing is reckoned in another way than in a real case, so that what is proved of the graph holds for cases.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hejie.domain.cases import credit, packages, triggers
from hejie.domain.cases.state import CaseState
from hejie.domain.escrow.points_book import Worth
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.paths import Graph, Place, Way
from hejie.domain.procedure.rulebook import Procedure
from hejie.insight.moves import LOCKED, Move, fork, moves
from hejie.insight.rehearsal import Claim, Order, Rehearsal

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
PAID = 10_000
_ANY_WORTH = Worth("2026-03-01T00:00:00.000Z", 1, 1, "CNY", 365)
MOST_PLACES = 3000
_MOST_IN_A_ROW = 200
_LAST_MOMENT = timedelta(milliseconds=1)
_PASSING = ("lapse_offer", "lapse_question")
_LOSERS = {
    "decided_buyer": "seller", "defaulted_seller": "seller", "decided_seller": "buyer", "defaulted_buyer": "buyer",
}  # fmt: skip
_LOST_BY_SILENCE = {
    "pay_seller": "buyer", "refund_instead": "seller", "count_as_received": "seller", "count_as_performed": "buyer",
}  # fmt: skip
_NEEDED_BY_DUTY = {
    ("ship_back", "open"): "ship_back", ("ship_back", "reported"): "confirm_return",
    ("service", "open"): "perform", ("service", "reported"): "confirm",
}  # fmt: skip


def claims(procedure: Procedure) -> Iterator[Claim]:
    """Claims that between them lead to everything that can be owed: by each side, and for each service that is spoken of."""
    words = {one.arg for wait in procedure.waits.values() for one in (*wait.starts, *wait.ends)}
    more: dict = {name: True for name in ("apology", "explanation", "public_reply") if name in words}
    more |= {"voucher": {"minor": 1}} if "voucher" in words else {}
    more |= {"points": credit.at_worth(1, _ANY_WORTH)} if "points" in words else {}
    for by in sorted(procedure.opened_by):
        for service in sorted({"replacement", *words & {"repair", "redelivery"}}):
            yield Claim(
                by, package={"refund": PAID if by == "buyer" else 0, "goods": "return", "service": service, **more}
            )


def opened(procedure: Procedure, claim: Claim) -> Rehearsal:
    """A case under a procedure whatever the dates of its order. Refuses what an opening refuses."""
    free = replace(procedure, openings=(), caps={}, replacements=max(0, min(procedure.replacements, 2)))
    return Rehearsal(free, Order(PAID), claim, BEGIN)


def explore(procedure: Procedure, claim: Claim, most: int = MOST_PLACES) -> Graph:
    """The graph of cases of a claim under a procedure (one without overrides)."""
    return _Explorer(procedure, claim, most).graph


def awaited(procedure: Procedure) -> frozenset[str]:
    """Names of waits whose running out, or whose being open, changes anything but an offer or a question."""
    heard = {
        one.arg for wait in procedure.waits.values() for one in (*wait.starts, *wait.ends) if one.event == "silence"
    }
    everything = any(
        one.event == "silence" and not one.arg
        for wait in procedure.waits.values()
        for one in (*wait.starts, *wait.ends)
    )
    locks = {name for parties in procedure.locks.values() for names in parties.values() for name in names}
    found = set()
    for name, wait in procedure.waits.items():
        all_forms = (wait, *wait.to.values())
        if everything or name in heard | locks or any(one.silence not in _PASSING for one in all_forms):
            found.add(name)
    return frozenset(found)


def situation(case: CaseState, waits: Iterable[object]) -> tuple:
    """All that decides how a case can go on, but for the waits that are open, which the caller names as he needs them."""
    agreement = frozenset(case.agreement.signed_by) if case.agreement and not case.settled else None
    undecided = case.ruling is not None and not case.ruling.final and not case.waits("decide", "mediate", "assign")
    ruled = frozenset(losers(case)) if undecided or (case.appeal and not case.settled) else None
    appealed = case.appeal["side"] if case.appeal and not case.settled else bool(case.appeal)
    return (
        case.stage, case.closed, case.settled, tuple(waits), agreement, ruled, appealed, bool(case.neutral),
        None if case.settled else (case.panel_failed, case.panel.status if case.panel else ""),
        0 if case.settled else case.replacements, frozenset(case.steps), frozenset(case.granted),
        tuple((row.what, row.status) for row in case.obligations[case.obligations_from :]),
    )  # fmt: skip


class _Explorer:
    def __init__(self, procedure: Procedure, claim: Claim, most: int) -> None:
        self.procedure, self.most = procedure, most
        self.awaited = awaited(procedure)
        words = {one.event for wait in procedure.waits.values() for one in (*wait.starts, *wait.ends)}
        self.pauses, self.files = "resumed" in words, "filed" in words
        self.graph = Graph(claim.by)
        self.known: dict[tuple, int] = {}
        first = opened(procedure, claim)
        self.parts = {first.case.claimant: "claimant", first.case.respondent: "respondent"}
        self.coming: list[Rehearsal] = []
        self._noted(first)
        self._found(first)
        for number, played in enumerate(self.coming):
            if len(self.coming) > most:
                self.graph.cut = True
                break
            self._go_on(number, played)
        self._circles()

    def _go_on(self, number: int, played: Rehearsal) -> None:
        stage = played.case.stage
        late = self._late(played)
        now = () if _is_due(played) else (played,)
        for start in (*now, late) if late else now:
            for move in moves(start, self.pauses, self.files):
                self._try(number, stage, start, move)
        if not played.case.closed:
            self._let_run_out(number, played)

    def _late(self, played: Rehearsal) -> Rehearsal | None:
        end = played.next_end() if not (played.case.closed or played.case.settled) else None
        if end is None or end - _LAST_MOMENT <= played.now:
            return None
        late = fork(played)
        late.now = end - _LAST_MOMENT
        return late

    def _try(self, number: int, stage: str, start: Rehearsal, move: Move) -> None:
        tried, act = fork(start), (stage, move.by, move.name)
        try:
            move.play(tried)
        except Refusal as refusal:
            if refusal.code in LOCKED:
                self.graph.locked.add(act)
            return
        except KeyError:
            return
        self.graph.done.add(act)
        self._connect(number, tried, "act", move.name, move.by)

    def _let_run_out(self, number: int, played: Rehearsal) -> None:
        """Let the next wait run out that changes something; note where none runs at all."""
        tried, passed = played, []
        for _ in range(_MOST_IN_A_ROW):
            rows = [row for row in tried.case.deadlines if not row.held]
            if not rows:
                self._stuck(number, tried.case)
                return
            row = min(rows, key=lambda one: one.turn)
            tried = fork(tried)
            tried.let_run_out(row.until)
            passed.append(row.wait)
            if self._key(tried) != self._key(played):
                self._connect(number, tried, "silence", row.wait, self._party(row.who), row)
                return
            self._noted(tried)
        self.graph.endless.update(passed)

    def _circles(self) -> None:
        """Silences that lead back to where they began: played on, to see whether another wait ends it."""
        leads = {way.source: way for way in self.graph.ways if way.kind == "silence"}
        over: set[int] = set()
        for start in leads:
            seen: list[int] = []
            place = start
            while place in leads and place not in over and place not in seen:
                seen.append(place)
                place = leads[place].target
            if place in seen and not _closes(self.coming[place]):
                self.graph.endless.update(leads[one].name for one in seen[seen.index(place) :])
            over.update(seen)

    def _connect(
        self, number: int, tried: Rehearsal, kind: str, name: str, by: str, row: Deadline | None = None
    ) -> None:
        against, lost = self._losses(tried, row)
        self._noted(tried)
        self.graph.add(Way(number, self._found(tried), kind, name, by, against, lost))

    def _found(self, played: Rehearsal) -> int:
        key = self._key(played)
        if key not in self.known:
            self.known[key] = len(self.coming)
            case = played.case
            waits = tuple((row.wait, self._party(row.who)) for row in sorted(case.deadlines, key=lambda row: row.until))
            hears = bool(case.neutral or case.waits("vote")) and not case.closed and not case.settled
            self.graph.places.append(
                Place(len(self.coming), case.stage, waits, neutral=hears, closed=case.closed, due=_is_due(played))
            )
            self.coming.append(played)
        return self.known[key]

    def _key(self, played: Rehearsal) -> tuple:
        rows = sorted((row for row in played.case.deadlines if row.wait in self.awaited), key=lambda row: row.until)
        waits = ((row.wait, row.who, row.silence, _left(row, played.now)) for row in rows)
        return (*situation(played.case, waits), _is_due(played))

    def _stuck(self, number: int, case: CaseState) -> None:
        self.graph.places[number] = replace(
            self.graph.places[number], stuck=True, lacking=_lacking(case, self.procedure)
        )

    def _party(self, who: str) -> str:
        return self.parts.get(who, who)

    def _noted(self, played: Rehearsal) -> None:
        for entry in played.entries:
            kind, data = entry["kind"], entry["data"]
            if kind == "DeadlineSet":
                self.graph.begun.add(data["wait"])
            elif kind == "StepTaken":
                self.graph.taken.add(data["step"])
            if entry["stream"].startswith("case:"):
                words = triggers.happened(played.case, kind, data, entry["by"]["role"])
                self.graph.happened.update((word.event, word.arg) for word in words)

    def _losses(self, played: Rehearsal, row: Deadline | None) -> tuple[frozenset[str], frozenset[str]]:
        """Against whom a default decides in what has just happened, and who loses money for good by it."""
        against, lost = set(), set()
        kinds: Mapping[str, list] = {}
        for entry in played.entries:
            kinds.setdefault(entry["kind"], []).append(entry["data"])
        if any(data["source"] == "default" for data in kinds.get("RulingMade", ())):
            against |= losers(played.case)
        if "RulingFinal" in kinds:
            lost |= losers(played.case)
        if "IssueGranted" in kinds:
            against.add(played.case.respondent)
            lost.add(played.case.respondent)
        if "CaseLapsed" in kinds and "decision" in self.procedure.stages:
            against.add(played.case.claimant)
            lost.add(played.case.claimant)
        if "CaseWithdrawn" in kinds:
            lost.add(played.case.claimant)
        if row is not None and row.silence in _LOST_BY_SILENCE and row.about:
            against.add(_LOST_BY_SILENCE[row.silence])
            lost.add(_LOST_BY_SILENCE[row.silence])
        return frozenset(map(self._party, against)), frozenset(map(self._party, lost))


def losers(case: CaseState) -> set[str]:
    """Sides to whom the ruling that stands denies something that they wanted; nobody where the fund pays both."""
    ruling = case.ruling
    if ruling.data.get("paid_by"):
        return set()
    outcome = ruling.data.get("first_outcome", ruling.outcome)
    if outcome in _LOSERS:
        return {_LOSERS[outcome]}
    claim, given = case.offers[0].package, packages.to_buyer(ruling.package)
    by_buyer = case.claimant == "buyer"
    found = set()
    if given or (by_buyer and ruling.package["service"] != "none"):
        found.add("seller")
    if given < (packages.to_buyer(claim) if by_buyer else case.paid_minor):
        found.add("buyer")
    return found


def _closes(played: Rehearsal) -> bool:
    """Whether silence alone brings a case to its end."""
    other = fork(played)
    for _ in range(_MOST_IN_A_ROW):
        if other.case.closed or not other.case.deadlines:
            return True
        other.let_run_out(min(row.until for row in other.case.deadlines))
    return False


def _is_due(played: Rehearsal) -> bool:
    """Whether a wait has run out this moment, so that nobody comes before it."""
    return any(row.until <= played.now and not row.held for row in played.case.deadlines)


def _left(row: Deadline, now: datetime) -> int:
    """How much of a wait is left, as far as it matters: all of it (2), some (1), nearly nothing (0)."""
    whole, left = row.until - row.set_at, row.until - now
    return 2 if left >= whole * 0.98 else 0 if left <= whole * 0.02 else 1


def _lacking(case: CaseState, procedure: Procedure) -> str:
    """The wait that would run here if the procedure had it, or ""."""
    if case.agreement and not case.agreement.in_effect:
        wanted = "sign"
    elif case.settled:
        duty = next(
            (row for row in case.obligations[case.obligations_from :] if row.status in ("open", "reported")), None
        )
        what = "ship_back" if duty and duty.what == "ship_back" else "service"
        wanted = _NEEDED_BY_DUTY[(what, duty.status)] if duty else ""
    elif case.ruling and not case.appeal and not case.waits("decide") and case.stage == "decision" and case.neutral:
        wanted = "appeal" if "appeal" in procedure.stages and "decide" in procedure.waits else "decide"
    elif case.stage == "negotiation":
        wanted = "settle"
    elif not case.neutral:
        wanted = "appeal" if case.ruling and case.stage == "decision" and "assign" in procedure.waits else "assign"
    else:
        wanted = {"mediation": "mediate", "decision": "decide", "appeal": "appeal_decide"}[case.stage]
    return wanted if wanted not in procedure.waits else ""
