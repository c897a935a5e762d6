"""Remarks on evidence: one function for the one intention."""

from hejie.domain.cases import remarks
from hejie.domain.cases.filing_commands import CommentOnEvidence
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.usecases import acts


def comment(ctx: Context, command: CommentOnEvidence, *, key: str, if_match: str = "") -> Receipt:
    """Say something about a piece of evidence, below it; in the joint room both sides alone may."""
    return acts.in_room(
        ctx, command, room=command.room, key=key, decide=remarks.comment, action="evidence", if_match=if_match
    )
