"""Forgetting a person: what goes, what stays and why, told before and done afterwards.

Gone are his account (a name made of his id is left, because entries that never change bear that id), all by which he
signed in or was reached, what was told to him, and what he wrote and filed as a buyer in cases that are over. What he
wrote for a shop or for the marketplace is theirs. What cannot go yet is looked at again every day.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Q

from hejie.domain.cases import retention as reckoning
from hejie.domain.cases.commands import EraseContent
from hejie.domain.deals.state import stream_of as deal_stream
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.standing.commands import EraseTexts
from hejie.domain.standing.state import stream_of
from hejie.record import reader
from hejie.record.context import Context
from hejie.store import charges, own_data, queries, registrations, retired
from hejie.store.models import (
    ApiToken,
    CalendarAddress,
    CaseLink,
    DecisionDraft,
    Membership,
    NeutralConflict,
    Person,
    SentMail,
    Upload,
)
from hejie.usecases import (
    deals,
    desk_words,
    drafting,
    erasure,
    neutral_profiles,
    order_keeping,
    own_streams,
    retention,
    standings,
)
from hejie.usecases.people import sign_ins

OWN_ROOMS = ("pref-buyer", "bid-buyer", "engine")
"""Rooms in which all is about him: what mattered to him, his sealed bids, and what was reckoned from it."""
_OF_BOTH = frozenset({"AgreementSigned"})  # the text of an agreement is the other side's as well
_AGAIN = timedelta(days=1)
MOST_PIECES = 200


@dataclass(frozen=True, slots=True)
class Stays:
    """Contents of a case that cannot go now.

    why     open (it is not over), hold (legal hold), law (the law has them kept, `until` then), both (an agreement's text)
    orders  how many orders these are of together, all of which can go at `until`; `case` is "" then
    papers  the same of questions, complaints and deals that a legal hold keeps
    """

    case: str
    why: str
    count: int
    until: datetime | None = None
    orders: int = 0
    papers: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What an erasure of a person does.

    account   how many of each there are: sign_ins, tokens, links, letters, notices, drafts, addresses, factors, roles, calendars
    desk      references that go, by stream: what he wrote in questions to shops and in complaints
    deals     references that go, by deal: what he wrote and both have not confirmed
    goes      references that go, by case; orders: those of orders, by root; stays: what does not
    written_for_others   cases of which he was told in another role: what he wrote there is the shop's or the marketplace's
    """

    account: Mapping[str, int]
    goes: Mapping[str, tuple[str, ...]]
    stays: tuple[Stays, ...] = ()
    written_for_others: int = 0
    standing: tuple[str, ...] = field(default=())
    deals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    desk: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def waits(self) -> bool:
        """Whether something can go later that cannot go now."""
        return any(one.why in ("open", "hold", "law") for one in self.stays)

    def told(self) -> dict:
        """The same as plain numbers and codes, to be kept with a request."""
        return {
            "account": dict(self.account),
            "cases": len(self.goes),
            "contents": sum(
                len(refs) for gone in (self.goes, self.deals, self.desk, self.orders) for refs in gone.values()
            )
            + len(self.standing),
            "orders": len(self.orders),
            "stays": [
                {
                    "case": one.case,
                    "why": one.why,
                    "count": one.count,
                    "until": clock.text(one.until) if one.until else "",
                    **({"orders": one.orders} if one.orders else {}),
                    **({"papers": one.papers} if one.papers else {}),
                }
                for one in self.stays
            ],
            "written_for_others": self.written_for_others,
        }


def plan(person: Person, now: datetime) -> Plan:
    """What would go now if he were forgotten, and what would stay and why. Changes nothing."""
    goes: dict[str, tuple[str, ...]] = {}
    stays: list[Stays] = []
    for case_id in own_data.bought(person.marketplace_id, person.pk):
        own, shared = _own(case_id, person)
        bar = kept(case_id, now)
        if own and bar:
            stays.append(Stays(case_id, bar[0], len(own), bar[1]))
        elif own:
            goes[case_id] = own
        if shared:
            stays.append(Stays(case_id, "both", shared))
    orders, waiting = _orders(person, now)
    stays += waiting
    others = len(own_data.told_of(person.marketplace_id, person.pk))
    found = deals.own_words(person.marketplace_id, person.pk)
    desk = desk_words.own_words(person.marketplace_id, person.pk)
    held = [deal for deal in found if _is_held(deal_stream(deal))], [stream for stream in desk if _is_held(stream)]
    counts = [len(found.pop(deal)) for deal in held[0]] + [len(desk.pop(stream)) for stream in held[1]]
    stays += [Stays("", "hold", sum(counts), papers=len(counts))] if counts else []
    return Plan(account_of(person), goes, tuple(stays), others, _own_appeals(person), found, desk=desk, orders=orders)


def _is_held(stream: str) -> bool:
    return bool(own_streams.held(reader.state(stream, stream)))


def _orders(person: Person, now: datetime) -> tuple[dict[str, tuple[str, ...]], list[Stays]]:
    """(what can go of his orders, by root; what cannot, by why, all orders together)."""
    goes: dict[str, tuple[str, ...]] = {}
    waiting: dict[str, Stays] = {}
    for row in retired.orders_of(person.marketplace_id, person.pk):
        found = order_keeping.of_buyer(row)
        bar = order_keeping.bar(row, found, person.marketplace_id, now)
        if found.refs and bar:
            why, until = bar
            one = waiting.get(why, Stays("", why, 0, until))
            last = max(until, one.until) if until else None
            waiting[why] = Stays("", why, one.count + len(found.refs), last, one.orders + 1)
        elif found.refs:
            goes[row.root] = found.refs
    return goes, list(waiting.values())


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that he wrote or filed: the kind of its entry, when, all its references, and how it begins ("": a file alone)."""

    case: str
    kind: str
    at: str
    refs: tuple[str, ...]
    excerpt: str


def pieces(person: Person, most: int = MOST_PIECES) -> list[Piece]:
    """What he wrote and filed as a buyer and that is still there, entry by entry, the newest first."""
    by_entry: dict[tuple, list[erasure.Content]] = {}
    for case_id, one in pieces_by_case(person):
        if one.room not in OWN_ROOMS:
            by_entry.setdefault((one.at, case_id, one.room, one.seq), []).append(one)
    chosen = sorted(by_entry.items(), reverse=True)[:most]
    found = []
    for (at, case_id, _room, _seq), group in chosen:
        words = [one.ref for one in group if one.type.startswith("text/")]
        texts = queries.texts(case_id[:16], words)
        excerpt = next((texts[ref] for ref in words if ref in texts), "")
        found.append(Piece(case_id, group[0].kind, at, tuple(one.ref for one in group), excerpt))
    return found


def pieces_by_case(person: Person) -> Iterator[tuple[str, erasure.Content]]:
    """(case, content) of all that he wrote and filed as a buyer and that is still there, whether or not it can go now."""
    for case_id in own_data.bought(person.marketplace_id, person.pk):
        for one in erasure.left(case_id):
            if _is_his(one, person) and one.kind not in _OF_BOTH:
                yield case_id, one


def may_be_forgotten(person: Person) -> None:
    """Let pass whoever is not the marketplace's only operator. Refuses last_operator."""
    if Membership.objects.filter(person=person, role="operator").exists():
        others = Membership.objects.filter(
            person__marketplace_id=person.marketplace_id, person__is_active=True, role="operator"
        ).exclude(person=person)
        if not others.exists():
            raise Refusal("last_operator")


def forget(ctx: Context, person: Person, *, key: str, why: str = "request") -> Plan:
    """Do it: first what he wrote, case by case, then the account. A repeat goes on where the first stopped.

    ctx       the program itself, or an operator with a second factor
    Returns   what went, and what stays
    Refuses   last_operator
    """
    may_be_forgotten(person)
    found = plan(person, ctx.now)
    for case_id, refs in found.goes.items():
        erasure.erase_content(ctx, EraseContent(case_id, refs, why), key=f"{key}:{case_id}")
        drafting.drop_all(case_id)
    for root, refs in found.orders.items():
        order_keeping.erase(ctx, root, refs, why, key=key)
    if found.standing:
        standings.erase(ctx, EraseTexts("buyer", person.pk, found.standing, why), key=key)
    for deal, refs in found.deals.items():
        own_streams.erase(ctx, deal_stream(deal), refs, why, key=f"{key}:{deal}")
    for stream, refs in found.desk.items():
        own_streams.erase(ctx, stream, refs, why, key=f"{key}:{stream}")
    with transaction.atomic():
        _drop(person)
    return found


def again_at(found: Plan, now: datetime) -> datetime | None:
    """When to look again at what could not go; None where nothing waits."""
    return now + _AGAIN if found.waits else None


def _own(case_id: str, person: Person) -> tuple[tuple[str, ...], int]:
    """(references that are his in a case in which he is the buyer; how many he shares with the other side)."""
    his = [one for one in erasure.left(case_id) if _is_his(one, person)]
    shared = sum(one.kind in _OF_BOTH for one in his)
    return tuple(one.ref for one in his if one.kind not in _OF_BOTH), shared


def _is_his(one: erasure.Content, person: Person) -> bool:
    if one.kind == "ContentErased":
        return False
    return one.room in OWN_ROOMS or (one.by["role"] == "buyer" and one.by["id"] == person.pk)


def kept(case_id: str, now: datetime) -> tuple[str, datetime | None] | None:
    """Why nothing of a case can go now, and until when; None where it can."""
    case = reader.case(case_id)
    if case.held or reader.order(case.root).held:
        return "hold", None
    if not case.closed:
        return "open", None
    free = reckoning.free_from(
        retention.rule_of(case.marketplace, case.currency), clock.from_milliseconds(retired.closed_at(case_id))
    )
    return ("law", free) if free > now else None


def _own_appeals(person: Person) -> tuple[str, ...]:
    """His own words in appeals against sanctions that are over."""
    stream = stream_of(person.marketplace_id, "buyer", person.pk)
    state = reader.state(stream, stream)
    if state is None:
        return ()
    said = [row.appeal.grounds for row in state.sanctions if row.appeal and not row.open]
    return tuple(one["ref"] for one in said if one and one["ref"] not in state.erased)


def account_of(person: Person) -> dict[str, int]:
    """How much is kept beside the record by which he signs in, is reached, or works; names as in `Plan.account`."""
    counted: Counter[str] = Counter()
    for name, rows in _rows(person):
        counted[name] += rows.count()
    counted["notices"] = own_data.count_notices(person.marketplace_id, person.pk)
    return dict(counted)


def _rows(person: Person) -> Iterable[tuple[str, object]]:
    """Everything kept beside the record by which he signs in, is reached, or works."""
    addresses = [person.email, *EmailAddress.objects.filter(user=person).values_list("email", flat=True)]
    letters = Q(pk__in=[])
    for address in {one for one in addresses if one}:
        letters |= Q(recipient__iexact=address, marketplace__in=("", person.marketplace_id))
    return (
        ("sign_ins", UserSession.objects.filter(user=person)),
        ("sign_ins", SocialAccount.objects.filter(user=person)),
        ("factors", Authenticator.objects.filter(user=person)),
        ("addresses", EmailAddress.objects.filter(user=person)),
        ("tokens", ApiToken.objects.filter(person=person)),
        ("links", CaseLink.objects.filter(person=person)),
        ("calendars", CalendarAddress.objects.filter(person=person)),
        ("drafts", DecisionDraft.objects.filter(person=person)),
        ("letters", SentMail.objects.filter(letters)),
        ("roles", NeutralConflict.objects.filter(person=person)),
        ("roles", Membership.objects.filter(person=person)),
    )


def _drop(person: Person) -> None:
    """The account without anything that names somebody; its id stays, since the record bears it."""
    if person.memberships.filter(role="neutral").exists():
        neutral_profiles.remember(person)  # so that his open cases are found and handed on
    sign_ins.end_all(person)
    for _name, rows in _rows(person):
        rows.delete()
    Upload.objects.filter(actor=person.pk).update(expires_at=person.created_at)  # the worker sweeps what has run out
    own_data.drop_notices(person.marketplace_id, person.pk)
    registrations.leave(person.marketplace_id, person.pk)
    charges.leave(person.marketplace_id, person.pk)
    person.name = person.email = person.external_ref = person.timezone = ""
    person.address_bounced_at = person.address_reviewed_at = None
    person.is_active = False
    person.set_unusable_password()
    person.save()
