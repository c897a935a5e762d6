"""The least that the law gives a consumer who changes his mind about goods bought at a distance, out of the rules themselves.

Nothing is written down twice: the rules are asked about a parcel that came today, and what they answer is the floor.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from hejie.domain.entitlements import answer
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.listings.clauses import Floor
from hejie.rulebooks import law
from hejie.rulebooks.strict import BadRulebook
from hejie.usecases import entitling

_ASKED = {"buyer": "consumer", "seller": "business", "channel": "online", "problem": ["none"]}
_WHOLE = {
    "intact": True, "opened": False, "complete": True, "tags_on": True, "used_beyond_testing": False, "seal_broken": False,
    "activated": False, "installed": False,
}  # fmt: skip
_FRESH = ("perishable", "food.fresh")
LANGUAGES = ("en", "zh", "ru")


def floor(jurisdiction: str, day: date, category: str = "") -> Floor | None:
    """What a jurisdiction's rules give for goods of a category; None where they give nothing, or cannot be read."""
    return _floor(jurisdiction, day, category if category.split(".")[0] in _known() else "")


@cache
def _known() -> frozenset[str]:
    """First parts of the categories of which the law speaks; goods of all others are goods like any."""
    return frozenset(path.split(".")[0] for path in law.words()["category"]["values"]) | {
        one.split(".")[0] for one in _FRESH
    }


@lru_cache(maxsize=2048)
def _floor(jurisdiction: str, day: date, category: str) -> Floor | None:
    if not jurisdiction:
        return None
    try:
        week = [_on(jurisdiction, day + timedelta(days=more), category) for more in range(7)]
    except (Refusal, BadRulebook):
        return None
    found = [one for one in week if one is not None]
    return min(found, key=lambda one: one.days) if len(found) == len(week) else None


def _on(jurisdiction: str, day: date, category: str) -> Floor | None:
    """What is given for a parcel that came on one day; where the last day is a holiday, the law may give more."""
    asked: dict[str, Any] = {**_ASKED, "jurisdiction": jurisdiction, "condition": _WHOLE}
    asked["goods"] = ["perishable"] if category in _FRESH else ["physical"]
    if category.split(".")[0] in {path.split(".")[0] for path in law.words()["category"]["values"]}:
        asked["category"] = category
    on = day.isoformat()
    asked |= {"as_of": on, "dates": {"ordered": (day - timedelta(days=4)).isoformat(), "delivered": on}}
    finding = entitling.find(asked, now=datetime(2000, 1, 1, tzinfo=UTC))
    found = [answer.said(finding, entitling.words(), language, questions=()) for language in LANGUAGES]
    rows = [_withdrawal(one) for one in found]
    if rows[0] is None or rows[0]["certainty"] == "excluded" or not rows[0]["until"]:
        return None
    first = [row["because"][0] for row in rows]
    return Floor(
        days=(date.fromisoformat(rows[0]["until"][:10]) - day).days,
        freight=rows[0]["return_freight"] if rows[0]["return_freight"] in ("buyer", "seller") else "",
        rule=first[0]["rule"],
        cite={language: one["cite"] for language, one in zip(LANGUAGES, first, strict=True)},
        source=first[0]["source"],
    )


def _withdrawal(said: dict[str, Any]) -> dict[str, Any] | None:
    return next((row for row in said["remedies"] if row["remedy"] == "withdrawal"), None)
