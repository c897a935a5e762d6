"""What has become of an order's pieces by services of its cases: back with the shop, or kept at a smaller price."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from hejie.domain.escrow import accounts

_SUMS = frozenset({"reduction", "price_protection", "late"})
_CHEAPER = _SUMS - {"late"}
"""A sum for these is a smaller price; one for a delay is not, and stays the buyer's whatever he sends back."""
_CAME_BACK = frozenset({"stock", "written_off", "kept_apart"})
_GIVE_BACK = frozenset({"return", "authenticity", "cancellation", "interception"})


@dataclass(frozen=True, slots=True)
class Served:
    """What a case has paid back as a request for service.

    price      of it, what was the price of pieces (or a part of it), by line, in minor units; freight of the way there among it
    transfers, debts   how many there were in the order when the case was taken up again as a dispute; None where it was not
    """

    price: Mapping[int, int] = field(default_factory=dict)
    transfers: int | None = None
    debts: int | None = None


def is_back(kind: str, row: Mapping) -> bool:
    """Whether pieces that the shop was told of (`PiecesSettled`) were given back: paid back; or, where nothing was paid for them
    (a gift), back with the shop, or never sent."""
    if kind in _SUMS:
        return False
    return bool(row.get("minor")) or (kind in _GIVE_BACK and (row["goods"] in _CAME_BACK or kind == "cancellation"))


def settled(state: object, data: Mapping) -> dict:
    """What of it changes what later services of the same order come to (`OrderState.cheaper`, `taken`)."""
    cheaper = dict(state.cheaper)
    which = {row["line"]: row["prices"] for row in data.get("which", ())}
    mark = {"mark": data["mark"]} if data.get("mark") and len(data["pieces"]) == 1 else {}
    if data["kind"] in _CHEAPER:
        for row in data["pieces"]:
            if row.get("minor"):
                after = state.returned.get(row["line"], 0)
                change = {"quantity": row["quantity"], "minor": row["minor"], **({"after": after} if after else {})}
                change |= mark | ({"which": which[row["line"]]} if row["line"] in which else {})
                cheaper[row["line"]] = (*cheaper.get(row["line"], ()), change)
    for row in data["pieces"]:
        if row.get("dearer"):  # by an exchange; the shop's message names it once for all pieces of the line
            line, count = row["line"], sum(one["quantity"] for one in data["pieces"] if one["line"] == row["line"])
            change = {"quantity": count, "minor": -row["dearer"], "from": state.returned.get(line, 0)}
            change |= {"which": which[line]} if line in which else {}
            cheaper[line] = (*cheaper.get(line, ()), change)
    for line, prices in which.items():  # those that have come back count as the first from now on
        came = (
            0
            if data.get("released")
            else sum(one["quantity"] for one in data["pieces"] if one["line"] == line and is_back(data["kind"], one))
        )
        if came:
            change = {"back": prices[:came], "from": state.returned.get(line, 0)}
            cheaper[line] = (*cheaper.get(line, ()), change)
    served = {} if data.get("released") else {data["case"]: Served(_price(data))}
    return {"cheaper": cheaper, "taken": (*state.taken, *data.get("taken", ())), "served": {**state.served, **served}}


def _price(data: Mapping) -> dict[int, int]:
    """What of a settled request was the price of pieces; a sum for a delay is none, and of an exchange it is the difference."""
    price: dict[int, int] = {}
    for row in data["pieces"]:
        minor = max(-row.get("dearer", 0), 0) if data["kind"] == "exchange" else row.get("minor", 0)
        if minor and data["kind"] != "late":
            price[row["line"]] = price.get(row["line"], 0) + minor
    if data.get("on_top"):  # what was paid for a repair lies with the line, and was never the price of its pieces
        first = data["pieces"][0]["line"]
        price[first] = price.get(first, 0) + data["on_top"]
    return price


def again(state: object, case: str) -> Mapping[str, Served]:
    """`OrderState.served` after a case has frozen its lines: what a served one orders from now on, it orders as a dispute."""
    found = state.served.get(case)
    if found is None or found.transfers is not None:
        return state.served
    now = replace(found, transfers=len(state.custody.transfers), debts=len(state.custody.debts))
    return {**state.served, case: now}


def left(order: object, line: int) -> int | None:
    """What the pieces of a line that have not come back may still come to, freight of the way there among it, in minor units.

    All that was paid for it, less the price that requests have paid back, and less what else went back to the buyer: given outside
    of a request, by the shop's own system, by a dispute. Freight that the buyer laid out, goodwill and a sum for a delay are no
    price, and take nothing away. None where no money of the line is known.
    """
    hold = order.custody.hold(accounts.hold_id(order.root, line))
    if hold is None:
        return None
    back = hold.to_buyer + sum(_to_buyer(order, hold.id, ("pending", "released", "failed")))
    back += sum(
        minor for row in order.custody.debts if row.status != "voided" for one, minor in row.lines if one == line
    )
    ours = sum(_by_case(order, case, one, line) for case, one in order.served.items())
    price = sum(one.price.get(line, 0) for one in order.served.values())
    return max(hold.held - (back - ours) - price, 0)


def _by_case(order: object, case: str, served: Served, line: int) -> int:
    """What a case has ordered for the buyer of a line as a request for service."""
    hold = accounts.hold_id(order.root, line)
    rows = order.custody.transfers[: served.transfers]
    minor = sum(row.amount for row in rows if row.case == case and _goes_to_buyer(row, hold))
    for debt in order.custody.debts[: served.debts]:
        if debt.case == case and debt.status != "voided":
            lines = dict(debt.lines)
            paid_by_shop = debt.amount - sum(lines.values())  # it stands with the line already, as money of the shop's
            minor += lines.get(line, 0) + (paid_by_shop if line == min(lines, default=0) else 0)
    return minor


def _to_buyer(order: object, hold: str, statuses: Iterable[str]) -> Iterable[int]:
    return (row.amount for row in order.custody.transfers if row.status in statuses and _goes_to_buyer(row, hold))


def _goes_to_buyer(row: object, hold: str) -> bool:
    return row.hold == hold and row.status != "voided" and row.credit.startswith("buyer:")
