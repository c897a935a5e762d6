"""The matrix of a case for whoever reads it: points against evidence and record, whose turn of proof it is, by when, what follows."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hejie.domain.cases import findings, imported, matrix, remarks
from hejie.domain.cases.matrix import FILED, MISSING, Matrix, Row, Turn
from hejie.domain.cases.state import Said
from hejie.domain.kernel.deadlines import Deadline
from hejie.usecases import signal_words
from hejie.usecases.finding_words import FindingWords, bare
from hejie.usecases.reading import CaseView
from hejie.web import formatting, words
from hejie.web.case import found, law_pieces, record
from hejie.web.case import remarks as remark_words
from hejie.web.case.evidence import title_of
from hejie.web.case.offers import can
from hejie.web.case.turn import marks
from hejie.web.case.voice import Voice
from hejie.web.languages import active

_SAYS = {"buyer": gettext_lazy("The buyer says"), "seller": gettext_lazy("The seller says")}
_STATES = {FILED: "check", MISSING: "open"}


def facts(view: CaseView, voice: Voice, now: datetime) -> dict:
    """What `case/matrix.html` shows."""
    made, speak = matrix.of(view.case, view.world.procedure), FindingWords(view.world.procedure, active(), view.text)
    rows = [_row(row, number, made, view, voice, speak, now) for number, row in enumerate(made.rows, start=1)]
    loose = {side: [piece(item, view, voice) for item in items] for side, items in made.loose.items()}
    return {
        "rows": rows,
        "loose": loose if any(loose.values()) else None,
        "mine": [row for row in rows if row["file_url"]],
        "over": made.over,
        "contradictions": record.contradictions(view),
        "by_law": [] if made.over else law_pieces.of_case(view),
        "figures": [
            f"{speak.said(one.text)} ({speak.source(one.source)})"
            for one in view.world.procedure.burdens.values_for(findings.facts(view.case))
        ],
        "book": speak.said(view.world.procedure.burdens.name),
        "version": view.world.procedure.burdens.version,
    }


def _row(row: Row, number: int, made: Matrix, view: CaseView, voice: Voice, speak: FindingWords, now: datetime) -> dict:
    here = row.standing
    mine = row.on == view.side and here.missing and not made.over and can(view, "evidence")
    return {
        "number": formatting.number(number),
        "said": bare(speak.said(row.point.text)),
        "says": row.says,
        "says_words": _("You say") if voice.is_mine(row.says) else words.word(_SAYS, row.says),
        **{side: [piece(item, view, voice) for item in items] for side, items in row.sides.items()},
        "lines": record.lines(view.case, row.record),
        "on": row.on,
        "now": _now(row, made, view, speak),
        "kinds": _(", ").join(speak.said(speak.book.kinds[kind]) for kind in here.step.kinds) if here.missing else "",
        "missing": here.missing and not made.over,
        "until": _until(row.until, made.decides, now) if here.missing and not made.over else "",
        "file_url": law_pieces.file_url(view, f"{row.point.id}.{here.step.id}") if mine else "",
        "default": _default(row, made, speak),
        "law": speak.by_law(row.point, view.case),
        "turns": [_turn(turn, index, speak) for index, turn in enumerate(row.turns, start=1)],
        "found": _found(row, speak),
    }


def _now(row: Row, made: Matrix, view: CaseView, speak: FindingWords) -> str:
    if not row.standing.missing:
        return _("Something is filed for every turn of proof. Whoever decides weighs it.")
    if made.over:
        return speak.now(row.standing.step, row.on)
    frame = _("From you: %(proof)s") if row.on == view.side else None
    return frame % {"proof": speak.said(row.standing.step.proof)} if frame else speak.now(row.standing.step, row.on)


def until(view: CaseView, side: str, now: datetime) -> str:
    """By when a side best files what is missing from it, in words."""
    return _until(matrix.due(view.case, view.world.procedure, side), matrix.decides(view.case), now)


def _until(until: Deadline | None, decides: Deadline | None, now: datetime) -> str:
    """By when it is best there: the side's own open deadline, else before the case is decided."""
    if until is not None:
        return _("By %(moment)s.") % {"moment": formatting.moment_short(until.until, now, named=True)}
    if decides is not None:
        moment = formatting.moment_short(decides.until, now, named=True)
        return _("Best at once: the case is decided by %(moment)s at the latest.") % {"moment": moment}
    return _("No clock runs for it now. Best before the case is decided.")


def _default(row: Row, made: Matrix, speak: FindingWords) -> dict:
    """What follows if nothing more comes, and where that is written."""
    default = row.standing.default
    follows = bare(speak.said(row.point.follows[default])) if default in row.point.follows else ""
    return {
        "finding": speak.finding(default),
        "follows": speak.sourced(follows, speak.source(row.standing.step.source)) if follows else "",
        "label": _("With what is filed now") if not row.standing.missing else _("If nothing more comes"),
    }


def _turn(turn: Turn, number: int, speak: FindingWords) -> dict:
    states = {FILED: _("filed"), MISSING: _("missing now")}
    return {
        "side": turn.side,
        "words": _("%(number)s · %(side)s: %(proof)s")
        % {
            "number": formatting.number(number),
            "side": words.word(words.THE_SIDE, turn.side),
            "proof": speak.said(turn.step.proof),
        },
        "source": speak.source(turn.step.source),
        "state": states.get(turn.state, _("only after that")),
        "sign": _STATES.get(turn.state, "clock"),
        "pieces": [item.id.upper() for item in turn.pieces],
    }


def _found(row: Row, speak: FindingWords) -> dict | None:
    """What the ruling that stands found on the point."""
    if row.found is None:
        return None
    return {"words": speak.finding(row.found["finding"]), **found.sign_of(row.found["finding"])}


def piece(item: Said, view: CaseView, voice: Voice) -> dict:
    """A piece as a line of a cell: number, title, whether it came late, is disputed, how much is said of it, what was noticed."""
    case = view.case
    gone = remarks.is_erased(case, item)
    said, noticed = remarks.of(case, item.id), remarks.signals(case, item.id)
    return {
        "number": item.id.upper(),
        "side": marks(item.side),
        "ours": imported.is_record(item),
        "title": _("(erased)")
        if gone
        else record.title(view, item)
        if imported.is_record(item)
        else title_of(view, item),
        "url": f"{reverse('case', args=[case.id])}#joint-{item.id}",
        "late": bool(item.data.get("late")),
        "erased": gone,
        "badges": remark_words.badges(view, voice, "joint", item),
        "remarks": ngettext("%(count)s remark", "%(count)s remarks", len(said))
        % {"count": formatting.number(len(said))}
        if said
        else "",
        "remarks_url": reverse("case_evidence_remarks", args=[case.id, "joint", item.id]),
        "signals": [
            _("Signal: %(title)s") % {"title": signal_words.words(one.data, active()).title} for one in noticed
        ],
    }
