"""What a package is worth to its reader, in points of his own 100: the sum, what he gets, what he gives.

Made from his own numbers alone (what he has told, else what people in his place mostly say).
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from hejie.usecases.reading import CaseView
from hejie.web import formatting
from hejie.web.case import issue_words
from hejie.web.case.voice import say

MOST = 4


def of_package(package: Mapping, table: object | None, view: CaseView) -> dict | None:
    """What `components/points.html` takes; None for a reader who has no points of his own."""
    if table is None:
        return None
    points = table.points(package)
    raw = issue_words.raw_of(package)
    got = {term.issue for term in points.gets}  # "41 of 50" says already what is not got
    return {
        "total": points.total,
        "says": say(_("It gives you <strong>%(points)s</strong> of your 100 points."), points=formatting.number(points.total)),
        "gets": _listed(points.gets, raw, view),
        "gives": _listed([term for term in points.gives if term.issue not in got], raw, view),
        "note": "" if table.own else _("By what people in your place mostly say."),
    }  # fmt: skip


def compared(now: int, before: int, told: dict[str, str]) -> str:
    """How a sum of points stands to another: one of the sentences `more`, `less`, `same` with the difference."""
    kind = "same" if now == before else "more" if now > before else "less"
    return told[kind] % {"points": formatting.number(abs(now - before)), "before": formatting.number(before)}


def _listed(found: Iterable, raw: Mapping[str, str], view: CaseView) -> str:
    """The greatest terms, each with its points of how many; nothing of a way back where nothing goes back."""
    there = (
        term
        for term in found
        if round(term.points) and not (term.issue == "return_freight" and raw[term.issue] == "none")
    )
    rows = sorted(there, key=lambda term: -term.points)
    told = [_term(term, raw[term.issue], view) for term in rows[:MOST]]
    rest = round(sum(term.points for term in rows[MOST:]))
    if rest:
        told.append(_("other things (%(points)s)") % {"points": formatting.number(rest)})
    return _("; ").join(told)


def _term(term: object, value: str, view: CaseView) -> str:
    facts = {
        "what": issue_words.named_value(term.issue, value, view.case, view.side),
        "points": formatting.number(round(term.points)),
        "of": formatting.number(round(term.of)),
    }
    return (
        _("%(what)s (%(points)s)") if facts["points"] == facts["of"] else _("%(what)s (%(points)s of %(of)s)")
    ) % facts
