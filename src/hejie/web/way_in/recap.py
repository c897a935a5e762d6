"""The answers so far, each with the address where it is changed."""

from datetime import datetime

from django.utils.translation import gettext as _

from hejie.web.way_in import fact_words
from hejie.web.way_in.carried import Carried, address
from hejie.web.way_in.finding import IN_PURCHASE, PROBLEM, PURCHASE

_ORDINARY = ["physical"]
_OF_LAW = frozenset({"jurisdiction", "buyer", "seller", "channel"})


def rows(carried: Carried, now: datetime, without: str = "") -> list[dict]:
    """Rows of a ledger: what was asked, what was said, “Change”; those told by the order first, without a change."""
    found = [_given(path, carried, now) for path in _from_order(carried)]
    for page in carried.pages:
        if page == without:
            continue
        label = _("The purchase") if page == PURCHASE else fact_words.name(page)
        found.append(
            {
                "label": label,
                "how": _purchase(carried, now) if page == PURCHASE else _said(page, carried, now),
                "url": address("way_in", carried, go=page),
                "url_label": _("Change"),
                "url_name": _("Change: %(what)s") % {"what": label},
            }
        )
    return found


def said(carried: Carried, now: datetime) -> list[tuple[str, str]]:
    """What happened, as pairs of name and value: for a letter and for the story of a claim."""
    order = [
        path
        for path in fact_words.law.words()
        if path in carried.told and path not in _OF_LAW and carried.told[path] != _ORDINARY
    ]
    order.sort(key=lambda path: path != PROBLEM)
    return [(fact_words.name(path), fact_words.shown(path, carried.told[path], now)) for path in order]


def asked_of(carried: Carried) -> set[str]:
    """Facts for which the visitor was asked; what else is told comes from the order."""
    return {path for page in carried.pages for path in (IN_PURCHASE if page == PURCHASE else (page,))}


def _from_order(carried: Carried) -> list[str]:
    asked = asked_of(carried)
    return [path for path in carried.told if path not in asked] if carried.order else []


def _given(path: str, carried: Carried, now: datetime) -> dict:
    how = _("%(value)s, from the order") % {"value": fact_words.shown(path, carried.told[path], now)}
    return {"label": fact_words.name(path), "how": how}


def _said(page: str, carried: Carried, now: datetime) -> str:
    words = fact_words.shown(page, carried.told.get(page), now)
    if page == PROBLEM and carried.story:
        return _("%(value)s; with your own words") % {"value": words}
    return words


def _purchase(carried: Carried, now: datetime) -> str:
    paths = [path for path in IN_PURCHASE if path in carried.told and path not in carried.pages]
    words = [fact_words.shown(path, carried.told[path], now) for path in paths]
    return " · ".join(words) or _("I don’t know")
