"""The last answer: when the database is away or full, or when the program itself has failed. Never a bare error page.

Nothing of the act was done then, or nobody can know whether it was; its repeat with the same key is done once.
"""

import sys
from html import escape

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from hejie.adapters import refusal_texts
from hejie.adapters.refusal_texts import Problem
from hejie.domain.kernel.refusal import Refusal
from hejie.store import faults

OWN_FAULT = "server_fault"
_RETRY_SECONDS = "5"


def server_fault(request: HttpRequest, *_unused: object) -> HttpResponse:
    """Django's handler500: a problem document for programs, a page for people, in the language that they ask for."""
    code = faults.meaning(sys.exc_info()[1]) or OWN_FAULT
    language = translation.get_language_from_request(request)
    with translation.override(language):
        answer = _for_program(request, code) if request.path_info.startswith("/api/") else _for_person(request, code)
    if code != OWN_FAULT:
        answer["Retry-After"] = _RETRY_SECONDS
    return answer


def _for_program(request: HttpRequest, code: str) -> HttpResponse:
    from hejie.api.app import problem

    return problem(request, code, {})


def _for_person(request: HttpRequest, code: str) -> HttpResponse:
    told, status = refusal_texts.sentences(Refusal(code), translation.get_language()), refusal_texts.status(code)
    try:
        return render(request, "refused.html", {"told": told, "back": "/"}, status=status)
    except Exception:  # the page around it asks the database for its reader; this answer must come all the same
        return HttpResponse(_plain(told), status=status)


def _plain(told: Problem) -> str:
    what, why, do = (escape(part) for part in (told.what, told.why, told.do))
    language = translation.get_language()
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{what}</title>'
        f"<h1>{what}</h1><p>{why}</p><p>{do}</p></html>"
    )
