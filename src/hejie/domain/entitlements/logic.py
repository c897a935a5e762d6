"""Truth of what may be unknown: the values in order of their truth, so that `all` is the least and `any` the greatest.

    FALSE       known not to be so
    UNKNOWN     a fact that would settle it was not told
    JUDGEMENT   all facts are told; a person has to weigh them
    CONTESTED   it holds by one reading and not by another
    TRUE        known to be so

After Kleene's strong three-valued logic; the two values between unknown and true say why it is open.
"""

FALSE, UNKNOWN, JUDGEMENT, CONTESTED, TRUE = range(5)
NOT = (TRUE, UNKNOWN, JUDGEMENT, CONTESTED, FALSE)
NAMES = ("false", "unknown", "judgement", "contested", "true")


def of(known: bool | None) -> int:
    """The value of something known to be so, known not to be so, or not known."""
    return UNKNOWN if known is None else TRUE if known else FALSE
