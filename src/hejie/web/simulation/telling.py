"""What a trial has shown, in words, tables and drawings."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hejie.adapters import refusal_texts
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import Procedure
from hejie.insight import plots
from hejie.insight.simulate import Comparison
from hejie.web import formatting, languages, words

MOST_SHOWN = 50
# Beside the outcomes that cases have: those that only a trial knows, last.
RESULTS = words.OUTCOMES | {
    "undecided": gettext_lazy("A neutral would have to decide"),
    "not_opened": gettext_lazy("Could not have been opened"),
    "open": gettext_lazy("Would not have ended"),
}
SILENT = {name: words.PARTIES[name] for name in ("buyer", "seller", "both", "neutral", "platform")}


def name_of(rules: Procedure) -> str:
    """What a procedure is called in the reader's language."""
    return rules.texts.get(languages.active(), rules.texts["en"])["name"]


def facts(found: Comparison) -> dict:
    """What `simulation/result.html` shows, once all cases are played."""
    numbers = found.summary()
    if not found.ids:
        return {"empty": True}
    return {
        "says": _says(numbers),
        "tables": _tables(numbers),
        "figures": _figures(numbers),
        "moves": _moves(found),
        "drawn": _drawn(found),
        "left_out": _reasons(numbers["left_out"]),
        "not_opened": _reasons(numbers["not_opened"]),
        "changed": _changed(found),
        "more": max(numbers["changed"] - MOST_SHOWN, 0),
    }


def _says(numbers: Mapping) -> str:
    cases, changed = numbers["cases"], numbers["changed"]
    said = ngettext(
        "%(changed)s of %(cases)s case would have another result.",
        "%(changed)s of %(cases)s cases would have another result.",
        cases,
    )
    return said % {"changed": formatting.number(changed), "cases": formatting.number(cases)}


def _tables(numbers: Mapping) -> dict[str, list[dict]]:
    """Rows of what is counted before and after, by the drawing that they stand behind."""
    return {
        "outcomes": _rows(RESULTS, numbers["outcomes"]),
        "defaults": _rows(SILENT, numbers["defaults"]),
        "days": _days(numbers["days"]),
    }


def _rows(names: Mapping[str, object], counted: Mapping) -> list[dict]:
    before, after = counted["before"], counted["after"]
    known = [name for name in names if name in before or name in after]
    return [
        {
            "label": str(names[name]),
            "before": formatting.number(before.get(name, 0)),
            "after": formatting.number(after.get(name, 0)),
        }
        for name in known
    ]


def _days(days: Mapping) -> list[dict]:
    if not days["compared"]:
        return []
    called = {
        "median": _("Half of the cases end within"),
        "p90": _("Nine of ten end within"),
        "longest": _("The longest"),
    }
    return [
        {"label": label, "before": _time(days["before"][name]), "after": _time(days["after"][name])}
        for name, label in called.items()
    ]


def _time(days: float) -> str:
    return _("%(days)s d") % {"days": formatting.number(round(days, 1))}


def _figures(numbers: Mapping) -> list[dict]:
    """Time, work and money in short: the first thing to look at."""
    sums = numbers["to_buyer"]
    money = [
        {
            "label": _("Money to buyers, where it is known both ways"),
            "before": formatting.money(Money(sums["before"].get(currency, 0), currency)),
            "after": formatting.money(Money(sums["after"].get(currency, 0), currency)),
        }
        for currency in sorted(sums["before"].keys() | sums["after"].keys())
    ]
    defaults = {name: sum(numbers["defaults"][name].values()) for name in ("before", "after")}
    return [
        *_days(numbers["days"])[:2],
        _pair(_("Silences carried out"), defaults),
        _pair(_("Neutrals named"), numbers["neutrals"]),
        *money,
    ]


def _pair(label: str, counted: Mapping[str, int]) -> dict:
    return {
        "label": label,
        "before": formatting.number(counted["before"]),
        "after": formatting.number(counted["after"]),
    }


def _moves(found: Comparison) -> list[dict]:
    moves = sorted(found.outcomes().items(), key=lambda row: (row[0][0] == row[0][1], -row[1], row[0]))
    return [
        {"before": str(RESULTS[before]), "after": str(RESULTS[after]), "cases": formatting.number(many)}
        for (before, after), many in moves
    ]


def _drawn(found: Comparison) -> dict[str, SafeString]:
    told = {
        "before": _("before"),
        "after": _("after"),
        "outcomes": _("How cases end, before and after"),
        "days": _("How long cases take, before and after"),
        "per_cent": _("Per cent that have ended, by days from the opening"),
        "defaults": _("Whose silence is carried out, before and after"),
        "moves": _("What becomes of what"),
        "rows": _("Rows: before. Columns: after."),
    }
    named = ({name: str(label) for name, label in names.items()} for names in (RESULTS, SILENT))
    drawings = plots.of(found, *named, told)
    return {name: mark_safe(drawing) for name, drawing in drawings.items()}  # every text in it is escaped


def _reasons(counted: Mapping[str, int]) -> list[dict]:
    ordered: Iterable = sorted(counted.items(), key=lambda row: (-row[1], row[0]))
    return [
        {
            "label": refusal_texts.sentences(Refusal(code), languages.active()).what,
            "count": formatting.number(many),
        }
        for code, many in ordered
    ]


def _changed(found: Comparison) -> list[dict]:
    changed = set(found.changed())
    rows = (
        row for row in zip(found.ids, found.currencies, found.before, found.after, strict=True) if row[0] in changed
    )
    return [
        {
            "case": case,
            "url": reverse("case", args=[case]),
            "before": str(RESULTS[one.result]),
            "after": str(RESULTS[other.result]),
            "money": [_award(ending.to_buyer, currency) for ending in (one, other)],
        }
        for (case, currency, one, other), _number in zip(rows, range(MOST_SHOWN), strict=False)
    ]


def _award(minor: int | None, currency: str) -> str:
    return _("unknown") if minor is None else formatting.money(Money(minor, currency))
