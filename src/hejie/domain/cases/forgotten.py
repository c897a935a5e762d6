"""What an entry says of an erasure: what went, why, and after which rule; the same read back; and how a legal hold folds.

The reason is one of a few codes, so that no entry, which can never be erased itself, keeps words about a person. Words
that an operator adds are a private text beside it and can go as well.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hejie.domain.cases.state import CaseState
from hejie.domain.kernel.events import Private
from hejie.domain.kernel.frozen import changed

WHY = ("request", "retention", "court", "unlawful", "mistake", "other")
"""request: asked for by whom it is about; retention: its time was over; court: a court or authority ordered it;
unlawful: it should never have stood there; mistake: it got there by mistake; other."""
_LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class Erasure:
    """One erasure of a content.

    at     when, as an entry writes moments
    why    one of WHY; of entries from before the codes, `other`
    by     role of whoever did it: operator or system
    rule   name of the law (`cn`) after whose retention it went, or ""
    """

    at: str
    why: str
    by: str
    rule: str = ""


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


def erasures(entries: Iterable[Mapping]) -> dict[str, Erasure]:
    """By reference, how each erased content of a stream went; `entries` are parsed bodies in order, with kind, at, by, data."""
    found: dict[str, Erasure] = {}
    for entry in entries:
        if entry["kind"] == "ContentErased":
            data = entry["data"]
            why = data.get("why", "")
            one = Erasure(entry["at"], why if why in WHY else "other", entry["by"]["role"], data.get("rule", ""))
            found |= {ref: one for ref in data["erased"] if ref not in found}
    return found


def _hold_set(state: CaseState, entry: Mapping, data: Mapping) -> CaseState:
    held = {"at": entry["at"], "by": entry["by"]["id"], "reason": data.get("reason"), "seq": entry["seq"]}
    return changed(state, held=held)


def _hold_lifted(state: CaseState, entry: Mapping, data: Mapping) -> CaseState:
    return changed(state, held=None)


HANDLERS = {"LegalHoldSet": _hold_set, "LegalHoldLifted": _hold_lifted}
