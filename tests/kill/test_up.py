"""`hejie up` as a shop runs it: quick to answer, whole again after any of its parts is killed, and gone when it is ended."""

import os
import signal
import time
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def filled(installations):
    own = installations()
    own.fill()
    return own


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def _family(pid: int) -> list[int]:
    found = [pid]
    for child in _children(pid):
        found += _family(child)
    return found


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # it has ended, before its file was opened or while it was read
        return False


def _until(true, seconds: float = 30) -> None:
    give_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < give_up, f"waited {seconds} seconds in vain"
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ended_it_leaves_no_process_behind(filled, number):
    server = filled.serve()
    family = _family(server.process.pid)
    assert len(family) >= 5  # parent, pages with their workers, live stream, worker
    server.process.send_signal(number)
    assert server.process.wait(timeout=30) == 0
    _until(lambda: not any(_lives(pid) for pid in family))


def test_killed_it_takes_everything_with_it(filled):
    server = filled.serve()
    family = _family(server.process.pid)
    server.process.kill()
    server.process.wait()
    _until(lambda: not any(_lives(pid) for pid in family))


def test_any_part_that_is_killed_comes_back_and_the_pages_answer_again(filled):
    server = filled.serve()
    for part in _children(server.process.pid):
        os.kill(part, signal.SIGKILL)
        _until(lambda gone=part: not _lives(gone) and len(_children(server.process.pid)) == 3)
        _until(lambda: server.answer("/account/login/") == 200)
    # A new part may find the port of the old one still taken, end, and be started once more.
    _until(lambda: len(_children(server.process.pid)) == 3)


def test_a_port_that_is_taken_is_told_in_a_sentence(filled):
    server = filled.serve()
    done = filled.hejie("up", "--port", str(server.port), fails=1)
    assert "Choose another --port" in done.stderr
