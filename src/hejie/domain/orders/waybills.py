"""Numbers of waybills as people type them: what cannot be one is told at once, before a buyer waits for a parcel of nobody's.

Letters and figures, between 4 and 40 of them, are all that carriers have in common. Numbers of the post (two letters, nine figures,
two letters: standard S10 of the Universal Postal Union) bear a check figure as their ninth, which finds a mistyped one.
"""

import re
import unicodedata

from hejie.domain.kernel.refusal import Refusal

_BLANKS = re.compile("[\\s\\-\u2010-\u2015]+")
_LEAST, _MOST = 4, 40
_FORM = re.compile("[A-Z0-9]+").fullmatch
_OF_POST = re.compile("[A-Z]{2}([0-9]{8})([0-9])[A-Z]{2}").fullmatch
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def typed(text: str, *, sure: bool = False) -> str:
    """A number as it is kept: capitals, without blanks and hyphens; "" for none.

    sure      whoever typed it has looked at it again
    Refuses   waybill_wrong (no letters and figures, too short or too long), waybill_check (the check figure says otherwise, and he
              has not said that he is sure)
    """
    number = plain(text)
    if not number:
        return ""
    if not _FORM(number) or not _LEAST <= len(number) <= _MOST or not any(sign.isdigit() for sign in number):
        raise Refusal("waybill_wrong", given=text.strip()[:40])
    if not sure and not check_fits(number):
        raise Refusal("waybill_check", given=number)
    return number


def plain(text: str) -> str:
    """A number without blanks and hyphens, in capitals."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).upper()


def check_fits(number: str) -> bool:
    """Whether the check figure of a number of the post is right; others have none that is known here."""
    found = _OF_POST(number)
    if found is None:
        return True
    rest = 11 - sum(weight * int(figure) for weight, figure in zip(_WEIGHTS, found[1], strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest) == int(found[2])
