"""Decisions about a shop's papers: what it declares, files, what an operator finds of it, and what time brings.

Open orders are never touched: what is stopped are new orders and new goods alone. A shop that has declared nothing is asked
for nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.standing.draft import Draft, World
from hejie.domain.standing.vetting import KINDS, RESULTS, Needed, Paper, Terms

Events = tuple[Event, ...]
_LONGEST = 2000
_MOST_PAPERS = 200
PAPER_WAITS = ("paper_review", "paper_renewal", "paper_ends", "papers_due", "probation", "deposit_due")


@dataclass(frozen=True, slots=True)
class Declare:
    """A shop says what it is: business or private, its country (ISO 3166-1), the kinds of goods that it sells."""

    of: str
    kind: str
    country: str
    categories: tuple[str, ...]
    side: str = "seller"


@dataclass(frozen=True, slots=True)
class FilePaper:
    """A shop files a paper. file: {"ref", "size", "type"}; valid_until: its last day (YYYY-MM-DD), "" where it has no end."""

    of: str
    kind: str
    file: Mapping
    name: str
    valid_until: str = ""
    number: str = ""
    side: str = "seller"


@dataclass(frozen=True, slots=True)
class ReviewPaper:
    """An operator finds a paper good, refuses it, or asks for more; valid_until: the last day that it really bears."""

    of: str
    paper: str
    result: str
    reason: str = ""
    valid_until: str = ""
    side: str = "seller"


@dataclass(frozen=True, slots=True)
class Revise:
    """A later policy of the marketplace is to count for a shop. again: papers accepted before are to be shown once more."""

    of: str
    again: bool = False
    side: str = "seller"


@dataclass(frozen=True, slots=True)
class SeeDeposit:
    """What is missing of a shop's deposit, and what it owes the guarantee fund, together by currency; nothing: all is there."""

    of: str
    short: Mapping[str, int]
    side: str = "seller"


def declare(
    world: World, command: Declare, *, by: Actor, now: datetime, needed: Needed, terms: Terms, policy: Mapping[str, str]
) -> Events:
    """Say, or say anew, what the shop is; what it must show follows. Papers that were checked stay.

    Refuses   vetting_kind, declared_already (the very same)
    """
    if command.kind not in KINDS:
        raise Refusal("vetting_kind", given=command.kind[:20], known=", ".join(KINDS))
    draft = Draft(world, by, now)
    draft.open("seller", command.of)
    old = draft.state.vetting
    said = (command.kind, command.country, tuple(sorted(set(command.categories))))
    if old is not None and (old.kind, old.country, old.categories) == said and old.policy == policy:
        raise Refusal("declared_already")
    draft.add(
        "ShopDeclared",
        seller_kind=said[0],
        country=said[1],
        categories=list(said[2]),
        needed=written(needed),
        terms=terms.data(),
        vetting=dict(policy),
    )
    if old is None:
        draft.wait("probation", "platform", now + timedelta(days=terms.probation), "end_probation", "probation")
    _papers_due(draft, terms.first)
    return draft.events()


def written(needed: Needed) -> dict:
    """What a shop must show, as an entry holds it."""
    deposit = {"minor": needed.deposit[0], "currency": needed.deposit[1]} if needed.deposit else None
    why = {kind: list(found) for kind, found in needed.why.items()}
    return {"papers": list(needed.papers), "deposit": deposit, "why": why, "lasts": dict(needed.lasts)}


def revise(
    world: World, command: Revise, *, by: Actor, now: datetime, needed: Needed, terms: Terms, policy: Mapping[str, str]
) -> Events:
    """Let a later policy of the marketplace count for a shop that has declared itself under an earlier one; once for each.

    Papers that were accepted stay as they are, unless the policy says that they are to be shown again (`again`): then they are
    good for the time to file what is missing (`terms.first`) and no longer. What a policy gives less time for than before
    takes nothing away: a clock that runs keeps its end.
    """
    vetting = world.standing.vetting if world.standing else None
    if vetting is None or vetting.policy == policy:
        return ()
    draft = Draft(world, by, now)
    last = now.date() + timedelta(days=terms.first)
    ends = {
        one.id: last.isoformat()
        for one in vetting.papers
        if command.again and one.holds(now.date()) and (one.valid_until is None or one.valid_until > last)
    }
    draft.add(
        "VettingRevised",
        needed=written(needed),
        terms=terms.data(),
        vetting=dict(policy),
        ends=ends,
        again=command.again,
    )
    for name in ends:
        draft.clear(name, "paper_renewal", "paper_ends", why="replaced")
        _ends(draft, name, last, terms)
    _papers_due(draft, terms.first)
    return draft.events()


def see_deposit(world: World, command: SeeDeposit, *, by: Actor, now: datetime) -> Events:
    """Put down what is missing of a shop's deposit, where that has changed; a time to make it up begins, or all is well again."""
    vetting = world.standing.vetting if world.standing else None
    if vetting is None or dict(command.short) == dict(vetting.short):
        return ()
    draft = Draft(world, by, now)
    draft.add("DepositSeen", short=_rows(command.short))
    if not command.short:
        draft.clear("deposit", "deposit_due")
        if vetting.held:
            draft.add("DepositMadeUp", was=list(vetting.held))
    elif vetting.terms.short and not vetting.held and not draft.state.waits("deposit_due", "deposit"):
        until = now + timedelta(days=vetting.terms.deposit)
        draft.wait("deposit_due", "seller", until, "deposit_short", "deposit")
    return draft.events()


def file_paper(world: World, command: FilePaper, *, by: Actor, now: datetime) -> Events:
    """File a paper; an operator looks at it.

    Refuses   not_declared, paper_not_needed, bad_date, paper_over (its last day has passed), too_many_papers (those that were
              erased make room), text_too_long
    """
    vetting = world.standing.vetting if world.standing else None
    if vetting is None:
        raise Refusal("not_declared")
    if command.kind not in vetting.needed.papers:
        raise Refusal("paper_not_needed", given=command.kind[:40], known=", ".join(vetting.needed.papers) or "–")
    if sum(one.file.get("ref") not in world.standing.erased for one in vetting.papers) >= _MOST_PAPERS:
        raise Refusal("too_many_papers", most=_MOST_PAPERS)
    until = _day(command.valid_until)
    if until is not None and until < now.date():
        raise Refusal("paper_over", on=until.isoformat())
    draft = Draft(world, by, now)
    name = f"p{len(vetting.papers) + 1}"
    draft.add(
        "PaperFiled",
        paper=name,
        paper_kind=command.kind,
        file=dict(command.file),
        name=Private(_text(command.name)),
        number=Private(_text(command.number)) if command.number.strip() else None,
        valid_until=until.isoformat() if until else "",
    )
    days = timedelta(days=vetting.terms.review)
    draft.wait("paper_review", "platform", now + days, "remind_review", name)
    return draft.events()


def review(world: World, command: ReviewPaper, *, by: Actor, now: datetime) -> Events:
    """Find a paper good, refuse it or ask for more, with a reason that the shop reads.

    Refuses   paper_unknown, paper_reviewed, paper_result, text_missing (a reason, but for one that is good), bad_date, paper_over
    """
    vetting = world.standing.vetting if world.standing else None
    paper = vetting.paper(command.paper) if vetting else None
    if paper is None:
        raise Refusal("paper_unknown", paper=command.paper[:20])
    if paper.status not in ("filed", "asked"):
        raise Refusal("paper_reviewed", paper=paper.id)
    if command.result not in RESULTS:
        raise Refusal("paper_result", given=command.result[:20], known=", ".join(RESULTS))
    reason = _text(command.reason)
    good = command.result == "accepted"
    if not good and not reason:
        raise Refusal("text_missing")
    until = _day(command.valid_until) or paper.valid_until
    lasts = vetting.needed.lasts.get(paper.kind)
    if good and lasts:
        most = now.date() + timedelta(days=lasts)
        until = min(until, most) if until else most
    if good and until is not None and until < now.date():
        raise Refusal("paper_over", on=until.isoformat())
    draft = Draft(world, by, now)
    draft.clear(paper.id, "paper_review")
    if good:
        for old in vetting.papers:
            if old.kind == paper.kind:
                draft.clear(old.id, "paper_renewal", "paper_ends", why="replaced")
    draft.add(
        "PaperReviewed",
        paper=paper.id,
        paper_kind=paper.kind,
        result=command.result,
        reason=Private(reason) if reason else None,
        valid_until=until.isoformat() if until else "",
    )
    if good:
        _ends(draft, paper.id, until, vetting.terms)
        _complete(draft)
    return draft.events()


def due(draft: Draft, row: Deadline) -> None:
    """What a clock about papers brings; that it ran out has been written."""
    vetting = draft.state.vetting
    if row.silence == "lapse_paper":
        draft.add("PaperLapsed", paper=row.about, paper_kind=vetting.paper(row.about).kind)
        _papers_due(draft, vetting.terms.grace)
    elif row.silence == "stop_shop":
        missing = vetting.missing(draft.now.date())
        if missing and not vetting.stopped:
            draft.add("ShopStopped", stops=list(vetting.terms.stops), missing=list(missing))
    elif row.silence == "deposit_short":
        if vetting.short and vetting.terms.short:
            draft.add("DepositOverdue", short=_rows(vetting.short), follows=list(vetting.terms.short))
    elif row.silence == "end_probation":
        began = row.until - timedelta(days=vetting.terms.probation + vetting.terms.again)
        upheld = [one for one in draft.state.counted if one.what and one.at >= began]
        if upheld or vetting.missing(draft.now.date()):
            draft.wait(
                "probation", "platform", draft.now + timedelta(days=vetting.terms.again), "end_probation", "probation"
            )
        else:
            draft.add("ProbationEnded")


def _rows(short: Mapping[str, int]) -> list[dict]:
    return [{"minor": minor, "currency": currency} for currency, minor in sorted(short.items())]


def _ends(draft: Draft, paper: str, until: date | None, terms: Terms) -> None:
    """A paper that runs out does so at the end of its last day; before that its shop is reminded."""
    if until is None:
        return
    end = datetime.combine(until + timedelta(days=1), time(), UTC)
    renewal = end - timedelta(days=terms.renewal)
    if renewal > draft.now:
        draft.wait("paper_renewal", "seller", renewal, "remind_paper", paper)
    draft.wait("paper_ends", "seller", end, "lapse_paper", paper)


def _papers_due(draft: Draft, days: int) -> None:
    """Where something is missing the shop has so many days; a time that runs already stays."""
    if not draft.state.vetting.missing(draft.now.date()):
        _complete(draft)
    elif not draft.state.waits("papers_due", "papers") and not draft.state.vetting.stopped:
        draft.wait("papers_due", "seller", draft.now + timedelta(days=days), "stop_shop", "papers")


def _complete(draft: Draft) -> None:
    if draft.state.vetting.missing(draft.now.date()):
        return
    draft.clear("papers", "papers_due")
    if draft.state.vetting.stopped:
        draft.add("ShopResumed")


def shown(paper: Paper, on: date) -> str:
    """What stands beside a paper: its status, or `soon` where it runs out within a month."""
    soon = paper.valid_until is not None and paper.valid_until - on <= timedelta(days=30)
    return "soon" if paper.holds(on) and soon else paper.status


def _day(written: str) -> date | None:
    """A day; None where none is named. Refuses bad_date."""
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Refusal("bad_date", given=written[:20]) from None


def _text(words: str) -> str:
    cleaned = words.strip().replace("\x00", "")
    if len(cleaned) > _LONGEST:
        raise Refusal("text_too_long", most=_LONGEST, given=len(cleaned))
    return cleaned
