"""The processes that are killed: pages with their workers, `hejie work`, and PostgreSQL; and those that put them back.

Every victim is found below a process that we started ourselves; nothing else on the machine is touched.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.support.cluster import Cluster
from tests.support.installation import Installation, Server, free_port

PAGES, WORKERS = 2, 2
_HEJIE = Path(sys.executable).parent / "hejie"


class Crew:
    """`hejie web` with two processes of pages, two of `hejie work`, and the database server, all of our own.

    cluster   the PostgreSQL that may be killed too; None on SQLite
    """

    def __init__(self, own: Installation, cluster: Cluster | None, random: Random) -> None:
        self.own, self.cluster, self.random = own, cluster, random
        self.port, self.live_port = free_port(), free_port()
        self.web: subprocess.Popen | None = None
        self.workers: list[subprocess.Popen] = []
        self.log = own.home / "kill.log"
        self.tend()

    @property
    def address(self) -> tuple[str, int]:
        """Where the pages and the API listen."""
        return "127.0.0.1", self.port

    def tend(self) -> None:
        """Start whatever of us does not run; where the old pages still hold the port, once they have let go."""
        if self.web is None or self.web.poll() is not None:
            ports = ("--port", str(self.port), "--live-port", str(self.live_port))
            self.web = self._start("web", "--workers", str(PAGES), *ports)
        self.workers = [one for one in self.workers if one.poll() is None]
        while len(self.workers) < WORKERS:
            self.workers.append(self._start("work"))

    def kill_somebody(self) -> str:
        """Kill -9 at this very moment; says whom."""
        names, kills, weights = zip(*self._chances(), strict=True)
        while True:
            (chosen,) = self.random.choices(range(len(names)), weights)
            if kills[chosen]():  # else that one has just died of an earlier kill
                return names[chosen]

    def kill_all(self) -> str:
        """Everything of ours at once, as when the power goes (the database server stays)."""
        for process in (self.web, *self.workers):
            for pid in reversed(family(process.pid)):
                _kill(pid)
            process.wait()
        _wait_until(lambda: _is_free(self.port))
        return "everything"

    def end(self) -> None:
        """End what runs in good order."""
        for process in (self.web, *self.workers):
            if process is not None and process.poll() is None:
                process.terminate()
        for process in (self.web, *self.workers):
            if process is not None:
                process.wait(timeout=40)

    def wait_until_it_answers(self) -> None:
        """Wait for the first answer of the pages."""
        Server(self.web, self.port, self.log).wait_until_it_answers()

    def _chances(self) -> list[tuple[str, Callable[[], bool], int]]:
        found = [
            ("a process of the pages", self._kill_pages, 40),
            ("the parent of the pages", self._kill_master, 10),
            ("hejie web alone", self._kill_web, 4),
            ("a worker", self._kill_worker, 22),
            ("everything", self._kill_everything, 3),
        ]
        if self.cluster:
            found += [
                ("a PostgreSQL backend", self._kill_backend, 16),
                ("PostgreSQL, restarted", lambda: self._restart(signal.SIGINT), 6),
                ("PostgreSQL, crashed", lambda: self._restart(signal.SIGQUIT), 4),
            ]
        return found

    def _start(self, *arguments: str) -> subprocess.Popen:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [str(_HEJIE), *arguments], env=self.own.environment, stdout=log, stderr=log, process_group=0
            )

    def _master(self) -> int | None:
        """The process in which gunicorn watches over its workers: of the parts, the one with children of its own."""
        return next((part for part in _children(self.web.pid) if _children(part)), None)

    def _kill_pages(self) -> bool:
        master = self._master()
        pages = _children(master) if master else []
        return bool(pages) and _kill(self.random.choice(pages))

    def _kill_master(self) -> bool:
        master = self._master()
        return bool(master) and _kill(master)

    def _kill_web(self) -> bool:
        done = _kill(self.web.pid)
        self.web.wait()
        _wait_until(lambda: _is_free(self.port))
        return done

    def _kill_worker(self) -> bool:
        return _kill(self.random.choice(self.workers).pid)

    def _kill_everything(self) -> bool:
        return bool(self.kill_all())

    def _kill_backend(self) -> bool:
        backends = [pid for pid in _children(self.cluster.process.pid) if b"hejie" in _command(pid)]
        return bool(backends) and _kill(self.random.choice(backends))

    def _restart(self, how: signal.Signals) -> bool:
        self.cluster.restart(how)
        return True


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").glob("*/children"))
        return [int(child) for task in tasks for child in task.read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def family(pid: int) -> list[int]:
    """A process and all that it has started, the eldest first."""
    found = [pid]
    for child in _children(pid):
        found += family(child)
    return found


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def _kill(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _is_free(port: int) -> bool:
    """Whether nobody listens on the port."""
    listening = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return not any(row.split()[3] == "0A" and row.split()[1].endswith(f":{port:04X}") for row in listening)


def _wait_until(true: Callable[[], bool], seconds: float = 40) -> None:
    give_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < give_up, f"waited {seconds} seconds in vain"
        time.sleep(0.01)
