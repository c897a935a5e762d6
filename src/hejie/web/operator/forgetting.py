"""Requests to be forgotten, legal holds, and what goes because its time is over: pages of operators and auditors."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import order_keeping, paper_keeping, shop_paper_keeping
from hejie.usecases import retention as keeping
from hejie.usecases.people import erasure_requests as use
from hejie.usecases.people import erasure_times as times
from hejie.web import formatting
from hejie.web.forgetting_words import STATES, account_rows, days, outcome_rows, papers, pieces, stays_rows, years
from hejie.web.forms import Form, forms
from hejie.web.operator import acting

_AHEAD = timedelta(days=90)
_MOST_SHOWN = 100
_HOLDERS = ("operator", "auditor")


class Why(Form):
    """A reason that somebody reads."""

    why = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Both sides read it."),
        max_length=use.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class Refuse(Why):
    """Why a request is refused."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].help_text = _("Whoever asked reads it. Say which law has the data kept, and for how long.")


class Later(Why):
    """Why an answer takes longer."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].help_text = _("Whoever asked reads it. It can be put off only once.")


class Years(Form):
    """How long closed cases are kept."""

    years = forms.IntegerField(
        label=gettext_lazy("Years after the closing"),
        min_value=1,
        max_value=keeping.LONGEST_YEARS,
        widget=forms.NumberInput(attrs={"class": "input--short"}),
    )

    def __init__(self, kept: keeping.Kept, *args: object, **kwargs: object) -> None:
        super().__init__(*args, initial={"years": kept.whole}, **kwargs)
        self.fields["years"].help_text = _("At least %(least)s, by the rule of the law.") % {
            "least": years(kept.rule.keep)
        }


def requests(request: HttpRequest) -> HttpResponse:
    """Open requests, what is due first, and those that were answered."""
    acting.proved(request, "people")
    ctx = request.context
    facts = {
        "waiting": [_row(one) for one in use.waiting(ctx)],
        "answered": [_row(one) for one in use.answered(ctx)[:_MOST_SHOWN]],
    }
    return render(request, "operator/erasure_requests.html", facts)


def _row(one: object) -> dict:
    return {
        "url": reverse("erasure_request", args=[one.pk]),
        "name": str(one.person),
        "what": _("everything") if one.what == use.ALL else _("chosen pieces"),
        "state": STATES[one.status],
        "asked": one.asked_at,
        "due": one.due_at,
        "decided": one.decided_at,
    }


def request_page(request: HttpRequest, request_id: str) -> HttpResponse:
    """One request: what would go and what stays; granting by one button, refusing with a reason."""
    acting.proved(request, "people")
    found = use.read(request.context, request_id)
    one = found.request
    told = found.plan.told() if found.plan else None
    facts = {
        "title": _("Request to be forgotten"),
        "about": str(one.person),
        "row": _row(one)
        | {
            "id": one.pk,
            "open": one.status == use.OPEN,
            "reason": one.reason,
            "answer": one.answer,
            "longer": one.longer_why,
        },
        "own": one.person_id == request.context.actor.id,
        "plan": _plan(told) if told else None,
        "chosen": [{"case": row["case"], "count": pieces(len(row["refs"]))} for row in one.pieces],
        "outcome": outcome_rows(one.outcome),
        "longer": days(longer) if (longer := times.may_be_longer(one, request.context.now)) else "",
        "back": reverse("erasure_requests"),
        "back_words": _("Back to the requests"),
        "template": "operator/erasure_request.html",
    }
    form = Refuse(request.POST or None)
    return _refusing(request, form, facts, request_id)


def _refusing(request: HttpRequest, form: Refuse, facts: dict, request_id: str) -> HttpResponse:
    return acting.form_page(
        request,
        form,
        facts,
        lambda data: use.refuse(request.context, request_id, data["why"]),
        done=_("The request is refused, and the person is told why."),
        goes=lambda _came: ("erasure_requests",),
        template=facts["template"],
    )


def _plan(told: dict) -> dict:
    return {
        "account": account_rows(told["account"]),
        "contents": pieces(told["contents"]),
        "cases": told["cases"],
        "stays": stays_rows(told),
        "others": told["written_for_others"],
    }


@require_POST
def grant(request: HttpRequest, request_id: str) -> HttpResponse:
    """Grant a request; the worker does it."""
    return acting.button(
        request,
        lambda: use.grant(request.context, request_id),
        done=_("The request is granted. The person is told, and the worker erases."),
        goes=("erasure_requests",),
    )


def put_off(request: HttpRequest, request_id: str) -> HttpResponse:
    """Put the answer to a request off, once, with a reason that the person is told."""
    acting.proved(request, "people")
    one = use.read(request.context, request_id).request
    longer = times.may_be_longer(one, request.context.now)
    facts = {
        "title": _("Put the answer off"),
        "lead": _("It can be answered later by %(days)s, once. The person is told at once, with your reason.")
        % {"days": days(longer)}
        if longer
        else _("It cannot be put off any more."),
        "send": _("Put it off"),
        "back": reverse("erasure_request", args=[request_id]),
        "back_words": _("Back to the request"),
    }
    return acting.form_page(
        request,
        Later(request.POST or None),
        facts,
        lambda data: times.put_off(request.context, request_id, data["why"]),
        done=_("The answer is put off, and the person is told why."),
        goes=lambda _came: ("erasure_request", request_id),
    )


def retention(request: HttpRequest) -> HttpResponse:
    """By which law cases are kept and how long, what goes next, and what is held."""
    ctx = request.context
    if ctx.actor.role not in _HOLDERS:
        raise Refusal("not_found")
    kept = keeping.own(ctx)
    language = request.LANGUAGE_CODE if request.LANGUAGE_CODE in kept.rule.says else "en"
    facts = {
        "kept": {
            "years": years(kept.whole),
            "says": kept.rule.says[language],
            "sources": kept.rule.sources,
            "ours": kept.rule.ours,
        },
        "coming": [_coming(one) for one in keeping.coming(ctx, within=_AHEAD, most=_MOST_SHOWN)],
        "orders": [_order(one) for one in order_keeping.coming(ctx, within=_AHEAD, most=_MOST_SHOWN)],
        "papers": [_paper(one) for one in paper_keeping.coming(ctx, within=_AHEAD, most=_MOST_SHOWN)],
        "shops": _shops(ctx),
        "holds": [_held(one) for one in keeping.holds(ctx)],
        "may_set": ctx.actor.role == "operator",
    }
    if ctx.actor.role != "operator":
        return render(request, "operator/retention.html", facts)
    if request.method == "POST":
        acting.proved(request, "settings")
    return acting.form_page(
        request,
        Years(kept, request.POST or None),
        facts,
        lambda data: keeping.keep_longer(ctx, 0 if data["years"] == kept.rule.keep else data["years"]),
        done=_("Closed cases are kept so long from now on."),
        goes=lambda _came: ("retention",),
        template="operator/retention.html",
    )


def _coming(one: keeping.Coming) -> dict:
    return {
        "case": one.case,
        "number": formatting.case_number(one.case),
        "at": one.ends_at,
        "held": one.held,
        "law": one.law.upper(),
    }


def _order(one: order_keeping.ComingOrder) -> dict:
    return {
        "root": one.root,
        "number": one.external_id,
        "at": one.ends_at,
        "law": one.law.upper(),
        "count": pieces(one.count),
        "held": one.held,
    }


def _paper(one: paper_keeping.ComingPaper) -> dict:
    name, _colon, rest = one.root.partition(":")
    of = rest.rpartition(":")[2]
    called = {"question": _("Question %(id)s"), "complaint": _("Complaint %(id)s"), "deal": _("Deal %(id)s")}[name]
    return {
        "called": called % {"id": of},
        "url": reverse(name, args=[of]),
        "at": one.ends_at,
        "count": pieces(one.count),
        "held": one.held,
    }


def _shops(ctx) -> list[dict]:
    """Shops of whose papers something goes, by name."""
    found = shop_paper_keeping.coming(ctx, within=_AHEAD, most=_MOST_SHOWN)
    ids = [one.root.rpartition(":")[2] for one in found]
    return [
        {
            "called": one.name or seller,
            "url": reverse("shop_papers", args=[seller]),
            "at": one.ends_at,
            "count": pieces(one.count),
            "held": one.held,
        }
        for seller, one in zip(ids, found, strict=True)
    ]


def _held(one: keeping.Held) -> dict:
    """What is held, where it is read and where it is let go."""
    name, of, number = (
        ("case", one.case, formatting.case_number(one.case)) if one.case else ("order", one.root, one.order)
    )
    if one.complaint:
        name, of, number = "complaint", one.complaint, one.complaint
    return {
        "complaint": one.complaint,
        "covers": papers(one.covers) if one.covers else "",
        "number": number,
        "case": one.case,
        "url": reverse(name, args=[of]),
        "lift_url": reverse(f"{name}_hold", args=[of]),
        "since": one.since,
    }
