"""Parcels of an order as they were reported sent: what is in them, who carries them, under which number; and a slip mended.

A number that was mistyped stays on the record beside the one that took its place; days and clocks do not move.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from hejie.domain.kernel.frozen import changed
from hejie.domain.orders import stations


@dataclass(frozen=True, slots=True)
class Parcel:
    """One report that goods are on their way.

    id       p1, p2 …; lines: those in it; on: when it was sent, in the record's form
    carrier  who carries it, "" where nobody says; waybill: reference to its number, or None; mended: how often it was put right
    """

    id: str
    lines: tuple[int, ...]
    on: str
    carrier: str = ""
    waybill: Mapping | None = None
    mended: int = 0


class Order(Protocol):
    """An order as it stands (`orders.state.OrderState`)."""

    root: str
    external_id: str
    lines: tuple
    parcels: tuple[Parcel, ...]

    def reached(self, number: int, station: str) -> str:
        """When a line came so far, or ""."""


def sent(state: Order, entry: Mapping) -> Order:
    """The fold of `Shipped`: the lines have come so far, and there is a parcel more."""
    data = entry["data"]
    lines = data.get("lines") or [line.line for line in state.lines if not state.reached(line.line, "cancelled")]
    on = data.get("on") or entry["at"]
    parcel = Parcel(f"p{len(state.parcels) + 1}", tuple(lines), on, data.get("carrier", "") or "", data.get("waybill"))
    after = stations.station("shipped", "shipped")(state, entry)
    return changed(after, parcels=(*state.parcels, parcel))


def corrected(state: Order, entry: Mapping) -> Order:
    """The fold of `ParcelCorrected`."""
    data = entry["data"]

    def mended(one: Parcel) -> Parcel:
        if one.id != data["parcel"]:
            return one
        return replace(one, carrier=data["carrier"], waybill=data.get("waybill"), mended=one.mended + 1)

    return changed(state, parcels=tuple(mended(one) for one in state.parcels))
