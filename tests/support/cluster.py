"""A real PostgreSQL server of our own for the length of a run: fresh files, a Unix socket, every write synced."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

_SETTINGS = {
    "listen_addresses": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "timezone": "UTC",
    "log_min_messages": "fatal",
}
_OWNER = "hejie"


class Cluster:
    """One server and its files; `url(name)` is how to reach a database of it.

    A server refuses to run as root, so root starts it as the user `postgres`. It ends with the process that began it.
    """

    def __init__(self, port: int = 0, *, durable: bool = True) -> None:
        self.port = port  # of this machine, for programs that know no sockets of Unix; 0: none
        self.durable = durable  # False where nothing is killed and all files are thrown away: writes need not be synced
        self.binaries = binaries()
        self.user = _user()
        self.folder = Path(tempfile.mkdtemp(prefix="hejie-pg-"))
        if self.user:
            shutil.chown(self.folder, self.user)
        self.data = self.folder / "data"
        self.process: subprocess.Popen | None = None
        options = ["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-U", _OWNER]
        subprocess.run(
            [self.binaries / "initdb", "-D", self.data, *options],
            check=True,
            stdout=subprocess.DEVNULL,
            **self.as_user(),
        )
        self.start()

    def url(self, database: str = "postgres") -> str:
        """The address of a database on this server, in the form of HEJIE_DATABASE_URL."""
        if self.port:
            return f"postgresql://{_OWNER}@127.0.0.1:{self.port}/{database}"
        return f"postgresql://{_OWNER}@/{database}?host={self.folder}"

    def start(self) -> None:
        """Start the server and wait until it takes connections."""
        settings = {**_SETTINGS, "unix_socket_directories": str(self.folder)}
        if not self.durable:
            settings |= dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")
        if self.port:
            settings |= {"listen_addresses": "127.0.0.1", "port": str(self.port)}
        command = [str(self.binaries / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        log = (self.folder / "server.log").open("ab")
        self.process = subprocess.Popen(
            command, stdout=log, stderr=log, preexec_fn=_end_with_parent, process_group=0, **self.as_user()
        )
        self._wait_until_ready()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server: SIGINT closes connections and stops, SIGQUIT is as a crash."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=60)

    def restart(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server and start it again on the same files."""
        self.stop(how)
        self.start()

    def remove(self) -> None:
        """Stop the server and delete its files."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def as_user(self) -> dict:
        """How `subprocess` starts something as the user whose server this is."""
        if not self.user:
            return {}
        return {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": [], "cwd": "/"}

    def _wait_until_ready(self) -> None:
        ready = [self.binaries / "pg_isready", "-q", "-h", self.folder, "-p", str(self.port or 5432)]
        for _ in range(600):
            if self.process.poll() is not None:
                raise RuntimeError(f"PostgreSQL did not start: {(self.folder / 'server.log').read_text()[-2000:]}")
            if subprocess.run(ready).returncode == 0:
                return
            time.sleep(0.05)
        raise RuntimeError("PostgreSQL took more than 30 seconds to start")


def binaries() -> Path:
    """The folder of the newest PostgreSQL server programs on this machine; names the package where there is none."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda path: int(path.parent.name))
    on_path = shutil.which("initdb")
    if not on_path:
        raise RuntimeError(
            "PostgreSQL could not be had: install the system's package postgresql (tools/system-packages)"
        )
    return Path(on_path).resolve().parent


def _user() -> str:
    if os.geteuid() != 0:
        return ""
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)
