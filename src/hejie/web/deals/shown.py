"""A deal as its page shows it: terms with what has changed, marks of the law, whose turn it is, what came of it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hejie.domain.deals import terms
from hejie.domain.deals.state import AGREED, OPEN, ORDERED
from hejie.domain.kernel.money import Money
from hejie.usecases.deals import DealView, VersionView
from hejie.web import formatting
from hejie.web.deals.forms import label_of

STATUSES = {
    "open": gettext_lazy("Being discussed"),
    "agreed": gettext_lazy("Confirmed by both"),
    "ordered": gettext_lazy("Order placed"),
    "declined": gettext_lazy("Declined"),
    "withdrawn": gettext_lazy("Taken back"),
    "lapsed": gettext_lazy("Lapsed"),
}
_PAYERS = {"buyer": gettext_lazy("the buyer"), "seller": gettext_lazy("the seller")}
_DAYS, _MONTHS = ("return_days", "price_match_days"), ("repair_months", "replace_months")
_ORDER = (
    "freight",
    "freight_by",
    "deliver_by",
    "return_days",
    "return_freight",
    "repair_months",
    "replace_months",
    "price_match_days",
)
_WHAT = {
    "currency": gettext_lazy("Currency"),
    "missing": gettext_lazy("Goods that the order does not have"),
    "added": gettext_lazy("Goods that the deal does not have"),
    "quantity": gettext_lazy("Pieces"),
    "price": gettext_lazy("Price"),
    "freight": gettext_lazy("Freight"),
}


def version(one: VersionView, language: str, now: datetime) -> dict[str, Any]:
    """A version for the page: goods, further terms, own words; each with what it was before where it has changed."""
    before = {row.where: row.before for row in one.changes}
    changed = {row.where for row in one.changes}
    said, currency = one.terms, one.terms["currency"]
    marks: dict[str, list[str]] = {}
    for mark in one.version.marks:
        marks.setdefault(mark["where"], []).append(_mark(mark, language))
    rows = [
        {
            "label": label_of(name),
            "value": _value(name, said.get(name), currency, now),
            "before": _value(name, before[name], currency, now) if name in before else "",
            "changed": name in changed,
            "marks": marks.get(name, ()),
        }
        for name in _ORDER
        if said.get(name) not in (None, "") or name in changed
    ]
    new = {row.after for row in one.changes if row.where == "clause"}
    return {
        "number": one.version.number,
        "hash": one.version.hash,
        "side": one.version.side,
        "at": datetime.fromisoformat(one.version.at),
        "note": one.note,
        "goods": [
            _good(number, row, currency, before, changed, marks) for number, row in enumerate(said["goods"], start=1)
        ],
        "rows": rows,
        "clauses": [
            {"text": text or _("(erased)"), "new": text in new, "marks": marks.get(f"clause.{number}", ())}
            for number, text in enumerate(said.get("clauses", ()), start=1)
        ],
        "gone": [row.before for row in one.changes if row.where == "clause" and row.after is None],
        "dropped": [row.before for row in one.changes if row.where.endswith(".title") and row.after is None],
        "total": total(one),
        "changes": len(one.changes),
        "marked": bool(one.version.marks),
    }


def total(one: VersionView) -> Money:
    """What the buyer pays by a version."""
    return Money(terms.total(one.terms), one.terms["currency"])


def _good(
    number: int, row: Mapping, currency: str, before: Mapping, changed: set[str], marks: Mapping
) -> dict[str, Any]:
    at = f"goods.{number}"
    was = before.get(f"{at}.price")
    return {
        "title": row.get("title") or _("(erased)"),
        "details": row.get("details", ""),
        "product": row.get("product", ""),
        "quantity": row["quantity"],
        "quantity_before": before.get(f"{at}.quantity"),
        "price": Money(row["price"], currency),
        "price_before": Money(was, currency) if was is not None else None,
        "changed": any(name.startswith(f"{at}.") for name in changed),
        "words_before": " · ".join(str(before[name]) for name in (f"{at}.title", f"{at}.details") if before.get(name)),
        "marks": marks.get(at, ()),
    }


def _value(name: str, value: Any, currency: str, now: datetime) -> str:
    if value in (None, ""):
        return _("as the law has it") if name in (*_DAYS, *_MONTHS, "return_freight") else "—"
    if name == "freight":
        return formatting.money(Money(value, currency))
    if name in ("freight_by", "return_freight"):
        return str(_PAYERS[value])
    if name == "deliver_by":
        return formatting.day(date.fromisoformat(value), now)
    if name in _DAYS:
        return ngettext("%(days)s day", "%(days)s days", value) % {"days": formatting.number(value)}
    return ngettext("%(months)s month", "%(months)s months", value) % {"months": formatting.number(value)}


def _mark(mark: Mapping, language: str) -> str:
    cite = mark["cite"].get(language) or mark["cite"]["en"]
    if mark["kind"] == "less":
        said = ngettext(
            "The law gives a consumer at least %(days)s day; that counts, whatever stands here (%(cite)s).",
            "The law gives a consumer at least %(days)s days; that counts, whatever stands here (%(cite)s).",
            mark["least"],
        )
        return said % {"days": formatting.number(mark["least"]), "cite": cite}
    return _("These words do not bind a consumer (%(cite)s).") % {"cite": cite}


def turn(view: DealView) -> dict[str, Any] | None:
    """Whose answer is awaited, until when, and what happens otherwise; None where nothing is open."""
    deal = view.deal
    wait = min(deal.deadlines, key=lambda row: row.turn, default=None)
    if wait is None:
        return None
    lapses = (
        _("The change lapses, and the confirmed deal stands.")
        if deal.changing
        else _("The deal lapses and binds nobody.")
    )
    if deal.status == AGREED and not deal.changing:
        what = (
            _("Place the order with the deal")
            if view.side == "buyer"
            else _("The order has to be placed with the deal")
        )
    elif wait.who == view.side:
        what = _("Read the terms, then confirm them or propose others")
    else:
        what = _("The other side reads the terms and answers")
    mine = wait.who == view.side
    name = _("Your turn") if mine else _("The buyer’s turn") if wait.who == "buyer" else _("The seller’s turn")
    return {"side": wait.who, "who": name, "what": what, "until": wait.until, "silence": lapses, "mine": mine}


def may(view: DealView) -> dict[str, bool]:
    """What the reader can do with the deal now."""
    deal = view.deal
    open_ = bool(view.side) and deal.status in (OPEN, AGREED)
    talking = deal.status == OPEN or deal.changing
    return {
        "confirm": open_ and talking and not deal.has_confirmed(view.side),
        "amend": open_ and talking,
        "change": open_ and deal.status == AGREED and not deal.changing,
        "leave": open_ and talking,
        "own": deal.newest.side == view.side,
    }


def differs(view: DealView) -> list[dict[str, str]]:
    """Where the order says otherwise than the deal."""
    if view.deal.status != ORDERED:
        return []
    currency = view.deal.frozen.terms["currency"]

    def said(what: str, value: Any) -> str:
        if value is None:
            return "—"
        return formatting.money(Money(value, currency)) if what in ("price", "freight") else str(value)

    return [
        {"what": str(_WHAT[one["what"]]), "line": str(one["line"] or ""), "deal": said(one["what"], one["deal"]),
         "order": said(one["what"], one["order"])}
        for one in view.deal.differs
    ]  # fmt: skip
