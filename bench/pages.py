"""Open pages without browsers: connections to the live stream that read what comes.

    python -m bench.pages PORT FILE

FILE has a token on each line. `open` and `close` on standard input open all pages and leave them; each is answered by a
line: how many are open, and how many events they have heard since.
"""

import resource
import select
import socket
import sys
import time

_AT_ONCE = 50


class Pages:
    """All pages of this process, on one poll."""

    def __init__(self, port: int, tokens: list[str]) -> None:
        self._port, self._tokens = port, tokens
        self._open: dict[int, socket.socket] = {}
        self._poll = select.epoll()
        self.heard = 0

    def open(self) -> int:
        """Connect all and wait until each has got the head of its answer."""
        self.heard = 0
        for first in range(0, len(self._tokens), _AT_ONCE):
            some = [self._connect(token) for token in self._tokens[first : first + _AT_ONCE]]
            for page in some:
                head = page.recv(4096)
                if not head.startswith(b"HTTP/1.1 200"):
                    raise RuntimeError(f"the live stream answers {head[:100]!r}")
                page.setblocking(False)
                self._open[page.fileno()] = page
                self._poll.register(page.fileno(), select.EPOLLIN)
        return len(self._open)

    def _connect(self, token: str) -> socket.socket:
        page = socket.create_connection(("127.0.0.1", self._port), timeout=30)
        page.sendall(f"GET /live?token={token} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n\r\n".encode())
        return page

    def listen(self, seconds: float) -> None:
        """Read what comes for some time."""
        for number, _kind in self._poll.poll(seconds) if self._open else ():
            piece = self._open[number].recv(65536)
            if not piece:
                raise RuntimeError("the live stream has left a page")
            self.heard += piece.count(b"event: changed")

    def close(self) -> int:
        """Leave all; how many there were."""
        left = len(self._open)
        for page in self._open.values():
            self._poll.unregister(page.fileno())
            page.close()
        self._open.clear()
        return left


def main() -> None:
    """Do as told until the input ends, and listen meanwhile."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with open(sys.argv[2]) as file:
        pages = Pages(int(sys.argv[1]), file.read().split())
    told = select.poll()
    told.register(sys.stdin, select.POLLIN)
    print("ready", flush=True)
    while True:
        if told.poll(0):
            order = sys.stdin.readline().strip()
            if not order:
                return
            print(pages.open() if order == "open" else pages.close(), pages.heard, flush=True)
        pages.listen(0.05)
        time.sleep(0.02)  # a browser does not read every byte the moment it comes; gathered reads cost less


if __name__ == "__main__":
    main()
