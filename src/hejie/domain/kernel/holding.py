"""A legal hold as entries say it, alike on orders and on streams of their own: set and lifted, each with a reason that people read."""

from collections.abc import Mapping

from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Private
from hejie.domain.kernel.refusal import Refusal

KINDS = ("LegalHoldSet", "LegalHoldLifted")
LONGEST_REASON = 2000


def evolve(entry: Mapping) -> Mapping | None:
    """What holds it after one more of these entries; None where nothing does."""
    if entry["kind"] == "LegalHoldLifted":
        return None
    return {"at": entry["at"], "by": entry["by"]["id"], "reason": entry["data"]["reason"]}


def said(reason: str, by: Actor) -> dict:
    """The data of such an entry. Refuses text_missing, text_too_long."""
    cleaned = reason.strip().replace("\x00", "")
    if not cleaned:
        raise Refusal("text_missing")
    if len(cleaned) > LONGEST_REASON:
        raise Refusal("text_too_long", most=LONGEST_REASON, given=len(cleaned))
    return {"side": "auditor" if by.role == "auditor" else "platform", "reason": Private(cleaned)}
