"""A whole installation of its own, driven by the real command line in processes of its own, on SQLite or PostgreSQL."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from random import SystemRandom
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from tests.support import database, made_once

_BIN = Path(sys.executable).parent
_ROOT = Path(__file__).resolve().parents[2]
_PORTS = range(12_000, 32_000)
_NAMED: set[int] = set()
_RANDOM = SystemRandom()


class Installation:
    """A home folder and a database that nobody else uses.

    url       in the form of HEJIE_DATABASE_URL; "" is the SQLite file of the home
    settings  further variables of the environment
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.url = new_postgresql() if database.kind() == "postgres" else ""
        self.settings: dict[str, str] = {}
        self._servers: list[subprocess.Popen] = []

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are started with."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("HEJIE_", "DJANGO_", "PYTEST_"))
        }
        ours = {"HEJIE_HOME": str(self.home), "HEJIE_DATABASE_URL": self.url, "PYTHONPATH": f"{_ROOT / 'src'}:{_ROOT}"}
        return kept | ours | self.settings

    def hejie(self, *arguments: str, fails: int = 0, typed: str = "") -> subprocess.CompletedProcess:
        """Run one command to its end; it must end with the code `fails`."""
        command = [str(_BIN / "hejie"), *arguments]
        done = subprocess.run(command, env=self.environment, input=typed, capture_output=True, text=True, timeout=600)
        assert done.returncode == fails, f"{arguments} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def python(self, program: str, *arguments: str) -> object:
        """Run a piece of Python within this installation; returns the JSON that it prints last."""
        started = "import os, json, sys\nos.environ['DJANGO_SETTINGS_MODULE'] = 'hejie.conf.settings'\n"
        command = [sys.executable, "-c", f"{started}import django\ndjango.setup()\n{program}", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else None

    def set_up(self) -> None:
        """`hejie init` on a database that has all its tables already: a copy of the one that the run has made."""
        made_once.put_tables_into(self.home, self.url)
        self.hejie("init")

    def fill(self) -> dict[str, str]:
        """Set it up with a marketplace, people, an order and a case; returns ids by name."""
        self.set_up()
        return self.python("from tests.support import filling\nprint(json.dumps(filling.fill()))")

    def serve(self, *arguments: str, command: str = "up", port: int = 0) -> "Server":
        """Start `hejie up` (or `web`) on a port, else on a free one, and wait until it answers."""
        port = port or free_port()
        asked = [str(_BIN / "hejie"), command, "--port", str(port), "--live-port", str(free_port()), *arguments]
        with (self.home / "server.log").open("ab") as log:
            process = subprocess.Popen(asked, env=self.environment, stdout=log, stderr=log)
        self._servers.append(process)
        server = Server(process, port, self.home / "server.log")
        server.wait_until_it_answers()
        return server

    def end(self) -> None:
        """End what still runs."""
        for process in self._servers:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=30)


class Server:
    """A running `hejie up` or `hejie web`."""

    def __init__(self, process: subprocess.Popen, port: int, log: Path) -> None:
        self.process = process
        self.port = port
        self.log = log

    @property
    def address(self) -> str:
        """scheme://host:port of its pages."""
        return f"http://127.0.0.1:{self.port}"

    def wait_until_it_answers(self, seconds: float = 300) -> None:
        """Wait for an answer, whatever it is."""
        give_up = time.monotonic() + seconds
        while self.answer("/") is None:
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < give_up, f"no answer in {seconds} s\n{self.log.read_text()}"
            time.sleep(0.02)

    def answer(self, path: str) -> int | None:
        """The status that a page answers with, or None where nobody answers."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=30) as answered:
                return answered.status
        except urllib.error.HTTPError as fault:
            return fault.code
        except OSError:
            return None


def new_postgresql() -> str:
    """A new empty database on the run's server; its address."""
    import psycopg

    parts = urlsplit(os.environ[database.CLUSTER])
    name = f"own_{uuid4().hex[:12]}"
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return urlunsplit(parts._replace(path=f"/{name}"))


def free_port() -> int:
    """A port on which nobody listens now, and which this process has not named before.

    It lies below those that the system gives to connections: else one of them could have it before its server has.
    """
    while True:
        port = _RANDOM.choice(_PORTS)
        if port in _NAMED:
            continue
        _NAMED.add(port)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
