"""What has become of an order's pieces by services of its cases: back with the shop, or kept at a smaller price."""

from collections.abc import Mapping

_SUMS = frozenset({"reduction", "price_protection", "late"})
_CHEAPER = _SUMS - {"late"}
"""A sum for these is a smaller price; one for a delay is not, and stays the buyer's whatever he sends back."""
_CAME_BACK = frozenset({"stock", "written_off", "kept_apart"})
_GIVE_BACK = frozenset({"return", "authenticity", "cancellation", "interception"})


def is_back(kind: str, row: Mapping) -> bool:
    """Whether pieces that the shop was told of (`PiecesSettled`) were given back: paid back; or, where nothing was paid for them
    (a gift), back with the shop, or never sent."""
    if kind in _SUMS:
        return False
    return bool(row.get("minor")) or (kind in _GIVE_BACK and (row["goods"] in _CAME_BACK or kind == "cancellation"))


def settled(state: object, data: Mapping) -> dict:
    """What of it changes what later services of the same order come to (`OrderState.cheaper`, `taken`)."""
    cheaper = dict(state.cheaper)
    if data["kind"] in _CHEAPER:
        for row in data["pieces"]:
            if row.get("minor"):
                after = state.returned.get(row["line"], 0)
                change = {"quantity": row["quantity"], "minor": row["minor"], **({"after": after} if after else {})}
                cheaper[row["line"]] = (*cheaper.get(row["line"], ()), change)
    for row in data["pieces"]:
        if row.get("dearer"):  # by an exchange; the shop's message names it once for all pieces of the line
            line, count = row["line"], sum(one["quantity"] for one in data["pieces"] if one["line"] == row["line"])
            change = {"quantity": count, "minor": -row["dearer"], "from": state.returned.get(line, 0)}
            cheaper[line] = (*cheaper.get(line, ()), change)
    return {"cheaper": cheaper, "taken": (*state.taken, *data.get("taken", ()))}
