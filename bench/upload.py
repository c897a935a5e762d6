"""`bench upload`: evidence filed over HTTP, in megabytes a second, beside a plain copy of the same bytes to a file.

Both go through the same gunicorn. Ours is all that an upload is: taken in, synced, hashed with its salt, its kind
decided, searched for what hides in it, moved into the vault and put on the record. Measured as the page's script sends
a film (parts of 8 MB), as a program that sends it in one part, and as a form with a file of 20 MB.
"""

import http.client
import json
import os
import sys
import time
from collections.abc import Callable, Iterator

from bench import market
from bench.ground import Ground
from bench.results import Result, compared

_MEGABYTE = 1 << 20
_PART = 8 * _MEGABYTE
_GOAL = 0.5
_AGAINST = "a bare view that writes the body to disk"
_BOUNDARY = "0123456789abcdef"


def measure(ground: Ground, quick: bool) -> list[Result]:
    """Megabytes a second by turns, for each way of sending."""
    environment = ground.environment(
        ground.database("upload"), HEJIE_PIECES_PER_SIDE="10000", HEJIE_PIECES_PER_CASE="10000"
    )
    os.environ.update({name: environment[name] for name in environment if name.startswith(("HEJIE_", "DJANGO_"))})
    market.begin(migrate=True)
    made = market.make()
    (case,) = market.cases(made, "upload", 1)
    sender = _Sender(ground.serve(sys.executable, "bench.upload_app:application", environment), made.token, case)
    rounds, film = (2, 32 * _MEGABYTE) if quick else (5, 256 * _MEGABYTE)
    ways: tuple[tuple[str, int, Callable[[bytes], None], int], ...] = (
        ("parts of 8 MB", film, sender.in_parts, _PART),
        ("one part", film, sender.in_one_part, film),
        ("form", 20 * _MEGABYTE, sender.by_form, 20 * _MEGABYTE),
    )
    return [_beside(sender, *way, rounds) for way in ways]


def _beside(sender: "_Sender", name: str, size: int, way: Callable[[bytes], None], part: int, rounds: int) -> Result:
    runs = []
    for number in range(rounds + 1):  # the first warms up
        content = next(_films(size - number))  # no two of one size: those would be compared
        times = []
        for do in (lambda content=content: sender.copy(content, part), lambda content=content: way(content)):
            started = time.perf_counter()
            do()
            times.append(time.perf_counter() - started)
        if number:
            runs.append((size / _MEGABYTE / times[1], size / _MEGABYTE / times[0]))
    return compared(f"upload, {name}", "MB/s", _AGAINST, runs, goal=_GOAL)


def _films(size: int) -> Iterator[bytes]:
    """Contents that begin as a film does and go on by chance, as compressed pictures look."""
    while True:
        yield b"\0\0\0\x18ftypisom" + os.urandom(size - 12)


class _Sender:
    """A client with the buyer's token, on one lasting connection."""

    def __init__(self, port: int, token: str, case: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=120, blocksize=1 << 18)
        self._token, self._path, self._number = token, f"/api/v1/cases/{case}", 0

    def copy(self, content: bytes, part: int) -> None:
        """The same bytes to files, in requests of the same size."""
        for start in range(0, len(content), part):
            self._ask("POST", f"/copy/{start}", memoryview(content)[start : start + part], {})

    def in_parts(self, content: bytes) -> None:
        """As the page's script does."""
        self._send(content, _PART)

    def in_one_part(self, content: bytes) -> None:
        """As a program on a good line does."""
        self._send(content, len(content))

    def by_form(self, content: bytes) -> None:
        """As a browser without script does."""
        head = (
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nas it came\r\n'
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="film.mp4"\r\n'
            "Content-Type: video/mp4\r\n\r\n"
        )
        body = head.encode() + content + f"\r\n--{_BOUNDARY}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}", "Idempotency-Key": self._key()}
        self._ask("POST", f"{self._path}/evidence", body, headers)

    def _send(self, content: bytes, part: int) -> None:
        begun = json.loads(self._ask("POST", f"{self._path}/uploads", b"", {"Upload-Length": str(len(content))}))
        place = f"{self._path}/uploads/{begun['id']}"
        for start in range(0, len(content), part):
            headers = {"Upload-Offset": str(start), "Content-Type": "application/offset+octet-stream"}
            self._ask("PATCH", place, memoryview(content)[start : start + part], headers)
        headers = {"Content-Type": "application/json", "Idempotency-Key": self._key()}
        self._ask("POST", f"{place}/filing", json.dumps({"purpose": "as it came"}).encode(), headers)

    def _key(self) -> str:
        self._number += 1
        return f"upload-{self._number}"

    def _ask(self, method: str, path: str, body: bytes | memoryview, headers: dict[str, str]) -> bytes:
        told = {"Authorization": f"Bearer {self._token}", "Content-Length": str(len(body)), **headers}
        self._line.request(method, path, body, told)
        answer = self._line.getresponse()
        said = answer.read()
        if not 200 <= answer.status < 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {said[:500]!r}")
        return said
