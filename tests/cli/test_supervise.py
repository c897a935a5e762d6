"""The parent of `hejie up`, with real processes: a part that dies comes back, and nothing outlives the parent."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

# Two parts; `steady` has a grandchild, as a server has its workers. Each writes its process ids to a file.
_PROGRAM = """
import os, sys, time
from hejie.cli.supervise import Part, keep_running

def note(name, pid):
    with open(os.path.join(sys.argv[1], name), "a") as file:
        file.write(f"{pid}\\n")

def steady():
    note("steady", os.getpid())
    if os.fork() == 0:
        note("grandchild", os.getpid())
    time.sleep(600)

def dying():
    note("dying", os.getpid())
    raise SystemExit(3)

parts = [Part("steady", steady)] + ([Part("dying", dying)] if "dying" in sys.argv else [])
keep_running(parts, lambda line: print(line, file=sys.stderr, flush=True))
print("ended in order", flush=True)
"""


class Supervised:
    """A supervising process and what its parts have noted."""

    def __init__(self, folder: Path, *more: str) -> None:
        self.folder = folder
        command = [sys.executable, "-c", _PROGRAM, str(folder), *more]
        self.log = folder / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)

    def pids(self, name: str, at_least: int = 1) -> list[int]:
        """Process ids noted so far under a name, in order; waits until there are so many."""
        file = self.folder / name
        _until(lambda: len(_words(file)) >= at_least)
        return [int(line) for line in _words(file)]


def _words(file: Path) -> list[str]:
    """What stands in a file; nothing where it was never begun, as after a parent killed before its part could note."""
    return file.read_text().split() if file.exists() else []


def _until(true) -> None:
    give_up = time.monotonic() + 15
    while not true():
        assert time.monotonic() < give_up, "waited 15 seconds in vain"
        time.sleep(0.02)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


@pytest.fixture
def start(tmp_path):
    running: list[Supervised] = []

    def begin(*more: str) -> Supervised:
        running.append(Supervised(tmp_path, *more))
        return running[-1]

    yield begin
    for one in running:
        one.process.kill()
        one.process.wait()
        for name in ("steady", "grandchild"):
            for pid in one.pids(name, at_least=0):
                if _lives(pid):
                    os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_end_it_ends_every_part_and_what_the_parts_have_started(start, number):
    supervised = start()
    steady, grandchild = supervised.pids("steady")[0], supervised.pids("grandchild")[0]
    supervised.process.send_signal(number)
    assert supervised.process.wait(timeout=15) == 0
    assert "ended in order" in supervised.log.read_text()
    assert not _lives(steady) and not _lives(grandchild)


def test_a_killed_part_is_started_again_without_leaving_its_own_children(start):
    supervised = start()
    first, grandchild = supervised.pids("steady")[0], supervised.pids("grandchild")[0]
    os.kill(first, signal.SIGKILL)
    second = supervised.pids("steady", at_least=2)[1]
    assert _lives(second)
    _until(lambda: not _lives(grandchild))


def test_a_killed_parent_takes_its_parts_with_it(start):
    supervised = start()
    steady = supervised.pids("steady")[0]
    supervised.process.kill()
    supervised.process.wait()
    _until(lambda: not _lives(steady))


def test_a_part_that_dies_at_once_is_started_ever_more_slowly_and_disturbs_no_other(start):
    supervised = start("dying")
    supervised.pids("dying", at_least=3)
    time.sleep(1.0)
    assert len(supervised.pids("dying")) <= 5
    assert len(supervised.pids("steady")) == 1
    supervised.process.terminate()
    supervised.process.wait(timeout=15)
    assert "dying died after" in supervised.log.read_text()
