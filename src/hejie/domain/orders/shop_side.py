"""What a shop's own system has told of an order that it keeps itself: the fold of its messages.

The shop's system goes on living beside ours: it takes payments, sends parcels and pays back. What it has told stands in
`ShopTold` entries; each says the whole of one message, and a message that says nothing new leaves none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hejie.domain.kernel.frozen import changed

SHOP, CUSTODY = "shop", "custody"
"""Who has the money that the buyer paid: the shop itself, or we (where whoever sends the order says so)."""


@dataclass(frozen=True)
class ShopSide:
    """What is known of the order in the shop's system.

    system    woocommerce, shopify or medusa; held: SHOP or CUSTODY
    told      moment of the newest message about each of its objects ("order:727", "refund:726")
    digests   fingerprints of all messages that were taken in
    lines     our line by the shop's id for it
    payments  single payments by the shop's ids of them, in minor units
    parcels   the shop's ids of parcels that it has sent; refunds: of refunds, with what of each stands on no line yet
    returns   (line, pieces) of each return by its id; refunded: pieces of each refund alike; counted: pieces by line that
              the order itself counts as come back
    """

    system: str
    held: str
    told: Mapping[str, str] = field(default_factory=dict)
    digests: frozenset[str] = frozenset()
    lines: Mapping[str, int] = field(default_factory=dict)
    payments: Mapping[str, int] = field(default_factory=dict)
    parcels: frozenset[str] = frozenset()
    refunds: Mapping[str, int] = field(default_factory=dict)
    returns: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    refunded: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    counted: Mapping[int, int] = field(default_factory=dict)

    def back(self) -> dict[int, int]:
        """Pieces by line that came back or were paid back in the shop. Ways that tell of the same pieces are not added up."""
        ways = [_sum(self.returns), _sum(self.refunded), self.counted]
        return {line: max(way.get(line, 0) for way in ways) for way in ways for line in way}


def _sum(rows: Mapping[str, Mapping[int, int]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for pieces in rows.values():
        for line, quantity in pieces.items():
            found[line] = found.get(line, 0) + quantity
    return found


def evolve(side: ShopSide | None, data: Mapping) -> ShopSide:
    """The shop's side after one more of its messages."""
    side = side or ShopSide(data["system"], data["held"])
    about = f"{data['about']}:{data['ref']}"
    rows = data.get("refunds", ())
    return changed(
        side,
        told={**side.told, about: max(side.told.get(about, ""), data["at"])},
        digests=side.digests | {data["digest"]},
        lines={**side.lines, **data.get("lines", {})},
        payments={**side.payments, **data.get("payments", {})},
        parcels=side.parcels | frozenset(data.get("parcels", ())),
        refunds={**side.refunds, **{row["ref"]: row["open"] for row in rows}},
        returns={**side.returns, **{row["ref"]: _pieces(row["pieces"]) for row in data.get("returns", ())}},
        refunded={**side.refunded, **{row["ref"]: _pieces(row["pieces"]) for row in rows if row.get("pieces")}},
        counted={**side.counted, **_pieces(data.get("counted", ()))},
    )


def told(state: object, entry: Mapping) -> object:
    """The order after a shop's message: the larger count of pieces holds, since it may tell of what was done here."""
    data = entry["data"]
    side = evolve(state.shop, data)
    returned = {**state.returned, **{line: max(state.returned.get(line, 0), n) for line, n in side.back().items()}}
    minor = sum(row["amount"] for row in data.get("paid", ()))
    state = changed(state, shop=side, returned=returned)
    if not minor:
        return state
    status = "paid" if state.status in ("placed", "unpaid") else state.status
    return changed(state, paid_minor=state.paid_minor + minor, status=status, dates={"paid": data["at"], **state.dates})


def _pieces(rows: object) -> dict[int, int]:
    return {row["line"]: row["quantity"] for row in rows}
