"""Files that leave the program: a piece of evidence, pictures of it, and the dossier of a case or of one room."""

import re
from collections.abc import Iterator

from django.core.files import File
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from hejie.domain.cases import access
from hejie.usecases import dossiers, evidence, file_links

_PIECE = 1 << 16
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
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
    """The case as a file that proves itself, which begins to leave before it is put together.

    `?room=` names a room that the reader may see; `?certificate=` the form of its page for a body outside, and
    `?language=` the language of its PDF.
    """
    stream = access.room_stream(case_id, request.GET.get("room", "joint"))
    opened = dossiers.open_case(
        request.context,
        case_id,
        stream,
        language=request.GET.get("language", "")[:2] or request.LANGUAGE_CODE,
        certificate=request.GET.get("certificate", ""),
    )
    return packed(request, opened, dossiers.file_name(stream))


def packed(request: HttpRequest, pieces: Iterator[bytes], name: str) -> HttpResponse:
    """A ZIP file as a download, piece by piece. If it breaks off on the way, it has no end, and no program takes it for whole."""
    leaving = StreamingHttpResponse(pieces if request.method == "GET" else (), content_type="application/zip")
    leaving.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    leaving.headers["Cache-Control"] = "private, no-store"
    leaving.headers["X-Accel-Buffering"] = "no"
    return leaving


def lead_to(request: HttpRequest, opened: evidence.Opened) -> HttpResponse:
    """Lead to an original's own address, which is valid for some minutes and knows nobody."""
    here = request.META.get("SCRIPT_NAME", "").rstrip("/")
    led = HttpResponseRedirect(file_links.address(opened, request.context_now, here))
    led.headers["Cache-Control"] = "no-store"
    led.headers["Referrer-Policy"] = "no-referrer"
    return led


def original(request: HttpRequest, opened: evidence.Opened) -> HttpResponse:
    """A file at its own address, or the part of it that is asked for: a long download goes on after a broken line."""
    response = answer(opened)
    response.headers["Accept-Ranges"] = "bytes"
    part = _part(request.headers.get("Range", ""), opened.size)
    if part:
        first, last = part
        file = response.file_to_stream
        file.seek(first)
        response.streaming_content = _pieces(file, last - first + 1)
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {first}-{last}/{opened.size}"
        response.headers["Content-Length"] = str(last - first + 1)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Frame-Options"] = "DENY"
    return response


def _part(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte of the one range that is asked for; None for all of it, also where the question is no good one."""
    found = _RANGE.fullmatch(asked)
    if not found:
        return None
    first, last = found.groups()
    if first:
        begin, end = int(first), min(int(last) if last else size - 1, size - 1)
    else:
        begin, end = max(size - int(last or 0), 0), size - 1
    return (begin, end) if begin <= end else None


def _pieces(file: File, left: int) -> Iterator[bytes]:
    while left and (piece := file.read(min(_PIECE, left))):
        left -= len(piece)
        yield piece


def answer(opened: evidence.Opened) -> HttpResponse:
    """A file for its reader: in place where that is harmless, else a download."""
    response = FileResponse(
        opened.file, as_attachment=not opened.inline, filename=opened.name, content_type=opened.type
    )
    response.headers["Content-Security-Policy"] = _HARMLESS
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Length"] = str(opened.size)
    return response
