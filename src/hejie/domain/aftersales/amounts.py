"""What some pieces of an order come to, to the minor unit: prices, tax in them, freight, what is added or taken off.

However many returns there are on one payment, and whatever their order, all pieces of a line together come to its price.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hejie.domain.aftersales import alike
from hejie.domain.kernel.money import Money, allocate

ADJUSTMENTS = (
    "restocking", "use", "damage", "missing", "label", "lost_free_shipping", "gift_kept", "credit", "difference", "freight",
)  # fmt: skip
"""Why something is added to a refund or taken off it. `label`: a label of the seller's, where the buyer bears the way back;
`freight`: what the buyer paid for the way back, where the seller bears it; `difference`: between two articles."""


@dataclass(frozen=True, slots=True)
class Share:
    """What some pieces of one line come to.

    minor    their part of the price; tax: of it, where the shop told it; freight: their part of the freight of the way there
    before   what of their price (and freight) the buyer has had back already, outside of any request; it is not in `minor`
    each     what each of them cost, where the pieces of the line do not all cost the same; else nothing
    """

    line: int
    quantity: int
    minor: int
    tax: int | None = None
    freight: int = 0
    before: int = 0
    each: tuple[int, ...] = ()


def share(
    line: Mapping,
    quantity: int,
    before: int = 0,
    *,
    freight: bool = False,
    left: int | None = None,
    which: Sequence[int] = (),
) -> Share:
    """What `quantity` pieces of an order line come to, after `before` others of it were paid back.

    line     as a case copies it (`orders.state.OrderState.snapshot`); without a price what was paid stands for it
    freight  with their part of what was paid for the way there
    left     most that the pieces still there may come to (`orders.back.left`); None: all that they cost
    which    which of several alike, by what each cost (`alike.chosen`); the dearest, where nobody says
    """
    goods, way_there = paid_for(line)
    tax = line.get("tax")
    each = alike.chosen(line, goods, before, quantity, which)
    plain = alike.part(goods, line["quantity"], before, quantity)
    minor = plain if each is None else sum(each)
    way = alike.part(way_there, line["quantity"], before, quantity) if freight else 0
    there = minor + way if left is None else min(minor + way, left)
    gone = minor + way - there
    kept = min(minor, there)
    return Share(
        line["line"],
        quantity,
        kept,
        None if tax is None else _tax_in(alike.part(tax, line["quantity"], before, quantity), kept, plain),
        there - kept,
        gone,
        each or () if alike.differ(line, goods, before) else (),
    )


def _tax_in(tax: int, kept: int, plain: int) -> int:
    """The tax in what is paid back of a price: less where the price was reduced since or a part came back before, and never above it."""
    return min(tax if kept >= plain else tax * kept // plain, kept)


def paid_for(line: Mapping) -> tuple[int, int]:
    """What the buyer has paid for the goods of a line and for their way to him: a discount came off the goods, so no piece
    pays back more than it cost. Prices stand for it where no payment is known."""
    price, freight = line["price"], line["freight"] or 0
    paid = line.get("paid", 0)
    if price is None:
        return max(paid - freight, 0), freight
    if paid <= 0:
        return price, freight
    goods = min(price, max(paid - freight, 0))
    return goods, min(freight, paid - goods)


def reckon(shares: Sequence[Share], adjust: Iterable[Mapping], currency: str) -> dict:
    """A refund with all that it is made of, as an entry holds it; never below zero.

    adjust   {"what": one of ADJUSTMENTS, "minor": with its sign, …}
    Returns  {"pieces": [{"line", "quantity", "minor", "freight"?, "tax"?, "before"?, "each"?}], "adjust": […], "minor", "currency"};
             `before`: what of their price had come back before, outside of a request, and is not in `minor`
    """
    rows = []
    for one in shares:
        row = {"line": one.line, "quantity": one.quantity, "minor": one.minor}
        if one.freight:
            row["freight"] = one.freight
        if one.tax is not None:
            row["tax"] = one.tax
        if one.before:
            row["before"] = one.before
        if one.each:
            row["each"] = list(one.each)
        rows.append(row)
    kept = [dict(one) for one in adjust if one["minor"]]
    total = sum(one.minor + one.freight for one in shares) + sum(one["minor"] for one in kept)
    return {"pieces": rows, "adjust": kept, "minor": max(total, 0), "currency": currency}


def by_line(reckoned: Mapping, lines: Sequence[int]) -> dict[int, int]:
    """How much of a refund stands for each line, in minor units; the parts sum to the whole.

    lines   over which a sum is spread that is the price of no pieces
    """
    rows = reckoned["pieces"] or [{"line": line, "minor": 0} for line in lines]
    weights = [row["minor"] + row.get("freight", 0) for row in rows]
    parts = allocate(Money(reckoned["minor"], reckoned["currency"]), weights) if rows else ()
    found: dict[int, int] = {}
    for row, part in zip(rows, parts, strict=True):
        found[row["line"]] = found.get(row["line"], 0) + part.minor
    return found


def promotions(
    order: Mapping, back: Mapping[int, int], currency: str, *, changed_mind: bool = True, taken: Sequence[Mapping] = ()
) -> list[dict]:
    """What a buyer who changed his mind has had only because he bought more: free shipping, gifts that he keeps.

    order    the order as a case copies it, whole (`lines` all of it): `offer` {"free_from", "freight"} is the shop's promise of
             free shipping; a line that was a gift names the line that it came with (`gift_for`) and its worth
    back     pieces that come back, by line, those of earlier returns among them
    taken    what earlier returns were charged so: nothing is charged twice, and a gift that comes back after all is paid back
    """
    charged = {(one["what"], one.get("line")) for one in taken if one["minor"] < 0}
    paid_back = {one.get("line") for one in taken if one["minor"] > 0}
    found = []
    if changed_mind and ("lost_free_shipping", None) not in charged:
        found += _lost_free_shipping(order, back)
    bought = {line["line"]: line["quantity"] for line in order["lines"]}
    for line in order["lines"]:
        number, owner, worth = line["line"], line.get("gift_for"), line.get("worth")
        if not owner or not worth:
            continue
        if ("gift_kept", number) in charged:
            if back.get(number) and number not in paid_back:
                found.append({"what": "gift_kept", "minor": worth, "line": number})
        elif changed_mind and not back.get(number) and back.get(owner) == bought.get(owner):
            found.append({"what": "gift_kept", "minor": -worth, "line": number})
    return found


def _lost_free_shipping(order: Mapping, back: Mapping[int, int]) -> list[dict]:
    offer = order.get("offer") or {}
    kept = sum(
        (line["price"] or 0) - alike.part(line["price"] or 0, line["quantity"], 0, back.get(line["line"], 0))
        for line in order["lines"]
    )
    whole = sum(line["price"] or 0 for line in order["lines"])
    lost = offer and kept and whole >= offer["free_from"] > kept
    return [{"what": "lost_free_shipping", "minor": -offer["freight"]}] if lost else []


def taken_off(reckoned: Mapping | None) -> list[dict]:
    """What of a refund `promotions` has put there, as later returns of the same order must know it."""
    rows = (reckoned or {}).get("adjust", ())
    return [dict(one) for one in rows if one["what"] in ("lost_free_shipping", "gift_kept")]
