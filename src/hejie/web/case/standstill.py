"""Time on the case page: what stands still or could, every clock with who may make it longer, steps, and taking up again."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hejie.domain.cases import access, reopening, standstill
from hejie.domain.kernel import clock
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.procedure.rulebook import Pause
from hejie.usecases.reading import CaseView
from hejie.web import clock_words, formatting, words
from hejie.web.case.offers import can
from hejie.web.case.turn import WHOSE, marks
from hejie.web.case.voice import Voice, say


def facts(view: CaseView, speaks: Voice, now: datetime) -> dict:
    """What `case/time.html` shows."""
    return {
        "paused": _paused(view, speaks),
        "wishes": _wishes(view, speaks),
        "clocks": _clocks(view),
        "steps": _steps(view),
        "reopen": _reopen(view, now),
    }


def extendable(view: CaseView) -> tuple[Deadline, ...]:
    """Deadlines that this reader may make longer now."""
    return standstill.extendable(view.world, view.side) if can(view, "extend") else ()


def askable(view: CaseView) -> tuple[Pause, ...]:
    """Standstills that this reader may ask for now."""
    case = view.case
    if not can(view, "pause") or case.paused:
        return ()
    found = standstill.possible(view.world.procedure, case)
    return tuple(rule for rule in found if (rule.kind, view.side) not in case.pause_asked)


def ways(view: CaseView, now: datetime) -> list[dict]:
    """Links for the list of what else can be done."""
    args, case = [view.case.id], view.case
    found = [
        {"url": reverse("case_extension", args=[*args, row.id]), "label": _("Ask for more time")}
        for row in extendable(view)[:1]
    ]
    if askable(view):
        found.append({"url": reverse("case_pause", args=args), "label": _("Let the case stand still")})
    if case.closed and _reopen(view, now):
        found.append({"url": reverse("case_reopening", args=args), "label": _("Take the case up again")})
    return found


def new_evidence(view: CaseView) -> list:
    """Pieces of this reader's side that were filed since the case was closed."""
    case = view.case
    filed = [item for item in case.of_kind("evidence") if item.side == view.side]
    return [item for item in filed if case.closed_at and item.at >= case.closed_at]


def terms(rule: Pause) -> str:
    """How a standstill begins and how long it lasts at most."""
    most = {"length": clock_words.told(rule.within)}
    if rule.both:
        return _("It begins when both sides wish it, and lasts at most: %(length)s.") % most
    return _("It begins at once, with your reason, and lasts at most: %(length)s.") % most


def _paused(view: CaseView, speaks: Voice) -> dict | None:
    case = view.case
    if not case.paused:
        return None
    row = next(iter(case.waits("pause")), None)
    joint = view.world.procedure.pauses[case.paused["kind"]].both
    may = can(view, "resume") and (view.side not in ("buyer", "seller") or joint or view.side == case.paused["side"])
    return {
        "why": _called(view, "pauses", case.paused["kind"]),
        "by": _("Either side can let the case go on at any time.") if joint else _asked_by(speaks, case.paused["side"]),
        "since": clock.parse(case.paused["at"]),
        "until": row.until if row else None,
        "left": [_left(view, one) for one in case.deadlines if one.held == "paused" and one.wait != "pause"],
        "end_url": reverse("case_pause_end", args=[case.id]) if may else "",
        "not_yours": can(view, "resume") and not may,
    }


def _asked_by(speaks: Voice, side: str) -> str:
    if speaks.is_mine(side):
        return _("You asked for it.")
    return say(_("%(who)s asked for it."), who=speaks.name(side))


def _left(view: CaseView, row: Deadline) -> dict:
    """A clock that stands still, with what it has left."""
    rules = view.world.procedure
    stopped = max(clock.parse(view.case.paused["at"]), row.set_at)
    left = rules.clock(row.wait, row.about).left(row.until, stopped)
    if isinstance(left, timedelta):
        told = _("%(time)s left") % {"time": formatting.span(left)}
    else:
        told = ngettext("%(count)s working day left", "%(count)s working days left", left) % {"count": left}
    return {"side": marks(row.who), "words": _called(view, "waits", row.wait), "left": told}


def _wishes(view: CaseView, speaks: Voice) -> list[dict]:
    """Wishes for a standstill that wait for the other side; to that side with one button."""
    case, rules = view.case, view.world.procedure
    found = []
    for kind, side in case.pause_asked if not case.paused else ():
        rule = rules.pauses.get(kind)
        if rule is None or not rule.both:
            continue
        mine = speaks.is_mine(side)
        said = (
            _("You asked that the case stand still. It begins as soon as the other side wishes it too.")
            if mine
            else say(_("%(who)s asks that the case stand still. Nothing changes unless you wish it too."), who=speaks.name(side))
        )  # fmt: skip
        may = not mine and view.side in ("buyer", "seller") and can(view, "pause")
        found.append(
            {
                "kind": kind,
                "side": side,
                "why": _called(view, "pauses", kind),
                "says": said,
                "most": _("At most: %(length)s") % {"length": clock_words.told(rule.within)},
                "url": reverse("case_pause", args=[case.id]) if may else "",
            }
        )
    return found


def _clocks(view: CaseView) -> list[dict]:
    """Every clock that runs, the first to run out first."""
    case = view.case
    longer = {row.id for row in extendable(view)}
    rows = sorted((row for row in case.deadlines if row.wait != "pause"), key=lambda row: row.turn)
    return [] if case.paused else [_clock(row, view, row.id in longer) for row in rows]


def _clock(row: Deadline, view: CaseView, longer: bool) -> dict:
    more = _("Ask for more time") if row.who in (view.side, "both") else _("Give more time")
    return {
        "side": marks(row.who),
        "who": _whose(row.who, view.side),
        "words": _called(view, "waits", row.wait),
        "until": None if row.held else row.until,
        "held": _("stands still") if row.held else "",
        "provisional": row.provisional,
        "extended": row.extended,
        "url": reverse("case_extension", args=[view.case.id, row.id]) if longer else "",
        "more": more,
    }


def _whose(who: str, reader: str) -> str:
    if who == reader:
        return _("Your turn")
    return _("Both sides’ turn") if who == "both" else words.word(WHOSE, who)


def _steps(view: CaseView) -> dict:
    """Steps of the procedure that the reader may say he has taken, and those that were taken."""
    case, rules = view.case, view.world.procedure
    possible = access.open_steps(rules, case, access.party_of(view.side, case)) if can(view, "step") else ()
    return {
        "possible": [{"name": name, "words": _called(view, "steps", name)} for name in possible],
        "taken": [_called(view, "steps", name) for name in case.steps],
        "url": reverse("case_steps", args=[case.id]),
    }


def _reopen(view: CaseView, now: datetime) -> dict | None:
    """How a closed case may be taken up again by this reader, while it may."""
    case, rule = view.case, view.world.procedure.reopening
    until = reopening.until(case, rule) if case.closed and rule and can(view, "reopen") else None
    if until is None or now >= until:
        return None
    filed = bool(new_evidence(view))
    return {"until": until, "url": reverse("case_reopening", args=[case.id]) if filed else "", "file_url": "#evidence"}


def _called(view: CaseView, group: str, name: str) -> str:
    return words.called(view.world.procedure, group, name)
