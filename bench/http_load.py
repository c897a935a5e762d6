"""Eight clients over HTTP/1.1 with lasting connections, on plain sockets, so that the clients cost as little as can be.

Ours and peers are asked by the same code; an item is a list of requests of which each may use the answer to the first.
"""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

CLIENTS = 8


class BadAnswer(Exception):
    """An answer that is no success; the figures of its run are worth nothing."""


class Connection:
    """One lasting connection to a server of this machine; opened again when the server has closed it."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self._port = port
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._head = f"Host: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nAccept: application/json\r\n{lines}"
        self._socket: socket.socket | None = None
        self._rest = b""

    def post(self, path: str, body: dict, more: str = "") -> bytes:
        """The body of a successful answer (2xx). Refuses BadAnswer."""
        written = json.dumps(body).encode()
        head = f"POST {path} HTTP/1.1\r\n{self._head}{more}Content-Length: {len(written)}\r\n\r\n"
        return self._send(path, head.encode() + written)

    def get(self, path: str, more: str = "") -> bytes:
        """The body of a successful answer to a reading call. Refuses BadAnswer."""
        return self._send(path, f"GET {path} HTTP/1.1\r\n{self._head}{more}\r\n".encode())

    def _send(self, path: str, request: bytes) -> bytes:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        status, answer, ends = self._read()
        if ends:
            self.close()
        if not 200 <= status < 300:
            raise BadAnswer(f"{path}: {status} {answer[:500]!r}")
        return answer

    def _read(self) -> tuple[int, bytes, bool]:
        while b"\r\n\r\n" not in self._rest:
            self._more()
        head, _, rest = self._rest.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        self._rest = rest
        answer = self._take(int(fields["content-length"])) if "content-length" in fields else self._chunks()
        return int(lines[0].split()[1]), answer, fields.get("connection", "").lower() == "close"

    def _chunks(self) -> bytes:
        """A body sent in chunks, each with its length in hexadecimal digits on a line before it."""
        pieces = []
        while not pieces or pieces[-1]:
            while b"\r\n" not in self._rest:
                self._more()
            length, _, self._rest = self._rest.partition(b"\r\n")
            pieces.append(self._take(int(length, 16) + 2)[:-2])
        return b"".join(pieces)

    def _take(self, length: int) -> bytes:
        while len(self._rest) < length:
            self._more()
        taken, self._rest = self._rest[:length], self._rest[length:]
        return taken

    def _more(self) -> None:
        piece = self._socket.recv(65536)
        if not piece:
            raise BadAnswer("the server has closed the connection within an answer")
        self._rest += piece

    def close(self) -> None:
        """Give the connection up."""
        if self._socket is not None:
            self._socket.close()
        self._socket, self._rest = None, b""


Item = Callable[[Connection, object], int]
"""Does one item with its own piece of work; how many requests that were."""


@dataclass(frozen=True, slots=True)
class Target:
    """A server to be asked: its port, what every request carries, what one item does, and the work that there is."""

    port: int
    headers: dict[str, str]
    item: Item
    work: Iterator


def load(target: Target, seconds: float, clients: int = CLIENTS) -> float:
    """Items a second of all clients together. Refuses BadAnswer; ends early when there is no work left."""
    counts, faults = [0.0] * clients, []
    lock = threading.Lock()
    gate = threading.Barrier(clients)

    def client(number: int) -> None:
        connection = Connection(target.port, target.headers)
        try:
            gate.wait()
            started = time.perf_counter()
            done = 0
            while time.perf_counter() - started < seconds:
                with lock:
                    piece = next(target.work, None)
                if piece is None:
                    break
                target.item(connection, piece)
                done += 1
            counts[number] = done / (time.perf_counter() - started)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return sum(counts)
