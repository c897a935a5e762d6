"""A parent that keeps several processes running: one that dies is started again, and none outlives the parent.

Each child is a fork in a process group of its own, so that Ctrl-C on the terminal reaches the parent alone, who then
ends all of them in order. When the parent itself is killed, the kernel tells the children (Linux), who end themselves.
"""

import ctypes
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_SLOWEST_RESTART_SECONDS = 30.0
_STEADY_SECONDS = 30.0
_GRACE_SECONDS = 20.0
_PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class Part:
    """One process to be kept running. `run` returns or raises only when it ends."""

    name: str
    run: Callable[[], None]
    pid: int = 0
    started: float = 0.0
    restart_at: float = 0.0
    quick_deaths: int = field(default=0)


def keep_running(parts: Sequence[Part], say: Callable[[str], None]) -> None:
    """Keep the parts running until SIGINT or SIGTERM; one that keeps dying at once is started ever more slowly."""
    asked = _Asked()
    try:
        while not asked.to_end:
            _start_due(parts)
            _reap(parts, say)
            asked.wait(_until_next_restart(parts))
    finally:
        _end_all(parts, say)
        asked.forget()


class _Asked:
    """Whether somebody has asked for the end; a pipe wakes the parent at once for this and for a child's death."""

    def __init__(self) -> None:
        self.to_end = False
        self._read, self._write = os.pipe()
        for end in (self._read, self._write):
            os.set_blocking(end, False)
        self._before = {number: signal.signal(number, self._end) for number in (signal.SIGINT, signal.SIGTERM)}
        self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)

    def _end(self, *_: object) -> None:
        self.to_end = True

    def wait(self, seconds: float) -> None:
        select.select([self._read], [], [], seconds)
        try:
            os.read(self._read, 4096)
        except BlockingIOError:
            return

    def forget(self) -> None:
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._read)
        os.close(self._write)


def _start_due(parts: Sequence[Part]) -> None:
    now = time.monotonic()
    for part in parts:
        if not part.pid and part.restart_at <= now:
            part.started = now
            part.pid = _fork(part)


def _fork(part: Part) -> int:
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        _become_child(parent)
        part.run()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:
        code = 0
    except BaseException:  # a child must never return into its parent's code, whatever went wrong
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _become_child(parent: int) -> None:
    signal.set_wakeup_fd(-1)
    os.setpgid(0, 0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before the kernel knew whom to tell
        os._exit(0)


def _reap(parts: Sequence[Part], say: Callable[[str], None]) -> None:
    for part in parts:
        if part.pid and os.waitpid(part.pid, os.WNOHANG)[0]:
            _kill_group(part.pid, signal.SIGKILL)  # what it may have left behind
            part.pid = 0
            lived = time.monotonic() - part.started
            part.quick_deaths = 0 if lived > _STEADY_SECONDS else part.quick_deaths + 1
            wait = min(0.25 * 2 ** (part.quick_deaths - 1), _SLOWEST_RESTART_SECONDS) if part.quick_deaths else 0.0
            part.restart_at = time.monotonic() + wait
            say(f"{part.name} died after {lived:.1f} s; it is started again in {wait:.1f} s")


def _until_next_restart(parts: Sequence[Part]) -> float:
    waiting = [part.restart_at - time.monotonic() for part in parts if not part.pid]
    return max(0.0, min(waiting, default=_SLOWEST_RESTART_SECONDS))


def _end_all(parts: Sequence[Part], say: Callable[[str], None]) -> None:
    for part in parts:
        if part.pid:
            _kill(part.pid, signal.SIGTERM)
    give_up = time.monotonic() + _GRACE_SECONDS
    while any(part.pid for part in parts) and time.monotonic() < give_up:
        for part in parts:
            if part.pid and os.waitpid(part.pid, os.WNOHANG)[0]:
                _kill_group(part.pid, signal.SIGKILL)
                part.pid = 0
        time.sleep(0.02)
    for part in parts:
        if part.pid:
            say(f"{part.name} did not end in {_GRACE_SECONDS:.0f} s and is killed")
            _kill_group(part.pid, signal.SIGKILL)
            os.waitpid(part.pid, 0)
            part.pid = 0


def _kill(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _kill_group(group: int, number: signal.Signals) -> None:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return
