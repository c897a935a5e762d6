"""What a package means that somebody is putting together: money, own points, what it comes nearer to, and what is given up.

Of the other side it uses only the offers and answers that both can read, never what that side has told in private.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.cases import nearness
from hejie.domain.cases.state import CaseState, Offer
from hejie.usecases.reading import CaseView
from hejie.web.case import issue_words, offers, own_points, terms
from hejie.web.case.entitlement import Floor
from hejie.web.case.voice import Voice

_NEARER = {
    "buyer": gettext_lazy("Nearer to the buyer’s last offer than your last one: %(terms)s."),
    "seller": gettext_lazy("Nearer to the seller’s last offer than your last one: %(terms)s."),
}
_FARTHER = {
    "buyer": gettext_lazy("Farther from the buyer’s last offer than your last one: %(terms)s."),
    "seller": gettext_lazy("Farther from the seller’s last offer than your last one: %(terms)s."),
}
_UNMOVED = {
    "buyer": gettext_lazy("As far from the buyer’s last offer as your last one."),
    "seller": gettext_lazy("As far from the seller’s last offer as your last one."),
}
_OFFERED = {
    "buyer": gettext_lazy("Likely to be accepted: it asks no more of the buyer than the buyer’s own last offer."),
    "seller": gettext_lazy("Likely to be accepted: it asks no more of the seller than the seller’s own last offer."),
}
_DECLINED = {
    "buyer": gettext_lazy("Unlikely to be accepted: the buyer did not take an offer of yours that asked no more."),
    "seller": gettext_lazy("Unlikely to be accepted: the seller did not take an offer of yours that asked no more."),
}
_MINE = {
    "more": gettext_lazy("%(points)s more than your last offer (%(before)s)."),
    "less": gettext_lazy("%(points)s less than your last offer (%(before)s)."),
    "same": gettext_lazy("As much as your last offer (%(before)s)."),
}
_THEIRS = {
    "more": gettext_lazy("%(points)s more than the offer that lies before you (%(before)s)."),
    "less": gettext_lazy("%(points)s less than the offer that lies before you (%(before)s)."),
    "same": gettext_lazy("As much as the offer that lies before you (%(before)s)."),
}


def of_package(package: Mapping, view: CaseView, speaks: Voice, table: object | None, floor: Floor) -> dict:
    """What `case/meaning.html` shows of a whole package."""
    case = view.case
    custody = offers.in_custody(view)
    signs = nearness.signs(package, case, view.side) if view.side in ("buyer", "seller") else None
    return {
        "says": terms.sentence(package, case, speaks),
        "rows": terms.rows(package, case, speaks, custody),
        "points": own_points.of_package(package, table, view),
        "compared": _compared(package, case, view, table),
        "below": floor.told(package),
        "signs": _signs(signs, _other(view)) if signs else [],
    }


def _other(view: CaseView) -> str:
    return "seller" if view.side == "buyer" else "buyer"


def _compared(package: Mapping, case: CaseState, view: CaseView, table: object | None) -> list[str]:
    """Own points against one's last offer and against the other side's open one."""
    if table is None:
        return []
    now = table.points(package).total
    found = []
    for side, told in ((view.side, _MINE), (_other(view), _THEIRS)):
        last = _last(case, side)
        if last is not None:
            found.append(own_points.compared(now, table.points(last.package).total, told))
    return found


def _last(case: CaseState, side: str) -> Offer | None:
    return next((row for row in reversed(case.open_offers()) if row.side == side), None)


def _signs(signs: nearness.Signs, other: str) -> list[str]:
    """How it stands to the other side, from what both can read."""
    found = []
    if signs.moved is not None:
        named = [(_NEARER, signs.moved.nearer), (_FARTHER, signs.moved.farther)]
        found = [str(frame[other]) % {"terms": _names(moved)} for frame, moved in named if moved]
        found = found or [str(_UNMOVED[other])]
    if signs.offered:
        found.append(str(_OFFERED[other]))
    elif signs.declined:
        found.append(str(_DECLINED[other]))
    return found


def _names(moved: tuple[str, ...]) -> str:
    return _(", ").join(issue_words.name(issue) for issue in moved)
