"""Geometry of the fairness page: means with their intervals below each other, and bars of draws. Places are strings, as SVG wants them."""

from collections.abc import Sequence

from hejie.domain.settlement.watch import Group

_LABELS, _WIDE, _TALL = 330, 960, 328
_SHARES = 80  # at the end edge, where the mean stands in figures
_ROW, _TALL_ROW, _HEAD = 34, 52, 8


def drawn(groups: Sequence[tuple[str, str, Group]]) -> dict:
    """Rows of (label, mean in figures, group) as points and intervals; the first is the whole. Wide, and narrow with labels above."""
    low = min(group.low for _label, _share, group in groups)
    high = max(group.high for _label, _share, group in groups)
    reach = max(high - low, 0.2)
    low, high = low - 0.06 * reach, high + 0.06 * reach

    def at(value: float, first: float, last: float) -> str:
        return f"{first + (last - first) * (value - low) / (high - low):.1f}"

    rows = []
    for number, (label, share, group) in enumerate(groups):
        y, tall_y = _HEAD + _ROW * number + 14, _HEAD + _TALL_ROW * number + 34
        rows.append(
            {
                "label": label,
                "share": share,
                "count": group.count,
                "alarm": group.alarm,
                "y": str(y),
                "text_y": str(y + 5),
                "low": at(group.low, _LABELS, _WIDE - _SHARES),
                "high": at(group.high, _LABELS, _WIDE - _SHARES),
                "mean": at(group.mean, _LABELS, _WIDE - _SHARES),
                "tall_y": str(tall_y),
                "tall_text_y": str(tall_y - 14),
                "tall_low": at(group.low, 4, _TALL - 4),
                "tall_high": at(group.high, 4, _TALL - 4),
                "tall_mean": at(group.mean, 4, _TALL - 4),
            }
        )
    return {
        "rows": rows,
        "whole": rows[0]["mean"],
        "tall_whole": rows[0]["tall_mean"],
        "label_x": str(_LABELS - 16),
        "share_x": str(_WIDE - 4),
        "width": str(_WIDE),
        "height": str(_HEAD + _ROW * len(rows)),
        "tall_height": str(_HEAD + _TALL_ROW * len(rows)),
    }


def tenths(counts: Sequence[int]) -> dict:
    """Ten bars and the height at which all would stand if they were alike."""
    most, tall = max(max(counts), 1), 110
    expected = sum(counts) / len(counts)
    step = 60
    bars = [
        {
            "x": str(step * number + 6),
            "middle": str(step * number + 30),
            "y": f"{20 + tall - tall * count / most:.1f}",
            "height": f"{tall * count / most:.1f}",
            "count_y": f"{14 + tall - tall * count / most:.1f}",
            "count": count,
            "number": number + 1,
        }
        for number, count in enumerate(counts)
    ]
    return {
        "bars": bars,
        "expected": f"{20 + tall - tall * expected / most:.1f}",
        "base": str(20 + tall),
        "labels": str(36 + tall),
    }
