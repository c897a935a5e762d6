"""How a ruling's reasons read: point by point with evidence and turn of proof, rules with version, what would have changed it."""

from collections.abc import Mapping

from django.urls import reverse

from hejie.domain.cases.state import Ruling
from hejie.usecases.finding_words import FindingWords, bare
from hejie.usecases.reading import CaseView
from hejie.web.languages import active

# How a finding looks, beside its word.
_SIGNS = {
    "proved": {"kind": "good", "sign": "check"},
    "not_proved": {"kind": "open", "sign": "open"},
    "undisputed": {"kind": "good", "sign": "check"},
    "follows": {"kind": "good", "sign": "check"},
    "follows_not": {"kind": "open", "sign": "open"},
}


def reasons(view: CaseView, ruling: Ruling) -> dict:
    """The reasons of a ruling in their parts; parts that it was made without are empty."""
    speak, data = FindingWords(view.world.procedure, active(), view.text), ruling.data
    return {
        "points": [_point(speak, view, one) for one in data.get("points", ())],
        "applied": [{"words": speak.rule(one), "text": view.text(one.get("text"))} for one in data.get("applied", ())],
        "otherwise": view.text(data.get("otherwise")),
    }


def sign_of(finding: str) -> dict:
    """How a finding looks: {kind, sign} of its badge."""
    return _SIGNS.get(finding, {"kind": "", "sign": ""})


def _point(speak: FindingWords, view: CaseView, one: Mapping) -> dict:
    return {
        "said": speak.point(one),
        "own": not one["point"] or bool(one.get("words")),
        "finding": speak.finding(one["finding"]),
        **sign_of(one["finding"]),
        "burden": speak.burden(one),
        "source": speak.written(one),
        "follows": bare(speak.follows(one)),
        "pieces": [_piece(view, piece) for piece in one["evidence"]],
        "reasons": view.text(one.get("reasons")),
    }


def _piece(view: CaseView, piece: str) -> dict:
    place = f"#question-{piece}" if piece.startswith("q") else f"#joint-{piece}"
    return {"number": piece.upper(), "url": f"{reverse('case', args=[view.case.id])}{place}"}
