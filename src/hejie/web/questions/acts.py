"""Acts on a question: one address, the button says which. What leads off the platform is told to the writer once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hejie.domain.guidance.articles import LANGUAGES, Written
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.questions import commands as c
from hejie.usecases import questions
from hejie.web import languages, leading
from hejie.web.asking import again, key_of, shown_again
from hejie.web.numbers import whole
from hejie.web.questions import forms, pages

_TELLS = ("again", "answer", "other", "off", "came", "came-not")
"""Buttons whose words the other side reads."""
_WRITTEN = {"again": c.AskAgain, "answer": c.AnswerBuyer, "other": c.AskOtherTimes, "off": c.CallOff}


@require_POST
def act(request: HttpRequest, question: str) -> HttpResponse:
    """Carry out the act that the button names."""
    do, text = request.POST.get("do", ""), request.POST.get("text", "")
    if do in _TELLS and (leads := leading.to_say(request, text)):
        return pages.shown(request, question, kept={"do": do, "text": text, "leads": leads})
    if do == "times":
        form = forms.Times(request.POST)
        if not form.is_valid():
            return pages.shown(request, question, status=422, times_form=form)
        if leading.before_sending(request, form):
            return pages.shown(request, question, times_form=form)
        command: object = c.OfferTimes(question, form.slots(), form.cleaned_data["note"])
    elif do in _WRITTEN:
        command = _WRITTEN[do](question, text)
    elif do.startswith("take-"):
        command = c.TakeTime(question, whole(do.removeprefix("take-")) or 0)
    elif do in ("helped", "helped-not"):
        command = c.SayHelped(question, do == "helped")
    elif do in ("came", "came-not"):
        command = c.SayCame(question, do == "came", text)
    else:
        raise Refusal("not_found")
    try:
        questions.act(request.context, command, key=key_of(request))
    except Refusal as refusal:
        kept = {"do": do, "text": text}
        return shown_again(
            request,
            lambda status, wrong: pages.shown(request, question, status=status, wrong=wrong, kept=kept),
            refusal,
        )
    return redirect("question", question)


def public(request: HttpRequest, question: str) -> HttpResponse:
    """Publish question and answer, in the shop's words."""
    view = questions.read(request.context, question)
    if view.side != "seller":
        raise Refusal("not_found")
    said = {one.what: view.text(one.text) for one in view.state.said if one.what in ("asked", "answered")}
    initial = {"title": said.get("asked", "")[:160], "body": said.get("answered", ""), "language": languages.active()}
    form = forms.Public(request.POST or None, initial=initial)
    form.fields["language"].choices = [(code, languages.BY_CODE[code].name) for code in LANGUAGES]
    form.fields["language"].widget.attrs["data-user-text"] = ""  # each language is called by its own name
    facts = {"form": form, "question": question}
    if request.method != "POST" or not form.is_valid():
        return render(request, "questions/public.html", facts, status=422 if form.errors else 200)
    told, product = form.cleaned_data, view.state.product
    written = Written("listing" if product else "seller", product, told["language"], told["title"], told["body"])
    try:
        article = questions.make_public(request.context, question, written, key=key_of(request))
    except Refusal as refusal:
        return again(request, "questions/public.html", facts, refusal)
    messages.success(request, _("It is public. The buyer is told, and is not named."))
    return redirect("article", article)


def answer_time(request: HttpRequest) -> HttpResponse:
    """Within how many hours one answers."""
    hours, _figures = questions.answer_time(request.context)
    form = forms.Hours(request.POST or None, initial={"hours": hours})
    if request.method != "POST" or not form.is_valid():
        return render(request, "questions/time.html", {"form": form}, status=422 if form.errors else 200)
    try:
        questions.set_answer_time(request.context, form.cleaned_data["hours"])
    except Refusal as refusal:
        return again(request, "questions/time.html", {"form": form}, refusal)
    messages.success(request, _("Buyers see it from now on."))
    return redirect("questions")
