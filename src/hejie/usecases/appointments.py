"""Talks at an agreed time: one function per intention."""

from hejie.domain.cases import appointments
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.usecases import acts


def propose(ctx: Context, command: appointments.ProposeTalk, *, key: str, if_match: str = "") -> Receipt:
    """Put forward moments for a talk, or other moments for one that is there."""
    return acts.in_case(ctx, command, key=key, decide=appointments.propose, action="talk", if_match=if_match)


def accept(ctx: Context, command: appointments.AcceptTalk, *, key: str, if_match: str = "") -> Receipt:
    """Say which of the moments suit."""
    return acts.in_case(ctx, command, key=key, decide=appointments.accept, action="talk", if_match=if_match)


def call_off(ctx: Context, command: appointments.CallOffTalk, *, key: str, if_match: str = "") -> Receipt:
    """Call a talk off, or decline the moments that were proposed."""
    return acts.in_case(ctx, command, key=key, decide=appointments.call_off, action="talk", if_match=if_match)


def record(ctx: Context, command: appointments.RecordTalk, *, key: str, if_match: str = "") -> Receipt:
    """Write down what came of a talk."""
    return acts.in_case(ctx, command, key=key, decide=appointments.record, action="talk", if_match=if_match)


def confirm(ctx: Context, command: appointments.ConfirmTalk, *, key: str, if_match: str = "") -> Receipt:
    """Confirm what was written down, or say what is wrong with it."""
    return acts.in_case(ctx, command, key=key, decide=appointments.confirm, action="talk", if_match=if_match)
