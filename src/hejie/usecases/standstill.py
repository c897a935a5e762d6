"""More time, standstills and taking a case up again: one function per intention."""

from hejie.domain.cases import commands, reopening, standstill
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.usecases import acts


def extend_wait(ctx: Context, command: commands.ExtendWait, *, key: str, if_match: str = "") -> Receipt:
    """Make one open deadline longer, once, with the reason."""
    return acts.in_case(ctx, command, key=key, decide=standstill.extend, action="extend", if_match=if_match)


def ask_pause(ctx: Context, command: commands.AskPause, *, key: str, if_match: str = "") -> Receipt:
    """Ask that everything stand still, or agree to what the other side has asked for."""
    return acts.in_case(ctx, command, key=key, decide=standstill.ask_pause, action="pause", if_match=if_match)


def end_pause(ctx: Context, command: commands.EndPause, *, key: str, if_match: str = "") -> Receipt:
    """Let the case go on."""
    return acts.in_case(ctx, command, key=key, decide=standstill.end_pause, action="resume", if_match=if_match)


def reopen_case(ctx: Context, command: commands.ReopenCase, *, key: str, if_match: str = "") -> Receipt:
    """Take a closed case up again on new evidence."""
    return acts.in_case(ctx, command, key=key, decide=reopening.reopen, action="reopen", if_match=if_match)
