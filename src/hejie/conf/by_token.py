"""Calls of programs: a bearer token says who it is, so nothing is done for them that only a reader needs.

Only a refusal speaks a language to a program; `api.app.problem` finds out which.
"""

from functools import partial

from django.contrib.auth.models import AnonymousUser
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.urls import Resolver404, URLResolver

from hejie.conf.context import ContextMiddleware
from hejie.conf.signed_in import language_of

_CALLS = "/api/"


class TokenMiddleware:
    """Leads API calls with a bearer token to their view past session, cookies, form tokens and messages.

    Those would look at every call in vain, for a good part of its time. Stands where the marketplace is known; what is
    no such call, and every address that is not there, goes the usual way.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response
        inner = convert_exception_to_response(_view)
        for middleware in (ContextMiddleware, XFrameOptionsMiddleware):
            inner = convert_exception_to_response(middleware(inner))
        self._call = inner
        self._addresses: URLResolver | None = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the call here, or pass the request on."""
        if not _brings_token(request):
            return self.get_response(request)
        try:
            request.resolver_match = self._resolver().resolve(request.path_info[1:])
        except Resolver404:
            return self.get_response(request)
        request.user = AnonymousUser()  # a session that comes along counts for nothing beside a token
        request.language = partial(language_of, request)
        response = self._call(request)
        if not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

    def _resolver(self) -> URLResolver:
        """The addresses of the API without all others, found when first asked for, as Django does with its own."""
        if self._addresses is None:
            from hejie.conf.urls import API

            self._addresses = API
        return self._addresses


def _brings_token(request: HttpRequest) -> bool:
    written = request.META.get("HTTP_AUTHORIZATION", "")
    return request.path_info.startswith(_CALLS) and written[:7].lower() == "bearer "


def _view(request: HttpRequest) -> HttpResponse:
    match = request.resolver_match
    return match.func(request, *match.args, **match.kwargs)
