"""The mail page: letters of an installation without a mail server, to be read where nobody else delivers them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import mails
from hejie.web.operator import pages


def letters(request: HttpRequest) -> HttpResponse:
    """Letters, newest first."""
    _let_in(request)
    to = request.GET.get("to", "")[:254]
    found, older = mails.newest(request.marketplace.pk, to=to, before=pages.whole(request, "before"))
    facts = {"rows": found, "to": to, "older": pages.older(request, "before", older)}
    return render(request, "mail/letters.html", facts)


def letter(request: HttpRequest, letter: int) -> HttpResponse:
    """One letter with its links."""
    _let_in(request)
    return render(request, "mail/letter.html", {"letter": mails.one(request.marketplace.pk, letter)})


def _let_in(request: HttpRequest) -> None:
    if not mails.may_read(_actor(request)):
        raise Refusal("not_found")


def _actor(request: HttpRequest) -> Actor | None:
    """Who reads, or None for somebody whom nobody knows."""
    try:
        return request.context.actor
    except Refusal:
        return None
