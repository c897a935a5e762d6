"""The decision: kept as a draft, read once more as both sides will read it, then signed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hejie.domain.cases import commands
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.usecases import drafting, mediation
from hejie.usecases.reading import CaseView
from hejie.web import asking
from hejie.web.asking import key_of
from hejie.web.case import voice
from hejie.web.neutral import beginnings, points, table
from hejie.web.neutral import draft as drafts


@require_POST
def draft(request: HttpRequest, case_id: str) -> HttpResponse:
    """Keep the draft; then back to the table, or on to reading it once more."""
    view = table.read(request, case_id)
    data = drafts.typed(request.POST, view)
    if "tree" in request.POST:
        data["points"] = points.switched(data["points"], view, request.POST["tree"])
    if "fill" in request.POST:
        data = beginnings.filled(data, view, request.POST.get("template", ""))
    kept = drafting.read(request.context, case_id)
    drafting.keep(request.context, case_id, data, drafts.texts(drafts.data_of(kept, view), view) if kept.data else {})
    if "tree" in request.POST:
        return redirect(f"{reverse('neutral_table', args=[case_id])}#points")
    if "fill" in request.POST:
        return redirect(f"{reverse('neutral_table', args=[case_id])}#decision")
    if "sign" not in request.POST:
        messages.success(request, _("The draft is kept. Only you see it."))
        return redirect(f"{reverse('neutral_table', args=[case_id])}#decision")
    form = drafts.bound(data, view)
    if not form.is_valid():
        return table.shown(request, view, status=422, form=form)
    return redirect("neutral_decision", case_id)


@require_POST
def preview(request: HttpRequest, case_id: str) -> HttpResponse:
    """The draft as it would read with what stands in the form now."""
    view = table.read(request, case_id)
    data = drafts.typed(request.POST, view)
    kept = drafting.read(request.context, case_id)
    before = drafts.texts(drafts.data_of(kept, view), view) if kept.data else {}
    shown = drafting.Draft(kept.number, data, before, kept.at)
    return render(
        request,
        "neutral/draft.html",
        {"draft": drafts.assembled(shown, data, view, voice.of_view(view)), "case": view.case},
    )


def decision(request: HttpRequest, case_id: str) -> HttpResponse:
    """Read the kept draft once more as both sides will read it, and sign it."""
    view, ctx = table.read(request, case_id), request.context
    if not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="decide")
    kept = drafting.read(ctx, case_id)
    found = drafts.assembled(kept, drafts.data_of(kept, view), view, voice.of_view(view))
    facts = {"case": view.case, "draft": found, "back": f"{reverse('neutral_table', args=[case_id])}#decision"}
    if request.method != "POST" or request.POST.get("number") != str(kept.number):
        return render(request, "neutral/decision.html", facts)
    try:
        _decide(ctx, view, found, key_of(request))
    except Refusal as refusal:
        return asking.again(request, "neutral/decision.html", facts, refusal)
    drafting.drop(ctx, case_id)
    messages.success(request, _("Your decision stands on the file, and both sides are told."))
    return redirect("case", case_id)


def _decide(ctx: Context, view: CaseView, found: drafts.Assembled, key: str) -> None:
    """Put the decision, or the second look at one, on the record. Refuses what the use case refuses."""
    case_id, why = view.case.id, found.why.reasons
    if view.case.appeal:
        package = None if found.upheld else found.package
        command = commands.DecideAppeal(case_id, found.upheld, found.findings, found.rules, package, why)
        mediation.decide_appeal(ctx, command, key=key)
    else:
        command = commands.DecideCase(case_id, found.findings, found.rules, found.package or {}, found.cited, why)
        mediation.decide_case(ctx, command, key=key)
