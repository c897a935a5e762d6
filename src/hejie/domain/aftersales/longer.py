"""What a repair, or another article in its place, adds to a guarantee by the law of a place (`rulebooks/service/standard.yaml`).

The rows that an order keeps: {"line", "at", "rule", "of", and days | months | anew, "mark"?}; mark: of the thing's serial number.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from hejie.domain.aftersales.guarantees import Cover, last_day
from hejie.domain.kernel import clock

ATTEMPTS = 2
"""Repairs in vain after which the buyer chooses something else, where no law of the place says another number."""


def in_force(rule: Mapping, ordered: str) -> Mapping:
    """The rule, or nothing where it counts only for orders of a later day. ordered: the moment, "" where it is not known."""
    if "since" in rule and (not ordered or clock.parse(ordered).date().isoformat() < rule["since"]):
        return {}
    return rule


def of_repair(rule: Mapping, before: Iterable[Mapping], asked: str, received: str, now: datetime) -> dict:
    """What a repair that helped adds: {"days"|"months", "of", "rule"}, or nothing.

    before    what the same goods had already; a rule that counts once adds nothing twice
    asked     when the buyer asked for it; received: when the shop had the thing, or looked at it
    """
    if not rule:
        return {}
    told = {"of": rule.get("of", "guarantee"), "rule": rule["rule"]}
    if "months" in rule:
        once = rule.get("once") and any(one.get("rule") == rule["rule"] for one in before)
        return {} if once else {"months": rule["months"], **told}
    began = asked if rule.get("from") == "request" else received
    days = (now - clock.parse(began)).days + 1 if began else 0
    return {"days": days, **told} if days > 0 else {}


def of_replacement(rule: Mapping) -> dict:
    """What another article adds: its guarantee begins anew, where the law says so."""
    return {"anew": True, "of": "guarantee", "rule": rule["rule"]} if rule.get("anew") else {}


def of_goods(rows: Iterable[Mapping], line: int, mark: str = "") -> tuple[Mapping, ...]:
    """The rows about one thing: of its line, and not of another thing's number."""
    return tuple(one for one in rows if one["line"] == line and (not mark or one.get("mark", mark) == mark))


def began_anew(rows: Iterable[Mapping]) -> date | None:
    """The day on which the newest article was handed over, where that began the guarantee anew."""
    return max((clock.parse(one["at"]).date() for one in rows if one.get("anew")), default=None)


def extended(cover: Cover | None, rows: Iterable[Mapping]) -> Cover | None:
    """A guarantee with what repairs since then have added. What only the seller's liability by law gets is not added to it."""
    if cover is None:
        return None
    told, end = [], cover.ends_on
    rows = sorted(rows, key=lambda one: one["at"])
    last = max((number for number, one in enumerate(rows) if one.get("anew")), default=-1)
    for one in rows[last + 1 :]:
        if one.get("of") != "guarantee":
            continue
        longer = end + timedelta(days=one.get("days", 0))
        end = last_day(longer, one["months"]) if one.get("months") else longer
        told.append({name: one[name] for name in ("days", "months", "rule") if name in one})
    return Cover(cover.source, end, tuple(told)) if told else cover
