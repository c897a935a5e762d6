"""What a bench has measured, and how it is told: a line to read, a JSON object, a row of the table in the docs."""

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Result:
    """One figure beside what it is held against.

    value, against_value   medians over the rounds, both in `unit`
    ratio                  value / against_value, rounded to 3 places
    goal                   what the ratio must reach, or with `at_most` must not exceed
    runs                   the rounds as pairs (ours, theirs), so that their spread can be seen
    """

    bench: str
    value: float
    unit: str
    against: str
    against_value: float
    ratio: float
    goal: float
    at_most: bool
    runs: tuple[tuple[float, float], ...]

    @property
    def ok(self) -> bool:
        """Whether the goal is met."""
        return self.ratio <= self.goal if self.at_most else self.ratio >= self.goal

    def as_object(self) -> dict:
        """The JSON object of the contract of the command line, with `at_most` where smaller is better."""
        found = asdict(self)
        at_most = found.pop("at_most")
        return {**found, "ok": self.ok, **({"at_most": True} if at_most else {})}

    @classmethod
    def from_object(cls, found: dict) -> "Result":
        """Counterpart of `as_object`."""
        kept = {name: value for name, value in found.items() if name != "ok"}
        return cls(**{"at_most": False, **kept, "runs": tuple(tuple(pair) for pair in found["runs"])})

    def __str__(self) -> str:
        sign = "<=" if self.at_most else ">="
        verdict = "good" if self.ok else "MISSED"
        return (
            f"{self.bench:<20} {self.value:>10,.1f} {self.unit:<10} against {self.against_value:>10,.1f}  "
            f"{self.against:<46} ratio {self.ratio:>7.3f}  goal {sign} {self.goal:<5} {verdict}"
        )


def compared(
    bench: str, unit: str, against: str, rounds: Sequence[tuple[float, float]], *, goal: float, at_most: bool = False
) -> Result:
    """The result of rounds in which ours and the other were measured by turns; medians of each are compared."""
    ours = statistics.median(one for one, _ in rounds)
    theirs = statistics.median(other for _, other in rounds)
    shown = tuple((round(one, 3), round(other, 3)) for one, other in rounds)
    return Result(bench, round(ours, 3), unit, against, round(theirs, 3), round(ours / theirs, 3), goal, at_most, shown)


def machine() -> str:
    """What it was measured on: processor, cores, memory, versions, load and date, in one sentence."""
    models = [line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"{os.cpu_count()} x {models[0] if models else platform.processor()}, {memory / 2**20:.0f} GiB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"load before the run {load}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    )


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []


def write_table(path: Path, results: Sequence[Result], measured_on: str) -> None:
    """Put the table between its two marks in a Markdown file, and leave the rest of the file as it is."""
    rows = [
        "| bench | ours | held against | theirs | ratio | goal | |",
        "| --- | ---: | --- | ---: | ---: | ---: | --- |",
    ]
    for one in results:
        sign = "≤" if one.at_most else "≥"
        rows.append(
            f"| {one.bench} | {one.value:,.1f} {one.unit} | {one.against} | {one.against_value:,.1f} {one.unit} "
            f"| {one.ratio:.2f} | {sign} {one.goal} | {'good' if one.ok else 'missed'} |"
        )
    table = "\n".join([_BEGIN, f"Measured on {measured_on}.", "", *rows, _END])
    text = path.read_text() if path.exists() else f"# Performance\n\n{_BEGIN}\n{_END}\n"
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    path.write_text(f"{before}{table}{after}")


_BEGIN = "<!-- figures: begin -->"
_END = "<!-- figures: end -->"
