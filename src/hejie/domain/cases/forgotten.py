"""What entries say of erasures, read back (how it is said: `kernel.erasing`), and how a legal hold folds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hejie.domain.cases.state import CaseState
from hejie.domain.kernel.erasing import WHY, said
from hejie.domain.kernel.frozen import changed

__all__ = ["HANDLERS", "WHY", "Erasure", "erasures", "said"]


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
