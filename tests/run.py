"""All tests of the repository, one stage after the other, and one closing line that counts them.

A stage fails when its command fails, when it holds no test at all, and when a test was skipped for any other reason
than that the real data is absent (`tests/support/rules.py`). Other options go to every run of pytest.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
REPORTS = ROOT / ".tests"


@dataclass(frozen=True)
class Stage:
    """One command. `marks` chooses tests by their markers, `folder` is where they all are; without marks it is no pytest.

    beside   runs at the same time as the stage before it, and is shown after it: each of the two mostly waits
    without  folders that are not read at all, since none of its tests can be there
    """

    name: str
    command: tuple[str, ...] = ()
    marks: str = ""
    folder: str = "tests"
    database: str = "sqlite"
    processes: int = 0
    spread: tuple[str, ...] = ()
    beside: bool = False
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What a stage came to, in tests; a command that is no pytest counts as one."""

    name: str
    passed: int
    failed: int
    skipped: int
    seconds: float


# A file of browser tests has a served market of its own, in which one test builds on what another has done: it stays
# in one process, and the longest files, which come first by their names, begin first.
_BY_FILE = ("--dist", "loadfile", "--no-loadscope-reorder")

# Half of all tests, which need no database: `tests/conftest.py` refuses one there that does.
NO_DATABASE = tuple(f"tests/{name}" for name in ("adapters", "demo", "domain", "insight", "rulebooks", "style"))

STAGES = (
    Stage("lint", (str(BIN / "ruff"), "check", ".")),
    Stage("format", (str(BIN / "ruff"), "format", "--check", "--quiet", ".")),
    Stage("imports", (str(BIN / "lint-imports"),)),
    Stage("pure", marks="not db and not browser and not kill", processes=2),
    Stage("sqlite", marks="db and not browser and not kill", processes=2, without=NO_DATABASE),
    Stage(
        "postgres",
        marks="db and not once and not browser and not kill",
        database="postgres",
        processes=2,
        without=NO_DATABASE,
    ),
    Stage("browser", marks="browser", folder="tests/browser", processes=2, spread=_BY_FILE),
    Stage("kill-sqlite", marks="kill", folder="tests/kill"),
    Stage("kill-postgres", marks="kill", folder="tests/kill", database="postgres", beside=True),
)


def run(stage: Stage, more: list[str], out: IO[bytes] | None = None) -> Outcome:
    """Run a stage to its end, showing what it prints. out: where that is kept instead."""
    heading = f"\n── {stage.name} ──\n"
    if out is None:
        print(heading, end="", flush=True)
    else:
        out.write(heading.encode())
        out.flush()
    started = time.monotonic()
    if stage.marks:
        counts = _pytest(stage, more, out)
    else:
        good = subprocess.run(stage.command, cwd=ROOT, stdout=out, stderr=out).returncode == 0
        counts = (int(good), int(not good), 0)
    return Outcome(stage.name, *counts, seconds=time.monotonic() - started)


def run_beside(first: Stage, second: Stage, more: list[str]) -> list[Outcome]:
    """Run two stages at the same time; the second is shown once the first has ended."""
    with tempfile.TemporaryFile() as kept, ThreadPoolExecutor(1) as aside:
        other = aside.submit(run, second, more, kept)
        outcomes = [run(first, more), other.result()]
        kept.seek(0)
        print(kept.read().decode(errors="replace"), flush=True)
    return outcomes


def _pytest(stage: Stage, more: list[str], out: IO[bytes] | None) -> tuple[int, int, int]:
    report = REPORTS / f"{stage.name}.xml"
    parallel = ["-n", str(stage.processes), *stage.spread] if stage.processes else []
    left_out = [f"--ignore={folder}" for folder in stage.without]
    where = [] if any((ROOT / word.split("::")[0]).exists() for word in more) else [stage.folder]
    asked = ["-q", "-m", stage.marks, f"--junitxml={report}", *parallel, *left_out, *where, *more]
    command = [sys.executable, "-m", "pytest", *asked]
    code = subprocess.run(command, cwd=ROOT, env=_environment(stage), stdout=out, stderr=out).returncode
    if code == 5 and not more:
        print(f"stage {stage.name} holds no test", flush=True)
        return 0, 1, 0
    passed, failed, skipped = _counts(report)
    return passed, failed or int(code not in (0, 5)), skipped


def _environment(stage: Stage) -> dict[str, str]:
    """Ours, but compiled code is kept: the tests start hundreds of processes, which would compile the whole program anew.

    Where nothing is killed, PostgreSQL need not wait for the disk.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"HEJIE_TEST_DB": stage.database, "HEJIE_TEST_SYNC": "off" if stage.name == "postgres" else "on"}


def _counts(report: Path) -> tuple[int, int, int]:
    if not report.exists():
        return 0, 1, 0
    suites = list(ElementTree.parse(report).getroot().iter("testsuite"))
    total, failures, errors, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    return max(total - failed - skipped, 0), failed, skipped


def main() -> int:
    """Run the chosen stages; 0 when everything passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=[stage.name for stage in STAGES], help="this stage alone")
    chosen, more = parser.parse_known_args()
    shutil.rmtree(REPORTS, ignore_errors=True)
    REPORTS.mkdir()
    stages = [stage for stage in STAGES if not chosen.only or stage.name in chosen.only]
    outcomes: list[Outcome] = []
    while stages:
        stage = stages.pop(0)
        beside = stages.pop(0) if stages and stages[0].beside else None
        outcomes += run_beside(stage, beside, more) if beside else [run(stage, more)]
    print()
    for outcome in outcomes:
        bad = f"  {outcome.failed} FAILED" if outcome.failed else ""
        print(f"{outcome.name:14} {outcome.passed:5} passed {outcome.skipped:3} skipped {outcome.seconds:6.1f} s{bad}")
    passed, failed, skipped = (
        sum(getattr(outcome, name) for outcome in outcomes) for name in ("passed", "failed", "skipped")
    )
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
