"""On the case page: the question after the end, vouchers and points that were given, and the ways to give one or to promise something."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hejie.domain.kernel import clock
from hejie.domain.kernel.money import Money
from hejie.usecases import following
from hejie.usecases.reading import CaseView
from hejie.web.after import words


def of_case(request: HttpRequest, view: CaseView) -> dict:
    """What stands there of it."""
    asks = following.wants(view.case, view.side, request.context.now)
    return {
        "ask_url": reverse("case_satisfaction", args=[view.case.id]) if asks else "",
        "vouchers": [
            {
                "why": words.WHY.get(row["why"], ""),
                "sum": Money(row["minor"], row["currency"]),
                "until": clock.parse(row["until"]),
                "mine": view.side == "buyer",
                "points": row.get("points", 0),
            }
            for row in view.case.vouchers
        ],
    }


def ways(view: CaseView) -> list[dict]:
    """For whoever serves the buyer: a promise that binds at once, and a voucher or points."""
    if view.side not in ("seller", "platform"):
        return []
    found = [{"url": reverse("case_voucher_new", args=[view.case.id]), "label": _("Give a voucher or points")}]
    if words.may_commit(view):
        found.append({"url": reverse("case_commitment_new", args=[view.case.id]), "label": _("Promise something")})
    return found
