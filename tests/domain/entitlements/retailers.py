"""Policies of real retailers as objects of ours, and their probes."""

import json
from typing import Any

from tests.support.rules import real_data

FOLDER = real_data("external/retailer_policies")
ROWS = [json.loads(line) for line in (FOLDER / "policies.jsonl").read_text(encoding="utf-8").splitlines()]
OWN_FACTS = {"ebay": {"card_or_bullion": "flag"}}


def written(row: dict[str, Any]) -> dict[str, Any]:
    """A retailer's policy as it is entered: his parts under our keys."""
    same = ("id", "combine", "windows", "modifiers", "exclusions", "other", "history", "sources", "as_of")
    found = {name: row[name] for name in same if row.get(name)} | {"name": row["retailer"], "country": row["country"]}
    charges = [_charge(number, one) for number, one in enumerate(row["fees"], 1)]
    return (
        found
        | ({"charges": charges} if charges else {})
        | ({"facts": OWN_FACTS[row["id"]]} if row["id"] in OWN_FACTS else {})
    )


def _charge(number: int, one: dict[str, str]) -> dict[str, Any]:
    found = {"id": f"fee{number}", **{name: one[name] for name in ("what", "rule", "grade") if name in one}}
    if "amount" in one:
        found["amount"] = {"value": one["amount"], "currency": one["currency"]}
    return found


def told(answer: Any) -> dict[str, Any]:
    """An answer in the words of the probes."""
    return {
        "returnable": "unknown" if answer.returnable is None else answer.returnable,
        "last_day": answer.last_day and answer.last_day.isoformat(),
        "at_least_until": answer.at_least_until and answer.at_least_until.isoformat(),
        "window": answer.window,
        "why": answer.why,
        "missing": list(answer.missing),
        "modifiers": list(answer.modifiers),
    }
