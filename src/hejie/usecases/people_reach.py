"""People whom no letter reaches: their address bounced, defaults against them wait until an operator has looked."""

import logging

from django.db import transaction

from hejie.domain.cases.commands import HoldDeadlines, ResumeDeadlines
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.context import Context
from hejie.store import contacts, outbox, people
from hejie.store.models import Person
from hejie.usecases import system, upkeep

_log = logging.getLogger(__name__)


def report_bounce(ctx: Context, email: str, *, why: str = "") -> Person:
    """An operator (or his mail server, over API or command line) says that mail to an address came back.

    Refuses   not_found (for others than operators, and for an address nobody has)
    """
    _for_operators(ctx)
    person = contacts.by_email(ctx.actor.marketplace, email)
    if person is None:
        raise Refusal("not_found")
    return mark_bounced(ctx, person, why=why or "reported")


def mark_bounced(ctx: Context, person: Person, *, why: str) -> Person:
    """Remember that mail to a person came back, and hold back the defaults against him in every open case.

    A shop counts as out of reach only when all its people are. Deadlines set later are held when they come due.
    """
    with transaction.atomic():
        held = Person.objects.select_for_update().get(pk=person.pk)
        if held.is_unreachable:
            return held
        held.address_bounced_at = ctx.now
        held.save(update_fields=["address_bounced_at"])
    _log.warning("mail to person %s came back: %s", person.pk, why)
    marker = clock.milliseconds(held.address_bounced_at)
    for root, case_id, side in _open_cases(ctx, held):
        _tell_operators(ctx, root, case_id, side, marker)
        command = HoldDeadlines(case_id, side, "unreachable")
        upkeep.hold_deadlines(_as_system(ctx), command, key=f"bounce:{held.pk}:{marker}")
    return held


def clear_bounce(ctx: Context, person_id: str) -> int:
    """An operator has looked after an address; held deadlines run again, each with at least a day left.

    Returns   in how many cases
    Refuses   not_found, second_factor_needed
    """
    _for_operators(ctx)
    if ctx.actor.role == "operator" and not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="clear_bounce")
    person = contacts.by_id(ctx.actor.marketplace, person_id)
    if person is None:
        raise Refusal("not_found")
    person.address_reviewed_at = ctx.now
    person.save(update_fields=["address_reviewed_at"])
    marker = clock.milliseconds(ctx.now)
    count = 0
    for _root, case_id, side in contacts.open_sides(ctx.actor.marketplace, person):
        if not _out_of_reach(ctx, case_id, side):
            command = ResumeDeadlines(case_id, side)
            upkeep.resume_deadlines(_as_system(ctx), command, key=f"reached:{person.pk}:{marker}")
            count += 1
    return count


def bounced(ctx: Context) -> list[Person]:
    """People whose address bounced and whom nobody has looked after, the longest waiting first."""
    _for_operators(ctx)
    return contacts.bounced(ctx.actor.marketplace)


def _open_cases(ctx: Context, person: Person) -> list[tuple[str, str, str]]:
    """(root, case, side) of open cases in which the whole side is now out of reach."""
    return [row for row in contacts.open_sides(ctx.actor.marketplace, person) if _out_of_reach(ctx, row[1], row[2])]


def _out_of_reach(ctx: Context, case_id: str, side: str) -> bool:
    if side not in ("buyer", "seller"):
        return False
    party = getattr(reader.case(case_id), side)
    return party in people.unreachable(ctx.actor.marketplace, (party,))


def _tell_operators(ctx: Context, root: str, case_id: str, side: str, marker: int) -> None:
    case = reader.case(case_id)
    payload = {
        "root": root, "case": case_id, "kind": "AddressBounced", "to": "platform", "stream": f"case:{case_id}",
        "seq": 0, "head": case.head, "facts": {"who": side},
    }  # fmt: skip
    now_ms = clock.milliseconds(ctx.now)
    outbox.put(
        root, f"notice:bounced:{case_id}:{side}:{marker}", "notice", ctx.actor.marketplace, payload, now_ms, now_ms
    )


def _as_system(ctx: Context) -> Context:
    return system.context(ctx.actor.marketplace, ctx.now)


def _for_operators(ctx: Context) -> None:
    if ctx.actor.role not in ("operator", "system"):
        raise Refusal("not_found")
