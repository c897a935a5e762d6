"""How an operator's act is carried out from a page: second factor first, then the use case, then what came of it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hejie.domain.kernel.refusal import Refusal
from hejie.web import leading, refusals
from hejie.web.asking import again
from hejie.web.forms import Form

FORM = "operator/form.html"


def proved(request: HttpRequest, act: str) -> None:
    """Let operators with a second factor pass, so that nobody fills in a form in vain.

    Refuses   not_found, second_factor_needed
    """
    actor = request.context.actor
    if actor.role != "operator":
        raise Refusal("not_found")
    if not actor.second_factor:
        raise Refusal("second_factor_needed", act=act)


def form_page(
    request: HttpRequest,
    form: Form,
    facts: dict,
    do: Callable[[dict], object],
    *,
    done: str,
    goes: Callable[[object], tuple],
    template: str = FORM,
) -> HttpResponse:
    """A page with one form: shown, mended, or carried out.

    do     the act, from the form's values; goes: where to go with what it returned, as arguments of `redirect`
    done   what is said afterwards; template: another page around the form
    """
    facts = facts | {"form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, template, facts, status=422 if form.errors else 200)
    if leading.before_sending(request, form):
        return render(request, template, facts)
    try:
        came = do(form.cleaned_data)
    except Refusal as refusal:
        return again(request, template, facts, refusal)
    messages.success(request, done)
    return redirect(*goes(came))


def button(request: HttpRequest, do: Callable[[], object], *, done: str, goes: tuple) -> HttpResponse:
    """An act behind one button; a refusal is told on a page of its own."""
    try:
        do()
    except Refusal as refusal:
        return refusals.answer(request, refusal)
    messages.success(request, done)
    return redirect(*goes)
