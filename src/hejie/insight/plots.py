"""What a comparison shows, drawn as SVG: pairs of bars, shares over time, and what became of what.

Every drawing is 360 units wide, so that it reads on a phone; colours come by class from whoever shows it. Words are
given, so that this knows no language; each drawing has a name for those who do not see it, and needs its table beside it.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from hejie.insight.simulate import Comparison

WIDTH = 360
_BARS, _ROW = 268, 62
_CURVE_X, _CURVE_Y, _CURVE_WIDE, _CURVE_HIGH = 40, 12, 304, 180
_STEPS = (1, 2, 5, 10, 20, 30, 60, 90, 180, 365, 730)
_POINTS = 152
_MOST_CELL = 44
_LEVELS = 4


@dataclass(frozen=True, slots=True)
class Pair:
    """One thing counted before and after, with its name."""

    label: str
    before: int
    after: int


def of(
    found: Comparison, outcomes: Mapping[str, str], sides: Mapping[str, str], words: Mapping[str, str]
) -> dict[str, str]:
    """The four drawings of a comparison: outcomes, days, defaults, moves.

    outcomes, sides   what each is called, in the order in which they are shown; also of `undecided`, `not_opened` and `open`
    words             before, after; outcomes, days, defaults, moves: their titles; per_cent, rows: what is counted
    """
    called = (words["before"], words["after"])
    endings = [(one.result, other.result) for one, other in zip(found.before, found.after, strict=True)]
    seen = {name for pair in endings for name in pair}
    names = [(name, label) for name, label in outcomes.items() if name in seen]
    before, after = (Counter(one) for one in zip(*endings, strict=True)) if endings else (Counter(), Counter())
    silent = [Counter(side for one in rows for side in one.defaults) for rows in (found.before, found.after)]
    return {
        "outcomes": bars(words["outcomes"], [Pair(label, before[name], after[name]) for name, label in names], called),
        "days": curves(words["days"], *found.days(), (*called, words["per_cent"])),
        "defaults": bars(
            words["defaults"],
            [
                Pair(label, silent[0][side], silent[1][side])
                for side, label in sides.items()
                if any(one[side] for one in silent)
            ],
            called,
        ),
        "moves": matrix(words["moves"], names, Counter(endings), words["rows"]),
    }


def sheet(drawings: Iterable[str]) -> str:
    """Drawings below each other in one SVG that needs no stylesheet, for a file."""
    placed, y = [], 30
    for drawing in drawings:
        high = float(_HIGH.search(drawing)[1])
        placed.append(f'<text x="0" y="{y - 10:g}" class="plot__title">{_NAMED.search(drawing)[1]}</text>')
        placed.append(drawing.replace("<svg ", f'<svg x="0" y="{y:g}" width="{WIDTH}" height="{high:g}" ', 1))
        y += high + 60
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-16 -8 {WIDTH + 32} {y - 30:g}" width="{2 * WIDTH}">'
        f"<style>{_STYLE}</style>{''.join(placed)}</svg>\n"
    )


_HIGH = re.compile(r'viewBox="0 0 \d+ ([\d.]+)"')
_NAMED = re.compile(r'aria-label="([^"]*)"')
_STYLE = (
    "svg{background:#fff}text{font:13px sans-serif;fill:#333}.plot__strong,.plot__title{font-weight:600;fill:#111}"
    ".plot__title{font-size:16px}.plot__bar--before{fill:#9aa3ad}.plot__bar--after{fill:#1b6b5a}"
    ".plot__grid{stroke:#ddd;fill:none}.plot__curve{fill:none;stroke-width:2}"
    ".plot__curve--before{stroke:#59636e;stroke-dasharray:5 4}.plot__curve--after{stroke:#1b6b5a}"
    ".plot__cell{fill:#f2f3f4}.plot__cell--1{fill:#dceae6}.plot__cell--2{fill:#bcd8d1}.plot__cell--3{fill:#93c0b5}"
    ".plot__cell--4{fill:#6ba999}.plot__cell--same{stroke:#59636e}.plot__count{font-size:11px;fill:#111}"
)


def bars(title: str, pairs: Sequence[Pair], words: tuple[str, str]) -> str:
    """Under each name two bars: before, and after it. words: what the two are called, in the drawing too."""
    most = max((max(pair.before, pair.after) for pair in pairs), default=0) or 1
    drawn, y = [], 14
    for pair in pairs:
        drawn.append(_text(0, y, pair.label, "plot__strong"))
        for number, (name, count) in enumerate(zip(("before", "after"), (pair.before, pair.after), strict=True)):
            top = y + 8 + 18 * number
            wide = max(_BARS * count / most, 1.5) if count else 0
            drawn.append(f'<rect class="plot__bar plot__bar--{name}" x="0" y="{top}" width="{wide:.1f}" height="14"/>')
            drawn.append(_text(wide + 6, top + 11, f"{_number(count)} {words[number]}"))
        y += _ROW
    return _svg(title, max(y - 14, 1), drawn)


def curves(title: str, before: Sequence[float], after: Sequence[float], words: tuple[str, str, str]) -> str:
    """The share of cases that have ended, by days since they were opened, as two curves.

    words   what the dashed curve (before), the whole one (after) and the axis below are called
    """
    longest = max([*before, *after, 1.0])
    shown = next((step for step in _STEPS if step >= _at(sorted([*before, *after]), 0.98)), longest) if before else 1
    drawn = []
    for share in (0, 25, 50, 75, 100):
        y = _CURVE_Y + _CURVE_HIGH * (1 - share / 100)
        drawn.append(f'<path class="plot__grid" d="M{_CURVE_X} {y:.1f}H{_CURVE_X + _CURVE_WIDE}"/>')
        drawn.append(_text(_CURVE_X - 6, y + 4, f"{share}", anchor="end"))
    for part in (0, 0.25, 0.5, 0.75, 1):
        x = _CURVE_X + _CURVE_WIDE * part
        drawn.append(_text(x, _CURVE_Y + _CURVE_HIGH + 18, f"{shown * part:g}", anchor="middle"))
    for name, days in (("before", before), ("after", after)):
        drawn.append(f'<polyline class="plot__curve plot__curve--{name}" points="{_shares(sorted(days), shown)}"/>')
    y = _CURVE_Y + _CURVE_HIGH + 42
    for number, name in enumerate(("before", "after")):
        x = _CURVE_X + number * 150
        drawn.append(f'<path class="plot__curve plot__curve--{name}" d="M{x} {y - 4}h24"/>')
        drawn.append(_text(x + 30, y, words[number], "plot__strong"))
    drawn.append(_text(0, y + 22, words[2]))
    return _svg(title, y + 30, drawn)


def matrix(title: str, names: Sequence[tuple[str, str]], moves: Mapping[tuple[str, str], int], words: str) -> str:
    """How many went from which to which: rows as they were, columns as they would be, both numbered as the list below.

    names   (key in `moves`, what it is called), in the order in which they are numbered
    words   what rows and columns are
    """
    cell = min((WIDTH - 28) // max(len(names), 1), _MOST_CELL)
    most = max(moves.values(), default=0) or 1
    drawn = [_text(0, 14, words)]
    top = 44
    for number, (key, _name) in enumerate(names):
        x, y = 28 + cell * number, top + cell * number
        drawn.append(_text(x + cell / 2, top - 8, f"{number + 1}", "plot__strong", "middle"))
        drawn.append(_text(18, y + cell / 2 + 4, f"{number + 1}", "plot__strong", "end"))
        for other, (to, _called) in enumerate(names):
            drawn += _cell(28 + cell * other, y, cell, moves.get((key, to), 0), most, same=key == to)
    y = top + cell * len(names) + 24
    for number, (_key, name) in enumerate(names):
        drawn.append(_text(18, y, f"{number + 1}", "plot__strong", "end"))
        drawn.append(_text(28, y, name))
        y += 20
    return _svg(title, y - 10, drawn)


def _cell(x: float, y: float, cell: float, count: int, most: int, *, same: bool) -> list[str]:
    level = -(-_LEVELS * count // most)
    kinds = f"plot__cell plot__cell--{level}{' plot__cell--same' if same else ''}"
    drawn = [f'<rect class="{kinds}" x="{x}" y="{y}" width="{cell - 2}" height="{cell - 2}"/>']
    return [*drawn, _text(x + cell / 2 - 1, y + cell / 2 + 4, str(count), "plot__count", "middle")] if count else drawn


def _shares(days: list[float], shown: float) -> str:
    points = []
    for number in range(_POINTS + 1):
        moment = shown * number / _POINTS
        share = bisect_right(days, moment) / len(days) if days else 0
        x, y = _CURVE_X + _CURVE_WIDE * number / _POINTS, _CURVE_Y + _CURVE_HIGH * (1 - share)
        points.append(f"{x:.1f},{y:.1f}")
    return " ".join(points)


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "") -> str:
    kinds = f' class="{kind}"' if kind else ""
    at = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:g}" y="{y:g}"{kinds}{at}>{escape(words)}</text>'


def _svg(title: str, height: float, drawn: Sequence[str]) -> str:
    return (
        f'<svg class="plot__svg plot__svg--one" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" '
        f'role="img" aria-label="{escape(title)}">{"".join(drawn)}</svg>'
    )
