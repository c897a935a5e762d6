"""A virus scanner beside us: every file is shown to clamd over its socket before it is kept, where one is set up.

The bytes travel by clamd's INSTREAM command, piece by piece. While the scanner is away nothing is taken in.
"""

import socket
import struct
from collections.abc import Iterable

from django.conf import settings

from hejie.domain.kernel.refusal import Refusal

_SECONDS = 60
_LONGEST_ANSWER = 4096


def scan(pieces: Iterable[bytes]) -> None:
    """Show a content to the scanner; without one nothing happens.

    Refuses   file_infected (facts: name, what the scanner calls it),
              scanner_away (no answer, or one that says neither yes nor no, as beyond the scanner's own limit of size)
    """
    if not settings.CLAMAV:
        return
    try:
        answer = _ask(settings.CLAMAV, pieces)
    except OSError as fault:
        raise Refusal("scanner_away") from fault
    _judge(answer)


def is_there() -> bool:
    """Whether the scanner that is set up answers."""
    try:
        with _connected(settings.CLAMAV) as line:
            line.sendall(b"zPING\0")
            return _answer(line) == "PONG"
    except OSError:
        return False


def _judge(answer: str) -> None:
    if answer == "stream: OK":
        return
    if answer.endswith(" FOUND"):
        raise Refusal("file_infected", name=answer.removeprefix("stream: ").removesuffix(" FOUND")[:80])
    raise Refusal("scanner_away")


def _ask(address: str, pieces: Iterable[bytes]) -> str:
    with _connected(address) as line:
        line.sendall(b"zINSTREAM\0")
        try:
            for piece in pieces:
                line.sendall(struct.pack(">I", len(piece)))
                line.sendall(piece)
            line.sendall(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has heard enough, and says why
        return _answer(line)


def _answer(line: socket.socket) -> str:
    told = b""
    while len(told) < _LONGEST_ANSWER and not told.endswith(b"\0"):
        piece = line.recv(_LONGEST_ANSWER)
        if not piece:
            break
        told += piece
    return told.rstrip(b"\0\n").decode(errors="replace")


def _connected(address: str) -> socket.socket:
    """A line to `unix:/path` or `host:port`."""
    if address.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_SECONDS)
        try:
            line.connect(address.removeprefix("unix:"))
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=_SECONDS)
