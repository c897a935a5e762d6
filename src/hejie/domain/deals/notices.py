"""Who hears of what happens to a deal."""

# Of several entries of one act each side hears of the first named here.
_WEIGHT = ("DealAgreed", "DealBound", "DealEnded", "DealProposed", "DealAmended", "DealConfirmed", "DeadlineReminded")
_BOTH = ("buyer", "seller")


def heard(entries: list[dict]) -> list[tuple[str, dict]]:
    """(side, entry): the other side hears of what one side does; both, that the deal stands, has got its order, or has lapsed."""
    weightiest: dict[str, dict] = {}
    for entry in (one for one in entries if one["kind"] in _WEIGHT):
        for side in _to(entry):
            known = weightiest.setdefault(side, entry)
            if _WEIGHT.index(entry["kind"]) < _WEIGHT.index(known["kind"]):
                weightiest[side] = entry
    return list(weightiest.items())


def _to(entry: dict) -> tuple[str, ...]:
    data = entry["data"]
    if entry["kind"] == "DeadlineReminded":
        return (data["who"],)
    if entry["kind"] in ("DealAgreed", "DealBound") or data["side"] == "system":
        return _BOTH
    return tuple(side for side in _BOTH if side != data["side"])
