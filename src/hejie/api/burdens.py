"""Who must prove what in a case, and what was found in its rulings, as plain JSON for API answers."""

from hejie.domain.burden import weigh
from hejie.domain.burden.book import Point, Step, side_of
from hejie.domain.cases import findings, law_burden, likeness
from hejie.domain.cases.state import Ruling
from hejie.usecases.reading import CaseView
from hejie.usecases.similar import Similar


def burden_document(view: CaseView) -> dict:
    """The burden book of the case: the points that are to be found, how each stands on the file, and the figures it states."""
    book, about = view.world.procedure.burdens, findings.facts(view.case)
    return {
        "book": {"id": book.id, "version": book.version, "digest": book.digest},
        "trees": [
            {
                "id": tree.id,
                "name": dict(tree.name),
                "points": [_point(view, one) for one in book.points_of(tree, about)],
            }
            for tree in book.trees_for(about)
        ],
        "figures": [
            {
                "id": value.id,
                "amount": value.amount,
                "unit": value.unit,
                "currency": value.currency or None,
                "text": dict(value.text),
                "source": value.source,
            }
            for value in book.values_for(about)
        ],
    }


def _point(view: CaseView, point: Point) -> dict:
    about = findings.facts(view.case)
    here: weigh.Standing = findings.stand(point, view.case)
    return {
        "id": point.id,
        "says": side_of(point.says, about),
        "text": dict(point.text),
        "steps": [step_document(view, step) for step in point.steps],
        "law": law_document(view, point),
        "now": {
            "step": here.step.id,
            "on": side_of(here.step.who, about),
            "missing": here.missing,
            "not_weighed": list(here.resting),
            "if_nothing_more_comes": here.default,
        },
        "follows": {finding: dict(text) for finding, text in point.follows.items()},
    }


def law_document(view: CaseView, point: Point) -> dict | None:
    """The rule of the law that takes later turns of a point from the buyer, where one does."""
    if law_burden.point(point, view.case, findings.facts(view.case)) is point:
        return None
    found = law_burden.of(view.case)
    return {"on": found.on, "rule": found.rule, "book": found.book, "version": found.version}


def step_document(view: CaseView, step: Step) -> dict:
    """A turn of proof: whose it is, what has to be shown, what counts as evidence of it, and where that is written."""
    book = view.world.procedure.burdens
    return {
        "id": step.id,
        "on": side_of(step.who, findings.facts(view.case)),
        "proof": dict(step.proof),
        "counts": [dict(book.kinds[kind]) for kind in step.kinds],
        "source": step.source,
    }


def reasons_document(view: CaseView, ruling: Ruling) -> dict:
    """The reasons of a ruling in their parts; empty where it was made without."""
    data = ruling.data
    return {
        "points": [
            {
                "point": one["point"] or None,
                "words": view.text(one.get("words")) or None,
                "says": one.get("says"),
                "finding": one["finding"],
                "burden": dict(one["burden"]) if one.get("burden") else None,
                "evidence": list(one["evidence"]),
                "reasons": view.text(one.get("reasons")) or None,
            }
            for one in data.get("points", ())
        ],
        "applied": [
            {
                "rulebook": one["rulebook"],
                "version": one["version"] or None,
                "article": one["article"] or None,
                "text": view.text(one.get("text")) or None,
            }
            for one in data.get("applied", ())
        ],
        "otherwise": view.text(data.get("otherwise")) or None,
    }


def similar_document(found: Similar) -> dict:
    """How cases like one in hand ended: no ids, names, dates or words of anybody."""
    return {
        "whole": found.whole,
        "outcomes": dict(found.outcomes),
        "likest": [
            {
                "outcome": one.facts.outcome,
                "remedy": one.facts.remedy,
                "category": one.facts.category or None,
                "value": _value(one.facts),
                "share_percent": likeness.share(one.facts),
                "found": dict(one.facts.found),
                "why": list(one.why),
            }
            for one in found.likest
        ],
    }


def _value(facts: likeness.Facts) -> dict:
    low, high = likeness.band(facts.amount)
    return {"from": low, "below": high, "currency": facts.currency}
