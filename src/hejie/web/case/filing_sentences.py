"""Sentences about evidence: part of `web.case.sentences`, which says how they are told."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

# kind: (the reader did it, somebody else did it)
ACTS = {
    "EvidenceFiled": (
        _("<strong>You filed evidence:</strong> %(name)s"),
        _("<strong>%(who)s filed evidence:</strong> %(name)s"),
    ),
    "EvidenceCommented": (
        _("<strong>You wrote a remark on %(piece)s:</strong>"),
        _("<strong>%(who)s wrote a remark on %(piece)s:</strong>"),
    ),
    "CaptureCodeGiven": (
        _("<strong>You asked for a code</strong> to hold into a picture."),
        _("<strong>%(who)s asked for a code</strong> to hold into a picture."),
    ),
    "LegalHoldSet": (
        _("<strong>You put the case under a legal hold:</strong> nothing of it is erased."),
        _("<strong>%(who)s put the case under a legal hold:</strong> nothing of it is erased."),
    ),
    "LegalHoldLifted": (
        _("<strong>You lifted the legal hold.</strong>"),
        _("<strong>%(who)s lifted the legal hold.</strong>"),
    ),
}
# kind: told alike to everybody
FACTS = {"SignalFound": _("<strong>Something was noticed</strong> about a piece of evidence. It decides nothing.")}
DISPUTED = (
    _("<strong>You dispute %(piece)s:</strong>"),
    _("<strong>%(who)s disputes %(piece)s:</strong>"),
)
# kind: another frame than the usual, by the entry; None: the usual
SPECIAL = {"EvidenceCommented": lambda teller, entry: DISPUTED if entry["data"]["disputes"] else None}


def late(entry: Mapping) -> dict | None:
    """The badge of a piece that came after the decision."""
    if entry["kind"] == "EvidenceFiled" and entry["data"].get("late"):
        return {"words": _("after the decision"), "kind": "alert", "sign": "late"}
    return None
