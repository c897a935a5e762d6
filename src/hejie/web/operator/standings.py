"""Sanctions as operators and auditors see them: by what they wait for; appeals, lifting, and misuse that was found."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.standing import commands
from hejie.domain.standing.policy import FOUND
from hejie.rulebooks import sanctions
from hejie.usecases import standings
from hejie.web import formatting, words
from hejie.web.asking import key_of
from hejie.web.forms import Choices, Form, ManyChoices, forms
from hejie.web.operator import acting, pages
from hejie.web.operator.forms import ERASURES
from hejie.web.standing import shown, wording

_FEW = 100
_EXCERPT = 90
_TABS = {
    "appeals": gettext_lazy("Appeals to decide"),
    "in_effect": gettext_lazy("In effect"),
    "announced": gettext_lazy("Announced"),
    "ended": gettext_lazy("Ended"),
}
# What each list counts by: column, and words over it.
_MOMENTS = {"appeals": "appeal_ms", "in_effect": "ends_ms", "announced": "begins_ms", "ended": "ends_ms"}
_MOMENT_WORDS = {
    "appeals": gettext_lazy("Decide by"),
    "in_effect": gettext_lazy("Ends by itself"),
    "announced": gettext_lazy("Begins"),
    "ended": gettext_lazy("Ended"),
}


class Filters(Form):
    """By which rule."""

    measure = forms.ChoiceField(label=gettext_lazy("Rule"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = [("", _("All rules")), *_measures()]


class Reasons(Form):
    """Why."""

    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        help_text=gettext_lazy("Whoever it is about reads them."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class Decision(Reasons):
    """Whether an appeal is granted, and why."""

    granted = forms.ChoiceField(
        label=gettext_lazy("What do you decide?"),
        choices=[("yes", gettext_lazy("Grant the appeal")), ("no", gettext_lazy("Refuse the appeal"))],
        widget=Choices(
            hints={
                "yes": gettext_lazy("The sanction ends, and the shop’s systems are told."),
                "no": gettext_lazy("It stands and begins on its day, or now if that has passed."),
            }
        ),
    )
    field_order = ("granted", "reasons")


class Finding(Form):
    """What was found of a case, and what shows it."""

    case = forms.CharField(
        label=gettext_lazy("Case"),
        help_text=gettext_lazy("The whole id of a closed case, as in its address."),
        max_length=40,
    )
    finding = forms.ChoiceField(label=gettext_lazy("What was found?"), widget=Choices())
    text = forms.CharField(
        label=gettext_lazy("What shows it"),
        help_text=gettext_lazy("Whoever it is about reads this, and can appeal against what follows."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, side: str, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        known = [one for one in FOUND if sanctions.load().sides[side].of((one,))]
        self.fields["finding"].choices = [(one, wording.GROUNDS[one]) for one in known]


class Erasure(Form):
    """Which texts go, and by what right."""

    refs = forms.MultipleChoiceField(label=gettext_lazy("What is erased"), widget=ManyChoices)
    why = forms.ChoiceField(label=gettext_lazy("By what right"), choices=[("", "–"), *ERASURES.items()])
    note = forms.CharField(
        label=gettext_lazy("A word beside it"),
        help_text=gettext_lazy(
            "A private text that can be erased as well. For example: order 4 of the court of Harbour, 3 May."
        ),
        required=False,
        max_length=300,
    )

    def __init__(self, texts: dict[str, str], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["refs"].choices = [
            (ref, format_html("<span data-user-text>{}</span>", Truncator(text).chars(_EXCERPT)))
            for ref, text in texts.items()
        ]


def listed(request: HttpRequest) -> HttpResponse:
    """All sanctions by what they wait for, the newest first."""
    counts = standings.how_many(request.context)
    usual = "appeals" if counts["appeals"] else "in_effect"
    show = request.GET.get("show") if request.GET.get("show") in _TABS else usual
    form = Filters(request.GET)
    chosen = form.cleaned_data["measure"] if form.is_valid() else ""
    side, _colon, measure = chosen.partition(":")
    after = request.GET.get("after", "")
    found = standings.listed(request.context, show, side=side, measure=measure, after=after)
    names = standings.names_of(request.context, found.rows)
    facts = {
        "rows": [_row(row, names, show) for row in found.rows],
        "tabs": [_tab(name, label, counts[name], show, chosen) for name, label in _TABS.items()],
        "show": show,
        "moment": _MOMENT_WORDS[show],
        "filters": form,
        "keep": [{"name": "show", "value": show}],
        "reset": f"?show={show}" if chosen else "",
        "older": pages.older(request, "after", found.after),
    }
    return render(request, "operator/standings.html", facts)


def _tab(name: str, label: str, count: int, show: str, chosen: str) -> dict:
    return {
        "url": f"?show={name}" + (f"&measure={chosen}" if chosen else ""),
        "label": label,
        "count": formatting.number(count) if count < _FEW else f"{_FEW - 1}+",
        "current": name == show,
    }


def _row(row: dict, names: dict, show: str) -> dict:
    return {
        "url": reverse("standing_of", args=[row["side"], row["owner"]]),
        "name": names.get(row["owner"], row["owner"]),
        "side": row["side"],
        "side_words": words.word(words.SIDES, row["side"]),
        "deeds": shown.deeds(tuple(row["does"].split())),
        "announced": clock.from_milliseconds(row["announced_ms"]),
        "at": clock.from_milliseconds(row[_MOMENTS[show]]),
        "why": words.word(wording.ENDED, row["why"]) if row["why"] else "",
    }


def one(request: HttpRequest, side: str, of: str) -> HttpResponse:
    """The standing of one shop or buyer, as its owner sees it, with what an operator may do."""
    view = _read(request, side, of)
    acts = request.context.actor.role == "operator"
    more = {"title": view.name, "staff": True, "side_words": words.word(words.SIDES, side)}
    more["finding_url"] = reverse("standing_finding", args=[side, of]) if acts else ""
    more["erasure_url"] = reverse("standing_erasure", args=[side, of]) if acts and view.texts else ""
    facts = shown.facts(request.context, view)
    if not acts:
        for row in (*facts["open"], *facts["warnings"]):
            row["decide_url"] = row["lift_url"] = ""
    return render(request, "standing/page.html", facts | more)


def decide(request: HttpRequest, side: str, of: str, sanction: str) -> HttpResponse:
    """Decide an appeal."""
    acting.proved(request, "standing.decide")
    view = _read(request, side, of)
    found = view.state.sanction(sanction) if view.state else None
    if found is None or found.appeal is None:
        raise Refusal("sanction_unknown", sanction=sanction)
    grounds = format_html("<span data-user-text>{}</span>", view.text(found.appeal.grounds))
    facts = _page(view, _("Decide the appeal"), grounds)

    def do(data: dict) -> object:
        number = int(found.appeal.id.removeprefix("a"))
        command = commands.DecideAppeal(side, of, number, data["granted"] == "yes", data["reasons"])
        return standings.decide_appeal(request.context, command, key=key_of(request))

    form = Decision(request.POST or None)
    done = _("The appeal is decided. Whoever it is about is told.")
    return acting.form_page(request, form, facts, do, done=done, goes=lambda _came: ("standing_of", side, of))


def lift(request: HttpRequest, side: str, of: str, sanction: str) -> HttpResponse:
    """End a sanction before its time."""
    acting.proved(request, "standing.lift")
    view = _read(request, side, of)
    found = view.state.sanction(sanction) if view.state else None
    if found is None:
        raise Refusal("sanction_unknown", sanction=sanction)
    facts = _page(view, _("Lift the sanction"), shown.rule(found.says))

    def do(data: dict) -> object:
        command = commands.LiftSanction(side, of, sanction, data["reasons"])
        return standings.lift(request.context, command, key=key_of(request))

    form = Reasons(request.POST or None)
    done = _("The sanction has ended. Whoever it is about is told.")
    return acting.form_page(request, form, facts, do, done=done, goes=lambda _came: ("standing_of", side, of))


def find(request: HttpRequest, side: str, of: str) -> HttpResponse:
    """Record misuse of a closed case."""
    acting.proved(request, "standing.find")
    view = _read(request, side, of)
    lead = _(
        "Only of closed cases, so that nobody’s past decides an open one. What follows by the policy comes by itself."
    )
    facts = _page(view, _("Record misuse that was found"), lead)

    def do(data: dict) -> object:
        command = commands.FindMisuse(side, of, data["case"].strip(), data["finding"], data["text"])
        return standings.find_misuse(request.context, command, key=key_of(request))

    form = Finding(side, request.POST or None, initial={"case": request.GET.get("case", "")})
    done = _("It is recorded. Whoever it is about is told.")
    return acting.form_page(request, form, facts, do, done=done, goes=lambda _came: ("standing_of", side, of))


def erase(request: HttpRequest, side: str, of: str) -> HttpResponse:
    """Erase what people wrote in a standing."""
    acting.proved(request, "standing.erase")
    view = _read(request, side, of)
    lead = _(
        "For people who ask for it by right. Choose what goes; the entry stays and says that something was erased."
    )
    facts = _page(view, _("Erase private texts"), lead)
    facts |= {
        "lost": [_("The text is gone for everybody. Nobody can bring it back.")],
        "plain": True,
        "empty": "" if view.texts else _("No text is left."),
    }

    def do(data: dict) -> object:
        command = commands.EraseTexts(side, of, tuple(data["refs"]), data["why"], data["note"])
        return standings.erase(request.context, command, key=key_of(request))

    form = Erasure(dict(view.texts), request.POST or None)
    return acting.form_page(
        request, form, facts, do, done=_("It is erased."), goes=lambda _came: ("standing_of", side, of)
    )


def _page(view: standings.StandingView, title: str, lead: str) -> dict:
    back = reverse("standing_of", args=[view.side, view.of])
    return {"title": title, "about": view.name, "lead": lead, "send": title, "back": back, "back_words": _("Back")}


def _read(request: HttpRequest, side: str, of: str) -> standings.StandingView:
    if request.context.actor.role not in ("operator", "auditor"):
        raise Refusal("not_found")
    return standings.read(request.context, side, of)


def _measures() -> list[tuple[str, str]]:
    policy = sanctions.load()
    return [
        (f"{side}:{row.id}", f"{words.word(words.SIDES, side)}: {shown.rule(row.says)}")
        for side, rules in policy.sides.items()
        for row in rules.measures
    ]
