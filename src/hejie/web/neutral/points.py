"""What is to be found in a case, point by point: who says it, what bears on it, whose turn of proof it is, what is found.

A point is a mapping {"point", "words", "says", "prove", "step", "finding", "bears", "reasons"}. `point` names one of the case's
burden book, "" one of the neutral's own; `step` the turn of proof on which the finding rests ("" : as the file stands). What
bears on a point are pieces of evidence of the joint room and the neutral's questions there, by their ids.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.burden.book import Point, side_of
from hejie.domain.cases import findings
from hejie.domain.cases.reasons import Finding
from hejie.domain.cases.state import CaseState, Said
from hejie.domain.kernel import clock
from hejie.usecases.finding_words import FindingWords, bare
from hejie.usecases.reading import CaseView
from hejie.web import formatting, words
from hejie.web.case import matrix, record, voice
from hejie.web.languages import active

MOST = 20
_LONGEST = 300
_COLUMNS = ("buyer", "seller", "record")
_LONGEST_WHY = 2000
LEFT_OUT = ("open", "left_out")
FINDINGS = (
    ("open", gettext_lazy("Not decided yet")),
    ("proved", gettext_lazy("Proved")),
    ("not_proved", gettext_lazy("Not proved")),
    ("undisputed", gettext_lazy("Not disputed")),
    ("follows", gettext_lazy("Follows from the rules")),
    ("follows_not", gettext_lazy("Does not follow from the rules")),
    ("left_out", gettext_lazy("The result does not rest on it")),
)
SAYS = (("buyer", gettext_lazy("The buyer says")), ("seller", gettext_lazy("The seller says")))
PROVE = (
    ("buyer", gettext_lazy("The buyer")),
    ("seller", gettext_lazy("The seller")),
    ("nobody", gettext_lazy("Nobody")),
)


def first(view: CaseView) -> list[dict]:
    """The points of a draft that nobody has touched.

    Those of the findings that were kept last, else of the decision to be looked at again, else of the case's burden book.
    """
    room = view.rooms.get("internal")
    kept = room.of_kind("findings")[-1:] if room else ()
    if kept:
        return [_again(one, view) for one in kept[0].data["points"]]
    if view.case.ruling and view.case.ruling.data.get("points"):
        return [_again(one, view) | {"finding": "open"} for one in view.case.ruling.data["points"]]
    return of_tree(view, "")


def of_tree(view: CaseView, tree: str) -> list[dict]:
    """The points of one tree of the case's burden book, of the first that fits where it is not named."""
    book, about = view.world.procedure.burdens, findings.facts(view.case)
    fitting = book.trees_for(about)
    chosen = next((one for one in fitting if one.id == tree), fitting[0])
    return [_of_book(point, view) for point in book.points_of(chosen, about)]


def _of_book(point: Point, view: CaseView) -> dict:
    filed = findings.filed_for(point, view.case)
    says = side_of(point.says, findings.facts(view.case))
    bears = [piece for pieces in filed.values() for piece in pieces]
    return _blank(says) | {"point": point.id, "bears": bears}


def _blank(side: str) -> dict:
    return {
        "point": "", "words": "", "says": side, "prove": side, "step": "", "finding": "open", "bears": [], "reasons": "",
    }  # fmt: skip


def _again(data: Mapping, view: CaseView) -> dict:
    """A point of a draft from one that stands on the record."""
    found = data.get("burden") or {}
    return {
        "point": data["point"],
        "words": view.text(data.get("words")),
        "says": data.get("says") or view.case.claimant,
        "prove": found.get("on", "nobody"),
        "step": found.get("step", ""),
        "finding": data["finding"],
        "bears": list(data["evidence"]),
        "reasons": view.text(data.get("reasons")),
    }


def typed(data: QueryDict, view: CaseView) -> list[dict]:
    """The points as typed; empty new ones are left out."""
    case, found = view.case, []
    known = view.world.procedure.burdens.points
    for number in range(1, MOST + 1):
        if f"finding-{number}" not in data:
            break
        named = data.get(f"point-{number}", "")
        point = {
            "point": named if named in known else "",
            "words": data.get(f"words-{number}", "").strip()[:_LONGEST],
            "says": _one_of(data.get(f"says-{number}"), SAYS, case.claimant),
            "prove": _one_of(data.get(f"prove-{number}"), PROVE, case.claimant),
            "step": data.get(f"step-{number}", "")[:40],
            "finding": _one_of(data.get(f"finding-{number}"), FINDINGS, "open"),
            "bears": data.getlist(f"bears-{number}")[:100],
            "reasons": data.get(f"reasons-{number}", "").strip()[:_LONGEST_WHY],
        }
        if point["point"] or point["words"]:
            found.append(point)
    return found or of_tree(view, "")


def switched(found: Sequence[Mapping], view: CaseView, tree: str) -> list[dict]:
    """The points with those of the burden book taken from another tree; the neutral's own stay."""
    taken = {point["point"]: dict(point) for point in found if point.get("point")}
    own = [dict(point) for point in found if not point.get("point")]
    return [taken.get(point["point"], point) for point in of_tree(view, tree)] + own


def _one_of(value: str | None, choices: tuple, default: str) -> str:
    return value if value in {name for name, _words in choices} else default


def in_order(found: Sequence[Mapping]) -> list[Mapping]:
    """The points on which the result rests, in the order in which the decision tells them: what nobody disputes first."""
    decided = [point for point in found if point["finding"] not in LEFT_OUT]
    return sorted(decided, key=lambda point: point["finding"] != "undisputed")


def finding(point: Mapping) -> Finding:
    """A point as a decision carries it."""
    known = bool(point.get("point"))
    prove = point.get("prove", "")
    return Finding(
        finding=point["finding"],
        point=point.get("point", ""),
        words=point["words"],
        says="" if known else point["says"],
        step=point.get("step", "") if known else "",
        on=prove if not known and prove in ("buyer", "seller") else "",
        evidence=tuple(point["bears"]),
        reasons=point.get("reasons", ""),
    )


def told(view: CaseView) -> FindingWords:
    """The words of this case's findings in the reader's language."""
    return FindingWords(view.world.procedure, active(), view.text)


def said(point: Mapping, view: CaseView) -> str:
    """A point in words: as the neutral wrote it, else as the burden book says it."""
    known = view.world.procedure.burdens.points.get(point.get("point", ""))
    if point["words"] or known is None:
        return point["words"] or words.word(words.TITLES, view.case.reason)
    return told(view).said(known.text)


def rows(found: list[dict], view: CaseView, now: datetime) -> list[dict]:
    """The matrix: a row for each point, and an empty one for another. now: for the days by which something is missing."""
    blank = _blank(view.case.respondent) | {"new": True}
    points = found + [blank] if len(found) < MOST else found
    speaks = voice.of_view(view)
    states = {item.id: matrix.piece(item, view, speaks) for item in view.case.of_kind("evidence")}
    return [_row(number, point, view, now, states) for number, point in enumerate(points, start=1)]


def _row(number: int, point: dict, view: CaseView, now: datetime, states: Mapping[str, dict]) -> dict:
    sides = {side: [_piece(piece, point, view, states) for piece in _of_side(view.case, side)] for side in _COLUMNS}
    known = view.world.procedure.burdens.points.get(point.get("point", ""))
    return {
        "number": number,
        "said": said(point, view) if not point.get("new") else "",
        "point": known.id if known else "",
        "new": point.get("new", False),
        "words": point["words"],
        "says": point["says"],
        "says_words": words.word(dict(SAYS), point["says"]),
        "prove": point["prove"],
        "finding": point["finding"],
        "reasons": point.get("reasons", ""),
        "buyer": sides["buyer"],
        "seller": sides["seller"],
        "others": sides["record"],
        "chosen": {side: [piece for piece in pieces if piece["bears"]] for side, pieces in sides.items()},
        "record": _record(view.case) if number == 1 else [],
        "burden": _burden(known, point, view, now) if known else None,
    }


def _burden(known: Point, point: Mapping, view: CaseView, now: datetime) -> dict:
    """Whose turn of proof it is on the file as the neutral has sorted it, what is missing, and what follows."""
    about, speak = findings.facts(view.case), told(view)
    here = findings.stand(known, view.case, point["bears"])
    on = side_of(here.step.who, about)
    steps = [
        {
            "id": step.id,
            "words": _("%(number)s · %(side)s: %(proof)s")
            % {
                "number": formatting.number(number),
                "side": words.word(words.THE_SIDE, side_of(step.who, about)),
                "proof": speak.said(step.proof),
            },
        }
        for number, step in enumerate(known.steps, start=1)
    ]
    return {
        "side": on,
        "now": speak.now(here.step, on),
        "missing": here.missing,
        "until": matrix.until(view, on, now) if here.missing else "",
        "default": speak.finding(here.default),
        "follows": speak.sourced(bare(speak.said(known.follows[here.default])), speak.source(here.step.source)),
        "steps": steps,
        "step": point.get("step", ""),
        "law": speak.by_law(known, view.case),
    }


def other_trees(found: Sequence[Mapping], view: CaseView) -> list[dict]:
    """Other trees that fit the case, whose points are not all on the table."""
    book, about = view.world.procedure.burdens, findings.facts(view.case)
    here, speak = {point.get("point") for point in found}, told(view)
    return [
        {"id": tree.id, "name": speak.said(tree.name)}
        for tree in book.trees_for(about)[:6]
        if not set(tree.points) <= here
    ]


def figures(view: CaseView) -> list[tuple[str, str]]:
    """(id, words) of the figures that the rules state for a case like this."""
    book, speak = view.world.procedure.burdens, told(view)
    return [
        (one.id, f"{speak.said(one.text)} ({speak.source(one.source)})")
        for one in book.values_for(findings.facts(view.case))
    ]


def _of_side(case: CaseState, side: str) -> list[Said]:
    """Evidence of one side, and what the neutral asked it; `record`: what others have filed."""
    if side == "record":
        return [item for item in case.of_kind("evidence") if item.side not in ("buyer", "seller")]
    return [item for item in case.of_kind("evidence") if item.side == side] + [
        item for item in case.of_kind("question") if item.data["to"] == side
    ]


def _piece(item: Said, point: Mapping, view: CaseView, states: Mapping[str, dict]) -> dict:
    """A piece as a box to tick; `have`: it is there (a question: it was answered), `state`: what is said and noticed of it."""
    answered = {one.data["question"] for one in view.case.of_kind("answer")}
    asked = item.kind == "question"
    state = {} if asked else states[item.id]
    return {
        "id": item.id,
        "number": item.id.upper(),
        "words": view.text(item.data["text"]) if asked else state["title"],
        "asked": asked,
        "have": not asked or item.id in answered,
        "bears": item.id in point["bears"],
        "state": state,
    }


def _record(case: CaseState) -> list[str]:
    """What order and record say by themselves."""
    now = clock.parse(case.opened_at)
    return [*record.lines(case), _("case opened %(day)s") % {"day": formatting.day_short(now, now)}]
