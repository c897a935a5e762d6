"""What a panel has voted, once it is over, and who sat on it for those who may know."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.cases.panels import Panel, Vote
from hejie.record.context import Context
from hejie.usecases import panels
from hejie.usecases.reading import CaseView
from hejie.web import formatting, words

VOTES = {
    "for": gettext_lazy("To grant the claim"),
    "against": gettext_lazy("To turn the claim down"),
    "split": gettext_lazy("A part"),
}
_HOW = {
    "majority": gettext_lazy("More than half of the votes that count were for the same."),
    "median": gettext_lazy(
        "No view had more than half of the votes that count, so the award in the middle of all decides."
    ),
}


def told(view: CaseView, panel_id: str) -> dict | None:
    """The votes of a panel that is over, each with its reasons and without a name; None while it votes."""
    panel = next((one for one in view.case.panels if one.id == panel_id and one.status == "decided"), None)
    if panel is None:
        return None
    return {
        "how": words.word(_HOW, panel.how),
        "silent": _silent(panel),
        "votes": [_vote(view, one) for one in panel.votes],
    }


def _vote(view: CaseView, vote: Vote) -> dict:
    said = str(VOTES[vote.vote])
    if vote.vote == "split":
        said = _("A part: %(share)s of what was paid") % {"share": formatting.percent(vote.share)}
    return {
        "title": _("Member %(number)s") % {"number": formatting.number(vote.member)},
        "said": said,
        "reasons": view.text(vote.reasons),
        "dissent": vote.dissent,
        "left_out": not vote.counted,
    }


def _silent(panel: Panel) -> str:
    silent = panel.members - len(panel.votes)
    if not silent:
        return ""
    return _("Members who did not vote: %(count)s.") % {"count": formatting.number(silent)}


def people(ctx: Context, view: CaseView) -> list[dict]:
    """Who sits or sat on the panels of a case; empty for whoever may not know."""
    found = panels.members(ctx, view.case)
    return [
        {"name": name, "role": _("Member %(number)s") % {"number": formatting.number(number)}}
        for seats in found.values()
        for number, name in seats
    ]
