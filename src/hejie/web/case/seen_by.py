"""Who may see a piece of evidence, in words that stand beside it."""

from django.utils.translation import gettext as _

from hejie.domain.cases.state import CaseState
from hejie.web.case.voice import Voice


def words(case: CaseState, room: str, piece: str, voice: Voice) -> str:
    """The sentence for one piece of a room, as its reader is told: he is `you` in his own room."""
    if room == "joint":
        if any(piece in asking.shown for asking in case.askings):
            return _("Seen by: both sides, the neutral, the marketplace’s staff, and somebody who was asked in")
        return _("Seen by: both sides, the neutral, the marketplace’s staff")
    if room == "internal":
        return _("Seen by: the neutral and the marketplace’s staff alone")
    if room == voice.side:
        return _("Seen by: you and the neutral alone")
    return (
        _("Seen by: the buyer and the neutral alone")
        if room == "buyer"
        else _("Seen by: the seller and the neutral alone")
    )
