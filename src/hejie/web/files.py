"""Files that leave the program: a piece of evidence, pictures of it, and the dossier of a case or of one room."""

from tempfile import TemporaryFile
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from hejie.domain.cases import access
from hejie.usecases import dossiers, evidence, file_links

# What a browser may do with somebody's file: nothing but show it.
_HARMLESS = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'; sandbox"


@require_safe
def evidence_file(request: HttpRequest, case_id: str, room: str, piece: str) -> HttpResponse:
    """One piece as it was filed: leads to where originals are served, without cookies."""
    return lead_to(request, evidence.open_piece(request.context, case_id, room, piece))


@require_safe
@cache_control(private=True, max_age=3600)
def evidence_view(request: HttpRequest, case_id: str, room: str, piece: str) -> HttpResponse:
    """The picture that was made anew of a piece, to be read."""
    return answer(evidence.open_piece(request.context, case_id, room, piece, form="view"))


@require_safe
@cache_control(private=True, max_age=3600)
def evidence_picture(request: HttpRequest, case_id: str, room: str, piece: str) -> HttpResponse:
    """The small picture of a piece."""
    return answer(evidence.open_piece(request.context, case_id, room, piece, picture=True))


@require_safe
def dossier(request: HttpRequest, case_id: str) -> HttpResponse:
    """The case as a file that proves itself; `?room=` names a room that the reader may see."""
    stream = access.room_stream(case_id, request.GET.get("room", "joint"))
    out = TemporaryFile()  # noqa: SIM115  (the answer closes it)
    try:
        dossiers.export_case(request.context, case_id, stream, out, language=request.LANGUAGE_CODE)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=dossiers.file_name(stream), content_type="application/zip")


def lead_to(request: HttpRequest, opened: evidence.Opened) -> HttpResponse:
    """Lead to an original's own address, which is valid for some minutes and knows nobody."""
    place = settings.FILES_URL or request.META.get("SCRIPT_NAME", "").rstrip("/")
    token = file_links.token_for(opened, request.context_now)
    led = HttpResponseRedirect(f"{place}/files/{token}/{quote(opened.name, safe='')}")
    led.headers["Cache-Control"] = "no-store"
    led.headers["Referrer-Policy"] = "no-referrer"
    return led


def original(request: HttpRequest, opened: evidence.Opened) -> HttpResponse:
    """A file at its own address."""
    response = answer(opened)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Frame-Options"] = "DENY"
    return response


def answer(opened: evidence.Opened) -> HttpResponse:
    """A file for its reader: in place where that is harmless, else a download."""
    response = FileResponse(
        opened.file, as_attachment=not opened.inline, filename=opened.name, content_type=opened.type
    )
    response.headers["Content-Security-Policy"] = _HARMLESS
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Length"] = str(opened.size)
    return response
