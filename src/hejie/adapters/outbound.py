"""HTTP calls to addresses that came from outside: never into networks that are not public, never along a redirect.

The name is resolved first, every address it has must be public, the connection goes to such an address and not to the
name again, and the far end is looked at once more when it stands. So a name that changes its meaning between look-up
and call leads nowhere. Environment variables for proxies count for nothing here.
"""

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

SECONDS = 10.0
_PORTS = {"http": 80, "https": 443}
_LONGEST_URL = 2000
_MOST_ADDRESSES = 4
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(one)
    for one in ("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "64:ff9b:1::/48", "::/96")
)  # fmt: skip
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotPublic(OSError):
    """A name leads, or a connection led, to an address that is not public; the text says which."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart; `host` is ASCII, `path` includes the query."""

    scheme: str
    host: str
    port: int
    path: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call: the status, or 0 and why there was none; seconds after which to call again, or 0.

    body   where it was asked for
    """

    status: int
    why: str = ""
    retry_after: int = 0
    body: bytes = b""

    @property
    def ok(self) -> bool:
        """Whether the far end has taken it: 2xx and nothing else."""
        return 200 <= self.status < 300


def target(url: str) -> Target:
    """Take an http or https address apart. ValueError for any other, and for one with a user, a fragment or blanks."""
    if len(url) > _LONGEST_URL or not re.fullmatch(r"[\x21-\x7e]+", url):
        raise ValueError("an address is up to 2,000 ASCII characters without blanks")
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None or "#" in url or "\\" in url:
        raise ValueError("an address is http:// or https://, a host, and no user name or fragment")
    path = parts.path or "/"
    port = _PORTS[parts.scheme] if parts.port is None else parts.port
    return Target(parts.scheme, parts.hostname, port, f"{path}?{parts.query}" if parts.query else path)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to a machine of the open Internet; IPv4 within IPv6 is looked at too."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo and found.teredo[1])
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
        if found.is_site_local:
            return False
    elsewhere = found.is_private or found.is_loopback or found.is_link_local or found.is_multicast
    if elsewhere or found.is_reserved or found.is_unspecified or not found.is_global:
        return False
    return not any(found.version == one.version and found in one for one in _NOT_PUBLIC)


def addresses(where: Target, *, private_allowed: bool) -> tuple[str, ...]:
    """The IP addresses of a target's host. Raises NotPublic when one of them is not, OSError when there is none."""
    found = socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)
    known = tuple(dict.fromkeys(str(row[4][0]) for row in found))
    for one in known:
        if not private_allowed and not is_public(one):
            raise NotPublic(f"{where.host} is {one}, which is not public")
    return known[:_MOST_ADDRESSES]


def post(url: str, headers: Mapping[str, str], body: bytes, *, private_allowed: bool = False, most: int = 0) -> Answer:
    """Send a body and wait up to ten seconds for the status; whatever goes wrong is an answer, never an exception.

    most   bytes of the largest body that is wanted back; 0: none is
    """
    try:
        where = target(url)
        known = addresses(where, private_allowed=private_allowed)
    except (OSError, ValueError) as fault:  # UnicodeError, of names that are none, is a ValueError
        return Answer(0, str(fault))
    line = _Line(where, known, private_allowed)
    try:
        line.request("POST", where.path, body, {"User-Agent": "Hejie", "Connection": "close", **headers})
        answer = line.getresponse()
        told = answer.read(most + 1) if most else b""
        if len(told) > most:
            return Answer(0, f"it answers with more than {most:,} bytes")
        return Answer(answer.status, f"status {answer.status}", _seconds(answer.getheader("retry-after", "")), told)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        return Answer(0, f"no answer within {SECONDS:.0f} s" if line.is_late else f"{type(fault).__name__}: {fault}")
    finally:
        line.end()


def _seconds(written: str) -> int:
    return int(written) if re.fullmatch(r"\d{1,6}", written.strip()) else 0


class _Line(http.client.HTTPConnection):
    """One connection to addresses that are known already, cut when its time is over, however slowly the far end speaks."""

    def __init__(self, where: Target, known: Sequence[str], private_allowed: bool) -> None:
        super().__init__(where.host, where.port, timeout=SECONDS)
        self.default_port = _PORTS[where.scheme]
        self._where = where
        self._known = known
        self._private_allowed = private_allowed
        self._end_at = time.monotonic() + SECONDS
        self._clock = threading.Timer(SECONDS, self._cut)
        self._clock.daemon = True

    @property
    def is_late(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() >= self._end_at

    def connect(self) -> None:
        """Connect to the first of the known addresses that answers, and look who it is."""
        self._clock.start()
        self.sock = self._first()
        peer = self.sock.getpeername()[0]
        if not self._private_allowed and not is_public(peer):
            raise NotPublic(f"the connection led to {peer}, which is not public")
        if self._where.scheme == "https":
            secure = ssl.create_default_context()
            self.sock = secure.wrap_socket(self.sock, server_hostname=self._where.host, do_handshake_on_connect=False)
            self.sock.do_handshake()

    def end(self) -> None:
        """Close, whatever state it is in."""
        self._clock.cancel()
        self.close()

    def _first(self) -> socket.socket:
        fault: OSError = OSError("the host has no address")
        for one in self._known:
            try:
                return socket.create_connection((one, self._where.port), max(self._end_at - time.monotonic(), 0.1))
            except OSError as failed:
                fault = failed
        raise fault

    def _cut(self) -> None:
        line = self.sock
        if line is not None:
            with suppress(OSError):
                socket.socket.shutdown(line, socket.SHUT_RDWR)  # of the plain socket, also where TLS lies over it
