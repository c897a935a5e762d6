"""A shop's inbox: its cases by what runs out first, narrowed by what its people decide on, and who of it looks after which."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import listing, live, shop_desk
from hejie.web import formatting, words
from hejie.web.case import desk
from hejie.web.cases import refused
from hejie.web.forms import Form, forms
from hejie.web.lists import case_row, older
from hejie.web.live_address import live_url

# Views of the inbox: name, words, filters.
VIEWS = (
    ("mine", gettext_lazy("Your turn"), {"state": "open", "turn": "seller"}),
    ("service", gettext_lazy("Service"), {"state": "open", "stage": "service"}),
    ("buyer", gettext_lazy("The buyer’s turn"), {"state": "open", "turn": "buyer"}),
    ("both", gettext_lazy("Both look for a solution"), {"state": "open", "turn": "both"}),
    ("neutral", gettext_lazy("With a neutral"), {"state": "open", "turn": "neutral"}),
    ("apart", gettext_lazy("Goods kept apart"), {"apart": True, "sort": "opened"}),
    ("closed", gettext_lazy("Closed"), {"state": "closed", "sort": "opened"}),
)
_NARROW = ("reason", "charge", "near", "since", "until")
_NEAR = (
    ("", gettext_lazy("Any time left")),
    ("at_risk", gettext_lazy("Close to its time")),
    ("overdue", gettext_lazy("Time is over, being carried out")),
)


def _day(label: object) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class Filters(Form):
    """What a shop's people narrow their list by: cause, who looks after it, how close its time is, days of asking."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Cause"), required=False, choices=[("", gettext_lazy("All causes")), *words.REASONS.items()]
    )
    charge = forms.ChoiceField(label=gettext_lazy("In charge"), required=False)
    near = forms.ChoiceField(label=gettext_lazy("Time left"), required=False, choices=_NEAR)
    since = _day(gettext_lazy("Asked from"))
    until = _day(gettext_lazy("Asked up to"))

    def __init__(self, colleagues: dict[str, str], *args: object) -> None:
        super().__init__(*args)
        if not colleagues:  # the marketplace's own agents share no shop's desk
            del self.fields["charge"]
            return
        first = [("", _("Anybody")), (shop_desk.ME, _("Me")), (shop_desk.NOBODY, _("Nobody yet"))]
        self.fields["charge"].choices = [*first, *colleagues.items()]
        self.fields["charge"].widget.attrs["data-user-text"] = ""

    def clean(self) -> dict:
        """Days in their order."""
        data = super().clean()
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("This day lies before the first one. Swap them, or leave one empty."))
        return data

    def chosen(self, request: HttpRequest) -> dict:
        """Filters as `listing.cases` takes them; what was not understood narrows nothing, and stands beside its field."""
        data = self.cleaned_data if self.is_valid() else {**dict.fromkeys(_NARROW), **self.cleaned_data}
        now = clock.milliseconds(request.context.now)
        nobody = "charge" in self.fields and shop_desk.NOBODY in request.GET.getlist("charge")
        days = (None, None) if self.errors else (data["since"], data["until"])
        return {
            "reason": data["reason"] or "",
            "in_charge": shop_desk.wanted(request.context.actor, data.get("charge") or "", nobody=nobody),
            "near": (data["near"], now) if data["near"] else None,
            "opened": shop_desk.whole_days(*days, timezone.get_current_timezone()),
        }


def inbox(request: HttpRequest) -> HttpResponse:
    """A shop's cases by what runs out first."""
    actor = request.context.actor
    if actor.role not in ("seller", "agent"):
        raise Refusal("not_found")
    chosen = next((view for view in VIEWS if view[0] == request.GET.get("show")), VIEWS[0])
    people = shop_desk.colleagues(actor)
    form = Filters(people, request.GET)
    narrow = form.chosen(request)
    heard = live_url(request, live.list_token(request.context))
    listed = listing.cases(actor, after=request.GET.get("after", ""), **narrow, **chosen[2])
    kept = {name: request.GET[name] for name in _NARROW if request.GET.get(name)}
    facts = {"live_url": heard, "filters": form, "show": chosen[0], "tabs": _tabs(actor, chosen[0], kept, narrow)}
    facts |= {"reset": f"?{urlencode({'show': chosen[0]})}" if kept else "", "older": older(request, listed.after)}
    facts |= {"narrowed": bool(set(kept) - {"reason", "charge"}) or bool(form.errors)}
    return render(
        request, "lists/inbox.html", facts | _rows(request, listed, people), status=422 if form.errors else 200
    )


def _rows(request: HttpRequest, listed: listing.Listed, people: dict[str, str]) -> dict:
    actor = request.context.actor
    charges = shop_desk.of_rows(actor, listed.rows)
    rows = [
        case_row(row, listed, "buyer", "seller") | {"charge": desk.name(charges.get(row["id"], ""), actor, people)}
        for row in listed.rows
    ]
    return {
        "rows": rows,
        "first": rows[0] if rows else None,
        "silence": rows[0]["silence"] if rows else "",
        "shop": listed.names.get(actor.seller, "") or shop_desk.shop_name(actor),
    }


def _tabs(actor: Actor, current: str, kept: dict, narrow: dict) -> list[dict]:
    counts = listing.case_counts(actor, *({**filters, **narrow} for _name, _words, filters in VIEWS))
    return [
        {
            "url": f"?{urlencode({'show': name} | kept)}",
            "label": label,
            "count": formatting.number(count) if count < listing.FEW else f"{listing.FEW - 1}+",
            "current": name == current,
        }
        for (name, label, _filters), count in zip(VIEWS, counts, strict=True)
    ]


@require_POST
def charge(request: HttpRequest, case_id: str) -> HttpResponse:
    """Take a case on, hand it to a colleague, or give it back; then the case again."""
    person = request.POST.get("person", "")
    try:
        shop_desk.give(request.context, case_id, person, over=request.POST.get("seen", ""))
    except Refusal as refusal:
        return refused(request, case_id, "charge", refusal)
    return redirect(f"{reverse('case', args=[case_id])}#charge")
