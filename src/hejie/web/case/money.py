"""Where the money of a case is, where it would go under each open offer, and what moved it."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from hejie.domain.cases.state import CaseState
from hejie.usecases.reading import CaseView
from hejie.web import words
from hejie.web.case import terms
from hejie.web.case.offers import in_custody
from hejie.web.case.voice import Voice, plain_sum

MOST_COLUMNS = 3
_NOTHING = "–"


def table(view: CaseView, voice: Voice) -> dict | None:
    """Columns and rows of the comparison (`components/table.html`); None where no money is known."""
    case = view.case
    holds = view.order.custody.holds_of(frozenset(case.lines))
    debts = [debt for debt in view.order.custody.debts if debt.case == case.id and debt.status != "voided"]
    if not holds and not debts:
        return None
    plans = _plans(view, voice)
    columns = [{"key": "label", "head": True}, {"key": "now", "label": _("Now"), "num": True}]
    columns += [{"key": f"plan{number}", "label": label, "num": True} for number, (label, _package) in enumerate(plans)]
    custody = in_custody(view)
    divisions = [terms.divide(package, custody) for _label, package in plans]
    paid = sum(debt.paid for debt in debts)

    def row(label: str, now: int, after: list[int]) -> dict:
        cells = {f"plan{number}": _sum(minor, case) for number, minor in enumerate(after)}
        return {"label": label, "now": _sum(now, case), **cells}

    buyer, seller = (sum(hold.to_buyer for hold in holds) + paid, sum(hold.to_seller for hold in holds))
    short = [max(0, one.short - paid) for one in divisions]
    rows = [
        row(_("In custody, frozen") if not case.closed else _("In custody"), custody, [0 for _one in divisions]),
        row(
            voice.pick(buyer=_("To you"), seller=_("To the buyer"), other=_("To the buyer")),
            buyer,
            [buyer + one.to_buyer for one in divisions],
        ),
        row(
            voice.pick(buyer=_("To the seller"), seller=_("To you"), other=_("To the seller")),
            seller,
            [seller + one.to_seller for one in divisions],
        ),
    ]
    if owed := sum(debt.owed for debt in debts):
        label = voice.pick(
            buyer=_("Still owed to you, from the seller’s deposit or the guarantee fund"),
            seller=_("You still owe it: from your deposit or the guarantee fund"),
            other=_("Still owed to the buyer, from the seller’s deposit or the guarantee fund"),
        )
        rows.append(row(label, owed, [0 for _one in divisions]))
    if any(short):
        label = voice.pick(
            buyer=_("To you, from the seller’s deposit"),
            seller=_("From your deposit"),
            other=_("From the seller’s deposit"),
        )
        rows.append(row(label, 0, short))
    if plans and any(package["goods"] == "return" for _label, package in plans):
        goods = {
            f"plan{number}": words.word(words.GOODS, package["goods"]) for number, (_label, package) in enumerate(plans)
        }
        there = _("with the seller") if case.service and case.service.is_back else _("with the buyer")
        rows.append({"label": _("The goods"), "now": there, **goods})
    whole = sum(hold.held for hold in holds)
    return {
        "columns": columns,
        "rows": rows,
        "caption": _("Where %(sum)s are now, and where they would go") % {"sum": plain_sum(whole, case.currency)}
        if plans
        else _("Where %(sum)s are now") % {"sum": plain_sum(whole, case.currency)},
    }


def note(view: CaseView, voice: Voice) -> str:
    """One sentence on what could still happen to the money."""
    case = view.case
    if case.closed or case.settled or case.agreement or case.ruling or not case.paid_minor:
        return ""
    parts = {"least": plain_sum(0, case.currency), "most": plain_sum(case.paid_minor, case.currency)}
    return _("If a neutral decides, the buyer may be awarded from %(least)s to %(most)s.") % parts


def _plans(view: CaseView, voice: Voice) -> list[tuple[str, dict]]:
    case = view.case
    if case.closed:
        return []
    if case.ruling:
        return [(_("Decision"), case.ruling.package)]
    if case.agreement:
        return [(_("Agreement"), case.agreement.package)]
    return [(_label(offer, voice), offer.package) for offer in case.open_offers()[:MOST_COLUMNS]]


def _label(offer: object, voice: Voice) -> str:
    if offer.is_claim:
        return _("The claim")
    if voice.is_mine(offer.side):
        return _("Your offer")
    return {"buyer": _("Buyer’s offer"), "seller": _("Seller’s offer")}.get(offer.side, _("Neutral’s proposal"))


def _sum(minor: int, case: CaseState) -> str:
    return plain_sum(minor, case.currency) if minor else format_html('<span class="quiet">{}</span>', _NOTHING)
