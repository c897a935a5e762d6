"""What is to be found in a case, point by point: who says it, what bears on it, who must prove it, what is found.

A point is a mapping {"words", "says", "prove", "finding", "bears"}; the first one is the claim itself, the neutral adds
others. What bears on a point are pieces of evidence of the joint room and the neutral's questions there, by their ids.
"""

from collections.abc import Mapping

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.cases.state import CaseState, Said
from hejie.domain.kernel import clock
from hejie.usecases.reading import CaseView
from hejie.web import formatting, words
from hejie.web.case.evidence import title_of

MOST = 20
_LONGEST = 300
FINDINGS = (
    ("open", gettext_lazy("Not decided yet")),
    ("proved", gettext_lazy("Proved")),
    ("not_proved", gettext_lazy("Not proved")),
    ("undisputed", gettext_lazy("Not disputed")),
    ("follows", gettext_lazy("Follows from the rules")),
    ("follows_not", gettext_lazy("Does not follow from the rules")),
)
SAYS = (("buyer", gettext_lazy("The buyer says")), ("seller", gettext_lazy("The seller says")))
PROVE = (
    ("buyer", gettext_lazy("The buyer")),
    ("seller", gettext_lazy("The seller")),
    ("nobody", gettext_lazy("Nobody")),
)
_DATES = (
    ("ordered", gettext_lazy("ordered %(day)s")),
    ("deliver_by", gettext_lazy("promised for %(day)s")),
    ("shipped", gettext_lazy("sent %(day)s")),
    ("delivered", gettext_lazy("delivered %(day)s")),
)


def first(case: CaseState) -> list[dict]:
    """The points of a draft that nobody has touched: the claim, which whoever opened the case must prove."""
    return [{"words": "", "says": case.claimant, "prove": case.claimant, "finding": "open", "bears": []}]


def typed(data: QueryDict, case: CaseState) -> list[dict]:
    """The points as typed; empty new ones are left out."""
    found = []
    for number in range(1, MOST + 1):
        if f"finding-{number}" not in data:
            break
        point = {
            "words": "" if number == 1 else data.get(f"words-{number}", "").strip()[:_LONGEST],
            "says": _one_of(data.get(f"says-{number}"), SAYS, case.claimant),
            "prove": _one_of(data.get(f"prove-{number}"), PROVE, case.claimant),
            "finding": _one_of(data.get(f"finding-{number}"), FINDINGS, "open"),
            "bears": data.getlist(f"bears-{number}")[:100],
        }
        if number == 1 or point["words"]:
            found.append(point)
    return found or first(case)


def _one_of(value: str | None, choices: tuple, default: str) -> str:
    return value if value in {name for name, _words in choices} else default


def said(point: Mapping, case: CaseState) -> str:
    """A point in words: the claim by its title, the others as the neutral wrote them."""
    return point["words"] or words.word(words.TITLES, case.reason)


def rows(found: list[dict], view: CaseView) -> list[dict]:
    """The matrix: a row for each point, and an empty one for another."""
    case = view.case
    blank = {
        "words": "",
        "says": case.respondent,
        "prove": case.respondent,
        "finding": "open",
        "bears": [],
        "new": True,
    }
    points = found + [blank] if len(found) < MOST else found
    return [_row(number, point, view) for number, point in enumerate(points, start=1)]


def _row(number: int, point: dict, view: CaseView) -> dict:
    sides = {side: [_piece(piece, point, view) for piece in _of_side(view.case, side)] for side in ("buyer", "seller")}
    return {
        "number": number,
        "said": said(point, view.case) if not point.get("new") else "",
        "own": number == 1,
        "new": point.get("new", False),
        "words": point["words"],
        "says": point["says"],
        "says_words": words.word(dict(SAYS), point["says"]),
        "prove": point["prove"],
        "finding": point["finding"],
        "buyer": sides["buyer"],
        "seller": sides["seller"],
        "chosen": {side: [piece for piece in pieces if piece["bears"]] for side, pieces in sides.items()},
        "record": _record(view.case) if number == 1 else [],
    }


def _of_side(case: CaseState, side: str) -> list[Said]:
    """Evidence of one side, and what the neutral asked it."""
    return [item for item in case.of_kind("evidence") if item.side == side] + [
        item for item in case.of_kind("question") if item.data["to"] == side
    ]


def _piece(item: Said, point: Mapping, view: CaseView) -> dict:
    """A piece as a box to tick; `have`: it is there (a question: it was answered)."""
    answered = {one.data["question"] for one in view.case.of_kind("answer")}
    asked = item.kind == "question"
    return {
        "id": item.id,
        "number": item.id.upper(),
        "words": view.text(item.data["text"]) if asked else title_of(view, item),
        "asked": asked,
        "have": not asked or item.id in answered,
        "bears": item.id in point["bears"],
    }


def _record(case: CaseState) -> list[str]:
    """What order and record say by themselves."""
    now = clock.parse(case.opened_at)
    dates = case.order["dates"]
    told = [
        str(frame) % {"day": formatting.day_short(clock.parse(dates[name]), now)}
        for name, frame in _DATES
        if dates.get(name)
    ]
    return [*told, _("case opened %(day)s") % {"day": formatting.day_short(now, now)}]
