"""`bench startup`: `hejie up` on an existing file, from the command to its first answered page."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

from bench.ground import Ground, free_port
from bench.results import Result, compared

_MOST_SECONDS = 2.0


def measure(ground: Ground, quick: bool) -> list[Result]:
    """Seconds to the first page, several times."""
    environment = {**ground.environment(""), "HEJIE_HOME": str(ground.home / "shop")}
    ground.run([sys.executable, "-m", "hejie.cli.main", "init", "--slug", "shop"], environment)
    _first_page(ground, environment)  # Python writes its compiled files
    runs = [(_first_page(ground, environment), _MOST_SECONDS) for _ in range(2 if quick else 7)]
    against = "2 seconds from `hejie up` to its first page"
    return [compared("startup", "s", against, runs, goal=1.0, at_most=True)]


def _first_page(ground: Ground, environment: dict[str, str]) -> float:
    port, live = free_port(), free_port()
    command = [sys.executable, "-m", "hejie.cli.main", "up", "--port", str(port), "--live-port", str(live)]
    started = time.perf_counter()
    server = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=os.sep
    )
    try:
        while not _answers(port):
            if server.poll() is not None or time.perf_counter() - started > 60:
                raise RuntimeError("`hejie up` has not answered within a minute")
            time.sleep(0.01)
        return time.perf_counter() - started
    finally:
        server.terminate()
        server.wait(timeout=30)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=30) as page:
            return page.status == 200
    except urllib.error.HTTPError as fault:
        raise RuntimeError(f"the first page answers {fault.code}") from fault
    except OSError:
        return False
