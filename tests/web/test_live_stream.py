"""The live stream over a real socket: what an open page hears, when, and how it ends."""

import asyncio
import contextlib
import socket
import threading
import time

import pytest
import uvicorn

from hejie.domain.cases.commands import WriteMessage
from hejie.usecases import cases, live, reading
from hejie.web import live as stream
from tests.support.dispute import Disputes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def disputes(people, ctx, orders, clock):
    return Disputes(people, ctx, orders, clock)


class Server:
    """The application behind uvicorn, in a thread."""

    def __init__(self) -> None:
        self.application = stream.Application()
        self.socket = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(
            self.application, lifespan="on", log_level="warning", access_log=False, timeout_graceful_shutdown=2
        )
        self.server = uvicorn.Server(config)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        self.loop.run_until_complete(self.server.serve(sockets=[self.socket]))

    @property
    def port(self) -> int:
        return self.socket.getsockname()[1]

    def __enter__(self):
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        return self

    def __exit__(self, *_):
        self.server.should_exit = True
        self.loop.call_soon_threadsafe(self.application.hub.end)  # as the signal does in a process of its own
        self.thread.join(10)
        assert not self.thread.is_alive()


@pytest.fixture
def server(marketplace):
    with Server() as running:
        yield running


async def opened(port: int, query: str, **headers: str):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [f"GET /live?{query} HTTP/1.1", "Host: x", *(f"{name}: {value}" for name, value in headers.items())]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    status = int((await reader.readline()).split()[1])
    return status, reader, writer


async def heard(reader, want: bytes, seconds: float = 6) -> bytes:
    """All that came until `want`; without it, what came in that time."""
    got = b""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while want not in got:
                piece = await reader.read(4096)
                if not piece:
                    break
                got += piece
    return got


@pytest.fixture
def token(ctx):
    def of(who, dispute):
        return "token=" + live.token(ctx(who), reading.read_case(ctx(who), dispute.case))

    return of


def test_an_open_page_hears_that_something_is_new_and_nothing_of_what(server, disputes, ctx, token):
    dispute = disputes()
    query = token(dispute.seller, dispute)

    async def scene():
        status, reader, _ = await opened(server.port, query)
        assert status == 200
        assert b": open" in await heard(reader, b": open")
        assert b"changed" not in await heard(reader, b"changed", 1.5)
        write = asyncio.to_thread(
            cases.write_message, ctx(dispute.buyer), WriteMessage(dispute.case, "Hello there"), key="m"
        )
        await write
        got = await heard(reader, b"event: changed")
        assert b"event: changed\ndata: " in got + await heard(reader, b"\n\n", 1)
        assert b"Hello" not in got and b"Message" not in got and b"buyer" not in got

    asyncio.run(scene())


def test_what_was_written_between_page_and_connection_is_told_at_once(server, disputes, ctx, token):
    dispute = disputes()
    query = token(dispute.seller, dispute)
    cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, "Hello"), key="m")

    async def scene():
        _, reader, writer = await opened(server.port, query)
        got = await heard(reader, b"event: changed")
        got += await heard(reader, b"\n\n", 1)
        assert b"event: changed" in got
        version = got.split(b"id: ")[1].split()[0].decode()
        writer.close()
        _, reader, _ = await opened(server.port, query, **{"Last-Event-ID": version})
        assert b"changed" not in await heard(reader, b"changed", 2)

    asyncio.run(scene())


def test_a_private_room_stirs_only_its_readers(server, people, disputes, ctx, clock, token):
    operator, dispute = people("operator"), disputes()
    queries = [token(who, dispute) for who in (operator, dispute.buyer, dispute.seller)]

    async def scene():
        lines = [await opened(server.port, query) for query in queries]
        pages = [reader for _status, reader, _writer in lines]
        await asyncio.gather(*(heard(page, b": open") for page in pages))
        await asyncio.to_thread(
            cases.write_message, ctx(operator), WriteMessage(dispute.case, "between us", "internal"), key="m"
        )
        got = await asyncio.gather(*(heard(page, b"changed", 2.5) for page in pages))
        assert [b"changed" in one for one in got] == [True, False, False]

    asyncio.run(scene())


def test_a_list_is_told_of_its_cases(server, disputes, ctx):
    one, other = disputes(), disputes()
    query = "token=" + live.list_token(ctx(one.seller, at=None))

    async def scene():
        _, reader, _ = await opened(server.port, query)
        await heard(reader, b"changed", 2)
        await asyncio.to_thread(cases.write_message, ctx(other.buyer), WriteMessage(other.case, "x"), key="m")
        assert b"changed" not in await heard(reader, b"changed", 2)
        await asyncio.to_thread(cases.write_message, ctx(one.buyer), WriteMessage(one.case, "x"), key="m")
        assert b"changed" in await heard(reader, b"changed")

    asyncio.run(scene())


def test_without_a_good_token_nothing_opens(server):
    async def scene():
        for query in ("", "token=", "token=forged"):
            status, _, _ = await opened(server.port, query)
            assert status == 403

    asyncio.run(scene())


def test_idle_lines_are_kept_open_and_old_ones_asked_to_come_again(server, disputes, token, monkeypatch):
    monkeypatch.setattr(stream, "HEARTBEAT", 0.2)
    monkeypatch.setattr(stream, "LONGEST", 1.0)
    dispute = disputes()
    query = token(dispute.buyer, dispute)

    async def scene():
        _, reader, _ = await opened(server.port, query)
        got = await heard(reader, b"event: renew", 3)
        assert got.count(b":\n\n") >= 2 and b"event: renew" in got

    asyncio.run(scene())


def test_a_page_that_leaves_is_forgotten(server, disputes, token):
    dispute = disputes()
    query = token(dispute.buyer, dispute)

    async def scene():
        _, reader, writer = await opened(server.port, query)
        await heard(reader, b": open")
        assert len(server.application.hub.pages) == 1
        writer.close()
        for _ in range(100):
            if not server.application.hub.pages:
                break
            await asyncio.sleep(0.02)
        hub = server.application.hub
        assert not hub.pages and not hub._by_place and not hub._known

    asyncio.run(scene())
