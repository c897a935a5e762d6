"""The settlement map drawn: the buyer's gain to the right, the seller's gain upwards, both in points of 100 over no agreement.

Two drawings, one for wide and one for narrow pages. Colours come by class and side; words are given, and every mark has a letter
beside its shape, so that nothing is told by colour alone. Plain SVG, no script; its table stands behind it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

_STEPS = (5, 10, 20, 25, 50, 100, 200, 500)
_DOT = 6.5
_MOST_ON_A_SPOT = 5
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """A package on the map. side: whose; hollow: a solution that nobody has put forward; letter: what stands beside it."""

    side: str
    letter: str
    buyer: float
    seller: float
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What the drawing says: its title, the axes, and what the lines at zero are."""

    title: str
    buyer: str
    seller: str
    floor: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """A drawing's size, its margins, and the span of gains that it shows."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    low: tuple[float, float]
    high: tuple[float, float]

    def x(self, gain: float) -> float:
        share = (gain - self.low[0]) / (self.high[0] - self.low[0])
        return round(self.left + share * (self.width - self.left - self.right), 1)

    def y(self, gain: float) -> float:
        share = (gain - self.low[1]) / (self.high[1] - self.low[1])
        return round(self.height - self.bottom - share * (self.height - self.top - self.bottom), 1)


def drawn(frontier: Sequence[tuple[float, float]], marks: Sequence[Mark], words: Words, name: str) -> tuple[str, str]:
    """The wide and the tall drawing. frontier: ascending by the buyer's gain; name: unique on the page, for the titles."""
    low, high = _span(frontier, marks)
    wide = _Frame(600, 440, 44, 18, 34, 46, low, high)
    tall = _Frame(330, 356, 34, 16, 36, 52, low, high)
    return (
        _one(wide, frontier, marks, words, f"{name}-wide", "plot__wide"),
        _one(tall, frontier, marks, words, f"{name}-tall", "plot__tall"),
    )


def _span(
    frontier: Sequence[tuple[float, float]], marks: Sequence[Mark]
) -> tuple[tuple[float, float], tuple[float, float]]:
    found = []
    for at in (0, 1):
        gains = [0.0, *(point[at] for point in frontier), *((mark.buyer, mark.seller)[at] for mark in marks)]
        room = max(max(gains) - min(gains), 10) * 0.07
        found.append((min(gains) - room, max(gains) + room))
    return (found[0][0], found[1][0]), (found[0][1], found[1][1])


def _one(
    frame: _Frame,
    frontier: Sequence[tuple[float, float]],
    marks: Sequence[Mark],
    words: Words,
    name: str,
    kind: str,
) -> str:
    parts = [*_grid(frame), *_zone(frame, frontier), *_zero(frame, words.floor), *_frontier(frame, frontier)]
    parts += [*_paths(frame, marks), *_marks(frame, marks)]
    parts.append(_text(frame.width - frame.right, frame.height - 8, words.buyer, anchor="end"))
    parts.append(_text(0, 14, words.seller))
    return (
        f'<svg class="plot__svg {kind}" viewBox="0 0 {frame.width:g} {frame.height:g}" role="img" aria-labelledby="{name}">'
        f'<title id="{name}">{escape(words.title)}</title>{"".join(parts)}</svg>'
    )


def _grid(frame: _Frame) -> list[str]:
    found = []
    left, right = frame.x(frame.low[0]), frame.x(frame.high[0])
    below, above = frame.y(frame.low[1]), frame.y(frame.high[1])
    for gain in _ticks(frame.low[0], frame.high[0]):
        found.append(f'<path class="plot__grid" d="M{frame.x(gain)} {below}V{above}"/>')
        found.append(_text(frame.x(gain), below + 17, f"{gain:g}".replace("-", "−"), anchor="middle"))
    for gain in _ticks(frame.low[1], frame.high[1]):
        found.append(f'<path class="plot__grid" d="M{left} {frame.y(gain)}H{right}"/>')
        found.append(_text(left - 7, frame.y(gain) + 4, f"{gain:g}".replace("-", "−"), anchor="end"))
    return [*found, f'<path class="plot__axis" d="M{left} {above}V{below}H{right}"/>']


def _ticks(low: float, high: float) -> list[int]:
    step = next((one for one in _STEPS if (high - low) / one <= 6), _STEPS[-1])
    first = int(low // step) + 1
    return [step * number for number in range(first, int(high // step) + 1)]


def _zone(frame: _Frame, frontier: Sequence[tuple[float, float]]) -> list[str]:
    """Where both gain over no agreement: below the steps of the frontier."""
    if not frontier:
        return []
    corners = [(0.0, 0.0), (0.0, frontier[0][1]), *_steps(frontier), (frontier[-1][0], 0.0)]
    points = " ".join(f"{frame.x(buyer)},{frame.y(seller)}" for buyer, seller in corners)
    return [f'<polygon class="plot__zone" points="{points}"/>']


def _steps(frontier: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    found = [frontier[0]]
    for before, now in zip(frontier, frontier[1:], strict=False):
        found += [(before[0], now[1]), now]
    return found


def _frontier(frame: _Frame, frontier: Sequence[tuple[float, float]]) -> list[str]:
    if not frontier:
        return []
    points = " ".join(f"{frame.x(buyer)},{frame.y(seller)}" for buyer, seller in _steps(frontier))
    return [f'<polyline class="plot__frontier" points="{points}"/>']


def _zero(frame: _Frame, words: str) -> list[str]:
    """The lines on which a side has no more than without an agreement."""
    x, y = frame.x(0), frame.y(0)
    return [
        f'<path class="plot__floor" d="M{x} {frame.y(frame.low[1])}V{frame.y(frame.high[1])}"/>',
        f'<path class="plot__floor" d="M{frame.x(frame.low[0])} {y}H{frame.x(frame.high[0])}"/>',
        _text(frame.x(frame.high[0]) - 4, y - 6, words, anchor="end"),
    ]


def _paths(frame: _Frame, marks: Sequence[Mark]) -> list[str]:
    """How the offers of a side have moved, one after the other."""
    found = []
    for side in ("buyer", "seller"):
        own = [mark for mark in marks if mark.side == side and not mark.hollow]
        if len(own) > 1:
            line = "L".join(f"{frame.x(mark.buyer)} {frame.y(mark.seller)}" for mark in own)
            found.append(f'<g data-side="{side}"><path class="plot__path" d="M{line}"/></g>')
    return found


def _marks(frame: _Frame, marks: Sequence[Mark]) -> list[str]:
    """Shapes with letters; packages on one spot share their letters, and no letter stands on another or on a shape."""
    spots: dict[tuple[float, float], list[Mark]] = {}
    for mark in marks:
        spots.setdefault((frame.x(mark.buyer), frame.y(mark.seller)), []).append(mark)
    taken = [(x - 8.0, y - 8.0, x + 8.0, y + 8.0) for x, y in spots]
    shapes, letters = [], []
    for (x, y), here in spots.items():
        shown = next((mark for mark in here if not mark.hollow), here[0])
        shapes.append(f'<g data-side="{shown.side}">{_shape(shown, x, y)}</g>')
        letters.append(_letters(_together(mark.letter for mark in here), x, y, frame, taken))
    return [*shapes, *letters]


def _together(letters: Iterable[str]) -> str:
    """The letters of one spot, each once and no more than fit beside it."""
    found = list(dict.fromkeys(letters))
    return "/".join(found[:_MOST_ON_A_SPOT]) + ("/…" if len(found) > _MOST_ON_A_SPOT else "")


# Where letters may stand about a shape, the best first: how far to the right of it (or to the left), how far down.
_PLACES = (
    (12, 4.5),
    (-12, 4.5),
    (7, -10),
    (-7, -10),
    (7, 20),
    (-7, 20),
    (11, -22),
    (-11, -22),
    (11, 33),
    (-11, 33),
    (16, -36),
    (16, 47),
)


def _letters(words: str, x: float, y: float, frame: _Frame, taken: list[_Box]) -> str:
    wide = 9.0 * len(words)
    boxes = [
        (begin, y + down - 11, begin + wide, y + down + 3)
        for right, down in _PLACES
        for begin in (x + right if right > 0 else x + right - wide,)
        if begin > frame.left and begin + wide < frame.width
    ]
    if not boxes:  # too wide for either side: above it or below, within the frame
        begin = max(frame.left + 1, min(x - wide / 2, frame.width - wide - 1))
        boxes = [(begin, y + down - 11, begin + wide, y + down + 3) for down in (-10, 20)]
    box = next((one for one in boxes if not any(_meet(one, other) for other in taken)), boxes[0])
    taken.append(box)
    return _text(round(box[0], 1), round(box[3] - 3, 1), words, "plot__strong")


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _shape(mark: Mark, x: float, y: float) -> str:
    kind = f"plot__dot{' plot__dot--hollow' if mark.hollow else ''}"
    if mark.side == "buyer":
        return f'<circle class="{kind}" cx="{x}" cy="{y}" r="{_DOT}"/>'
    if mark.side == "seller":
        return f'<rect class="{kind}" x="{x - 6:g}" y="{y - 6:g}" width="12" height="12"/>'
    if mark.side == "system":
        return f'<circle class="{kind} plot__dot--hollow" cx="{x}" cy="{y}" r="{_DOT}"/><circle class="{kind}" cx="{x}" cy="{y}" r="3"/>'
    reach = 8.5
    return f'<path class="{kind}" d="M{x} {y - reach:g}L{x + reach:g} {y}L{x} {y + reach:g}L{x - reach:g} {y}Z"/>'


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "") -> str:
    kinds = f' class="{kind}"' if kind else ""
    at = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:g}" y="{y:g}"{kinds}{at}>{escape(words)}</text>'
