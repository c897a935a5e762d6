"""Remarks on evidence, and the matrix of a case."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from hejie.api import schemas
from hejie.api.acts import OK, carry_out
from hejie.api.app import api
from hejie.api.calls import reading
from hejie.api.matrix_documents import matrix_document, remark_document
from hejie.domain.cases import remarks as decided
from hejie.domain.cases.filing_commands import CommentOnEvidence
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import reading as reads
from hejie.usecases import remarks as acts


class RemarkIn(schemas.Strict):
    """What you say of a piece. `disputes`: that it shows what it is said to show; your newest remark counts."""

    text: schemas.Text
    disputes: bool = False
    room: Annotated[str, Field(max_length=20)] = "joint"


@api.post("/cases/{case_id}/evidence/{piece}/remarks", response=OK, tags=["talk"])
def remarks(request: HttpRequest, case_id: str, piece: str, body: RemarkIn) -> HttpResponse:
    """Say something of a piece of evidence (`e3`), in the room where it stands. In the joint room both sides alone may, and it
    counts as a word of yours, as a message does; a mediation covers it as it covers messages.

    Refused: `unknown_piece`, `content_erased`, `not_yours_to_dispute` (your own piece), `too_many_remarks`.
    """
    command = CommentOnEvidence(case_id, piece[:12], body.text, body.disputes, body.room)
    return carry_out(request, acts.comment, command)


@api.get("/cases/{case_id}/evidence/{piece}/remarks", response=dict, tags=["talk"])
def read_remarks(request: HttpRequest, case_id: str, piece: str, room: str = "joint") -> dict:
    """What was said of a piece, oldest first, and which sides dispute it now."""
    view = reads.read_case(reading(request), case_id, what="api")
    file = view.case if room == "joint" else view.rooms.get(room)
    if decided.piece_of(file, piece) is None:
        raise Refusal("not_found")
    return {
        "piece": piece,
        "room": room,
        "disputed_by": list(decided.disputed(file, piece)),
        "remarks": [remark_document(view, one) for one in decided.of(file, piece)],
    }


@api.get("/cases/{case_id}/matrix", response=dict, tags=["cases"])
def read_matrix(request: HttpRequest, case_id: str) -> dict:
    """Points of the burden book against the evidence of each side and the record: whose turn of proof it is, what is missing
    and by when, what is disputed, what follows if nothing more comes, and by which rule. Nothing is weighed in it."""
    return matrix_document(reads.read_case(reading(request), case_id, what="api"))
