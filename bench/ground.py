"""The ground that every bench stands on: a PostgreSQL of its own that syncs every commit, a home, and processes."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.support.cluster import Cluster

ROOT = Path(__file__).resolve().parents[1]
_DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


class Ground:
    """A server, a home folder, and the processes that a bench has started; all gone when it ends."""

    def __init__(self) -> None:
        self.root = ROOT
        self.home = Path(tempfile.mkdtemp(prefix="hejie-bench-"))
        self.cluster = Cluster()
        self._processes: list[subprocess.Popen] = []
        self._besides: list[Callable[[], object]] = []
        self._demand_durability()
        os.sync()  # what a bench before this one has left to be written is not ours to wait for

    def __enter__(self) -> "Ground":
        return self

    def __exit__(self, *_fault) -> None:
        self.end_processes()
        for end in self._besides:
            end()
        self.cluster.remove()
        shutil.rmtree(self.home, ignore_errors=True)

    def besides(self, end: Callable[[], object]) -> None:
        """Carry this out at the end, once all processes are gone."""
        self._besides.append(end)

    def _demand_durability(self) -> None:
        for setting in _DURABLE:
            if self.sql("postgres", f"SHOW {setting}") != [("on",)]:
                raise RuntimeError(f"{setting} is off; figures without it mean nothing")

    def database(self, name: str) -> str:
        """A new empty database; its address."""
        self.sql("postgres", f"CREATE DATABASE {name}")
        return self.cluster.url(name)

    def sql(self, database: str, statement: str) -> list[tuple]:
        """Carry out one statement and return its rows."""
        import psycopg

        with psycopg.connect(self.cluster.url(database), autocommit=True) as server:
            found = server.execute(statement)
            return found.fetchall() if found.description else []

    def environment(self, url: str, **more: str) -> dict[str, str]:
        """What a process of this bench is started with; `url` is its database."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HEJIE_", "DJANGO_"))}
        ours = {"HEJIE_HOME": str(self.home), "HEJIE_DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
        return {**kept, **ours, "DJANGO_SETTINGS_MODULE": "hejie.conf.settings", "BENCH_DATABASE": url, **more}

    def start(self, command: Sequence[str], environment: Mapping[str, str], **options) -> subprocess.Popen:
        """Start a process that ends with the bench."""
        log = (self.home / "processes.log").open("ab")
        process = subprocess.Popen(
            [str(part) for part in command], env=dict(environment), stderr=log,
            **{"stdout": log, "cwd": ROOT, **options},
        )  # fmt: skip
        self._processes.append(process)
        return process

    def run(self, command: Sequence[str], environment: Mapping[str, str]) -> str:
        """Run a process to its end and return what it printed; it must succeed."""
        done = subprocess.run(
            [str(part) for part in command], env=dict(environment), cwd=ROOT, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
        return done.stdout

    def serve(
        self,
        python: str | Path,
        application: str,
        environment: Mapping[str, str],
        *,
        processes: int = 2,
        threads: int = 4,
    ) -> int:
        """Serve a WSGI application by gunicorn, ours and peers alike; its port, once it answers."""
        port = free_port()
        command = [
            python, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--workers", processes,
            "--worker-class", "gthread", "--threads", threads, "--keep-alive", "75", "--log-level", "warning",
            "--no-control-socket",
        ]  # fmt: skip
        self.wait_for(self.start(command, environment), port)
        return port

    def wait_for(self, process: subprocess.Popen, port: int, seconds: float = 90) -> None:
        """Wait until somebody listens at a port."""
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up and process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.02)
        raise RuntimeError(f"nobody listens at {port}:\n{(self.home / 'processes.log').read_text()[-4000:]}")

    def end_processes(self) -> None:
        """End what still runs, those begun last first."""
        for process in reversed(self._processes):
            if process.poll() is None:
                process.terminate()
        for process in self._processes:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes.clear()


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def python_of(peer: str, *packages: str) -> Path:
    """The Python of a peer's own virtual environment, made and filled from the package index where it is not there."""
    folder = ROOT / ".bench" / peer
    python = folder / "bin" / "python"
    done = folder / "installed"
    wanted = "\n".join(packages)
    if not done.exists() or done.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
        subprocess.run([str(part) for part in install], check=True, stdout=sys.stderr)
        done.write_text(wanted)
    return python
