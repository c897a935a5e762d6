"""Opening a case: the claim, the lines it concerns, the procedure it is under, and the money that stands still."""

from collections.abc import Mapping
from datetime import datetime

from hejie.domain.cases import commands, packages
from hejie.domain.cases.claims import REASONS, REMEDIES
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.world import World
from hejie.domain.escrow import holds
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import About, Opening

_LONGEST_TEXT = 20_000


def open_case(
    world: World, command: commands.OpenCase, *, by: Actor, now: datetime, promised: tuple[Mapping, ...] = ()
) -> tuple[Event, ...]:
    """Open a dispute about lines of one order and one seller.

    promised  what after-sales policies had promised for these lines when they were ordered; copied, so that the file stands alone
    Refuses   case_exists, unknown_line, several_sellers, line_has_open_case, bad_reason, bad_remedy, text_missing,
              text_too_long, procedure_not_shown, side_opens_not, too_early_to_open, too_late_to_open, cap_reached and what
              packages.checked refuses
    """
    order = world.order
    if world.case is not None:
        raise Refusal("case_exists", case=world.case.id)
    if command.reason not in REASONS:
        raise Refusal("bad_reason", given=command.reason)
    if command.remedy not in REMEDIES:
        raise Refusal("bad_remedy", given=command.remedy)
    if command.shown != world.procedure.digest:
        raise Refusal("procedure_not_shown")
    lines = tuple(sorted(set(command.lines)))
    frozen = holds.freeze(order, command.case_id, lines)
    paid = holds.paid_for(order, lines)
    claimant = "buyer" if by.role in ("buyer", "system") else "seller"
    if claimant not in world.procedure.opened_by:
        raise Refusal("side_opens_not", side=claimant)
    if by.role != "system":
        case = about(order, lines, command.reason, command.remedy, command.tier)
        _in_time(world.procedure.opening(case, order.dates), order.dates, now)
    most = world.procedure.caps.get("cases_per_line")
    if most is not None and any(order.disputed.count(line) >= most for line in lines):
        raise Refusal("cap_reached", most=most)
    opened = described(world, command, lines, claimant, promised)
    opened["claim"] = {
        "reason": command.reason,
        "remedy": command.remedy,
        "facts": dict(command.facts),
        "package": packages.checked(command.package, order.currency, paid),
        "story": Private(text_of(command.story)),
    }
    opened["procedure"] = pinned(world, now)
    draft = Draft(world, by, now)
    draft.add("CaseOpened", **opened)
    first_waits(draft)
    draft.add_order(frozen)
    return draft.events()


def first_waits(draft: Draft) -> None:
    """Whoever is to answer a claim hears of it, and the time for talks begins, or that for finding a neutral."""
    draft.wait("answer", draft.case.respondent)
    if draft.case.stage == "negotiation":
        draft.wait("settle", "both")
    else:
        draft.wait("assign", "platform")


def pinned(world: World, now: datetime) -> dict:
    """The procedure that a case is under from its opening on, as it was shown."""
    return {
        "id": world.procedure.id,
        "version": world.procedure.version,
        "digest": world.procedure.digest,
        "final_stage": world.procedure.final_stage,
        "courts_open": True,
        "shown_at": clock.text(now),
    }


def described(
    world: World, command: commands.OpenCase, lines: tuple[int, ...], claimant: str, promised: tuple[Mapping, ...]
) -> dict:
    """Whom and what a case is about, as its first entry has it; claim and procedure come to it."""
    order, category = world.order, _category(world.order, lines)
    first = world.procedure.stages[0]
    return {
        "case": command.case_id,
        "root": world.root,
        "marketplace": world.marketplace,
        "buyer": order.buyer,
        "seller": order.seller_of(lines[0]),
        "claimant": claimant,
        "lines": list(lines),
        "order": order.snapshot(lines),
        "paid": holds.paid_for(order, lines),
        **({"category": category} if category else {}),
        **({"tier": command.tier} if command.tier else {}),
        **({"stage": first} if first != "negotiation" else {}),
        **({"promised": [dict(one) for one in promised]} if promised else {}),
        "linked": list(command.linked),
    }


def about(order: object, lines: tuple[int, ...], reason: str, remedy: str, tier: str = "") -> About:
    """What a procedure may look at of a case that would be opened now about these lines. Refuses unknown_line."""
    return About(
        reason, remedy, holds.paid_for(order, lines), order.currency, _category(order, lines), tier,
        bool(order.dates.get("shipped")), bool(order.dates.get("delivered")),
    )  # fmt: skip


def _category(order: object, lines: tuple[int, ...]) -> str:
    """The kind of the goods, where all of these lines are of one."""
    kinds = {order.line(number).category for number in lines}
    return kinds.pop() if len(kinds) == 1 else ""


def _in_time(opening: Opening | None, dates: Mapping, now: datetime) -> None:
    if opening is None:
        return
    since = clock.parse(dates[opening.since])
    if opening.after is not None and now < opening.after.end(since):
        raise Refusal("too_early_to_open", since=clock.text(opening.after.end(since)))
    if opening.within is not None and now >= opening.within.end(since):
        raise Refusal("too_late_to_open", until=clock.text(opening.within.end(since)))


def text_of(text: str) -> str:
    """The text without spaces round it; refuses text_missing and text_too_long (20,000 characters)."""
    cleaned = text.strip().replace("\x00", "")
    if not cleaned:
        raise Refusal("text_missing")
    if len(cleaned) > _LONGEST_TEXT:
        raise Refusal("text_too_long", most=_LONGEST_TEXT, given=len(cleaned))
    return cleaned
