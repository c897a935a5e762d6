"""A shop's own desk: who of it looks after a case, and how often its buyer has asked before. Nothing of it is on the record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from hejie.domain.cases import access_shop
from hejie.domain.cases.state import CaseState
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.context import Context
from hejie.store import buyer_requests, charges, people
from hejie.store.buyer_requests import FEW as FEW
from hejie.store.buyer_requests import Asked
from hejie.store.charges import NOBODY as NOBODY
from hejie.store.charges import Charge
from hejie.usecases import news_queue

ME = "me"
"""Whoever asks, where somebody of the shop is named."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who is in charge of a case (None: nobody), and names of all who may be, by id."""

    charge: Charge | None
    colleagues: Mapping[str, str]


def read(ctx: Context, case_id: str) -> Desk:
    """Who looks after a case, for the people of its shop. Refuses not_found."""
    case = access_shop.may_arrange(ctx.actor, reader.case(case_id))
    return of_case(ctx.actor, case)


def of_case(actor: Actor, case: CaseState) -> Desk:
    """As `read`, where the case is at hand. Refuses not_found."""
    access_shop.may_arrange(actor, case)
    return Desk(charges.of_case(case.root, case.id), charges.colleagues(actor.marketplace, actor.seller))


def give(ctx: Context, case_id: str, person: str, *, over: str) -> Desk:
    """Put somebody of the shop in charge of a case, or nobody. Said once more it changes nothing.

    Whoever is given a case by another is told; who takes it himself is not.

    person    one of the shop's people, `me`, or "" to leave it to nobody; over: who was seen to be in charge, "" for nobody
    Refuses   not_found, not_of_the_shop, charge_changed (somebody else took it on meanwhile; facts: name, "" for nobody)
    """
    case = access_shop.may_arrange(ctx.actor, reader.case(case_id))
    known = charges.colleagues(ctx.actor.marketplace, ctx.actor.seller)
    wanted = ctx.actor.id if person == ME else person
    if wanted and wanted not in known:
        raise Refusal("not_of_the_shop", given=wanted[:40])
    with transaction.atomic():
        there = charges.of_case(case.root, case.id)
        if (there.person if there else "") == wanted:
            return Desk(there, known)
        done = (
            charges.put(
                case.root, case.id, Charge(wanted, ctx.actor.id, clock.milliseconds(ctx.now)),
                marketplace=case.marketplace, seller=case.seller, over=over,
            )
            if wanted
            else charges.drop(case.root, case.id, over=over)
        )  # fmt: skip
        now = charges.of_case(case.root, case.id)
        if done and now and now.person not in ("", ctx.actor.id):
            _tell(ctx, case, now)
    if not done:
        raise Refusal("charge_changed", name=known.get(now.person, now.person) if now else "–")
    return Desk(now, known)


def _tell(ctx: Context, case: CaseState, charge: Charge) -> None:
    """Queue a letter to whoever has been given a case; it says until when his side has to act, where it has."""
    turn = case.next_deadline()
    facts = {"to": "seller", "case_name": case.id.rpartition("-")[2].upper()}
    if turn is not None and turn.who in ("seller", "both") and not turn.held:
        facts["until"] = clock.text(turn.until)
    name = f"charge:{case.id}:{charge.person}:{charge.since_ms}"
    path = f"/cases/{case.id}/"
    news_queue.put(ctx, case.root, name, "person", (charge.person,), "ChargeGiven", facts, path, case.head)


def of_rows(actor: Actor, rows: Iterable[Mapping]) -> dict[str, str]:
    """Who is in charge of each case of a list, by case: person ids. Nothing for others than the shop's people."""
    if not access_shop.is_of_shop(actor):
        return {}
    found = charges.of_cases([(row["root"], row["id"]) for row in rows if row["seller"] == actor.seller])
    return {case: one.person for case, one in found.items()}


def asked_before(actor: Actor, case: CaseState) -> Asked:
    """How often the buyer of a case has asked this shop, this case among it. Refuses not_found for others than its people."""
    access_shop.may_arrange(actor, case)
    return buyer_requests.count(case.marketplace, case.buyer, case.seller)


def colleagues(actor: Actor) -> dict[str, str]:
    """Names of a shop's people by id; none for others than them."""
    return charges.colleagues(actor.marketplace, actor.seller) if access_shop.is_of_shop(actor) else {}


def shop_name(actor: Actor) -> str:
    """What the shop is called for which somebody acts; "" for others."""
    return people.shop_name(actor.marketplace, actor.seller) if actor.seller else ""


def wanted(actor: Actor, person: str, *, nobody: bool = False) -> str:
    """Whose cases a list is narrowed to, as it takes it: nobody's wins over anybody's; "" for all."""
    return NOBODY if nobody else actor.id if person == ME else person


def zone_of(name: str) -> tzinfo:
    """A time zone by its IANA name. Refuses zone_unknown."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, ZoneInfoNotFoundError):
        raise Refusal("zone_unknown", given=name[:40]) from None


def whole_days(since: date | None, until: date | None, zone: tzinfo) -> tuple[int, int] | None:
    """From the first moment of a day to before that of the day after another, in milliseconds; None where no day is named.

    Days are those of `zone`, so one of 23 or 25 hours is whole too. Refuses days_turned_round.
    """
    if since is None and until is None:
        return None
    if since and until and until < since:
        raise Refusal("days_turned_round", since=since.isoformat(), until=until.isoformat())
    first = _begin(since, zone) if since else 0
    return first, _begin(min(until, _LAST) + timedelta(days=1), zone) if until else _begin(_LAST, zone)


_FIRST, _LAST = date(1970, 1, 2), date(9000, 1, 1)


def _begin(day: date, zone: tzinfo) -> int:
    within = min(max(day, _FIRST), _LAST + timedelta(days=1))
    return clock.milliseconds(datetime.combine(within, time(), zone))
