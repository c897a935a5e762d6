"""The settlement map on the neutral's table: the drawing, the same as a table, how sure it is, and the way to propose a point."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import mediating
from hejie.usecases.reading import CaseView
from hejie.web import formatting, words
from hejie.web.case import terms
from hejie.web.case.voice import Voice, joined
from hejie.web.neutral import plot

# Solutions in the order in which they are shown: letter, name, what it is good for.
SOLUTIONS = {
    "nash": ("N", gettext_lazy("Nash"), gettext_lazy("the greatest product of both gains")),
    "egalitarian": ("E", gettext_lazy("Most even"), gettext_lazy("whoever gains less gains as much as possible")),
    "kalai_smorodinsky": (
        "K",
        gettext_lazy("Kalai-Smorodinsky"),
        gettext_lazy("each gets the same share of the most that it could gain"),
    ),
    "utilitarian": ("U", gettext_lazy("Greatest sum"), gettext_lazy("the most for both together")),
}
_LETTERS = {"buyer": "B", "seller": "S", "neutral": "P", "system": "R"}
_SURE = (
    (0.45, gettext_lazy("little is known of what matters to it")),
    (0.8, gettext_lazy("known in outline")),
    (1.01, gettext_lazy("well known")),
)


@dataclass(frozen=True, slots=True)
class _Put:
    """A package that somebody has put forward."""

    side: str
    letter: str
    package: Mapping
    token: str


def facts(request: HttpRequest, view: CaseView, speaks: Voice) -> dict | None:
    """What `neutral/map.html` shows; None for everybody but the neutral who mediates now."""
    try:
        found = mediating.map_of(request.context, view)
    except Refusal as refusal:
        if refusal.code != "not_found":
            raise
        return None
    put = _put(view)
    marks = [
        plot.Mark(put[label].side, put[label].letter, buyer / 100, seller / 100)
        for buyer, seller, label in found.points
        if label in put
    ]
    solved = [
        plot.Mark("neutral", SOLUTIONS[name][0], found.solutions[name][0] / 100, found.solutions[name][1] / 100, True)
        for name in SOLUTIONS
        if name in found.solutions
    ]
    solved += [
        plot.Mark("system", str(number), buyer / 100, seller / 100, True)
        for number, (buyer, seller, _package) in enumerate(found.proposals, start=1)
    ]
    frontier = [(buyer / 100, seller / 100) for buyer, seller in found.frontier]
    wide, tall = plot.drawn(frontier, [*marks, *solved], _words(bool(frontier), speaks), "map-title")
    return {
        "wide": mark_safe(wide),  # made by plot.drawn, which escapes its words
        "tall": mark_safe(tall),
        "rows": _rows(view, speaks, found, put),
        "columns": _columns(),
        "sure": [_sure(side, found.confidence.get(side, 0), speaks) for side in ("buyer", "seller")],
        "may_ask": "ask_proposals" in view.acts,
        "key": [{"letter": letter, "says": _named(name, says)} for letter, name, says in SOLUTIONS.values()],
        "note": _note(frontier, marks),
    }


def _named(name: object, says: object) -> str:
    return _("%(issue)s: %(value)s") % {"issue": name, "value": says}


def _note(frontier: list[tuple[float, float]], marks: list[plot.Mark]) -> SafeString:
    """What the drawing says, below it."""
    if not frontier:
        return joined(
            _(
                "By what is known no package is better for both than no agreement. Ask each side alone what matters to it."
            )
        )
    field = _(
        "Inside the tinted field both sides do better than without an agreement. The line is the best that can be: who "
        "gains there, gains at the other’s cost."
    )
    beyond = _(
        "An offer beyond the line gives the buyer less than the rules give with certainty; a buyer can take it only knowingly."
    )
    return joined(field, beyond if any(_is_beyond(mark, frontier) for mark in marks) else "")


def _is_beyond(mark: plot.Mark, frontier: list[tuple[float, float]]) -> bool:
    """Whether a package is better for both than anything on the line: it takes from the buyer what is certain for him."""
    both = mark.buyer > 0 and mark.seller > 0
    return both and not any(buyer >= mark.buyer and seller >= mark.seller for buyer, seller in frontier)


def _put(view: CaseView) -> dict[str, _Put]:
    """Offers and proposals by the map's label, each side's own numbered in order."""
    found: dict[str, _Put] = {}
    counts: dict[str, int] = {}
    for offer in view.case.offers:
        counts[offer.side] = counts.get(offer.side, 0) + 1
        letter = f"{_LETTERS.get(offer.side, 'R')}{counts[offer.side]}"
        found[offer.id] = _Put(offer.side, letter, offer.package, offer.id)
    for row in view.case.rounds:
        for one in row.proposals:
            found[one.id] = _Put("system", one.id.upper(), one.package, one.id)
    if view.case.agreement:
        found["agreement"] = _Put("neutral", "A", view.case.agreement.package, "")
    return found


def package_of(view: CaseView, found: object, token: str) -> Mapping | None:
    """The package of a row of the map that is to be proposed: a solution, an offer, or a proposal of a round."""
    if token in found.solutions:
        return found.solutions[token][2]
    if token.isdecimal() and 0 < int(token) <= len(found.proposals):
        return found.proposals[int(token) - 1][2]
    put = _put(view).get(token)
    return put.package if put else None


def _words(zone: bool, speaks: Voice) -> plot.Words:
    names = {"buyer": _plain("buyer", speaks), "seller": _plain("seller", speaks)}
    title = (
        _(
            "Settlement map: %(buyer)s’s gain to the right, %(seller)s’s gain upwards. In the tinted field both do better than without an agreement."
        )
        if zone
        else _(
            "Settlement map: %(buyer)s’s gain to the right, %(seller)s’s gain upwards. No package is better for both than no agreement."
        )
    )
    return plot.Words(
        title % names,
        _("Gain of %(name)s, in points") % {"name": names["buyer"]},
        _("Gain of %(name)s, in points") % {"name": names["seller"]},
        _("no agreement"),
    )


def _plain(side: str, speaks: Voice) -> str:
    return speaks.names.get(side, "") or words.word(words.THE_SIDE, side)


def _sure(side: str, confidence: float, speaks: Voice) -> dict:
    said = next(words_ for most, words_ in _SURE if confidence < most)
    share = formatting.percent(round(100 * confidence))
    return {"side": side, "words": _named(_plain(side, speaks), said), "share": share}


def _columns() -> list[dict]:
    return [
        {"key": "mark", "label": _("Mark"), "head": True},
        {"key": "what", "label": _("Package")},
        {"key": "buyer", "label": _("Buyer’s gain"), "num": True},
        {"key": "seller", "label": _("Seller’s gain"), "num": True},
        {"key": "way", "label": "", "name": _("Propose it")},
    ]


def _rows(view: CaseView, speaks: Voice, found: object, put: Mapping[str, _Put]) -> list[dict]:
    rows = [
        _row(view, speaks, put[label].letter, put[label].package, (buyer, seller), put[label].token, "")
        for buyer, seller, label in found.points
        if label in put
    ]
    for name, (letter, called, _says) in SOLUTIONS.items():
        if name in found.solutions:
            buyer, seller, package = found.solutions[name]
            rows.append(_row(view, speaks, letter, package, (buyer, seller), name, str(called)))
    for number, (buyer, seller, package) in enumerate(found.proposals, start=1):
        called = _("the program’s own proposal")
        rows.append(_row(view, speaks, formatting.number(number), package, (buyer, seller), str(number), called))
    return rows


def _row(
    view: CaseView, speaks: Voice, letter: str, package: Mapping, gains: tuple[int, int], token: str, called: str
) -> dict:
    says = terms.sentence(package, view.case, speaks)
    url = f"{reverse('neutral_proposal', args=[view.case.id])}?map={token}"
    may = "propose" in view.acts and not view.case.agreement and token
    return {
        "mark": format_html("{}{}", letter, format_html(" · {}", called) if called else ""),
        "what": says,
        "buyer": formatting.number(round(gains[0] / 100)).replace("-", "−"),
        "seller": formatting.number(round(gains[1] / 100)).replace("-", "−"),
        "way": format_html('<a href="{}">{}</a>', url, _("Propose this")) if may else "",
    }
