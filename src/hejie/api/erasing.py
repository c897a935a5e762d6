"""Erasing pieces of a case over HTTP, by right: what was written or filed goes, its entries and their chain stay whole."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from hejie.api import schemas
from hejie.api.app import api
from hejie.api.calls import acting, done, reading
from hejie.domain.cases import commands
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import auditing, drafting, erasure

_Ref = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
_Piece = Annotated[str, Field(max_length=12)]


class ErasePiecesIn(schemas.Strict):
    """What goes: whole pieces of evidence of the joint room by their numbers (`e2`), and other texts and files by their references, as a
    record names them (`ref`). `why` stays on the file for everybody in the case; `note` beside it both sides can read."""

    pieces: Annotated[list[_Piece], Field(max_length=200)] = []
    refs: Annotated[list[_Ref], Field(max_length=2000)] = []
    why: Literal["request", "court", "unlawful", "mistake", "other"]
    note: Annotated[str, Field(max_length=300)] = ""


@api.post("/cases/{case_id}/erasure", response={201: schemas.Receipt}, tags=["cases"])
def erase(request: HttpRequest, case_id: str, body: ErasePiecesIn) -> HttpResponse:
    """Erase texts and files of a case for good, wherever in its streams they stand. Each stream says in an entry of its own what is gone
    and why; every chain, seal and dossier holds as before. Whoever could read it is told. Drafts of the neutral go with it.

    Operators with a second factor. Refused: `second_factor_needed`, `legal_hold`, `order_held`, `content_not_here`, `nothing_to_erase`.
    """
    ctx, key, _head = acting(request)
    if ctx.actor.role != "operator":
        raise Refusal("not_found")
    if not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="erase")
    named = [ref for piece in body.pieces for ref in erasure.of_evidence(case_id, piece)]
    command = commands.EraseContent(case_id, (*named, *body.refs), body.why, note=body.note)
    receipts = erasure.erase_content(ctx, command, key=key)
    drafting.drop_all(case_id)
    return done(receipts[-1])


@api.get("/readings", response=dict, tags=["cases"])
def readings(request: HttpRequest, case: str = "", before: int | None = None) -> dict:
    """Who of the staff has read which case, and who has opened an original that he had not filed, newest first: for auditors.

    `what`: page, record, dossier, api, or `evidence/<piece>` with its room between where it is not the joint one. `before`: `next`
    of the page before."""
    found, names, older = auditing.read_by(reading(request), case, before)
    rows = [
        {
            "at": clock.text(clock.cut(row.at)),
            "who": row.who or row.person_id,
            "name": names.get(row.person_id) or None,
            "role": row.role,
            "case": row.case_id,
            "what": row.what,
        }
        for row in found
    ]
    return {"readings": rows, "next": older}
