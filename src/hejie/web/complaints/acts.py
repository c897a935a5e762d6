"""Acts in a complaint: one address, the button says which."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hejie.domain.complaints import commands as c
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import complaints, service_words
from hejie.usecases.complaint_intake import Sent
from hejie.web import languages, leading
from hejie.web.asking import again, key_of, shown_again
from hejie.web.complaints import forms, pages

_WRITTEN = {"say": c.SayInComplaint, "note": c.NoteOnComplaint, "word": c.GiveWord, "withdraw": c.WithdrawComplaint}
_KINDS = ("return", "exchange", "repair", "reduction", "missing_parts", "redelivery")


@require_POST
def act(request: HttpRequest, complaint: str) -> HttpResponse:
    """Carry out the act that the button names."""
    do, text = request.POST.get("do", ""), request.POST.get("text", "")
    if do in ("say", "answer") and (leads := leading.to_say(request, text)):
        return pages.shown(
            request,
            complaint,
            kept={"do": do, "text": text, "leads": leads, "outcome": request.POST.get("outcome", "")},
        )
    try:
        _carry_out(request, complaint, do, text)
    except Refusal as refusal:
        kept = {"do": do, "text": text, "outcome": request.POST.get("outcome", "")}
        return shown_again(
            request,
            lambda status, wrong: pages.shown(request, complaint, status=status, wrong=wrong, kept=kept),
            refusal,
        )
    messages.success(request, _("It is done."))
    return redirect("complaint", complaint)


def _carry_out(request: HttpRequest, complaint: str, do: str, text: str) -> None:
    ctx, key = request.context, key_of(request)
    if do in _WRITTEN:
        complaints.act(ctx, _WRITTEN[do](complaint, text), key=key)
    elif do == "ask":
        complaints.act(ctx, c.AskForWord(complaint), key=key)
    elif do == "answer":
        complaints.act(ctx, c.AnswerComplaint(complaint, request.POST.get("outcome", ""), text), key=key)
    elif do in ("satisfied", "not-satisfied"):
        complaints.act(ctx, c.RateAnswer(complaint, do == "satisfied", text), key=key)
    elif do == "assign":
        complaints.assign(ctx, complaint, request.POST.get("handler", ""), key=key)
    elif do == "file":
        upload = request.FILES.get("file")
        if upload is None:
            raise Refusal("text_missing")
        complaints.file(ctx, complaint, Sent(upload.name, upload), internal=bool(request.POST.get("internal")), key=key)
    else:
        raise Refusal("not_found")


def into_case(request: HttpRequest, complaint: str) -> HttpResponse:
    """Let it go on as a case of an order."""
    view = complaints.read(request.context, complaint)
    if view.side != "handler":
        raise Refusal("not_found")
    kinds = [(kind, service_words.kind(kind, languages.active())) for kind in _KINDS]
    form = forms.IntoCase(kinds, request.POST or None, initial={"order": view.state.order})
    facts = {"form": form, "complaint": complaint}
    if request.method != "POST" or not form.is_valid():
        return render(request, "complaints/into_case.html", facts, status=422 if form.errors else 200)
    told = form.cleaned_data
    try:
        complaints.turn_into_case(
            request.context,
            complaint,
            order=told["order"],
            kind=told["kind"],
            lines=(),
            reason=told["reason"],
            key=key_of(request),
        )
    except Refusal as refusal:
        return again(request, "complaints/into_case.html", facts, refusal)
    messages.success(request, _("It goes on as a case; what was said and filed openly is evidence there."))
    return redirect("complaint", complaint)
