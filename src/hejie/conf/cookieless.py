"""The path on which originals of evidence leave the program: no cookie is read there, none is set, nobody is signed in.

`/files/<token>/<name>`, on a host of its own where HEJIE_FILES_URL names one; that host then serves nothing else.
"""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotFound
from django.utils import translation
from django.utils.translation import trans_real

from hejie.adapters import refusal_texts
from hejie.conf import context
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import file_links
from hejie.web import files

_ADDRESS = re.compile(r"^/files/([A-Za-z0-9_-]{20,600})/([^/]{1,400})$")


class FilesMiddleware:
    """Answers addresses of files before anything has looked at the request's cookies."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the file, or pass the request on."""
        own = urlsplit(settings.FILES_URL).netloc.lower()
        here = not own or request.META.get("HTTP_HOST", "").lower() == own
        found = _ADDRESS.match(request.path_info)
        if not found or not here:
            strange = bool(own) and (here or bool(found))
            return HttpResponseNotFound(content_type="text/plain") if strange else self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        try:
            return files.original(request, file_links.opened_by(*found.groups(), context.now()))
        except Refusal as refusal:
            return _refused(request, refusal)


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """In the language that the browser asks for; the one that was chosen stands in a cookie."""
    told = refusal_texts.sentences(refusal, _language(request))
    words = f"{told.what} {told.why} {told.do}\n"
    answer = HttpResponse(words, status=refusal_texts.status(refusal.code), content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _language(request: HttpRequest) -> str:
    for wished, _weight in trans_real.parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")):
        name = wished.split("-")[0]
        if name in dict(settings.LANGUAGES):
            return name
    return translation.get_language() or settings.LANGUAGE_CODE
