"""Why cases come, the biggest first: geometry of bars with the growing share beside them, and the same as a table.

Places and lengths are strings, written as SVG wants them; `templates/operator/causes.html` draws them.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hejie.web import formatting, words

MOST = 8
_BARS_X, _BARS, _AXIS, _SHARES, _NARROW = 196, 160.0, 428, 110.0, 328


def drawn(causes: list[tuple[str, int]]) -> dict | None:
    """What `operator/causes.html` shows; None where no case was opened."""
    whole = sum(count for _reason, count in causes)
    if not whole:
        return None
    rows = [{"label": words.word(words.REASONS, reason), "count": count} for reason, count in causes[:MOST]]
    rest = sum(count for _reason, count in causes[MOST:])
    if rest:
        rows.append({"label": _("Other causes"), "count": rest})
    _add_up(rows, whole)
    most = max(row["count"] for row in rows)
    for number, row in enumerate(rows):
        row |= _wide(number, row, most) | _tall(number, row, most)
    title = ngettext("Causes of %(cases)s case", "Causes of %(cases)s cases", whole)
    return {
        "title": title % {"cases": formatting.number(whole)},
        "rows": rows,
        "note": _note(rows),
        "line": " ".join(f"{row['point_x']},{row['point_y']}" for row in rows),
        "axis": str(_AXIS),
        "height": str(8 + 40 * len(rows)),
        "tall_height": str(54 * len(rows)),
    }


def _add_up(rows: list[dict], whole: int) -> None:
    """The share of all causes so far, and whether a cause is among those that make the most of it."""
    so_far = 0
    for row in rows:
        row["vital"] = so_far < 0.7 * whole
        so_far += row["count"]
        row["share"] = round(100 * so_far / whole)


def _note(rows: list[dict]) -> str:
    vital = [row for row in rows if row["vital"]]
    said = ngettext("%(count)s cause makes %(share)s.", "%(count)s causes make %(share)s together.", len(vital))
    return said % {"count": formatting.number(len(vital)), "share": formatting.percent(vital[-1]["share"])}


def _wide(number: int, row: dict, most: int) -> dict:
    y, width = 8 + 40 * number, max(_BARS * row["count"] / most, 1.5)
    point = _AXIS + 6 + _SHARES * row["share"] / 100
    return {
        "label_x": str(_BARS_X - 12),
        "words_y": str(y + 16),
        "count_x": f"{_BARS_X + width + 8:.1f}",
        "bar_x": str(_BARS_X),
        "bar_y": str(y),
        "width": f"{width:.1f}",
        "point_x": f"{point:.1f}",
        "point_y": str(y + 12),
        "share_x": f"{point + 9:.1f}",
    }


def _tall(number: int, row: dict, most: int) -> dict:
    return {
        "tall_words_y": str(54 * number + 17),
        "tall_y": str(54 * number + 24),
        "tall_width": f"{max(_NARROW * row['count'] / most, 1.5):.1f}",
    }
