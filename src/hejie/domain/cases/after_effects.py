"""What follows outside from vouchers, promises, reviews and the end of a case: rows for the outbox. Pure."""

from collections.abc import Mapping

from hejie.domain.cases import credit
from hejie.domain.cases.effect import Effect
from hejie.domain.cases.world import World
from hejie.domain.escrow import accounts, points, vouchers
from hejie.domain.escrow.points_commands import buyer_of
from hejie.domain.kernel import clock
from hejie.domain.orders import holding

_CARRIED_AFTER_MS = 5_000  # whoever uses a voucher brings its money on himself; this is for when he was killed before
_TOLD = (
    "ReviewWritten",
    "ReviewReplied",
    "ReviewHidden",
    "ReviewShown",
    "PromiseMade",
    "PromiseKept",
    "PromiseBroken",
    *holding.KINDS,
)


def of(world: World, entry: Mapping) -> list[Effect]:
    """Effects of one entry."""
    seller = _deposit_of(world, entry)
    seen = [_effect("deposit", entry, seller, {"seller": seller})] if seller else []
    return seen + _freed(world, entry) + _of(world, entry)


# After these a voucher or points that a shop has promised in the case may not be owed any more.
_PROMISED_NO_MORE = frozenset(
    {
        "AgreementReached",
        "AgreementLapsed",
        "ObligationKept",
        "ObligationBroken",
        "ObligationExcused",
        "PerformanceDisputed",
        "RulingMade",
        "RulingFinal",
        "CaseReopened",
        "CaseClosed",
    }
)


def _freed(world: World, entry: Mapping) -> list[Effect]:
    """What was set aside for an agreement is looked at again where something of it may be over."""
    case = world.case
    if entry["kind"] not in _PROMISED_NO_MORE or case is None or entry["stream"] != f"case:{case.id}":
        return []
    if not any(credit.given(offer.package) for offer in case.offers):
        return []
    return [_effect("voucher", entry, "free", {"do": "free", "case": case.id})]


def _deposit_of(world: World, entry: Mapping) -> str:
    """The shop whose deposit, or debt to the guarantee fund, an entry moves, or of which something else is asked now; "" for none."""
    kind, data = entry["kind"], entry["data"]
    if kind in ("ShopDeclared", "VettingRevised"):
        return world.standing.of
    if not entry["stream"].startswith("purse:"):
        return ""
    owner = entry["stream"].rpartition(":")[2]
    if kind in ("Drawn", "Repaid"):
        return "" if data["seller"] == vouchers.PLATFORM else data["seller"]
    own = owner not in (accounts.FUND, vouchers.PLATFORM) and not owner.startswith("points-")
    return owner if own and kind in ("Deposited", "VoucherIssued", "VoucherEnded", "PointsGiven") else ""


def _of(world: World, entry: Mapping) -> list[Effect]:
    kind, data = entry["kind"], entry["data"]
    if kind in ("VoucherIssued", "VoucherReturned"):
        times = vouchers.looked_at(data["until"], entry["at"])
        looks = [("look", number, clock.milliseconds(at)) for number, at in enumerate(times, start=1)]
        rows = [("issued", 0, 0), *looks]
        return [
            _effect("voucher", entry, f"{do}{number}", {"do": do, "voucher": data["voucher"]}, due)
            for do, number, due in rows
        ]
    if kind == "VoucherUsed":
        due = clock.milliseconds(clock.parse(entry["at"])) + _CARRIED_AFTER_MS
        told = {"do": "carry", "voucher": data["voucher"], "use": data["use"]}
        return [_effect("voucher", entry, data["use"], told, due)]
    if kind in _POINTS:
        return [
            _effect("points", entry, f"{told['do']}{number}", told, due)
            for number, (told, due) in enumerate(_POINTS[kind](entry))
        ]
    if kind == "ObligationSet" and data["what"] in credit.FORMS:
        told = {"do": "hand_over", "case": world.case.id, "obligation": data["obligation"]}
        return [_effect(data["what"], entry, data["obligation"], told)]
    if kind == "CaseClosed":
        return [_effect("follow_up", entry, "ask", {"case": world.case.id, "closed_at": entry["at"]})]
    if kind == "ServiceStepTaken" and data["step"] == "pay":
        return [_effect("pay_in", entry, data["payment"], {"case": world.case.id, "payment": data["payment"]})]
    if kind in _TOLD and entry["stream"].startswith("order:"):
        return [_effect("told_at_order", entry, kind, {"seq": entry["seq"]})]
    return []


def _looks(entry: Mapping) -> list[tuple[dict, int]]:
    """When lots have to be looked at that came in or came back."""
    data = entry["data"]
    lots = [row["lot"] for row in data["parts"]] if "parts" in data else [data["lot"]]
    until = data.get("until") or entry["at"]  # what comes back as it was may have ended meanwhile
    times = points.looked_at(until, entry["at"])
    told = {"do": "lot", "buyer": buyer_of(entry["stream"].rpartition(":")[2])}
    return [(told | {"lot": lot}, clock.milliseconds(at)) for lot in lots for at in times]


def _of_use(entry: Mapping) -> list[tuple[dict, int]]:
    """Points that are kept are let go when their time is over; what is spent is brought on where whoever spent it was killed."""
    data, buyer = entry["data"], buyer_of(entry["stream"].rpartition(":")[2])
    if entry["kind"] == "PointsReserved":
        return [({"do": "use", "buyer": buyer, "use": data["use"]}, clock.milliseconds(clock.parse(data["until"])))]
    due = clock.milliseconds(clock.parse(entry["at"])) + _CARRIED_AFTER_MS
    return [({"do": "carry", "buyer": buyer, "use": data["use"]}, due)]


_POINTS = {
    "PointsGiven": lambda entry: [({"do": "given", "gift": entry["data"]["gift"]}, 0)],
    "PointsReceived": _looks,
    "PointsReturned": _looks,
    "PointsReleased": _looks,
    "PointsReserved": _of_use,
    "PointsSpent": _of_use,
    "PointsEnded": lambda entry: [
        ({"do": "home", "lot": entry["data"]["lot"], "end": entry["seq"], "minor": entry["data"]["minor"]}, 0)
    ],
}
"""By entry: what the outbox is to do about points, and when."""


def _effect(topic: str, entry: Mapping, target: str, payload: Mapping, due_ms: int = 0) -> Effect:
    return Effect(topic, entry["stream"], entry["seq"], target, payload, due_ms)
