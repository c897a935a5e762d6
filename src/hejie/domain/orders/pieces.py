"""What becomes of pieces of an order when a request for service about them is settled: paid back, exchanged, repaired."""

from collections.abc import Mapping

from hejie.domain.orders import back


def settled(order: object, data: Mapping, at: str) -> dict:
    """The fields of an order's state that a `PiecesSettled` changes: `returned`, `repaired`, `longer`, `cheaper`, `taken`.

    A message that only tells where goods went that were kept apart (`released`) counts as no repair.
    """
    returned, repaired = dict(order.returned), dict(order.repaired)
    mended = data.get("repairs", 1) if data["kind"] == "repair" and not data.get("released") else 0
    for row in data["pieces"]:
        line = row["line"]
        if not data.get("released") and back.is_back(data["kind"], row):
            returned[line] = returned.get(line, 0) + row["quantity"]
        if mended:
            repaired[line] = repaired.get(line, 0) + mended
    found: dict = {"returned": returned, "repaired": repaired}
    found |= back.settled(order, data)
    if told := data.get("guarantee"):
        longer = ({"line": line, "at": at, **told} for line in dict.fromkeys(row["line"] for row in data["pieces"]))
        found["longer"] = (*order.longer, *longer)
    return found
