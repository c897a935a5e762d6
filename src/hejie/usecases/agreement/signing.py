"""Signing: the text is composed, shown to the decision under the lock, and kept with the first signature."""

from functools import partial

from hejie.domain.cases import access, commands, offers
from hejie.domain.cases.signed import Written
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.usecases import acts, reading
from hejie.usecases.agreement import document

_TRIES = 3


def sign(ctx: Context, command: commands.SignAgreement, *, key: str, if_match: str = "") -> Receipt:
    """Sign the agreement that stands, below its text in the languages of both sides.

    Refuses   nothing_to_sign, already_signed, agreement_changed (it is no longer what the signer says that he has read)
    """
    for again in range(_TRIES - 1, -1, -1):
        written = _written(ctx, command)
        decide = partial(offers.sign_agreement, written=written)
        try:
            return acts.in_case(ctx, command, key=key, decide=decide, action="sign", if_match=if_match)
        except Refusal as refusal:  # the other side has signed, or something else has changed, since the text was made
            if refusal.code != "agreement_changed" or not again:
                raise
    raise AssertionError("unreachable")


def _written(ctx: Context, command: commands.SignAgreement) -> Written | None:
    """The text that stands now for somebody who may read it; None where there is nothing to sign, which the gate says better."""
    case = reader.case(command.case_id)
    if (
        case is None
        or case.agreement is None
        or case.agreement.in_effect
        or not access.visible_streams(ctx.actor, case)
    ):
        return None
    side = access.side_of(ctx.actor, case)
    if side in case.agreement.signed_by:
        return None
    found = document.of_view(reading.joint_file(ctx, command.case_id, side=side))
    if command.document and command.document != found.fingerprint:
        raise Refusal("agreement_changed")
    return found.written()
