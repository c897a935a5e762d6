"""The last answer: when the database is away or full, or when the program itself has failed. Never a bare error page.

Nothing of the act was done then, or nobody can know whether it was; its repeat with the same key is done once.
"""

import sys
from collections.abc import Mapping
from html import escape
from types import MappingProxyType

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views import defaults

from hejie.adapters import refusal_texts, vault
from hejie.adapters.refusal_texts import Problem
from hejie.domain.kernel.refusal import Refusal
from hejie.store import faults

OWN_FAULT, FILES_FULL = "server_fault", "storage_full"
_RETRY_SECONDS = "5"
_NOTHING: Mapping[str, str] = MappingProxyType({})


class ApiFaults:
    """Answers programs by a problem document where the framework would send a page: no such address, no such method."""

    _CODES = {404: "not_found", 405: "method_not_allowed"}

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, and say anew what was said in HTML."""
        response = self.get_response(request)
        code = self._CODES.get(response.status_code)
        if not code or not request.path_info.startswith("/api/") or "json" in response["Content-Type"]:
            return response
        allowed = response.get("Allow", "")
        facts = {"method": request.method, "allowed": allowed} if allowed else {}
        answer = _for_program(request, code, translation.get_language_from_request(request), facts)
        if allowed:
            answer["Allow"] = allowed
        return answer


def server_fault(request: HttpRequest, *_unused: object) -> HttpResponse:
    """Django's handler500: a problem document for programs, a page for people, in the language that they ask for."""
    fault = sys.exc_info()[1]
    code = faults.meaning(fault) or (FILES_FULL if isinstance(fault, OSError) and vault.is_full(fault) else OWN_FAULT)
    language = translation.get_language_from_request(request)
    with translation.override(language):
        answer = (
            _for_program(request, code, language)
            if request.path_info.startswith("/api/")
            else _for_person(request, code)
        )
    if code != OWN_FAULT:
        answer["Retry-After"] = _RETRY_SECONDS
    return answer


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400: a form that is too large, or whose body cannot be read, is refused in the reader's words; nothing was done.

    A strange host name is no reader's form and is answered as ever.
    """
    from hejie.api.faults import of_body

    refusal = None if isinstance(exception, DisallowedHost) else of_body(exception)
    if refusal is None:
        return defaults.bad_request(request, exception)
    language = getattr(request, "LANGUAGE_CODE", "") or translation.get_language_from_request(request)
    with translation.override(language):
        return _for_person(request, refusal.code)


def _for_program(request: HttpRequest, code: str, language: str, facts: Mapping[str, str] = _NOTHING) -> HttpResponse:
    from hejie.api.app import problem

    return problem(request, code, dict(facts), language=language)


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
