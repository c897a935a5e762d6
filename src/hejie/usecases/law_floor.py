"""The least that the law gives a consumer who changes his mind about goods bought at a distance, out of the rules themselves.

Nothing is written down twice: the rules are asked about a parcel that came today, and what they answer is the floor.
"""

from datetime import date, timedelta
from functools import lru_cache
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


@lru_cache(maxsize=2048)
def floor(jurisdiction: str, day: date, category: str = "") -> Floor | None:
    """What a jurisdiction's rules give for goods of a category; None where they give nothing, or cannot be read."""
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
    found = [_said(asked, language) for language in LANGUAGES]
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


def _said(asked: dict, language: str) -> dict[str, Any]:
    from datetime import UTC, datetime

    finding = entitling.find(asked, now=datetime(2000, 1, 1, tzinfo=UTC))
    return answer.said(finding, entitling.words(), language)


def _withdrawal(said: dict[str, Any]) -> dict[str, Any] | None:
    return next((row for row in said["remedies"] if row["remedy"] == "withdrawal"), None)
