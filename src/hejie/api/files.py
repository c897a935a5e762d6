"""Files of evidence over the API: where each can be fetched for some minutes."""

from typing import Literal

from django.http import HttpRequest
from ninja import Schema

from hejie.api.app import api
from hejie.api.calls import reading
from hejie.usecases import evidence, file_links


class FileOut(Schema):
    """Where a file can be fetched, without saying who one is, until `expires_at`; its size in bytes."""

    url: str
    name: str
    type: str
    size: int
    expires_at: str


@api.get("/cases/{case_id}/evidence/{piece}/file", response=FileOut, tags=["talk"])
def file(
    request: HttpRequest,
    case_id: str,
    piece: str,
    room: str = "joint",
    form: Literal["file", "view", "thumbnail"] = "file",
) -> dict:
    """Where a piece can be fetched: as it was sent, or the picture made anew of it to read (`view`), or a small one.

    That somebody other than its filer asks for an original is written down.
    """
    ctx = reading(request)
    opened = evidence.open_piece(ctx, case_id, room, piece, form=form)
    here = request.build_absolute_uri("/").rstrip("/")
    return {
        "url": file_links.address(opened, ctx.now, here),
        "name": opened.name,
        "type": opened.type,
        "size": opened.size,
        "expires_at": (ctx.now + file_links.VALID).isoformat(),
    }
