"""Texts with which a decision may begin: chosen by complaint, their blanks filled from the facts, then edited by the neutral."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from hejie.domain.cases.reasons import Finding
from hejie.domain.kernel import clock, money
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import decision_texts
from hejie.rulebooks.decision_texts import DecisionText
from hejie.usecases.reading import CaseView
from hejie.web import formatting
from hejie.web.case.voice import plain_sum
from hejie.web.languages import active
from hejie.web.neutral import points


def choices(view: CaseView) -> list[tuple[str, str]]:
    """(id, name) of the texts for this complaint, those that name it first."""
    return [(one.id, one.name[active()]) for one in decision_texts.fitting(view.case.reason)]


def filled(data: Mapping, view: CaseView, chosen: str) -> dict:
    """The draft with a text put below what stands there already, its blanks filled; as it was where nothing was chosen."""
    text = next((one for one in decision_texts.fitting(view.case.reason) if one.id == chosen), None)
    if text is None:
        return dict(data)
    blanks = _blanks(data, view)
    form = dict(data["form"])
    for name in ("findings", "rules"):
        form[name] = _below(str(form.get(name, "")), _part(text, name).format_map(blanks))
    return {**data, "form": form}


def _part(text: DecisionText, name: str) -> str:
    return {"findings": text.findings, "rules": text.rules}[name][active()]


def _below(there: str, new: str) -> str:
    if new in there:
        return there
    return f"{there.rstrip()}\n\n{new}" if there.strip() else new


def _blanks(data: Mapping, view: CaseView) -> dict[str, str]:
    """Every blank by its name; what is not known is said in plain words."""
    case, speak = view.case, points.told(view)
    decided = [points.finding(one) for one in points.in_order(data["points"])]
    pieces = list(dict.fromkeys(piece.upper() for one in decided for piece in one.evidence))
    return {
        "goods": view.text(case.order["lines"][0].get("title")) or _("the goods"),
        "order": case.order["external_id"],
        "paid": plain_sum(case.paid_minor, case.currency),
        "refund": _refund(data, view),
        "opened": formatting.day(clock.parse(case.opened_at), clock.parse(case.changed_at)),
        "evidence": ", ".join(pieces) or _("the file"),
        "proved": _points(decided, ("proved", "undisputed", "follows"), view),
        "not_proved": _points(decided, ("not_proved", "follows_not"), view),
        "book": speak.said(speak.book.name),
    }


def _refund(data: Mapping, view: CaseView) -> str:
    try:
        sum_ = money.parse_decimal(str(data["form"].get("refund", "")), view.case.currency)
    except Refusal:
        return _("the sum below")
    return formatting.money(sum_)


def _points(decided: list[Finding], findings: tuple[str, ...], view: CaseView) -> str:
    said = [
        points.said({"point": one.point, "words": one.words}, view).rstrip(".。")
        for one in decided
        if one.finding in findings
    ]
    return "; ".join(said) or _("nothing more")
