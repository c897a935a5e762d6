"""What follows outside from vouchers, promises, reviews and the end of a case: rows for the outbox. Pure."""

from collections.abc import Mapping

from hejie.domain.cases.effect import Effect
from hejie.domain.cases.world import World
from hejie.domain.escrow import vouchers
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
    kind, data = entry["kind"], entry["data"]
    if kind == "VoucherIssued":
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
    if kind == "ObligationSet" and data["what"] == "voucher":
        told = {"do": "hand_over", "case": world.case.id, "obligation": data["obligation"]}
        return [_effect("voucher", entry, data["obligation"], told)]
    if kind == "CaseClosed":
        return [_effect("follow_up", entry, "ask", {"case": world.case.id, "closed_at": entry["at"]})]
    if kind in _TOLD and entry["stream"].startswith("order:"):
        return [_effect("told_at_order", entry, kind, {"seq": entry["seq"]})]
    return []


def _effect(topic: str, entry: Mapping, target: str, payload: Mapping, due_ms: int = 0) -> Effect:
    return Effect(topic, entry["stream"], entry["seq"], target, payload, due_ms)
