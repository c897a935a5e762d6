"""One minute about what matters to a side: its own page, read by nobody else."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hejie.domain.cases.bargain_commands import AnswerTradeOff, TellPreferences
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.settlement.terms.preferences import Told
from hejie.usecases import bargaining
from hejie.usecases.bargaining import Bargaining
from hejie.usecases.reading import CaseView
from hejie.web import asking
from hejie.web.acts import act
from hejie.web.asking import key_of
from hejie.web.case import page, preference_form
from hejie.web.case.preference_form import Weights


def preferences(request: HttpRequest, case_id: str) -> HttpResponse:
    """Show what the program takes to matter to the reader, or take his own word. Refuses not_found for whoever is no party."""
    view = page.read(request, case_id)
    if "prefer" not in view.acts:
        raise Refusal("not_found")
    table = bargaining.table_of(request.context, view)
    if request.method != "POST":
        return _page(request, view, table, _form(view, table))
    if "scale" in request.POST:
        form = _form(view, table, preference_form.scaled(request.POST))
        return _page(request, view, table, form, scaled=True, status=200 if form.is_valid() else 422)
    form = _form(view, table, request.POST)
    if not form.is_valid():
        return _page(request, view, table, form, status=422)
    try:
        bargaining.tell(request.context, TellPreferences(case_id, form.raw()), key=key_of(request))
    except Refusal as refusal:
        return asking.again(request, "case/preferences.html", _facts(view, table, form), refusal)
    messages.success(request, _("Kept. Nobody but you can read it, and you can change it at any time."))
    return redirect(f"{reverse('case', args=[case_id])}#proposals")


@require_POST
def question(request: HttpRequest, case_id: str) -> HttpResponse:
    """Answer the one direct question about a choice that does not fit one's own points."""
    command = AnswerTradeOff(case_id, request.POST.get("question", "")[:60], request.POST.get("answer", "")[:10])
    done = _("Kept. Your points are understood by this answer from now on.")
    return act(request, case_id, "proposals", bargaining.answer, command, "#proposals", done)


def _form(view: CaseView, table: Bargaining, sent: object = None) -> Weights:
    return Weights(table.space, view.case, view.side, _told(table), sent)


def _told(table: Bargaining) -> dict[str, Told]:
    """What the side has told, filled up with what is usual in its role where it has left something out."""
    usual = table.guess.issues
    if table.own is None:
        return dict(usual)
    return {issue: _filled(table.own.issues.get(issue, Told()), guess) for issue, guess in usual.items()}


def _filled(own: Told, guess: Told) -> Told:
    best = own.best or (guess.best if own.worst != guess.best else guess.worst)
    worst = own.worst or (guess.worst if best != guess.worst else guess.best)
    return Told(best, worst, own.points, own.ratings)


def _page(
    request: HttpRequest, view: CaseView, table: Bargaining, form: Weights, *, scaled: bool = False, status: int = 200
) -> HttpResponse:
    return render(request, "case/preferences.html", _facts(view, table, form, scaled), status=status)


def _facts(view: CaseView, table: Bargaining, form: Weights, scaled: bool = False) -> dict:
    return {
        "case": view.case,
        "form": form,
        "rows": form.rows(),
        "told": table.own is not None,
        "scaled": scaled and not form.errors,
        "back": reverse("case", args=[view.case.id]),
    }
