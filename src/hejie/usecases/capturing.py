"""Codes to hold into a picture: chosen by chance, so that nobody knows one before it was given."""

from functools import partial

from hejie.domain.cases import capture
from hejie.domain.cases.capture import GiveCaptureCode
from hejie.record import reader
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.usecases import acts


def give_code(ctx: Context, command: GiveCaptureCode, *, key: str) -> Receipt:
    """Give the actor's side a code; an equal repeat under its key gets the first one's receipt.

    Refuses   what `capture.give_code` refuses
    """
    signs = "".join(capture.SIGNS[byte % len(capture.SIGNS)] for byte in ctx.random_bytes(capture.LENGTH))
    decide = partial(capture.give_code, signs=signs)
    return acts.in_case(ctx, command, key=key, decide=decide, action="evidence")


def given(case_id: str, code: str) -> tuple[str, str]:
    """(signs, until) of a code that was given."""
    found = next(one for one in reader.case(case_id).of_kind("capture_code") if one.id == code)
    return found.data["code"], found.data["until"]
