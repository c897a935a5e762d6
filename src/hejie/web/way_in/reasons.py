"""Why: what was told, then the rules that it leads to, each with its article, its age, its source and how well it is checked."""

from datetime import date, datetime

from babel import dates
from django.utils.translation import gettext as _

from hejie.domain.entitlements.answer import cite
from hejie.domain.entitlements.rows import Row
from hejie.domain.entitlements.rules import Rule
from hejie.web import languages
from hejie.web.way_in import fact_words, words
from hejie.web.way_in.finding import Found
from hejie.web.way_in.recap import asked_of

_MOST_FACTS = 6


def of(found: Found, row: Row) -> list[dict]:
    """What was told that matters for a row, then its rules."""
    told = found.carried.told
    paths = {"problem": None} | dict.fromkeys(
        path for rule in found.reasons(row) for node in rule.nodes() for path in node.facts()
    )
    from_order = set(told) - asked_of(found.carried) if found.carried.order else set()
    facts = [
        {
            "fact": fact_words.name(path),
            "value": fact_words.shown(path, told[path], found.now),
            "of_order": path in from_order,
        }
        for path in paths
        if path in told
    ]
    return facts[:_MOST_FACTS] + rules(found, row)


def rules(found: Found, row: Row) -> list[dict]:
    """The rules of a row, the one that gives or closes it first."""
    return [of_rule(rule, found.now) for rule in found.reasons(row)]


def of_rule(rule: Rule, now: datetime) -> dict:
    """One rule as the page shows it."""
    lang = languages.active()
    start, end = rule.valid.shown()
    return {
        "rule": rule.id,
        "cite": cite(rule, lang),
        "text": rule.text[lang],
        "since": _day(start),
        "ended": _day(end) if end and end < now.date().isoformat() else "",
        "layer": str(words.LAYERS.get(rule.layer, rule.layer)),
        "source": rule.source if rule.source.startswith("https://") else "",
        "unverified": rule.verification == "memory",
        "secondary": rule.verification == "secondary",
        "contested": rule.contested.get(lang, "") if rule.contested else "",
        "whole": _("The whole rule: %(cite)s") % {"cite": cite(rule, lang)},
        "label": _("Read the source of %(cite)s") % {"cite": cite(rule, lang)},
    }


def in_full(day: date) -> str:
    """15 March 2014: a day with its year."""
    return dates.format_date(day, "long", locale=languages.locale_of(languages.active()))


def _day(day: str | None) -> str:
    return in_full(date.fromisoformat(day)) if day else ""
