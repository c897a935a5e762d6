"""What a neutral does at the table besides proposing and deciding: writing, asking, ending the mediation."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hejie.domain.cases import commands, deciders
from hejie.domain.cases.bargain_commands import AskProposals
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import bargaining, cases, mediation
from hejie.usecases.reading import CaseView
from hejie.web import leading
from hejie.web.asking import key_of
from hejie.web.neutral import forms, table


def act(request: HttpRequest, case_id: str, place: str, do: Callable, command: object, goes: str = "") -> HttpResponse:
    """Carry out one act and go back to the table, or show it again with the refusal beside `place`."""
    try:
        do(request.context, command, key=key_of(request))
    except Refusal as refusal:
        return table.refused(request, case_id, place, refusal)
    return redirect(f"{reverse('neutral_table', args=[case_id])}{goes or '#' + place}")


@require_POST
def message(request: HttpRequest, case_id: str, room: str) -> HttpResponse:
    """Write into a room; in the internal one, a note."""
    table.read(request, case_id)
    text, goes = request.POST.get("text", ""), f"?room={room}#rooms"
    if room == "internal":
        return act(request, case_id, "rooms", cases.write_note, commands.WriteNote(case_id, text), goes)
    if told := leading.to_say(request, text):
        return table.shown(request, table.read(request, case_id), kept={"id": "rooms", "text": text, "leads": told})
    command = commands.WriteMessage(case_id, text, room)
    return act(request, case_id, "rooms", cases.write_message, command, goes)


@require_POST
def question(request: HttpRequest, case_id: str) -> HttpResponse:
    """Ask one side in the open."""
    view, form = table.read(request, case_id), forms.Question(request.POST)
    if not form.is_valid():
        return table.shown(request, view, status=422, question_form=form)
    command = commands.AskQuestion(case_id, form.cleaned_data["to"], form.cleaned_data["text"])
    return act(request, case_id, "questions", cases.ask_question, command)


@require_POST
def proposals_round(request: HttpRequest, case_id: str) -> HttpResponse:
    """Let the program put packages to both sides, which they rank in secret."""
    table.read(request, case_id)
    return act(request, case_id, "map", bargaining.ask, AskProposals(case_id))


def onward(request: HttpRequest, case_id: str) -> HttpResponse:
    """End the mediation without agreement, after saying what that means."""
    view = table.read(request, case_id)
    if "to_decision" not in view.acts:
        raise Refusal("not_allowed_now", act="StageEntered", stage=view.case.stage)
    has_panel = deciders.has_panel(view.world.procedure, view.case)
    if request.method == "POST" and has_panel:
        try:
            mediation.go_to_decision(request.context, commands.GoToDecision(case_id), key=key_of(request))
        except Refusal as refusal:
            return table.refused(request, case_id, "decision", refusal)
        return redirect("table")
    if request.method == "POST":
        return act(request, case_id, "decision", mediation.go_to_decision, commands.GoToDecision(case_id))
    back = reverse("neutral_table", args=[case_id])
    facts = {
        "title": _("End the mediation?"),
        "words": _(
            "You then decide the case on the file. Both sides are told; they may still agree among themselves until "
            "you have decided."
        )
        if not has_panel
        else _(
            "A panel drawn by lot then decides, and you leave the case. Both sides are told; they may still agree meanwhile."
        ),
        "lost": [_("Your open proposal lapses."), _("The case does not go back to mediation."), *_confidence(view)],
        "url": reverse("neutral_onward", args=[case_id]),
        "yes": _("Go on to the decision"),
        "no_url": back,
        "no": _("Back to the table"),
    }
    return render(request, "confirm.html", facts)


def _confidence(view: CaseView) -> list[str]:
    """What becomes of what was said under an opening statement."""
    told = _(
        "What was said in mediation and in private rooms is not part of the decision file, unless its author allows it."
    )
    return [told] if view.case.openings else []
