"""Decisions about a standing: what counts, what follows, appeals, and what its clocks bring.

Everything is announced to whom it concerns, rests on named cases, can be appealed, and ends.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Protocol

from hejie.domain.kernel import clock, erasing
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.deadlines import Deadline, Lost, lost_times
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.standing import commands, vet
from hejie.domain.standing.draft import Draft, World
from hejie.domain.standing.policy import FOUND, Count, Policy
from hejie.domain.standing.state import Sanction
from hejie.domain.standing.weigh import Sales, Weight, fresh, own_figures, too_many, weigh

_LONGEST_TEXT = 20_000
Events = tuple[Event, ...]


class RecordsNotice(Protocol):
    """What `cases.commands.RecordNotice` says of a notice."""

    notice: str
    to: str
    kind: str
    channel: str
    result: str


def count_case(
    world: World, command: commands.CountCase, *, by: Actor, now: datetime, policy: Policy, sales: Sales
) -> Events:
    """Count a closed case once. Closed anew with another result, it is counted anew, and what rested on it falls.

    An older closing than the one that is known, or one that does not count, changes nothing.
    """
    rule = policy.sides[command.side].of(command.grounds)
    known = world.standing.item(command.case_id) if world.standing else None
    if known is None and rule is None:
        return ()
    if known is not None and (command.case_seq <= known.seq or _says_the_same(known, rule, command)):
        return ()
    draft = Draft(world, by, now)
    draft.open(command.side, command.of)
    closed = clock.parse(command.closed_at)
    ground = next((one for one in command.grounds if rule and one in rule.grounds), "")
    draft.add(
        "CaseRecounted" if known else "CaseCounted",
        item=command.case_id,
        case=command.case_id,
        what=rule.name if rule else "",
        ground=ground,
        reason=command.reason,
        points=rule.points if rule else 0,
        on=command.closed_at,
        until=clock.text(closed + rule.lasts if rule else closed),
        case_seq=command.case_seq,
        decided_by=list(command.decided_by),
        policy=policy.pinned(),
    )
    _take_back(draft, policy)
    _follow(draft, policy, sales)
    return draft.events()


def _says_the_same(known: object, rule: Count | None, command: commands.CountCase) -> bool:
    return known.what == (rule.name if rule else "") and known.ground in ("", *command.grounds)


def find_misuse(
    world: World, command: commands.FindMisuse, *, by: Actor, now: datetime, policy: Policy, sales: Sales, reason: str
) -> Events:
    """Record what an operator has found of a party of a case, with reasons; it counts as the policy says.

    reason    what the case was about
    Refuses   finding_unknown (the policy counts no such thing for this side), finding_twice, text_missing
    """
    rule = policy.sides[command.side].of((command.ground,))
    if command.ground not in FOUND or rule is None:
        raise Refusal("finding_unknown", finding=command.ground)
    found = world.standing.counted if world.standing else ()
    if any(row.case == command.case_id and row.ground == command.ground for row in found):
        raise Refusal("finding_twice", case=command.case_id)
    draft = Draft(world, by, now)
    draft.open(command.side, command.of)
    number = 1 + sum(1 for row in found if row.id != row.case)
    draft.add(
        "MisuseFound",
        item=f"f{number}",
        case=command.case_id,
        what=rule.name,
        ground=command.ground,
        reason=reason,
        points=rule.points,
        on=clock.text(now),
        until=clock.text(now + rule.lasts),
        case_seq=0,
        decided_by=[by.id],
        text=Private(_text(command.text)),
        policy=policy.pinned(),
    )
    _follow(draft, policy, sales)
    return draft.events()


def _take_back(draft: Draft, policy: Policy) -> None:
    """End what rests on something that counts no more, where what is left is not enough."""
    for measure in policy.sides[draft.state.side].measures:
        for sanction in too_many(draft.state, measure, draft.now):
            draft.end(sanction, "recount")


def _follow(draft: Draft, policy: Policy, sales: Sales) -> None:
    """Announce every measure that has been reached."""
    for weight in weigh(draft.state, policy.sides[draft.state.side], sales, draft.now):
        if weight.reached:
            _announce(draft, policy, weight)


def _announce(draft: Draft, policy: Policy, weight: Weight) -> None:
    measure = weight.measure
    items = fresh(draft.state, weight)
    name = f"s{len(draft.state.sanctions) + 1}"
    draft.announce(
        name,
        measure.notice,
        measure=measure.id,
        does=list(measure.does),
        says=dict(measure.says),
        policy=policy.pinned(),
        items=[row.id for row in items],
        needed=dict(weight.needed),
        figures=dict(weight.figures),
        own=own_figures(items, weight.needed),
        within_days=measure.within.days,
        lasts_days=measure.lasts.days,
        suspends=measure.suspends,
        decide_days=measure.decide.days,
        appeal_until=clock.text(draft.now + measure.appeal),
    )
    draft.wait("sanction_appeal", draft.state.side, draft.now + measure.appeal, "sanction_stands", name)


def appeal(world: World, command: commands.AppealSanction, *, by: Actor, now: datetime) -> Events:
    """Ask for a second look, once, with grounds, while the time for it runs. Before the effect it holds the effect back.

    Refuses   sanction_unknown, sanction_appeal_closed, text_missing
    """
    sanction = _sanction(world, command.sanction)
    if not world.standing.waits("sanction_appeal", sanction.id) or sanction.appeal:
        raise Refusal("sanction_appeal_closed", sanction=sanction.id)
    draft = Draft(world, by, now)
    number = 1 + sum(1 for row in world.standing.sanctions if row.appeal)
    draft.clear(sanction.id, "sanction_appeal")
    draft.add(
        "SanctionAppealed", sanction=sanction.id, appeal=f"a{number}", grounds=Private(_text(command.grounds)),
        says=dict(sanction.says),
    )  # fmt: skip
    if sanction.suspends:
        draft.clear(sanction.id, "sanction_begins", why="appealed")
    draft.wait("sanction_appeal_decide", "platform", now + sanction.decide_by, "grant_sanction_appeal", sanction.id)
    return draft.events()


def decide_appeal(
    world: World, command: commands.DecideAppeal, *, by: Actor, now: datetime, involved: Collection[str] = ()
) -> Events:
    """Grant an appeal, which ends the sanction, or refuse it, with reasons, by somebody who has had no part in it.

    involved  people who may not, besides those who judged the cases or made the findings that it rests on
    Refuses   sanction_unknown, sanction_appeal_closed, involved_cannot_decide, text_missing
    """
    sanctions = world.standing.sanctions if world.standing else ()
    name = f"a{command.number}"
    sanction = next((row for row in sanctions if row.appeal and row.appeal.id == name), None)
    if sanction is None:
        raise Refusal("sanction_unknown", sanction=name)
    if not sanction.under_appeal:
        raise Refusal("sanction_appeal_closed", sanction=sanction.id)
    judged = [who for row in world.standing.counted if row.id in sanction.items for who in row.decided_by]
    if by.id in judged or by.id in involved:
        raise Refusal("involved_cannot_decide")
    draft = Draft(world, by, now)
    reasons = Private(_text(command.reasons))
    _decided(draft, sanction, "granted" if command.granted else "refused", reasons=reasons)
    return draft.events()


def _decided(draft: Draft, sanction: Sanction, result: str, **reasons: object) -> None:
    draft.clear(sanction.id, "sanction_appeal_decide")
    draft.add(
        "SanctionAppealDecided", sanction=sanction.id, appeal=sanction.appeal.id, result=result,
        says=dict(sanction.says), **reasons,
    )  # fmt: skip
    if result != "refused":
        draft.end(sanction, "appeal" if result == "granted" else "silence")
    elif sanction.status == "announced" and sanction.begins_at > draft.now:
        if not draft.state.waits("sanction_begins", sanction.id):
            draft.wait("sanction_begins", "platform", sanction.begins_at, "begin_sanction", sanction.id)
    elif sanction.status == "announced":
        draft.begin(sanction)


def lift(world: World, command: commands.LiftSanction, *, by: Actor, now: datetime) -> Events:
    """End a sanction before its time, with reasons. Refuses sanction_unknown, sanction_over, text_missing."""
    sanction = _sanction(world, command.sanction)
    if not sanction.open:
        raise Refusal("sanction_over", sanction=sanction.id)
    draft = Draft(world, by, now)
    draft.end(sanction, "lifted", reasons=Private(_text(command.reasons)))
    return draft.events()


def erase(world: World, command: commands.EraseTexts, *, by: Actor, now: datetime) -> Events:
    """Erase private texts; the entries stay and say that something was erased. Refuses nothing_to_erase, content_not_here."""
    here = world.standing.texts() if world.standing else ()
    refs = list(dict.fromkeys(command.refs))
    if not refs:
        raise Refusal("nothing_to_erase")
    for ref in refs:
        if ref not in here:
            raise Refusal("content_not_here", ref=ref)
    return (Event(world.root, "ContentErased", erasing.said(refs, command.why, command.note, command.rule)),)


def carry_out_clocks(world: World, command: commands.CarryOutClocks, *, by: Actor, now: datetime) -> Events:
    """Nothing of its own: the writer has carried out what was due before it asked."""
    return ()


def record_notice(world: World, command: RecordsNotice, *, by: Actor, now: datetime) -> Events:
    """Record where a notice about the standing went and how it fared."""
    data = {name: getattr(command, name) for name in ("notice", "to", "kind", "channel", "result")}
    return (Event(world.root, "NoticeSent", {"side": "system", **data}),)


def due(world: World, *, now: datetime, outages: Callable) -> Events:
    """Events of the clock that has run out first, or of the time that is given back before it; empty: nothing is due."""
    state = world.standing
    if state is None or not _ripe(state.deadlines, now):
        return ()
    draft = Draft(world, Actor("system", "system", world.marketplace, through="deadline"), now)
    horizon, lost = lost_times(outages(), now)
    if any(_give_back(draft, one) for one in lost):
        return draft.events()
    ripe = _ripe(state.deadlines, horizon)
    if not ripe:
        return ()
    row = min(ripe, key=lambda one: one.turn)
    draft.add(
        "DefaultApplied", deadline=row.id, wait=row.wait, who=row.who, silence=row.silence, about=row.about
    )  # fmt: skip
    sanction = draft.state.sanction(row.about)
    if row.silence == "begin_sanction":
        draft.begin(sanction)
    elif row.silence == "end_sanction":
        draft.end(sanction, "expired")
    elif row.silence == "grant_sanction_appeal":
        _decided(draft, sanction, "silence")
    elif row.wait in vet.PAPER_WAITS:
        vet.due(draft, row)
    return draft.events()


def give_back_time(
    world: World, command: commands.GiveBackTime, *, by: Actor, now: datetime, beside: tuple[Lost, ...] = ()
) -> Events:
    """Move waits that were open during an outage or holiday; nothing where it was done before. How long a sanction lasts stays.

    beside   other times that do not count, so that none is given back twice
    """
    if world.standing is None:
        return ()
    draft = Draft(world, by, now)
    started_at, ended_at = clock.parse(command.started_at), clock.parse(command.ended_at)
    _give_back(draft, Lost(command.outage, started_at, ended_at, command.why, beside))
    return draft.events()


def _give_back(draft: Draft, lost: Lost) -> bool:
    moved = False
    for row in draft.state.deadlines:
        length = None if row.wait in _FIXED else lost.of(row)
        if length is None:
            continue
        until = clock.text(row.until + length)
        draft.add("DeadlineMoved", deadline=row.id, until=until, why=lost.why, outage=lost.id)
        moved = True
    return moved


_FIXED = ("sanction_ends", "paper_ends", "paper_renewal", "probation")  # days that no outage and no holiday moves


def _ripe(deadlines: tuple[Deadline, ...], moment: datetime) -> list[Deadline]:
    return [row for row in deadlines if row.until <= moment and not row.held]


def _sanction(world: World, name: str) -> Sanction:
    sanction = world.standing.sanction(name) if world.standing else None
    if sanction is None:
        raise Refusal("sanction_unknown", sanction=name)
    return sanction


def _text(words: str) -> str:
    """What was written. Refuses text_missing, text_too_long."""
    cleaned = words.strip().replace("\x00", "")
    if not cleaned:
        raise Refusal("text_missing")
    if len(cleaned) > _LONGEST_TEXT:
        raise Refusal("text_too_long", most=_LONGEST_TEXT, given=len(cleaned))
    return cleaned
