"""What is still to be shown in a case, by whom, until when, and what follows otherwise: from the case's own burden book."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext as _

from hejie.domain.burden import weigh
from hejie.domain.burden.book import Point, side_of
from hejie.domain.cases import findings, matrix, remarks
from hejie.domain.cases.state import CaseState
from hejie.usecases.finding_words import FindingWords, bare
from hejie.usecases.reading import CaseView
from hejie.web import formatting
from hejie.web.case import law_pieces
from hejie.web.case.offers import can
from hejie.web.case.turn import marks
from hejie.web.languages import active


def of_case(view: CaseView, now: datetime) -> dict | None:
    """What is missing on each point, other ways of proof that may be meant, and the figures that the rules state.

    None once nothing can be shown any more: the case is over, agreed, or ruled upon and not appealed.
    """
    case = view.case
    if over(case):
        return None
    book, about = view.world.procedure.burdens, findings.facts(case)
    first, *others = book.trees_for(about)
    speak = _words(view)
    shown = {point.id for point in book.points_of(first, about)}
    return {
        "items": [item for point in book.points_of(first, about) for item in _items(view, speak, point, now)],
        "others": [
            _other(view, speak, tree.name, book.points[tree.points[0]])
            for tree in others[:-1]
            if not shown.issuperset(tree.points)
        ],
        "by_law": law_pieces.of_case(view),
        "figures": [f"{speak.said(one.text)} ({speak.source(one.source)})" for one in book.values_for(about)],
    }


def over(case: CaseState) -> bool:
    """Whether nothing that is told or shown can change the outcome here any more."""
    return matrix.is_over(case)


def _words(view: CaseView) -> FindingWords:
    return FindingWords(view.world.procedure, active(), view.text)


def _items(view: CaseView, speak: FindingWords, point: Point, now: datetime) -> list[dict]:
    """What is on the file for a point, and what is missing next."""
    filed = findings.filed_for(point, view.case)
    here = findings.stand(point, view.case)
    about = findings.facts(view.case)
    found = []
    for name in here.resting:
        step = point.step(name)
        pieces = _(", ").join(_numbered(view, piece) for piece in filed[name])
        side = side_of(step.who, about)
        told = _("On the file: %(proof)s") % {"proof": speak.said(step.proof)}
        found.append({"side": marks(side), "words": told, "why": pieces})
    if here.missing:
        found.append(_missing(view, speak, here, now))
    return found


def _numbered(view: CaseView, piece: str) -> str:
    """A piece by its number, with whether it is disputed or came late."""
    item = remarks.piece_of(view.case, piece)
    states = [_("disputed")] if remarks.disputed(view.case, piece) else []
    states += [_("after the decision")] if item.data.get("late") else []
    number = piece.upper()
    return _("%(piece)s (%(states)s)") % {"piece": number, "states": _(", ").join(states)} if states else number


def _missing(view: CaseView, speak: FindingWords, here: weigh.Standing, now: datetime) -> dict:
    side = side_of(here.step.who, findings.facts(view.case))
    kinds = _(", ").join(speak.said(speak.book.kinds[kind]) for kind in here.step.kinds)
    source = speak.source(here.step.source)
    told = speak.sourced(bare(speak.said(here.point.follows[here.default])), source)
    why = _("%(point)s. What counts: %(kinds)s. If it does not come: %(follows)s. %(until)s") % {
        "point": bare(speak.said(here.point.text)),
        "kinds": kinds,
        "follows": told,
        "until": _until(view, side, now),
    }
    cite = speak.by_law(speak.book.points[here.point.id], view.case)
    if cite:
        why += " " + _("Beyond that the law puts it on the seller to show otherwise: %(cite)s.") % {"cite": cite}
    item = {"side": marks(side), "words": _asked(view, side) % {"proof": speak.said(here.step.proof)}, "why": why}
    if side == view.side and can(view, "evidence"):
        url = law_pieces.file_url(view, f"{here.point.id}.{here.step.id}")
        item |= {"url": url, "action": _("Add evidence")}
    return item


def _asked(view: CaseView, side: str) -> str:
    if side == view.side:
        return _("From you: %(proof)s")
    return _("From the buyer: %(proof)s") if side == "buyer" else _("From the seller: %(proof)s")


def _until(view: CaseView, side: str, now: datetime) -> str:
    """Until when it is best there: the side's own deadline to act, else before the case is decided."""
    end = matrix.due(view.case, view.world.procedure, side)
    if end is None:
        return _("Best before the case is decided.")
    return _("Best by %(moment)s.") % {"moment": formatting.moment_short(end.until, now)}


def _other(view: CaseView, speak: FindingWords, name: dict, point: Point) -> str:
    """Another way of proof that may be meant, and whose turn it would be first."""
    here = findings.stand(point, view.case)
    side = side_of(here.step.who, findings.facts(view.case))
    return _("If it is %(tree)s: %(turn)s.") % {"tree": speak.said(name), "turn": bare(speak.now(here.step, side))}


def offer(form: forms.Form, view: CaseView) -> forms.Form:
    """A form for evidence with the turns of proof that the reader's own side may file for, its missing ones first."""
    book, about, speak = view.world.procedure.burdens, findings.facts(view.case), _words(view)
    choices = []
    for tree in book.trees_for(about)[:-1] or book.trees_for(about):
        for point in book.points_of(tree, about):
            for step in point.steps:
                value = f"{point.id}.{step.id}"
                if side_of(step.who, about) == view.side and value not in dict(choices):
                    choices.append((value, speak.said(step.proof)))
    named = set(dict(choices))
    choices += [one for one in law_pieces.choices(view) if one[0] not in named]
    if not choices:
        del form.fields["proves"]
        return form
    here = {f"{point.id}.{findings.stand(point, view.case).step.id}" for point in book.points_for(about)}
    choices.sort(key=lambda one: (one[0].startswith("law."), one[0] not in here))
    form.fields["proves"].widget.choices = [("", _("Nothing in particular")), *choices]
    return form
