"""A procedure drawn: its stages from top to bottom, every clock where it runs, and where silence leads.

Made on the server as SVG, wide enough for a phone and no wider. What it shows stands in words beside it (the table of
clocks), so it is one picture with a name for whoever does not see it. Colours come from the stylesheet by class.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hejie.domain.cases import draft
from hejie.domain.cases.state import CaseState
from hejie.domain.procedure.rulebook import BUILT_IN, Procedure, Wait
from hejie.web import clock_words, formatting, words

_WIDTH, _SPINE, _TEXT, _RAIL = 360, 18, 40, 348
_SIZE, _LINE = 13, 18
_WIDE_ENOUGH = _RAIL - _TEXT - 22
_ARROW = 270
_TITLE_SIZE = 15
_DOT = "\u00a0·"
_NEVER_FIRST = "，。、；：？！）》」』”’…·"
_PERFORMANCE = "performance"

# Where the clocks that the program begins itself are drawn: in the first of these stages that the procedure has.
_PLACES: Mapping[str, tuple[str, ...]] = {
    "answer": ("negotiation", "mediation", "decision"),
    "reply": ("negotiation", "mediation", "decision"),
    "offer": ("negotiation", "mediation"),
    "settle": ("negotiation",),
    "sign": ("negotiation", "mediation"),
    "assign": ("mediation", "decision"),
    "mediate": ("mediation",),
    "question": ("mediation", "decision"),
    "decide": ("decision",),
    "vote": ("decision",),
    "appeal": ("decision",),
    "appeal_answer": ("appeal",),
    "appeal_decide": ("appeal",),
}
_ENDS = frozenset({
    "grant_claim", "grant_offer", "deny_claim", "refund_buyer", "lapse_claim", "close_case", "platform_pays", "make_final", "pay_seller",
    "refund_instead",
})  # fmt: skip
_GOES_ON = frozenset({"enter_next", "enter_mediation", "enter_decision", "decide_on_file"})


@dataclass
class _Drawing:
    """Pieces of SVG, and how far down they reach."""

    pieces: list[str] = field(default_factory=list)
    y: int = 0
    rail_from: int = 0

    def text(self, x: int, line: str, name: str) -> None:
        self.pieces.append(f'<text x="{x}" y="{self.y}" class="picture__{name}">{escape(line)}</text>')

    def shape(self, markup: str) -> None:
        self.pieces.append(markup)


def drawn(procedure: Procedure, *, stage: str = "", open_waits: Mapping[str, str] | None = None) -> SafeString:
    """The picture of a procedure in the active language.

    stage       where a live case is, "" for none; open_waits: its open clocks, each with its end in words
    """
    marks = open_waits or {}
    drawing = _Drawing(y=24)
    stations = [*procedure.stages[:-1], _PERFORMANCE, procedure.stages[-1]]
    nodes = []
    for name in stations:
        nodes.append((drawing.y - 5, name))
        title = _("What was settled is done") if name == _PERFORMANCE else words.called(procedure, "stages", name)
        _title(drawing, title, name == stage)
        for wait in _waits_of(procedure, name):
            _wait(drawing, procedure, wait, marks.get(wait.name, ""), leads_away=name != _PERFORMANCE)
        drawing.y += 22
    height = drawing.y
    _spine(drawing, nodes, stage)
    title = _("The procedure, drawn")
    if stage:
        title = _("The procedure, drawn; the case is at: %(stage)s") % {
            "stage": words.called(procedure, "stages", stage)
        }
    body = "".join(drawing.pieces)
    return mark_safe(  # every text in it is escaped
        f'<svg class="picture" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}" '
        f'xmlns="http://www.w3.org/2000/svg">{body}</svg>'
    )


def of_case(procedure: Procedure, case: CaseState, now: datetime) -> SafeString:
    """The picture of a live case: where it is, and until when each of its clocks runs. Nothing else of it is shown."""
    clocks = {row.wait: str(formatting.moment_short(row.until, now)) for row in case.deadlines if not row.held}
    return drawn(procedure.for_case(draft.about(case)), stage=case.stage, open_waits=clocks)


def _title(drawing: _Drawing, title: str, here: bool) -> None:
    # Every title ends left of the arrow that comes from the rail, whatever its language.
    first, *more = _wrapped(title, (_ARROW - _TEXT - 16) * _SIZE / _TITLE_SIZE) or [""]
    drawing.text(_TEXT, first, "stage")
    for line in more:
        drawing.y += _LINE
        drawing.text(_TEXT, line, "stage")
    if here:
        drawing.y += _LINE
        drawing.text(_TEXT, _("The case is here"), "here")
    drawing.y += _LINE + 2


def _wait(drawing: _Drawing, procedure: Procedure, wait: Wait, until: str, *, leads_away: bool) -> None:
    side = {"claimant": "buyer", "respondent": "seller"}.get(wait.who, wait.who)
    mark = side if side in ("buyer", "seller", "neutral") else "system"
    top = drawing.y - 4
    drawing.shape(
        f'<circle cx="{_TEXT + 4}" cy="{top}" r="{5 if until else 4}" class="picture__dot picture__dot--{mark}"/>'
    )
    who, within = words.word(words.PARTIES, wait.who), clock_words.told(wait.within)
    what = words.called(procedure, "waits", wait.name)
    told = f"{_DOT} ".join([what, who, within, *([until] if until else [])])
    _lines(drawing, told, "now" if until else "wait")
    _lines(drawing, _("Silence: %(what)s") % {"what": words.word(words.SILENCES, wait.silence)}, "silence")
    level = drawing.y - _LINE - 4
    if wait.silence in _ENDS and leads_away:
        drawing.rail_from = drawing.rail_from or level
        drawing.shape(f'<path d="M{_RAIL - 18} {level}H{_RAIL}" class="picture__way"/>')
    elif wait.silence in _GOES_ON:
        drawing.shape(f'<path d="M{_TEXT - 4} {level}H{_SPINE}" class="picture__way picture__way--on"/>')
    drawing.y += 4


def _lines(drawing: _Drawing, text: str, name: str) -> None:
    for line in _wrapped(text):
        drawing.text(_TEXT + 16, line, name)
        drawing.y += _LINE


def _spine(drawing: _Drawing, nodes: list[tuple[int, str]], stage: str) -> None:
    first, (end, _done), (last, _closed) = nodes[0][0], nodes[-2], nodes[-1]
    if drawing.rail_from:
        way = f"M{_RAIL} {drawing.rail_from}V{end}H{_ARROW - 6}"
        drawing.shape(f'<path d="{way}" class="picture__way"/>')
        drawing.shape(f'<path d="M{_ARROW} {end - 5}l-8 5l8 5" class="picture__way"/>')
    drawing.pieces.insert(0, f'<path d="M{_SPINE} {first}V{last}" class="picture__spine"/>')
    names = [name for _y, name in nodes]
    reached = names.index(stage) if stage in names else -1
    for number, (y, name) in enumerate(nodes):
        state = "now" if name == stage else "past" if number < reached else "ahead"
        drawing.shape(f'<circle cx="{_SPINE}" cy="{y}" r="9" class="picture__node picture__node--{state}"/>')


def _waits_of(procedure: Procedure, stage: str) -> Iterable[Wait]:
    return (wait for wait in procedure.waits.values() if _place(procedure, wait) == stage)


def _place(procedure: Procedure, wait: Wait) -> str:
    """The stage at which a clock is drawn: the closing for what is done afterwards."""
    if wait.name in BUILT_IN:
        return next((name for name in _PLACES.get(wait.name, ()) if name in procedure.stages), _PERFORMANCE)
    entered = [trigger.arg for trigger in wait.starts if trigger.event == "entered" and trigger.arg in procedure.stages]
    if entered:
        return entered[0]
    return next((name for name in procedure.stages if name in wait.stages), procedure.stages[0])


def _wrapped(text: str, room: float = _WIDE_ENOUGH) -> list[str]:
    """The text in lines that fit, broken between words, or in Chinese anywhere but before a mark that ends something."""
    lines, line, width = [], "", 0.0
    for piece in _pieces(text):
        wide = sum(_width(letter) for letter in piece)
        if line and width + wide > room:
            lines.append(line.rstrip())
            line, width = "", 0.0
            piece = piece.lstrip(" ")
        line += piece
        width += wide
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> Iterable[str]:
    piece = ""
    for letter in text:
        if letter == " " or (_is_wide(letter) and letter not in _NEVER_FIRST):
            if piece:
                yield piece
            piece = letter
        elif piece and _is_wide(piece[-1]) and letter not in _NEVER_FIRST:
            yield piece
            piece = letter
        else:
            piece += letter
    if piece:
        yield piece


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def _width(letter: str) -> float:
    if _is_wide(letter):
        return _SIZE
    return _SIZE * (0.62 if letter.isupper() or "А" <= letter <= "я" else 0.53)
