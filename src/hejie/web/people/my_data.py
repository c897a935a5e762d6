"""One's own data: what is kept and how long, all of it as one file, and asking to be forgotten."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases.people import erasure_requests as use
from hejie.usecases.people import forgetting, own_data, roles
from hejie.web import files, formatting, words
from hejie.web.asking import again
from hejie.web.forgetting_words import STATES, outcome_rows, stays_rows
from hejie.web.forms import Choices, Form, ManyChoices
from hejie.web.people.tokens import prove_first

_EXCERPT = 90
_ASK = "people/forget_me.html"


class Forget(Form):
    """All of it, or some pieces, and why."""

    what = forms.ChoiceField(
        label=gettext_lazy("What is to be erased?"),
        choices=[(use.ALL, gettext_lazy("Everything about me")), (use.PIECES, gettext_lazy("Only what I choose here"))],
        initial=use.ALL,
        widget=Choices(
            hints={
                use.ALL: gettext_lazy("Your account goes with it. You cannot sign in any more."),
                use.PIECES: gettext_lazy("Your account stays."),
            }
        ),
    )
    pieces = forms.MultipleChoiceField(
        label=gettext_lazy("What you wrote and filed"), required=False, widget=ManyChoices
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy(
            "You need not give a reason. Those who decide read it; once it is granted it is erased too."
        ),
        required=False,
        max_length=use.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, found: list[forgetting.Piece], now: datetime, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.found = {one.refs[0]: one for one in found}
        field = self.fields["pieces"]
        field.widget = ManyChoices(
            hints={
                ref: format_html("<span data-user-text>{}</span>", _shortened(one.excerpt))
                for ref, one in self.found.items()
            }
        )
        field.choices = [(ref, _label(one, now)) for ref, one in self.found.items()]
        if not found:
            del self.fields["pieces"]
            self.fields["what"].choices = self.fields["what"].choices[:1]

    def clean(self) -> dict:
        """All references that go, as `refs`."""
        data = super().clean()
        refs = [ref for name in data.get("pieces", ()) for ref in self.found[name].refs]
        if data.get("what") == use.PIECES and not refs and not self.errors:
            self.add_error("pieces", _("Choose at least one, or ask for everything."))
        return data | {"refs": refs}


@never_cache
@login_required
def my_data(request: HttpRequest) -> HttpResponse:
    """What is kept, what has been asked, and the two ways on; staff first prove a second factor."""
    ctx = request.context
    if roles.is_staff(request.user) and not ctx.actor.second_factor:
        return prove_first(request)
    person = use.person_of(ctx)
    rule = use.rule(ctx)
    facts = {
        "rule": {"says": rule.says.get(request.LANGUAGE_CODE, rule.says["en"]), "days": rule.answer},
        "requests": [_request(one) for one in use.of_person(ctx)],
        "open": any(one.status == use.OPEN for one in use.of_person(ctx)),
        "plan": _plan(forgetting.plan(person, ctx.now)),
    }
    return render(request, "people/my_data.html", facts)


@never_cache
@login_required
def download(request: HttpRequest) -> HttpResponse:
    """Everything as one ZIP, which begins at once."""
    ctx = request.context
    if roles.is_staff(request.user) and not ctx.actor.second_factor:
        return prove_first(request)
    name, pieces = own_data.take(ctx)
    return files.packed(request, pieces, name)


@never_cache
@login_required
def ask(request: HttpRequest) -> HttpResponse:
    """Ask to be forgotten."""
    ctx = request.context
    if roles.is_staff(request.user) and not ctx.actor.second_factor:
        return prove_first(request)
    person = use.person_of(ctx)
    form = Forget(forgetting.pieces(person), ctx.now, request.POST or None)
    facts = {"form": form, "plan": _plan(forgetting.plan(person, ctx.now)), "days": use.rule(ctx).answer}
    if request.method != "POST" or not form.is_valid():
        return render(request, _ASK, facts, status=422 if form.errors else 200)
    data = form.cleaned_data
    try:
        made = use.ask(ctx, what=data["what"], refs=data["refs"], reason=data["reason"])
    except Refusal as refusal:
        return again(request, _ASK, facts, refusal)
    by = formatting.moment(made.due_at, ctx.now)
    messages.success(request, _("Your request is made. It is answered by %(when)s at the latest.") % {"when": by})
    return redirect("my_data")


@require_POST
@login_required
def take_back(request: HttpRequest, request_id: str) -> HttpResponse:
    """Take an open request back."""
    use.take_back(request.context, request_id)
    messages.success(request, _("Your request is taken back."))
    return redirect("my_data")


def _plan(found: forgetting.Plan) -> dict:
    told = found.told()
    return {
        "contents": told["contents"],
        "cases": told["cases"],
        "stays": stays_rows(told),
        "others": told["written_for_others"],
    }


def _request(row: object) -> dict:
    return {
        "id": row.pk,
        "what": _("everything") if row.what == use.ALL else _("chosen pieces"),
        "state": STATES[row.status],
        "open": row.status == use.OPEN,
        "asked": row.asked_at,
        "due": row.due_at,
        "decided": row.decided_at,
        "longer": row.longer_why,
        "answer": row.answer if row.status == use.REFUSED else "",
        "outcome": outcome_rows(row.outcome),
    }


def _label(one: forgetting.Piece, now: datetime) -> str:
    said = {
        "kind": words.word(words.ENTRY_KINDS, one.kind),
        "number": formatting.case_number(one.case),
        "when": formatting.moment_short(clock.parse(one.at), now),
    }
    return _("%(kind)s, case %(number)s, %(when)s") % said


def _shortened(text: str) -> str:
    return text[:_EXCERPT] + ("…" if len(text) > _EXCERPT else "")
