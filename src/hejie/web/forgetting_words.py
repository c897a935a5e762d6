"""Words about forgetting that several pages share: states of a request, what goes, what stays and why."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hejie.domain.kernel import clock
from hejie.web import formatting

STATES = {
    "open": gettext_lazy("waits for an answer"),
    "granted": gettext_lazy("granted"),
    "refused": gettext_lazy("refused"),
    "withdrawn": gettext_lazy("taken back"),
}
WHY = {
    "open": gettext_lazy("The case is not over."),
    "hold": gettext_lazy("The case is under a legal hold."),
    "law": gettext_lazy("The law has it kept."),
    "both": gettext_lazy("The text of an agreement is the other side’s as well."),
}
ORDERS = {"open": gettext_lazy("They are not over.")}
ACCOUNT = {
    "sign_ins": gettext_lazy("sign-ins"),
    "factors": gettext_lazy("second factors"),
    "addresses": gettext_lazy("e-mail addresses"),
    "tokens": gettext_lazy("tokens for programs"),
    "links": gettext_lazy("links to cases"),
    "calendars": gettext_lazy("calendar addresses"),
    "drafts": gettext_lazy("drafts"),
    "letters": gettext_lazy("letters"),
    "roles": gettext_lazy("roles"),
    "notices": gettext_lazy("notices"),
}


def stays_rows(told: Mapping) -> list[dict]:
    """What stays, case by case: number, how much, why, and until when where that is known. `told` as `Plan.told` has it."""
    return [
        {
            "case": row["case"],
            "orders": orders(row["orders"])
            if row.get("orders")
            else papers(row["papers"])
            if row.get("papers")
            else "",
            "number": formatting.case_number(row["case"]) if row["case"] else "",
            "count": pieces(row["count"]),
            "why": (ORDERS if row.get("orders") else {}).get(row["why"]) or WHY.get(row["why"], row["why"]),
            "until": clock.parse(row["until"]) if row["until"] else None,
        }
        for row in told.get("stays", ())
    ]


def outcome_rows(told: Mapping) -> dict | None:
    """What came of a granted request; None before the worker has looked at it."""
    if not told:
        return None
    return {"contents": pieces(told["contents"]), "stays": stays_rows(told)}


def account_rows(told: Mapping) -> list[str]:
    """What of the account goes, as `sign-ins: 3`."""
    return [
        _("%(what)s: %(count)s") % {"what": ACCOUNT.get(name, name), "count": formatting.number(count)}
        for name, count in told.items()
        if count
    ]


def pieces(count: int) -> str:
    """How many texts and files."""
    said = ngettext("%(count)s text or file", "%(count)s texts and files", count)
    return said % {"count": formatting.number(count)}


def orders(count: int) -> str:
    """How many orders."""
    said = ngettext("%(count)s order", "%(count)s orders", count)
    return said % {"count": formatting.number(count)}


def papers(count: int) -> str:
    """How many questions, complaints and deals."""
    said = ngettext("%(count)s question, complaint or deal", "%(count)s questions, complaints and deals", count)
    return said % {"count": formatting.number(count)}


def years(count: int) -> str:
    """So many years."""
    return ngettext("%(count)s year", "%(count)s years", count) % {"count": formatting.number(count)}


def days(count: int) -> str:
    """So many days."""
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": formatting.number(count)}
