"""Rules of the law in a draft: those on which the finding that stands with the case rests, each with the remedy that it gives."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from hejie.domain.cases import law_burden
from hejie.domain.cases.reasons import Rule
from hejie.usecases import case_law
from hejie.usecases.reading import CaseView
from hejie.web.languages import active
from hejie.web.neutral import points
from hejie.web.way_in import words as remedy_words

_MOST_FIRST = 3
_MOST_OF_ONE = 4
_MOST = 16
_CERTAINTY = {"due": lambda: _("due"), "possible": lambda: _("possible"), "excluded": lambda: _("closed")}


def choices(view: CaseView) -> list[tuple[str, str]]:
    """(id, words) of all rules that may be applied; those of what is claimed first, then what is due before the rest."""
    speak = points.told(view)
    return [
        (name, _("%(cite)s · %(remedy)s: %(certainty)s") % {"cite": speak.cited(name, book), **_gives(row)})
        for name, (row, book) in _rules(view).items()
    ]


def first(view: CaseView) -> list[str]:
    """The rules that stand in a draft that nobody has touched: those by which what is claimed is due, and the burden's."""
    due = [row for row in law_burden.claimed(view.case) if row["certainty"] == "due"][:1]
    names = [name for row in due for name in (*row["rules"][: _MOST_FIRST - 1], row.get("burden_by")) if name]
    return list(dict.fromkeys(names))


def applied(chosen: Sequence[str], view: CaseView) -> list[Rule]:
    """The chosen rules as a decision carries them: book, version, article, and in words what they give."""
    known, found = _rules(view), []
    for name in dict.fromkeys(chosen):
        if name not in known:
            continue
        row, written = known[name]
        book, _blank, article = written.partition(" ")
        rule = case_law.rule(name, book)
        says = rule.text[active()] if rule else ""
        text = _("%(remedy)s: %(certainty)s. %(rule)s") % {"rule": says, **_gives(row)}
        found.append(Rule(book, view.case.entitled["rulebook"]["version"], article[:80], text.strip()))
    return found


def _gives(row: Mapping) -> dict[str, str]:
    return {"remedy": str(remedy_words.TITLES[row["remedy"]]), "certainty": _CERTAINTY[row["certainty"]]()}


def _rules(view: CaseView) -> dict[str, tuple[Mapping, str]]:
    """Rule → the first row that rests on it, and its book with its article."""
    kept = view.case.entitled
    if not kept:
        return {}
    claimed = law_burden.claimed(view.case)
    others = [row for row in kept["remedies"] if row not in claimed and row["certainty"] != "excluded"]
    found: dict[str, tuple[Mapping, str]] = {}
    for row in (*claimed, *others):
        for name in (*row["rules"][:_MOST_OF_ONE], row.get("burden_by")):
            if name:
                found.setdefault(name, (row, kept["books"][name]))
    return dict(list(found.items())[:_MOST])
