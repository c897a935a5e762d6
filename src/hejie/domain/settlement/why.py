"""What a package means to one side, said from its own numbers and the package alone.

Nothing of the other side comes in, so that nothing of it can come out.
"""

from collections.abc import Sequence

from hejie.domain.settlement.scenario import Issue, Package

_MOST = 4


class Words:
    """Says of any package what it gives one side, in points of 100: what its best values are worth beyond its worst."""

    def __init__(self, issues: Sequence[Issue], worths: Sequence[Sequence[float]], reservation: float) -> None:
        self._issues = issues
        self._least = [min(one) for one in worths]
        spans = [
            max(one) / 2 - least / 2 for one, least in zip(worths, self._least, strict=True)
        ]  # halves never overflow
        self._whole = sum(spans)
        self._points = [
            [self._share(worth / 2 - least / 2) for worth in one]
            for one, least in zip(worths, self._least, strict=True)
        ]
        self._limit = self._share(reservation / 2 - sum(self._least) / 2)

    def _share(self, half: float) -> float:
        return 100 * (half / self._whole) if self._whole else 0.0

    def of(self, package: Package) -> str:
        """One or two sentences, never empty."""
        if not self._whole:
            return "By what you have told, every package is worth the same to you."
        rows = []
        for issue, points, value in zip(self._issues, self._points, package, strict=True):
            rows.append((f"{issue.name} {issue.values[value]}", points[value], max(points)))
        parts = [f"You get {sum(points for _, points, _ in rows):.0f} of your 100 points{self._beyond()}."]
        parts += _listed("You get", [(name, got, most) for name, got, most in rows if got >= 0.5])
        parts += _listed("You give", [(name, most - got, most) for name, got, most in rows if most - got >= 0.5])
        return " ".join(parts)

    def _beyond(self) -> str:
        return f"; without agreement you expect {self._limit:.0f}" if 0.5 <= self._limit <= 100 else ""


def _listed(begin: str, rows: list[tuple[str, float, float]]) -> list[str]:
    if not rows:
        return []
    rows = sorted(rows, key=lambda row: -row[1])
    named = [f"{name} ({points:.0f} of {most:.0f})" for name, points, most in rows[:_MOST]]
    more = f" and {len(rows) - _MOST} more" if len(rows) > _MOST else ""
    return [f"{begin}: {', '.join(named)}{more}."]
