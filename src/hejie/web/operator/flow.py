"""The way from opening to end: geometry of a Sankey for wide pages and of bars for narrow ones, and the same as a table.

Places and lengths are strings, written as SVG wants them; `templates/operator/flow.html` draws them.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.usecases.overview import ENDS, Step
from hejie.web import formatting, words

END_WORDS = {
    "agreed": gettext_lazy("Agreed"),
    "decided": gettext_lazy("Decided"),
    "silence": gettext_lazy("By silence"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "lapsed": gettext_lazy("Without result"),
    "open": gettext_lazy("Still open"),
}
_KINDS = {"agreed": "good", "silence": "alert"}
_X = (0, 250, 490, 720)
_END_X, _NODE = 930, 10
_TALL, _TOP, _STEP, _LEAST, _WORDS = 230.0, 34.0, 34.0, 1.5, 44.0
_BAR = 328


def drawn(steps: tuple[Step, ...]) -> dict | None:
    """What `operator/flow.html` shows; None where no case was opened."""
    whole = steps[0].came_in
    if not whole:
        return None
    shown = [step for step in steps if step.came_in]
    sums = {end: sum(step.ends[end] for step in shown) for end in ENDS}
    return {
        "title": _("%(cases)s cases from opening to end") % {"cases": formatting.number(whole)},
        "wide": _sankey(shown, sums),
        "tall": _bars(shown),
        "rows": [_row(step) for step in shown],
        "ends": [END_WORDS[end] for end in ENDS],
        "note": _note(whole, sums),
    }


def _note(whole: int, sums: dict[str, int]) -> str:
    ended = whole - sums["open"]
    agreed = round(100 * sums["agreed"] / ended) if ended else 0
    return _("%(ended)s of %(cases)s ended, %(share)s of them by agreement") % {
        "ended": formatting.number(ended),
        "cases": formatting.number(whole),
        "share": formatting.percent(agreed),
    }


def _row(step: Step) -> dict:
    return {
        "stage": words.word(words.STAGES, step.stage),
        "came_in": step.came_in,
        "ends": [{"label": END_WORDS[end], "count": step.ends[end]} for end in ENDS],
        "went_on": step.went_on,
    }


def _sankey(steps: list[Step], sums: dict[str, int]) -> dict:
    """Bands from each stage to its ends (agreement on top) and to the next stage, which lies a step lower."""
    scale = _TALL / steps[0].came_in
    places = _end_places(sums, scale)
    taken = dict.fromkeys(ENDS, 0.0)
    bands, nodes, y, bottom = [], [], _TOP, 0.0
    for number, step in enumerate(steps):
        x, out, next_y = _X[number], y, y + _STEP
        nodes.append(_node(x, y, step, scale))
        for end in (ENDS[0], "on", *ENDS[1:]):
            count = step.went_on if end == "on" else step.ends[end]
            if not count:
                continue
            height = max(count * scale, _LEAST)
            if end == "on":
                next_y = out + _STEP
                bands.append(_band(x + _NODE, out, _X[number + 1], next_y, height, ""))
            else:
                bands.append(_band(x + _NODE, out, _END_X, places[end] + taken[end], height, _KINDS.get(end, "")))
                taken[end] += height
            out += height
        y, bottom = next_y, max(bottom, out)
    ends = [_end(end, places[end], taken[end], sums) for end in ENDS if sums[end]]
    bottom = max(bottom, *(place + max(taken[end], _WORDS - 16.0) for end, place in places.items()))
    return {"bands": bands, "nodes": nodes, "ends": ends, "height": f"{bottom + 6:.0f}"}


def _end_places(sums: dict[str, int], scale: float) -> dict[str, float]:
    """Where each end begins; each needs room for two lines of words."""
    y, places = _TOP, {}
    for end in ENDS:
        if sums[end]:
            places[end] = y
            y += max(sums[end] * scale + 16.0, _WORDS)
    return places


def _band(x: float, y: float, to_x: float, to_y: float, height: float, kind: str) -> dict:
    middle = (x + to_x) / 2
    over = f"M{x:.1f} {y:.1f}C{middle:.1f} {y:.1f} {middle:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
    low, to_low = y + height, to_y + height
    under = f"V{to_low:.1f}C{middle:.1f} {to_low:.1f} {middle:.1f} {low:.1f} {x:.1f} {low:.1f}Z"
    return {"path": over + under, "kind": kind}


def _node(x: float, y: float, step: Step, scale: float) -> dict:
    return {
        "x": str(x),
        "y": f"{y:.1f}",
        "height": f"{max(step.came_in * scale, _LEAST):.1f}",
        "words_y": f"{y - 9:.1f}",
        "name": words.word(words.STAGES, step.stage),
        "count": step.came_in,
    }


def _end(end: str, y: float, height: float, sums: dict[str, int]) -> dict:
    middle = y + max(height / 2, 6.0)
    return {
        "x": str(_END_X),
        "y": f"{y:.1f}",
        "height": f"{max(height, _LEAST):.1f}",
        "words_x": str(_END_X + 20),
        "words_y": f"{middle:.1f}",
        "count_y": f"{middle + 16:.1f}",
        "name": END_WORDS[end],
        "count": sums[end],
        "share": formatting.percent(round(100 * sums[end] / sum(sums.values()))),
    }


def _bars(steps: list[Step]) -> dict:
    """One bar for each stage, the agreed part of it filled, with its ends below, two on a line."""
    whole, bars, y = steps[0].came_in, [], 14
    for step in steps:
        told = [f"{END_WORDS[end]} {formatting.number(step.ends[end])}" for end in ENDS if step.ends[end]]
        lines = [" · ".join(told[first : first + 2]) for first in range(0, len(told), 2)]
        bars.append(
            {
                "name_y": str(y),
                "y": str(y + 8),
                "width": f"{max(_BAR * step.came_in / whole, _LEAST):.1f}",
                "good": f"{_BAR * step.ends['agreed'] / whole:.1f}",
                "name": words.word(words.STAGES, step.stage),
                "count": step.came_in,
                "lines": [{"y": str(y + 46 + 18 * number), "words": line} for number, line in enumerate(lines)],
            }
        )
        y += 66 + 18 * len(lines)
    return {"bars": bars, "height": str(y - 28)}
