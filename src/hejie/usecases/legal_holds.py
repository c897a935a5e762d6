"""Legal holds on cases: set and lifted by operators and auditors; the list of them is `usecases.retention.holds`."""

from hejie.domain.cases import legal_hold
from hejie.domain.cases.legal_hold import LiftLegalHold, SetLegalHold
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.usecases import acts

__all__ = ["LiftLegalHold", "SetLegalHold", "lift_hold", "set_hold"]


def set_hold(ctx: Context, command: SetLegalHold, *, key: str, if_match: str = "") -> Receipt:
    """Let nothing of a case be erased from now on. Refuses not_found, not_allowed_now, second_factor_needed, legal_hold."""
    return acts.in_case(ctx, command, key=key, decide=legal_hold.set_hold, action="hold", if_match=if_match)


def lift_hold(ctx: Context, command: LiftLegalHold, *, key: str, if_match: str = "") -> Receipt:
    """Let the case go its usual way again. Refuses not_found, not_allowed_now, second_factor_needed, no_legal_hold."""
    return acts.in_case(ctx, command, key=key, decide=legal_hold.lift_hold, action="hold", if_match=if_match)
