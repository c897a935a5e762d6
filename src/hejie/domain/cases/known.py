"""What is known of a case in facts of the contract `entitle`, and who said so: its file, the claim, the parties, a ruling.

What one side tells and the other does not contradict, counts. What both tell differently is disputed: for the law it is
unknown, until a neutral has found it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hejie.domain.aftersales import alike
from hejie.domain.cases import access
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.state import SIDES, CaseState
from hejie.domain.cases.telling import TellFacts
from hejie.domain.cases.world import World
from hejie.domain.entitlements import facts as law_facts
from hejie.domain.entitlements.facts import Schema
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.refusal import Refusal

if TYPE_CHECKING:
    from hejie.domain.cases.entitled import Law

USUAL = {"buyer": "consumer", "seller": "business", "channel": "online"}
"""How people buy on a marketplace as a rule; it counts until somebody says otherwise, and is shown as such."""
_DATES = ("ordered", "ship_by", "deliver_by", "shipped", "delivered", "confirmed")
OF_FILE = frozenset({"as_of", "price", "shipping_paid", "refunded", "platform.self_operated", "payment"}) | frozenset(
    f"dates.{name}" for name in (*_DATES, "paid")
)
"""What the file knows itself, so that no party tells it."""
_PLATFORM = "platform"
_PROMISES = "seller_conduct.promises"
_PROVED = {"proved": "proved", "undisputed": "proved", "follows": "proved"} | dict.fromkeys(
    ("not_proved", "follows_not"), "not_proved"
)
_FAR = datetime(2199, 12, 31, tzinfo=UTC)
_DENIED = "claim"  # in a table of points: the claim is not as it says


@dataclass(frozen=True, slots=True)
class Known:
    """Facts by dotted path, who said each (usual, market, order, claim, listing, buyer, seller, both, found), and what is disputed."""

    facts: Mapping[str, object]
    sources: Mapping[str, str]
    disputed: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


def gather(world: World, law: Law, found: Iterable[Mapping] = (), *, of_parties: bool = True) -> Known:
    """All that is known now. found: findings of fact beside those of the ruling; of_parties: with what the sides told."""
    case = world.case
    told: dict[str, object] = dict(USUAL)
    sources: dict[str, str] = dict.fromkeys(USUAL, "usual")

    def add(values: Mapping[str, object], source: str) -> None:
        told.update(values)
        sources.update(dict.fromkeys(values, source))

    place = _place(case) or law.jurisdiction(case.currency)
    if place:
        told["jurisdiction"], sources["jurisdiction"] = place, "market"
    add(_of_claim(case), "claim")
    disputed: dict[str, dict[str, object]] = {}
    if of_parties and (case.facts or case.told):
        both = _of_parties(case, law.schema)
        for path, by in both.items():
            if len(by) == 1:
                (side, value), *_rest = by.items()
                add({path: value}, side)
        disputed = {path: by for path, by in both.items() if len(by) == 2 and by["buyer"] != by["seller"]}
        for path, by in both.items():
            if len(by) == 2:
                add({path: by["buyer"]}, "both")
        for path in disputed:
            del told[path], sources[path]
    add(_of_order(world, law), "order")
    listed = {one for policy in case.promised for one in policy["promises"]}
    if listed:
        said = told.get(_PROMISES) or ()
        add({_PROMISES: sorted(listed.union(said))}, "listing")  # type: ignore[call-overload]
    settled = _of_findings(world, law, found)
    if settled:
        if _DENIED in settled:
            settled.pop(_DENIED)
            settled["problem"] = ["none"]
        add(settled, "found")
    if disputed:
        disputed = {path: by for path, by in disputed.items() if path not in told}
    return Known(told, sources, disputed)


def _place(case: CaseState) -> str:
    """The marketplace's jurisdiction as it was when the case opened; a case keeps to it, whatever is chosen later."""
    last = case.entitled
    return last["facts"]["jurisdiction"] if last and last["from"].get("jurisdiction") == "market" else ""


def _of_claim(case: CaseState) -> dict[str, object]:
    """What the claim says: its problem, and on which day it was made."""
    # What the law gives the buyer hangs on why he asked, whoever claims by now.
    reason = case.told_reason or case.reason
    return {"problem": [reason], day_of(reason): case.opened_at}


def day_of(reason: str) -> str:
    """The fact that says when a claim was made: going back without a reason is one's own word, all else is complained of."""
    return "dates.withdrawn" if reason == "none" else "dates.claimed"


def _of_order(world: World, law: Law) -> dict[str, object]:
    """What the order says: money, days, the kind of goods, who sold them."""
    case, order = world.case, world.order
    lines = case.order["lines"]
    dates = order.dates if order is not None else case.order["dates"]
    found: dict[str, object] = {f"dates.{name}": dates[name] for name in _DATES if dates.get(name)}
    paid = dates.get("paid") or dates.get("approved")
    if paid:
        found["dates.paid"] = paid
    found |= {name: {"minor": minor, "currency": case.currency} for name, minor in _money(world).items()}
    if case.category and case.category.split(".")[0] in law.categories:
        found["category"] = case.category
    if case.seller == _PLATFORM:
        found["platform.self_operated"] = True
    if all(line.get("private") for line in lines):
        found["seller"] = "private"
    if any(line["hold"] for line in lines):
        found["payment"] = "escrow"
    return found


def _money(world: World) -> dict[str, int]:
    """Price, freight and what had gone back before, in minor units: of the pieces that a request is about, else of whole lines."""
    case, order = world.case, world.order
    lines = case.order["lines"]
    field = "paid" if None in [line["price"] for line in lines] else "price"
    price = freight = earlier = 0
    for line in lines:
        piece = case.service.piece(line["line"]) if case.service else None
        count, whole = piece.quantity if piece else line["quantity"], line["quantity"]
        if count >= whole:
            price, freight = price + line[field], freight + (line["freight"] or 0)
            continue
        before = min(order.returned.get(line["line"], 0), whole - count) if order else 0
        each = alike.chosen(line, line[field], before, count, piece.which)
        price += alike.part(line[field], whole, before, count) if each is None else sum(each)
        freight += alike.part(line["freight"] or 0, whole, before, count)
        # What had gone back for the line's other pieces, or as a reduction that each price shows already, is not of these.
        earlier += alike.part(line["paid"], whole, 0, before) + line[field] - sum(alike.prices(line, line[field]))
    found = {"price": price} if price else {}
    if price and None not in [line["freight"] for line in lines]:
        found["shipping_paid"] = freight
    held = sum(line["paid"] for line in lines)
    if held:  # what of it had gone back before the case opened, or was taken up again
        found["refunded"] = max(held - case.paid_minor - earlier, 0)
    return found


def _of_parties(case: CaseState, schema: Schema) -> dict[str, dict[str, object]]:
    """What each side has told, by path and side; what no law asks for, or cannot be read, is left out."""
    found: dict[str, dict[str, object]] = {}
    for side, told in ((case.told_by, case.facts), *((one["side"], one["facts"]) for one in case.told)):
        for path, value in flat(told, schema):
            if path in OF_FILE:
                continue
            if value is None:
                found.get(path, {}).pop(side, None)
            elif _readable(path, value, schema):
                found.setdefault(path, {})[side] = value
    return {path: by for path, by in found.items() if by}


def _of_findings(world: World, law: Law, more: Iterable[Mapping]) -> dict[str, object]:
    """What has been found, in facts: by the ruling that stands, then by whoever asks."""
    table = law.points.get(world.procedure.burdens.id, {}) if world.procedure else {}
    ruling = world.case.ruling
    points = [*(ruling.data.get("points", ()) if ruling else ()), *more]
    found: dict[str, object] = {}
    for one in points:
        found |= table.get(one["point"], {}).get(_PROVED.get(one["finding"], ""), {})
    return found


def told_by(case: CaseState, side: str, schema: Schema) -> dict[str, object]:
    """What one side has told and not taken back, by dotted path."""
    return {path: by[side] for path, by in _of_parties(case, schema).items() if side in by}


def flat(told: Mapping, schema: Schema) -> Iterable[tuple[str, object]]:
    """Facts by dotted path, from an object of the contract or from such paths; what is no fact is left out."""
    for key, value in told.items():
        if key in schema.facts:
            yield key, value
        elif key in schema.groups and isinstance(value, Mapping):
            yield from ((f"{key}.{name}", one) for name, one in value.items() if f"{key}.{name}" in schema.facts)


def nested(by_path: Mapping[str, object]) -> dict:
    """Facts as one object of the contract."""
    found: dict = {}
    for path, value in by_path.items():
        group, _dot, name = path.partition(".")
        if name:
            found.setdefault(group, {})[name] = value
        else:
            found[group] = value
    return found


def _readable(path: str, value: object, schema: Schema) -> bool:
    try:
        law_facts.read(nested({path: value}), schema, "UTC", _FAR)
    except Refusal:
        return False
    return True


def tell(world: World, command: TellFacts, *, by: Actor, now: datetime, schema: Schema) -> tuple[Event, ...]:
    """A party tells facts for which the law asks; the same told otherwise later takes the place of it, null takes it back.

    Refuses   fact_of_file (the file knows it), facts_not_object (there is none), not_allowed_now (for others than the
              sides), and what a fact is refused with: fact_unknown, fact_value, fact_date, fact_money, fact_out_of_range
    """
    case = world.case
    side = access.side_of(by, case)
    if side not in SIDES:
        raise Refusal("not_allowed_now", act="facts", stage=case.stage)
    law_facts.read(command.facts, schema, "UTC", now)
    told = dict(flat(command.facts, schema))
    if not told:
        raise Refusal("facts_not_object")
    for path in told:
        if path in OF_FILE:
            raise Refusal("fact_of_file", fact=path)
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    draft.add("FactsTold", side=side, facts=told)
    return draft.events()
