"""A member of a panel at his vote: the joint file beside, the form, and afterwards his own sealed vote. Nothing of the others."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hejie.domain.cases.paneling import CastVote
from hejie.domain.cases.state import Said
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import evidence, panels, record_words
from hejie.usecases.panels import Ballot, Waiting
from hejie.usecases.reading import CaseView
from hejie.web import asking, formatting, words
from hejie.web.asking import key_of
from hejie.web.case import forms as case_forms
from hejie.web.case import mediation, page, remarks, talk, terms, voice
from hejie.web.case.panel import VOTES
from hejie.web.files import lead_to
from hejie.web.forms import Choices, Form
from hejie.web.languages import active


class Vote(Form):
    """For, against or a part, and why."""

    vote = forms.ChoiceField(
        label=gettext_lazy("How do you vote?"), choices=list(VOTES.items()), widget=Choices,
    )  # fmt: skip
    share = forms.IntegerField(
        label=gettext_lazy("Which part, in per cent of what was paid?"),
        help_text=gettext_lazy("Only for a part: a whole number from 1 to 99."),
        required=False,
        min_value=1,
        max_value=99,
    )
    reasons = forms.CharField(
        label=gettext_lazy("Your reasons"),
        help_text=gettext_lazy(
            "Sealed until all have voted or the time is over. Then both sides read them, without your name."
        ),
        max_length=case_forms.LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean(self) -> dict:
        """A part needs to say which."""
        found = super().clean()
        if found.get("vote") == "split" and not found.get("share") and "share" not in self.errors:
            self.add_error("share", _("Say which part."))
        return found


@never_cache
def vote(request: HttpRequest, case_id: str) -> HttpResponse:
    """Read the file and vote, once."""
    ctx = request.context
    ballot = panels.read(ctx, case_id)
    form = Vote(request.POST or None)
    facts = _facts(ballot) | {"form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "neutral/vote.html", facts, status=422 if form.errors else 200)
    found = form.cleaned_data
    try:
        command = CastVote(case_id, found["vote"], found["reasons"], found["share"] or 0)
        panels.cast(ctx, command, key=key_of(request))
    except Refusal as refusal:
        return asking.again(request, "neutral/vote.html", facts, refusal)
    messages.success(request, _("Your vote is sealed."))
    return redirect("table")


@require_safe
def piece(request: HttpRequest, case_id: str, name: str) -> HttpResponse:
    """One piece of the joint file."""
    return lead_to(request, evidence.open_as_member(request.context, case_id, name))


def _facts(ballot: Ballot) -> dict:
    view = ballot.view
    speaks, case = voice.of_view(view), view.case
    own = ballot.seat.vote
    return {
        "case": case,
        "title": words.word(words.TITLES, case.reason),
        "meta": page.meta(view, speaks),
        "until": ballot.wait.until if ballot.wait else None,
        "left_out": mediation.left_out(view),
        "asked": terms.sentence(case.offers[0].package, case, speaks),
        "accounts": talk.accounts(view, speaks),
        "room": talk.room(view, speaks, "joint"),
        "questions": talk.questions(view, speaks),
        "pieces": [_piece(view, item, speaks) for item in case.of_kind("evidence")],
        "own": {
            "said": VOTES[own.vote],
            "share": formatting.percent(own.share) if own.share else "",
            "reasons": ballot.words,
        }
        if own
        else None,
    }


def _piece(view: CaseView, item: Said, speaks: voice.Voice) -> dict:
    return {
        "id": item.id,
        "number": item.id.upper(),
        "name": record_words.name(item.data, active(), view.text) or _("(erased)"),
        "purpose": record_words.purpose(item.data, active(), view.text),
        "side": item.side,
        "late": bool(item.data.get("late")),
        "badges": remarks.badges(view, speaks, "joint", item),
        "said": remarks.all_of(view, speaks, "joint", item),
        "url": reverse("neutral_vote_piece", args=[view.case.id, item.id]),
    }


def rows(found: list[Waiting]) -> list[dict]:
    """The panels in a member's list."""
    return [
        {
            "url": reverse("neutral_vote", args=[one.case]),
            "case": one.case,
            "title": one.title or _("goods without a name"),
            "voted": one.voted,
            "until": one.wait.until if one.wait else None,
        }
        for one in found
    ]
