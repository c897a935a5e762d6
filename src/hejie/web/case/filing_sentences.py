"""Sentences about evidence: part of `web.case.sentences`, which says how they are told."""

from django.utils.translation import gettext_lazy as _

# kind: (the reader did it, somebody else did it)
ACTS = {
    "EvidenceFiled": (
        _("<strong>You filed evidence:</strong> %(name)s"),
        _("<strong>%(who)s filed evidence:</strong> %(name)s"),
    ),
    "EvidenceCommented": (
        _("<strong>You wrote a remark</strong> on a piece of evidence."),
        _("<strong>%(who)s wrote a remark</strong> on a piece of evidence."),
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
