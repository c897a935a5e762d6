"""The panel of a case as its readers see it: that it votes and until when, and all votes once it is over."""

from hejie.domain.kernel import clock
from hejie.usecases.reading import CaseView


def panel_document(view: CaseView) -> dict | None:
    """The newest panel; `votes` is empty until it is decided, and names nobody."""
    panel = view.case.panel
    if panel is None:
        return None
    until = next((clock.text(row.until) for row in view.case.waits("vote")), None)
    return {
        "id": panel.id,
        "members": panel.members,
        "status": panel.status,
        "until": until,
        "how": panel.how or None,
        "votes": [
            {
                "member": one.member,
                "vote": one.vote,
                "share": one.share or None,
                "reasons": view.text(one.reasons) or None,
                "counted": one.counted,
                "dissent": one.dissent,
            }
            for one in panel.votes
        ],
    }
