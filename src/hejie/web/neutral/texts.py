"""The single text on the neutral's table."""

from hejie.domain.kernel import clock
from hejie.usecases.reading import CaseView
from hejie.web.case import mediation, voice


def versions(view: CaseView, speaks: voice.Voice) -> dict:
    """What the table shows of the single text: versions put to both, and the one that is kept beside them."""
    room = view.rooms.get("internal")
    kept = room.kept_as("DraftText")[-1:] if room else ()
    newest = view.case.texts[-1].at if view.case.texts else ""
    waiting = kept[0] if kept and kept[0].at > newest else None
    return {
        "put": mediation.texts(view, speaks),
        "kept_at": clock.parse(waiting.at) if waiting else None,
        "may": "propose" in view.acts and not view.case.agreement,
    }
