"""What the frame of every page needs: the marketplace, who is signed in, the clock, and where one can go.

A context processor (settings.TEMPLATES). Everything stands aside where a view gives the same name itself.
"""

from collections.abc import Iterator
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hejie.domain.kernel.refusal import Refusal

# Name of an address and words, by role. An address that is not there (yet, or in this installation) is left out.
_MENU: dict[str, tuple[tuple[str, str], ...]] = {
    "": (("way_in", gettext_noop("What am I entitled to?")), ("verify", gettext_noop("Check a file"))),
    "buyer": (
        ("my_orders", gettext_noop("My orders")),
        ("my_cases", gettext_noop("My cases")),
        ("way_in", gettext_noop("What am I entitled to?")),
        ("questions", gettext_noop("Questions")),
        ("complaints", gettext_noop("Complaints")),
        ("deals", gettext_noop("Deals")),
        ("vouchers", gettext_noop("Vouchers and points")),
        ("standing", gettext_noop("My standing")),
        ("help", gettext_noop("Help")),
    ),
    "seller": (
        ("inbox", gettext_noop("Inbox")),
        ("my_orders", gettext_noop("Orders")),
        ("questions", gettext_noop("Questions")),
        ("way_in", gettext_noop("What do we owe?")),
        ("deals", gettext_noop("Deals")),
        ("listings", gettext_noop("Listings")),
        ("policies", gettext_noop("Return policy")),
        ("complaints", gettext_noop("Complaints")),
        ("satisfaction", gettext_noop("After the end")),
        ("standing", gettext_noop("Where we stand")),
        ("papers", gettext_noop("Our papers")),
        ("help", gettext_noop("Help")),
    ),
    "agent": (
        ("desk", gettext_noop("Desk")),
        ("complaints", gettext_noop("Complaints")),
        ("help", gettext_noop("Help")),
    ),
    "neutral": (
        ("table", gettext_noop("My table")),
        ("own_work", gettext_noop("My work")),
        ("help", gettext_noop("Help")),
    ),
    "operator": (
        ("overview", gettext_noop("Overview")),
        ("all_cases", gettext_noop("Cases")),
        ("procedures", gettext_noop("Procedures")),
        ("people", gettext_noop("People")),
        ("neutrals", gettext_noop("Neutrals")),
        ("shops", gettext_noop("Shops")),
        ("complaints", gettext_noop("Complaints")),
        ("standings", gettext_noop("Sanctions")),
        ("papers_listed", gettext_noop("Shops’ papers")),
        ("satisfaction", gettext_noop("After the end")),
        ("money", gettext_noop("Money")),
        ("record", gettext_noop("Record")),
        ("market_settings", gettext_noop("Settings")),
    ),
    "auditor": (
        ("all_cases", gettext_noop("Cases")),
        ("standings", gettext_noop("Sanctions")),
        ("papers_listed", gettext_noop("Shops’ papers")),
        ("readings", gettext_noop("Readings")),
        ("fairness", gettext_noop("Fairness")),
        ("record", gettext_noop("Record")),
    ),
}
_IN_BAR = 5
"""Links of a menu that stand in the bar; on a phone more of them would fill the first screen."""
_PERSON = (
    ("notices", gettext_noop("Notices")),
    ("account", gettext_noop("Your account")),
    ("usersessions_list", gettext_noop("Where you are signed in")),
)
_FOOTER = (
    ("verify", gettext_noop("Check a file")),
    ("rules", gettext_noop("The rules")),
    ("seals", gettext_noop("Seals")),
    ("statistics", gettext_noop("Yearly figures")),
    ("privacy", gettext_noop("Privacy")),
)
_OPEN_MAIL = (("mail", gettext_noop("Letters that were sent")),)


def chrome(request: HttpRequest) -> dict[str, object]:
    """Everything that `base.html` names and a view need not give."""
    marketplace = getattr(request, "marketplace", None)
    user = getattr(request, "user", None)
    signed_in = bool(user is not None and user.is_authenticated)
    menu = cache(lambda: _folded(list(_links(request, _MENU.get(_menu_of(request), _MENU[""])))))
    given: dict[str, object] = {
        "marketplace_name": getattr(marketplace, "name", ""),
        "navigation": SimpleLazyObject(lambda: menu()[0]),
        "navigation_more": SimpleLazyObject(lambda: menu()[1]),
        "footer_links": SimpleLazyObject(
            lambda: list(_links(request, (_OPEN_MAIL if settings.OPEN_MAIL else ()) + _FOOTER))
        ),
    }
    if hasattr(request, "context_now"):
        given["now"] = request.context_now
    if signed_in:
        given["person_name"] = getattr(user, "name", "") or getattr(user, "email", "")
        given["person_links"] = SimpleLazyObject(lambda: list(_links(request, _PERSON)))
        given["sign_out_url"] = SimpleLazyObject(lambda: _address("account_logout"))
    return given


def _folded(links: list[dict[str, object]]) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The links that stand in the bar, with the one for this page, and those below "More"; few enough need no fold."""
    if len(links) <= _IN_BAR + 1:
        return links, []
    shown = [link for number, link in enumerate(links) if number < _IN_BAR or link["current"]]
    return shown, [link for link in links if link not in shown]


def role_of(request: HttpRequest) -> str:
    """The role in which this page is read; empty for somebody whom nobody knows."""
    try:
        return request.actor.role
    except (AttributeError, Refusal):
        return ""


def _menu_of(request: HttpRequest) -> str:
    """The menu for this page's role; a shop's agents work in its inbox as its sellers do."""
    role = role_of(request)
    return "seller" if role == "agent" and request.actor.seller else role


def _links(request: HttpRequest, entries: tuple[tuple[str, str], ...]) -> Iterator[dict[str, object]]:
    for name, words in entries:
        url = _address(name)
        if url:
            yield {"url": url, "label": _(words), "current": request.path.startswith(url)}


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
