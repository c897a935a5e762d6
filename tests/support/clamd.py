"""A scanner on this machine that speaks clamd's protocol over a real socket."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_MOST = 50 << 20


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = self._until(b"\0")
        if command == b"zPING":
            self.wfile.write(b"PONG\0")
        elif command == b"zINSTREAM":
            self.wfile.write(self._scanned() + b"\0")
        else:
            self.wfile.write(b"UNKNOWN COMMAND\0")

    def _until(self, end: bytes) -> bytes:
        read = b""
        while not read.endswith(end) and (one := self.rfile.read(1)):
            read += one
        return read.removesuffix(end)

    def _scanned(self) -> bytes:
        content = b""
        while True:
            (size,) = struct.unpack(">I", self.rfile.read(4))
            if not size:
                break
            content += self.rfile.read(size)
            if len(content) > self.server.most:
                return b"INSTREAM size limit exceeded. ERROR"
        self.server.seen.append(content)
        return b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"


class _Unix(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True


@contextmanager
def scanner(path: str = "", most: int = _MOST) -> Iterator[socketserver.BaseServer]:
    """A scanner at a socket file, or at a port of its own; `address` as HEJIE_CLAMAV has it, `seen`: what it was shown."""
    server = _Unix(path, _Handler) if path else _Tcp(("127.0.0.1", 0), _Handler)
    server.seen, server.most = [], most
    server.address = f"unix:{path}" if path else f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
