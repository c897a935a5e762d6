"""After-sales policies: published by a platform's operator or a shop's people, and what they promise for an order.

A version counts for orders placed from its day on; earlier orders keep theirs. The law is a layer below all of them.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hejie.domain.entitlements.policies import promises, schema_org_in, schema_org_out
from hejie.domain.entitlements.policies.model import Policy
from hejie.domain.entitlements.policies.promises import Promised
from hejie.domain.entitlements.policies.returnable import Answer, returnable
from hejie.domain.entitlements.policies.schema_org import Loss
from hejie.domain.entitlements.policies.schema_org_in import Imported
from hejie.domain.entitlements.policies.written import plain
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.listings.clauses import Floor
from hejie.domain.wording import reviews
from hejie.record import reader
from hejie.record.context import Context
from hejie.rulebooks import return_policies as texts
from hejie.rulebooks import wordings
from hejie.rulebooks.strict import BadRulebook
from hejie.store import queries
from hejie.store import return_policies as kept
from hejie.store.models import Marketplace, ReturnPolicy, Seller
from hejie.usecases import market_floor, policy_law

AFFECTED_PAGE = 25
DEAL = "deal"  # in place of a policy's id, where a promise comes from the deal of an order
_ORDER_DATES = {"purchase_date": "ordered", "shipping_date": "shipped", "delivery_date": "delivered"}


@dataclass(frozen=True, slots=True)
class Affected:
    """An open case whose answer would be another one under a text; before: None where no policy counts for it now."""

    case: str
    reason: str
    before: Answer | None
    after: Answer


def owner(actor: Actor) -> str:
    """The shop whose policy somebody looks after; "" is the platform. Refuses not_found for all others."""
    if actor.role == "operator":
        return kept.PLATFORM
    if actor.role in ("seller", "agent") and actor.seller:
        return actor.seller
    raise Refusal("not_found")


def versions(ctx: Context) -> list[ReturnPolicy]:
    """The newest versions of one's own policy. Refuses not_found."""
    return kept.versions(ctx.actor.marketplace, owner(ctx.actor))


def version(ctx: Context, number: int) -> tuple[ReturnPolicy, Policy]:
    """One version of it with its text. Refuses not_found."""
    found = kept.version(ctx.actor.marketplace, owner(ctx.actor), number)
    if found is None:
        raise Refusal("not_found")
    return found, kept.text_of(found.digest)


def publish(ctx: Context, written: Mapping[str, Any]) -> ReturnPolicy:
    """Let a text be in force for orders from now on; older versions stay, and with them what they promised.

    written    the policy as an object (docs/policies.md)
    Refuses    not_found, second_factor_needed, policy_wrong, policy_below_law (fewer days for everybody than the law gives a
               consumer, with the article), policy_versions_many, review_bought
    """
    seller = owner(ctx.actor)
    if not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="settings")
    policy = understood(written)
    reviews.refuse(wordings.reviews(), *reviews.strings_of(written))
    policy_law.not_below(ctx.actor.marketplace, policy, today(ctx))
    return kept.publish(
        ctx.actor.marketplace, seller, policy, texts.text(policy), at=ctx.now, by=ctx.actor.id
    )  # fmt: skip


def understood(written: Mapping[str, Any]) -> Policy:
    """A policy from an object. Refuses policy_wrong, with where the mistake stands."""
    try:
        return texts.from_object(written)
    except BadRulebook as fault:
        raise Refusal("policy_wrong", where="", what=fault.what) from None


def read_in(text: str, id: str, name: str) -> Imported:
    """A policy from text: ours as YAML or JSON, or schema.org MerchantReturnPolicy.

    Refuses    policy_wrong (which line, and what), policy_property, policy_contradicts
    """
    document = _json(text)
    if _of_schema_org(document):
        found = schema_org_in.read(document, id, name)
        return Imported(understood(plain(found.policy)), found.warnings)
    try:
        return Imported(texts.parse(text), ())
    except BadRulebook as fault:
        where = f"{fault.line}: " if fault.line else ""
        raise Refusal("policy_wrong", where=where, what=fault.what) from None


def _json(text: str) -> Any:
    try:
        return json.loads(text) if len(text) <= texts.LONGEST_TEXT else None
    except (ValueError, RecursionError):
        return None


def _of_schema_org(document: Any) -> bool:
    first = document[0] if isinstance(document, list) and document else document
    return isinstance(first, dict) and ("@type" in first or "@graph" in first)


def schema_org(policy: Policy) -> tuple[dict | list, tuple[Loss, ...]]:
    """A policy as MerchantReturnPolicy, and what does not travel."""
    return schema_org_out.write(policy)


def affected(ctx: Context, policy: Policy, after: str = "") -> tuple[list[Affected], str, int]:
    """Open cases of this platform or shop whose answer would be another one, where to go on ("" at the end), how many were looked at.

    It reads one page of open cases at a time. Open cases keep what was promised to them; this says what the text means.
    """
    owner(ctx.actor)
    page = queries.cases(ctx.actor, state="open", sort="opened", after=after, limit=AFFECTED_PAGE)
    zone, found = _zone(ctx.actor.marketplace), []
    for row in page.rows:
        order = reader.order(row["root"])
        lines = reader.case(row["id"])
        if order is None or lines is None:
            continue
        facts = of_order(order, row["seller"], zone, line_numbers(lines)) | {"reason": row["reason"]}
        facts["as_of"] = _day(lines.opened_at, zone)
        facts = {name: value for name, value in facts.items() if value}
        before = kept.in_force(ctx.actor.marketplace, owner(ctx.actor), _moment(order.dates.get("ordered")))
        was, would = (returnable(before, facts) if before else None), returnable(policy, facts)
        if _told(was) != _told(would):
            found.append(Affected(row["id"], row["reason"], was, would))
    return found, page.after, len(page.rows)


def _told(answer: Answer | None) -> tuple:
    return () if answer is None else (answer.returnable, answer.last_day, answer.endless, answer.at_least_until)


def line_numbers(case: Any) -> tuple[int, ...]:
    """Lines of its order that a case is about."""
    return tuple(one["line"] for one in case.order["lines"])


def of_order(order: Any, seller: str, zone: ZoneInfo, lines: Iterable[int] = ()) -> dict[str, Any]:
    """What an order says in a policy's facts: its days at the platform's place, its shop, the kind of goods."""
    wanted = set(lines)
    kinds = {one.category for one in order.lines if one.category and (not wanted or one.line in wanted)}
    found: dict[str, Any] = {name: _day(order.dates.get(date_), zone) for name, date_ in _ORDER_DATES.items()}
    found |= {"seller": seller, "sales_channel": "online"}
    if len(kinds) == 1:
        found["category"] = kinds.pop()
    return {name: value for name, value in found.items() if value}


def promised(marketplace: str, seller: str, order: Any, lines: Iterable[int] = ()) -> list[Promised]:
    """What the platform and the shop had promised when an order was placed, as far as it is certain; the law stands below."""
    at = _moment(order.dates.get("ordered"))
    facts = of_order(order, seller, _zone(marketplace), lines)
    policies = [kept.in_force(marketplace, whose, at) for whose in dict.fromkeys((kept.PLATFORM, seller))]
    found = [promises.promised(one, facts) for one in policies if one is not None]
    found.append(_of_deal(seller, order, lines))
    return [one for one in found if one is not None]


def _of_deal(seller: str, order: Any, lines: Iterable[int]) -> Promised | None:
    """What the deal promises with which an order was placed; it binds the shop that made it, and is about its own lines."""
    if order.deal is None or not order.deal["promises"]:
        return None
    return Promised(tuple(order.deal["promises"]), None, order.deal["deal"], DEAL, order.deal["hash"])


def of_shop(market: str, shop: str, at: datetime | None = None) -> tuple[str, list[tuple[str, Policy]]]:
    """(name of the shop, [(whose: "" or the shop, policy)]) as anybody may read them now, or as they counted at a moment.

    Refuses    not_found
    """
    name = Seller.objects.filter(marketplace_id=market, id=shop).values_list("name", flat=True).first()
    if name is None:
        raise Refusal("not_found")
    found = ((whose, kept.in_force(market, whose, at)) for whose in (shop, kept.PLATFORM))
    return name or shop, [(whose, promises.shown_to_buyers(one)) for whose, one in found if one is not None]


def _zone(marketplace: str) -> ZoneInfo:
    name = Marketplace.objects.filter(pk=marketplace).values_list("timezone", flat=True).first()
    return ZoneInfo(name or "UTC")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str | None, zone: ZoneInfo) -> str:
    found = _moment(text)
    return found.astimezone(zone).date().isoformat() if found else ""


def try_case(policy: Policy, facts: Mapping[str, Any]) -> Answer:
    """What a text answers to the facts of a case. Refuses fact_unknown, fact_value, fact_date."""
    return returnable(policy, facts)


def today(ctx: Context) -> date:
    """The day it is at the platform's place."""
    return ctx.now.astimezone(_zone(ctx.actor.marketplace)).date()


def law_beside(ctx: Context, policy: Policy, category: str = "") -> tuple[list[policy_law.Note], Floor | None]:
    """(where the law gives more than a text, the least that it gives for goods of a category)."""
    market = ctx.actor.marketplace
    least = market_floor.of(market, market_floor.currency_of(market), today(ctx), category)[1]
    return policy_law.notes(market, policy, today(ctx)), least


def before(ctx: Context, number: int) -> Policy | None:
    """The text of the version before one; None for the first. Refuses not_found."""
    return version(ctx, number - 1)[1] if number > 1 else None


def published(market: str, shop: str, now: datetime) -> tuple[list[dict], Floor | None]:
    """(policies of a shop and its platform as MerchantReturnPolicy objects, the law's floor) for a page that programs read."""
    _name, found = of_shop(market, shop)
    documents: list[dict] = []
    for _whose, policy in found:
        if policy.windows:
            document, _losses = schema_org_out.write(policy)
            documents += document if isinstance(document, list) else [document]
    day = now.astimezone(_zone(market)).date()
    return documents, market_floor.of(market, market_floor.currency_of(market), day)[1]
