"""Uploads in parts over the API: the protocol tus 1.0 (core, creation, termination, expiration), then filed.

Any program that speaks tus can send: it begins with the size, sends from an offset, asks after a broken line how much
is there, and goes on. What is whole is filed by an act like any other.
"""

import base64
import binascii

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import http_date
from ninja import Schema

from hejie.api import schemas
from hejie.api.app import api
from hejie.api.calls import acting, done, reading
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import uploads

_PART = {"application/offset+octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_LENGTH = {"in": "header", "name": "Upload-Length", "required": True, "schema": {"type": "integer", "minimum": 1}}
_OFFSET = {"in": "header", "name": "Upload-Offset", "required": True, "schema": {"type": "integer", "minimum": 0}}


class FilingIn(Schema):
    """What an upload is and is meant to show; without a name, that of its file."""

    purpose: str
    name: str = ""
    proves: str = ""
    how: str = ""
    code: str = ""


class UploadOut(Schema):
    """An upload on its way."""

    id: str
    size: int
    received: int
    expires_at: str


@api.post(
    "/cases/{case_id}/uploads",
    tags=["uploads"],
    response={201: UploadOut},
    openapi_extra={"parameters": [_LENGTH]},
)
def begin(request, case_id: str, room: str = "joint") -> HttpResponse:
    """Begin an upload of `Upload-Length` bytes for a room. `Upload-Metadata: filename <base64>` names the file.

    Refused: `file_too_large`, `uploads_open`, `upload_length`, and what filing evidence refuses.
    """
    ctx = reading(request, "write")
    size = _number(request, "Upload-Length")
    if size is None:
        raise Refusal("upload_length")
    found = uploads.begin(ctx, case_id, size=size, name=_file_name(request), room=room)
    told = {"id": found.id, "size": found.size, "received": found.received, "expires_at": found.expires_at.isoformat()}
    answer = JsonResponse(told, status=201)
    answer["Location"] = f"{request.path.rstrip('/')}/{found.id}"
    _say(answer, found)
    return answer


@api.api_operation(["HEAD"], "/cases/{case_id}/uploads/{upload}", tags=["uploads"])
def how_far(request, case_id: str, upload: str) -> HttpResponse:
    """How many bytes are there: `Upload-Offset` of `Upload-Length`."""
    answer = HttpResponse(status=200)
    _say(answer, uploads.find(reading(request, "write"), case_id, upload))
    return answer


@api.patch(
    "/cases/{case_id}/uploads/{upload}",
    tags=["uploads"],
    response={204: None},
    openapi_extra={"parameters": [_OFFSET], "requestBody": {"required": True, "content": _PART}},
)
def go_on(request, case_id: str, upload: str) -> HttpResponse:
    """Send bytes from `Upload-Offset` on, as many as you like; what came before a broken line stays.

    Refused: `upload_unknown`, `upload_offset` (facts: offset, where to go on), `upload_longer` (more than was announced),
    `storage_full`.
    """
    ctx, offset = reading(request, "write"), _number(request, "Upload-Offset")
    if offset is None:
        raise Refusal("upload_offset", offset=uploads.find(ctx, case_id, upload).received)
    answer = HttpResponse(status=204)
    announced = _number(request, "Content-Length") or 0
    _say(answer, uploads.go_on(ctx, case_id, upload, offset=offset, read=request.read, announced=announced))
    return answer


@api.delete("/cases/{case_id}/uploads/{upload}", tags=["uploads"], response={204: None})
def stop(request, case_id: str, upload: str) -> HttpResponse:
    """Give an upload up; nothing of it stays."""
    uploads.stop(reading(request, "write"), case_id, upload)
    return HttpResponse(status=204, headers={"Tus-Resumable": "1.0.0"})


@api.post("/cases/{case_id}/uploads/{upload}/filing", response={201: schemas.Receipt}, tags=["uploads"])
def file(request, case_id: str, upload: str, body: FilingIn) -> HttpResponse:
    """File what has come in whole as evidence, in the room for which it was begun.

    `created.same_as`: the piece that your side has filed with the same content before.
    """
    ctx, key, head = acting(request)
    return done(uploads.file_upload(ctx, case_id, upload, key=key, if_match=head, **body.model_dump()))


def _say(answer: HttpResponse, found: uploads.Begun) -> None:
    answer["Tus-Resumable"] = "1.0.0"
    answer["Upload-Offset"], answer["Upload-Length"] = str(found.received), str(found.size)
    answer["Upload-Expires"] = http_date(found.expires_at.timestamp())
    answer["Cache-Control"] = "no-store"


def _number(request: HttpRequest, header: str) -> int | None:
    written = request.headers.get(header, "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 16 else None


def _file_name(request: HttpRequest) -> str:
    """The name in `Upload-Metadata`, or "file" where there is none that can be read."""
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        name, _space, value = pair.strip().partition(" ")
        if name == "filename":
            try:
                return base64.b64decode(value, validate=True).decode().strip() or "file"
            except (binascii.Error, UnicodeDecodeError):
                return "file"
    return "file"
