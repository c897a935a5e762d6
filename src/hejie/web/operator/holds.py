"""Legal holds on cases, orders and complaints: pages of operators and auditors. The list of them stands with retention."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import complaints, legal_holds, listing, own_streams
from hejie.web import formatting
from hejie.web.asking import key_of
from hejie.web.case import page
from hejie.web.operator import acting
from hejie.web.operator.forgetting import Why

_HOLDERS = ("operator", "auditor")


def of_case(request: HttpRequest, case_id: str) -> HttpResponse:
    """Put a case under a legal hold, or lift the one that stands."""
    _proved(request)
    case = page.read(request, case_id).case
    facts = {
        "title": _("Put the case under a legal hold"),
        "lead": _(
            "While it stands, nothing of the case is erased: not by an operator, not on anybody’s request, and not because its "
            "time is over. Both sides are told."
        ),
        "back": reverse("case", args=[case_id]),
        "back_words": _("Back to the case"),
    }
    do = {
        True: lambda why: legal_holds.lift_hold(
            request.context, legal_holds.LiftLegalHold(case_id, why), key=key_of(request)
        ),
        False: lambda why: legal_holds.set_hold(
            request.context, legal_holds.SetLegalHold(case_id, why), key=key_of(request)
        ),
    }
    return _page(request, case, facts, do, _("The case is under a legal hold."), ("case", case_id))


def of_complaint(request: HttpRequest, complaint: str) -> HttpResponse:
    """The same for a complaint with its rooms, whether or not it belongs to an order."""
    _proved(request)
    view = complaints.read(request.context, complaint)
    if view.side not in ("handler", "reader"):
        raise Refusal("not_found")
    facts = {
        "title": _("Put the complaint under a legal hold"),
        "lead": _(
            "While it stands, nothing of the complaint is erased: not by an operator, and not on anybody’s request. A complainant "
            "who has pages here is told."
        ),
        "back": reverse("complaint", args=[complaint]),
        "back_words": _("Back to the complaint"),
    }
    do = {
        True: lambda why: legal_holds.let_complaint_go(
            request.context, legal_holds.LiftComplaintHold(complaint, why), key=key_of(request)
        ),
        False: lambda why: legal_holds.hold_complaint(
            request.context, legal_holds.SetComplaintHold(complaint, why), key=key_of(request)
        ),
    }
    form = OfComplaint(request.POST or None)
    return _page(
        request, view.state, facts, do, _("The complaint is under a legal hold."), ("complaint", complaint), form
    )


def kept(state: object, reason: str = "") -> dict | None:
    """What the page of a question, a complaint or a deal says of the legal hold that keeps it; None where none does."""
    found = own_streams.held(state)
    return {"own": found[0] == "own", "since": found[1], "reason": reason} if found else None


def of_order(request: HttpRequest, root: str) -> HttpResponse:
    """The same for an order, with all its cases and with the questions, complaints and deals that belong to it."""
    _proved(request)
    order, _texts, _names = listing.order(request.context, root)
    facts = {
        "title": _("Put the order under a legal hold"),
        "lead": _(
            "While it stands, nothing of the order, of its cases and of the questions, complaints and deals that belong to it is "
            "erased: not by an operator, not on anybody’s request, and not because its time is over. The buyer and the shops are told."
        ),
        "back": reverse("order", args=[root]),
        "back_words": _("Back to the order"),
    }
    do = {
        True: lambda why: legal_holds.let_order_go(
            request.context, legal_holds.LiftOrderHold(root, why), key=key_of(request)
        ),
        False: lambda why: legal_holds.hold_order(
            request.context, legal_holds.SetOrderHold(root, why), key=key_of(request)
        ),
    }
    return _page(request, order, facts, do, _("The order is under a legal hold."), ("order", root))


class OfComplaint(Why):
    """A reason that the complainant reads."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].help_text = _("The complainant reads it.")


def _proved(request: HttpRequest) -> None:
    actor = request.context.actor
    if actor.role not in _HOLDERS:
        raise Refusal("not_found")
    if not actor.second_factor:
        raise Refusal("second_factor_needed", act="hold")


def _page(
    request: HttpRequest,
    held: object,
    facts: dict,
    do: dict[bool, Callable],
    done: str,
    goes: tuple,
    form: Why | None = None,
) -> HttpResponse:
    """held: the folded case, order or complaint; do: what is done with the reason, by whether a hold stands."""
    standing = held.held is not None
    if standing:
        when = formatting.moment(clock.parse(held.held["at"]), clock.parse(held.changed_at))
        done = _("The legal hold is lifted.")
        facts |= {
            "title": _("Lift the legal hold"),
            "lead": _("It has stood since %(when)s. Afterwards what is due can be erased again.") % {"when": when},
        }
    facts["send"] = _("Lift it") if standing else _("Put it under a legal hold")
    return acting.form_page(
        request,
        form or Why(request.POST or None),
        facts,
        lambda data: do[standing](data["why"]),
        done=done,
        goes=lambda _came: goes,
    )
