"""What an entry says of an erasure, the same in every stream: what went, why, and after which rule.

The reason is one of a few codes, so that no entry, which can never be erased itself, keeps words about a person. Words
that an operator adds are a private text beside it and can go as well.
"""

from collections.abc import Iterable, Mapping

from hejie.domain.kernel.events import Private

WHY = ("request", "retention", "court", "unlawful", "mistake", "other")
"""request: asked for by whom it is about; retention: its time was over; court: a court or authority ordered it;
unlawful: it should never have stood there; mistake: it got there by mistake; other."""
_LONGEST_NOTE = 300


def said(refs: Iterable[str], why: str, note: str = "", rule: Mapping | None = None) -> dict:
    """The data of a `ContentErased`.

    why    one of WHY, or words of somebody's own, which are then kept as its note, with `other`
    note   private words beside it, of which the first 300 characters are kept
    rule   {"law", "id", "version"} of the rulebook after which its time was over
    """
    words = note.strip() or ("" if why in WHY else why.strip())
    data: dict = {"erased": list(refs), "why": why if why in WHY else "other"}
    if words:
        data["note"] = Private(words[:_LONGEST_NOTE])
    if rule:
        data |= {"rule": rule["law"], "rulebook": {"id": rule["id"], "version": rule["version"]}}
    return data
