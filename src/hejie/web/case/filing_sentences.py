"""Sentences about evidence: part of `web.case.sentences`, which says how they are told."""

from collections.abc import Mapping

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from hejie.usecases import record_words
from hejie.web.case.voice import say
from hejie.web.languages import active

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
FACTS = {
    "SignalFound": _("<strong>Something was noticed</strong> about a piece of evidence. It decides nothing."),
    "DealAttached": _("<strong>The order was placed with a deal</strong> that both sides had confirmed."),
    "RecordImported": _("<strong>The marketplace put something on the order’s record.</strong>"),
}
DISPUTED = (
    _("<strong>You dispute %(piece)s:</strong>"),
    _("<strong>%(who)s disputes %(piece)s:</strong>"),
)
# kind: another frame than the usual, by the entry; None: the usual
# Why something was erased, by the code of its entry; older entries have none of these.
ERASED = {
    "request": _("Erased as its writer asked: a text or file. That it was there stays on the file."),
    "retention": _(
        "<strong>Its time of keeping was over:</strong> what people wrote and filed was erased. The entries stay."
    ),
    "court": _(
        "A text or file was erased because a court or an authority ordered it. That it was there stays on the file."
    ),
    "unlawful": _("A text or file was erased that should never have stood here. That it was there stays on the file."),
    "mistake": _("A text or file was erased that got here by mistake. That it was there stays on the file."),
}
SPECIAL = {
    "ContentErased": lambda teller, entry: ERASED.get(entry["data"].get("why", "")),
    "EvidenceCommented": lambda teller, entry: DISPUTED if entry["data"]["disputes"] else None,
    "EvidenceFiled": lambda teller, entry: _recorded(teller, entry["data"]) if "record" in entry["data"] else None,
}


def _recorded(teller: object, data: Mapping) -> SafeString:
    """That something of the marketplace's record came to the case: what, and where it is from."""
    what = record_words.name(data, active(), teller.view.text)
    told = say(_("<strong>From the marketplace’s record:</strong> %(what)s"), what=what)
    return mark_safe(told.replace("%", "%%"))  # it is a frame, into which nothing more is put


def late(entry: Mapping) -> dict | None:
    """The badge of a piece that came after the decision."""
    if entry["kind"] == "EvidenceFiled" and entry["data"].get("late"):
        return {"words": _("after the decision"), "kind": "alert", "sign": "late"}
    return None
