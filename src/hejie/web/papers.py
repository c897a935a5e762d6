"""Shops' papers: the shop's own page, and for operators the list of what waits and the look at one paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from hejie.domain.kernel import clock
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.standing import vet
from hejie.domain.standing.vet import Declare, FilePaper, ReviewPaper
from hejie.usecases import vetting as use
from hejie.web import files, words
from hejie.web.asking import key_of
from hejie.web.forms import Choices, Form, ManyChoices, forms
from hejie.web.operator import acting, pages
from hejie.web.vetting.rows import WHAT_FOLLOWS

KINDS = {"business": gettext_lazy("A business"), "private": gettext_lazy("A private person")}
STATES = {
    "filed": gettext_lazy("Waits to be looked at"),
    "accepted": gettext_lazy("In order"),
    "soon": gettext_lazy("In order, runs out soon"),
    "refused": gettext_lazy("Refused"),
    "asked": gettext_lazy("More is asked for"),
    "lapsed": gettext_lazy("Run out"),
    "replaced": gettext_lazy("Replaced by a newer one"),
}
_BADGES = {"accepted": "good", "soon": "warn", "refused": "alert", "asked": "warn", "lapsed": "alert"}
CATEGORIES = {
    "food": gettext_lazy("Food"),
    "grocery": gettext_lazy("Groceries"),
    "medical": gettext_lazy("Medical devices"),
    "books": gettext_lazy("Books and other publications"),
    "brand": gettext_lazy("Branded goods"),
    "toys": gettext_lazy("Toys"),
    "electronics": gettext_lazy("Electronics"),
    "appliance": gettext_lazy("Household appliances"),
}
TABS = {
    "waiting": gettext_lazy("Wait to be looked at"),
    "stopped": gettext_lazy("Stopped"),
    "probation": gettext_lazy("New shops"),
    "all": gettext_lazy("All"),
}
RESULTS = {
    "accepted": gettext_lazy("It is in order"),
    "asked": gettext_lazy("More is needed"),
    "refused": gettext_lazy("It is refused"),
}


class Declaration(Form):
    """What a shop is."""

    kind = forms.ChoiceField(label=gettext_lazy("Who sells?"), choices=list(KINDS.items()), widget=Choices())
    country = forms.CharField(
        label=gettext_lazy("Country"),
        help_text=gettext_lazy("Two letters: CN, DE, RU, US."),
        min_length=2,
        max_length=2,
    )
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("What is sold that needs papers of its own"),
        help_text=gettext_lazy("Choose none where none of these is sold."),
        required=False,
        widget=ManyChoices,
        choices=list(CATEGORIES.items()),
    )

    def __init__(self, *args: object, more: tuple[str, ...] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        known = {**CATEGORIES, **{name: name for name in more if name not in CATEGORIES}}
        self.fields["categories"].choices = list(known.items())


class NewPaper(Form):
    """A paper to be filed."""

    kind = forms.ChoiceField(label=gettext_lazy("Which paper?"), widget=Choices())
    file = forms.FileField(label=gettext_lazy("The file"), help_text=gettext_lazy("A PDF or a photo that can be read."))
    valid_until = forms.DateField(
        label=gettext_lazy("Valid until"),
        help_text=gettext_lazy("Its last day. Leave empty where it has no end."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    number = forms.CharField(label=gettext_lazy("Its number"), required=False, max_length=200)

    def __init__(self, kinds: list[tuple[str, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds


class Review(Form):
    """What was found of a paper."""

    result = forms.ChoiceField(
        label=gettext_lazy("What did you find?"), choices=list(RESULTS.items()), widget=Choices()
    )
    reason = forms.CharField(
        label=gettext_lazy("Why, or what is missing"),
        help_text=gettext_lazy("The shop reads it. Not needed where it is in order."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    valid_until = forms.DateField(
        label=gettext_lazy("Valid until"),
        help_text=gettext_lazy("Correct it where the paper bears another day."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


def mine(request: HttpRequest) -> HttpResponse:
    """The papers of one's own shop."""
    return _page(request, _own(request))


def of_shop(request: HttpRequest, shop_id: str) -> HttpResponse:
    """A shop's papers as operators and auditors see them."""
    return _page(request, shop_id)


def _page(request: HttpRequest, seller: str) -> HttpResponse:
    view = use.read(request.context, seller)
    state, on, operator = view.vetting, request.context.now.date(), request.context.actor.role == "operator"
    facts: dict = {"view": view, "state": state, "own": view.own, "lists": reverse("papers_listed")}
    if view.own or operator:
        facts["declare_url"] = reverse("papers_declare") if view.own else reverse("shop_papers_declare", args=[seller])
    if state is not None:
        good, until = state.checked_until(on)
        due = next(iter(view.state.waits("papers_due", "papers")), None)
        facts |= {
            "kind": words.word(KINDS, state.kind),
            "categories": [words.word(CATEGORIES, one) for one in state.categories],
            "good": good,
            "until": until,
            "due": due.until if due else None,
            "needed": [_needed(request, view, one, on) for one in state.needed.papers],
            "papers": [_paper(request, view, one, on, operator) for one in reversed(state.papers)],
            "file_url": reverse("paper_new") if view.own and state.needed.papers else "",
            "deposit": Money(*state.needed.deposit) if state.needed.deposit else None,
            "short": view.deposit_short,
            "owed": view.owed,
            "deposit_due": view.deposit_due,
            "held": [WHAT_FOLLOWS[one] for one in state.held],
            "follows": [WHAT_FOLLOWS[one] for one in state.terms.short],
            "most": [Money(minor, currency) for currency, minor in sorted(state.terms.most.items())],
            "probation": next(iter(view.state.waits("probation", "probation")), None) if state.probation else None,
            "standing_url": reverse("standing") if view.own else reverse("standing_of", args=["seller", seller]),
        }
    return render(request, "papers/page.html", facts)


def _needed(request: HttpRequest, view: use.View, kind: str, on: object) -> dict:
    paper = view.vetting.newest(kind)
    holds = kind not in view.vetting.missing(on)
    status = vet.shown(paper, on) if paper else ""
    return {
        "name": view.policy.name(kind, request.LANGUAGE_CODE),
        "why": view.vetting.needed.why.get(kind, ()),
        "state": words.word(STATES, status) if status else _("Missing"),
        "badge": "good" if holds and status != "soon" else _BADGES.get(status, "warn"),
    }


def _paper(request: HttpRequest, view: use.View, paper: object, on: object, operator: bool) -> dict:
    status = vet.shown(paper, on)
    waits = next(iter(view.state.waits("paper_review", paper.id)), None)
    return {
        "name": view.policy.name(paper.kind, request.LANGUAGE_CODE),
        "file": view.text(paper.name) or paper.id,
        "url": "" if paper.file["ref"] in view.state.erased else reverse("paper_file", args=[view.seller, paper.id]),
        "state": words.word(STATES, status),
        "badge": _BADGES.get(status, ""),
        "filed": clock.parse(paper.filed_at),
        "until": paper.valid_until,
        "number": view.text(paper.number),
        "reason": view.text(paper.reason),
        "by": waits.until if waits else None,
        "review_url": reverse("paper_review", args=[view.seller, paper.id])
        if operator and paper.status in ("filed", "asked")
        else "",
    }


def declare(request: HttpRequest, shop_id: str = "") -> HttpResponse:
    """Say what a shop is: its own people, or an operator for it."""
    seller = shop_id or _own(request)
    view = use.read(request.context, seller)
    state, kinds = view.vetting, use.categories(request.context)
    back = reverse("shop_papers", args=[seller]) if shop_id else reverse("papers")
    initial = (
        {"kind": state.kind, "country": state.country, "categories": state.categories} if state else {"country": "CN"}
    )
    facts = {
        "title": _("What the shop is"),
        "lead": _("Which papers are needed follows from this, with the law that asks for each."),
        "send": _("Keep it"),
        "back": back,
        "back_words": _("Papers of the shop"),
    }

    def do(data: dict) -> object:
        command = Declare(seller, data["kind"], data["country"], tuple(data["categories"]))
        return use.declare(request.context, command, key=key_of(request))

    return acting.form_page(
        request, Declaration(request.POST or None, initial=initial, more=kinds), facts, do, done=_("It stands on record."),
        goes=lambda _came: (back,),
    )  # fmt: skip


def new(request: HttpRequest) -> HttpResponse:
    """File a paper."""
    seller = _own(request)
    view = use.read(request.context, seller)
    if view.vetting is None:
        raise Refusal("not_declared")
    kinds = [(one, view.policy.name(one, request.LANGUAGE_CODE)) for one in view.vetting.needed.papers]
    facts = {
        "title": _("File a paper"),
        "lead": _("Only operators of the marketplace see it. Buyers learn that papers were checked, and until when."),
        "send": _("File it"),
        "back": reverse("papers"),
        "back_words": _("Papers of the shop"),
        "multipart": True,
    }

    def do(data: dict) -> object:
        until = data["valid_until"].isoformat() if data["valid_until"] else ""
        command = FilePaper(seller, data["kind"], {}, data["file"].name, until, data["number"])
        return use.file_paper(request.context, command, data["file"], key=key_of(request))

    return acting.form_page(
        request, NewPaper(kinds, request.POST or None, request.FILES or None), facts, do,
        done=_("The paper is filed. Somebody looks at it."), goes=lambda _came: ("papers",), template="papers/form.html",
    )  # fmt: skip


def review(request: HttpRequest, shop_id: str, paper: str) -> HttpResponse:
    """An operator says what a paper is worth."""
    acting.proved(request, "standing.review")
    view = use.read(request.context, shop_id)
    found = view.vetting.paper(paper) if view.vetting else None
    if found is None:
        raise Refusal("paper_unknown", paper=paper)
    facts = {
        "title": view.policy.name(found.kind, request.LANGUAGE_CODE),
        "about": view.name,
        "lead": view.text(found.number),
        "send": _("Keep it"),
        "back": reverse("shop_papers", args=[shop_id]),
        "back_words": _("Papers of the shop"),
        "file_url": reverse("paper_file", args=[shop_id, paper]),
    }

    def do(data: dict) -> object:
        until = data["valid_until"].isoformat() if data["valid_until"] else ""
        command = ReviewPaper(shop_id, paper, data["result"], data["reason"], until)
        return use.review(request.context, command, key=key_of(request))

    initial = {"valid_until": found.valid_until}
    return acting.form_page(
        request, Review(request.POST or None, initial=initial), facts, do, done=_("The shop is told."),
        goes=lambda _came: ("shop_papers", shop_id), template="papers/form.html",
    )  # fmt: skip


@require_safe
def file(request: HttpRequest, shop_id: str, paper: str) -> HttpResponse:
    """The file of a paper: leads to where originals are served, without cookies."""
    return files.lead_to(request, use.open_paper(request.context, shop_id, paper))


def listed(request: HttpRequest) -> HttpResponse:
    """Shops by what their papers wait for, the longest waiting first."""
    show = request.GET.get("show") if request.GET.get("show") in TABS else "waiting"
    found, after = use.listed(request.context, show, request.GET.get("after", ""))
    facts = {
        "rows": [_listed(one) for one in found],
        "tabs": [{"url": f"?show={name}", "label": label, "current": name == show} for name, label in TABS.items()],
        "older": pages.older(request, "after", after),
    }
    return render(request, "papers/listed.html", facts)


def _listed(one: dict) -> dict:
    row = one["row"]
    return {
        "name": one["name"],
        "url": reverse("shop_papers", args=[row.seller]),
        "kind": words.word(KINDS, row.kind),
        "waiting": row.waiting,
        "since": clock.from_milliseconds(row.oldest_ms) if row.waiting else None,
        "ends": row.ends if row.checked else None,
        "checked": row.checked,
        "stopped": bool(row.stopped),
        "held": bool(row.held),
        "probation": row.probation,
    }


def _own(request: HttpRequest) -> str:
    actor = request.context.actor
    if actor.role not in ("seller", "agent") or not actor.seller:
        raise Refusal("not_found")
    return actor.seller
