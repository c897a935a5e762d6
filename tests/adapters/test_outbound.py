"""Calls to addresses from outside: where they never go, and how long they wait."""

import socket
import threading
import time

import pytest

from hejie.adapters import outbound
from tests.support.receiver import Receiver

NOT_PUBLIC = (
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "203.0.113.9",
    "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "fec0::1", "2001:db8::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::",
)  # fmt: skip


@pytest.fixture
def receiver():
    """A receiver on this machine."""
    made = Receiver()
    yield made
    made.end()


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_that_are_not_public(address):
    assert not outbound.is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_that_are_public(address):
    assert outbound.is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "017700000001", "127.1", "[::ffff:127.0.0.1]"]
)
def test_whatever_spelling_leads_home_is_not_called(receiver, host):
    answer = outbound.post(f"http://{host}:{receiver.port}/", {}, b"{}")
    assert answer.status == 0 and receiver.got == []


def test_a_name_that_changes_its_meaning_leads_nowhere(receiver, monkeypatch):
    """Looked up it is public; the connection then ends at home all the same."""
    monkeypatch.setattr(outbound, "addresses", lambda where, private_allowed: ("127.0.0.1",))
    answer = outbound.post(f"http://shop.example.org:{receiver.port}/", {}, b"{}")
    assert answer.status == 0 and "not public" in answer.why and receiver.got == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_words: rows)
    with pytest.raises(outbound.NotPublic):
        outbound.addresses(outbound.target("http://shop.example.org/"), private_allowed=False)


@pytest.mark.parametrize(
    "url",
    ["ftp://a.example.org/", "file:///etc/passwd", "gopher://a/", "//a/", "http://", "http://u:p@a.example.org/",
     "http://a.example.org/#x", "http://a.example.org/ x", "http://a.example.org:99999/", "http://a\r\n.example.org/",
     "http://[::1/", "http://a.example.org/" + "x" * 2000],
)  # fmt: skip
def test_what_is_no_address_to_call(url):
    with pytest.raises(ValueError):
        outbound.target(url)


def test_a_redirect_is_a_failure_and_not_followed(receiver):
    receiver.status, receiver.headers = 307, {"location": receiver.url}
    answer = outbound.post(receiver.url, {}, b"{}", private_allowed=True)
    assert (answer.status, answer.ok, len(receiver.got)) == (307, False, 1)


def test_who_does_not_answer_in_time_has_not_answered(monkeypatch, receiver):
    monkeypatch.setattr(outbound, "SECONDS", 0.4)
    receiver.silent = True
    begin = time.monotonic()
    answer = outbound.post(receiver.url, {}, b"{}", private_allowed=True)
    assert answer.status == 0 and time.monotonic() - begin < 20


def test_who_speaks_one_byte_at_a_time_is_cut_off_too(monkeypatch):
    monkeypatch.setattr(outbound, "SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            line, _ = server.accept()
            try:
                while True:
                    line.sendall(b"x")
                    time.sleep(0.05)
            except OSError:
                line.close()

        threading.Thread(target=drip, daemon=True).start()
        begin = time.monotonic()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        answer = outbound.post(url, {}, b"{}", private_allowed=True)
        assert answer.status == 0 and time.monotonic() - begin < 20
