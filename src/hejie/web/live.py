"""The live stream: server-sent events for open pages, as a small ASGI application without Django's request cycle.

    GET /live?token=…

One thread of the process looks at the log twice a second, whatever the number of pages (`usecases.live.Watch`), and the
event loop tells those connections whose streams have moved on: `event: changed` with an opaque version. A comment every
15 seconds keeps lines open; `event: renew` asks the page for a new token before the connection ends of itself.
"""

import asyncio
import contextlib
import logging
import random
import signal
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import live
from hejie.usecases.live import Ticket

LOOK_EVERY = 0.5
HEARTBEAT = 15.0
LONGEST = live.VALID.total_seconds()
MOST = 8000
_RAREST = 3.0
_SHARE_OF_TIME = 20  # looking may take a twentieth of the time; a slow database makes looks rarer, not dearer
_log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Page:
    """One open page: what it may hear of, the version it has, and whether there is news for it."""

    ticket: Ticket
    version: str
    news: asyncio.Event = field(default_factory=asyncio.Event)
    gone: bool = False


class Hub:
    """All open pages of the process by what they listen to. Lives in the event loop, but for `take_new`."""

    def __init__(self) -> None:
        self.pages: set[Page] = set()
        self.ending = False
        self._by_place: dict[tuple, set[Page]] = {}
        self._by_list: dict[str, set[Page]] = {}
        self._known: dict[tuple, int] = {}
        self._new: list[Page] = []
        self._lock = threading.Lock()
        self.somebody = threading.Event()

    def add(self, page: Page) -> None:
        """A page has connected; it hears of all from now on, and at the next look of what was written meanwhile."""
        self.pages.add(page)
        for place in page.ticket.places:
            self._by_place.setdefault(place, set()).add(page)
        if page.ticket.list_name:
            self._by_list.setdefault(page.ticket.list_name, set()).add(page)
        with self._lock:
            self._new.append(page)
        self.somebody.set()

    def remove(self, page: Page) -> None:
        """A page has left."""
        self.pages.discard(page)
        for place in page.ticket.places:
            if _drop(self._by_place, place, page):
                self._known.pop(place, None)
        if page.ticket.list_name:
            _drop(self._by_list, page.ticket.list_name, page)
        if not self.pages:
            self.somebody.clear()

    def take_new(self) -> list[Page]:
        """Pages that have connected since the last look; called by the looking thread."""
        with self._lock:
            new, self._new = self._new, []
        return new

    def wants_lists(self) -> bool:
        """Whether any open page is a list."""
        return bool(self._by_list)

    def tell(self, moved: dict[tuple, int], heads: dict[tuple, int], new: list[Page]) -> None:
        """What a look has found: tell those whom it concerns."""
        touched: set[Page] = set(new)
        for place, seq in (*heads.items(), *moved.items()):
            pages = self._by_place.get(place)
            if pages and seq > self._known.get(place, 0):
                self._known[place] = seq
                touched |= pages
        for page in touched:
            if page.ticket.places:
                self._renew(page, live.version({place[1]: self._known.get(place, 0) for place in page.ticket.places}))

    def tell_lists(self, names: Iterable[str], pages: Iterable[Page] | None = None) -> None:
        """Tell those whose list is among these; with `pages`, only these."""
        for name in names:
            for page in self._by_list.get(name, ()):
                if pages is None or page in pages:
                    self._renew(page, f"{time.time_ns():x}")

    def end(self) -> None:
        """Let every connection end; browsers come back by themselves."""
        self.ending = True
        for page in self.pages:
            page.news.set()

    def _renew(self, page: Page, version: str) -> None:
        if page.version != version:
            page.version = version
            page.news.set()


class Looker(threading.Thread):
    """The one thread that reads the log for all pages of the process."""

    def __init__(self, hub: Hub, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(name="live-looker", daemon=True)
        self._hub, self._loop = hub, loop
        self._watch = live.Watch()
        self._new: list[Page] = []
        self._unlisted: dict[tuple, int] = {}
        self._stop = threading.Event()

    def run(self) -> None:
        """Look until stopped; without pages, wait for the first."""
        from django.db import connection

        spent = 0.0
        while not self._stop.is_set():
            if not self._hub.somebody.wait(LOOK_EVERY):
                self._watch.forget()
                continue
            started = time.monotonic()
            try:
                self._look()
            except Exception:  # the database is away: pages keep their connection and hear of everything later
                _log.warning("the log could not be looked at", exc_info=True)
                connection.close()
            spent, before = time.monotonic() - started, spent
            lately = min(spent, before)  # one slow look (a new connection, a crowd arriving) slows nothing down
            self._stop.wait(min(max(LOOK_EVERY, lately * _SHARE_OF_TIME), _RAREST))
        connection.close()

    def _look(self) -> None:
        """Tell what has moved. Where a statement fails, what it was to find is looked for again the next time."""
        self._new += self._hub.take_new()
        self._watch.begin()  # before the heads: what is written after them is seen by the look
        heads = self._watch.heads(place for page in self._new for place in page.ticket.places) if self._new else {}
        new_lists = [page for page in self._new if page.ticket.list_name]
        changed_lists = (
            self._watch.lists_since(min(int(page.ticket.version) for page in new_lists)) if new_lists else set()
        )
        if changed_lists is None:
            changed_lists = {page.ticket.list_name for page in new_lists}
        moved = self._watch.look()
        self._unlisted |= moved
        if moved or self._new:
            self._post(self._hub.tell, moved, heads, self._new)
        if new_lists:
            self._post(self._hub.tell_lists, changed_lists, set(new_lists))
        self._new = []
        if self._unlisted and self._hub.wants_lists():
            self._post(self._hub.tell_lists, self._watch.lists(self._unlisted))
        self._unlisted = {}

    def _post(self, call, *values) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call, *values)

    def stop(self) -> None:
        """End at the next opportunity."""
        self._stop.set()
        self._hub.somebody.set()


class Application:
    """The ASGI application of one process."""

    def __init__(self) -> None:
        self.hub = Hub()
        self._looker: Looker | None = None

    async def __call__(self, scope, receive, send) -> None:
        """Answer one connection, or follow the server's start and end."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _lifespan(self, receive, send) -> None:
        await receive()
        self.hub = Hub()
        self._looker = Looker(self.hub, asyncio.get_running_loop())
        self._looker.start()
        _end_with_signals(self.hub)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.hub.end()
        self._looker.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope, receive, send) -> None:
        if scope["path"].rstrip("/") != "/live":
            return await _plain(send, 404)
        if scope["method"] != "GET":
            return await _plain(send, 405)
        if self.hub.ending or len(self.hub.pages) >= MOST:
            return await _plain(send, 503)
        try:
            ticket = live.ticket(parse_qs(scope["query_string"].decode("ascii", "replace")).get("token", [""])[0])
        except Refusal:
            return await _plain(send, 403)
        seen = next((value.decode() for name, value in scope["headers"] if name == b"last-event-id"), "")
        page = Page(ticket, seen or ticket.version)
        self.hub.add(page)
        watcher = asyncio.create_task(_until_gone(receive, page))
        try:
            await self._stream(page, send)
        finally:
            self.hub.remove(page)
            watcher.cancel()

    async def _stream(self, page: Page, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        comeback = 2000 + random.randrange(4000)  # after a restart, not all at the same moment
        await _write(send, f"retry: {comeback}\n: open\n\n")
        until = time.monotonic() + LONGEST * random.uniform(0.9, 1.0)
        while not page.gone and not self.hub.ending:
            if time.monotonic() >= until:
                await _write(send, "event: renew\ndata: \n\n")
                break
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT):
                    await page.news.wait()
            if page.gone or self.hub.ending:
                break
            if page.news.is_set():
                page.news.clear()
                await _write(send, f"id: {page.version}\nevent: changed\ndata: {page.version}\n\n")
            else:
                await _write(send, ":\n\n")
        if not page.gone:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"access-control-allow-origin", b"*"),  # the token is the permission; no cookie is read
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-accel-buffering", b"no"),
]


async def _until_gone(receive, page: Page) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
    page.gone = True
    page.news.set()


async def _write(send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _plain(send, status: int) -> None:
    headers = [(b"content-length", b"0"), (b"access-control-allow-origin", b"*"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _drop(table: dict, name: object, page: Page) -> bool:
    """Take a page out of one of the tables; True when it was the last under its name."""
    pages = table.get(name)
    if pages is None:
        return False
    pages.discard(page)
    if not pages:
        del table[name]
        return True
    return False


def _end_with_signals(hub: Hub) -> None:
    """Let connections end as soon as the server is asked to, so that it has not to cut them off."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)
        if callable(before):
            signal.signal(number, _both(loop, hub, before))


def _both(loop: asyncio.AbstractEventLoop, hub: Hub, before):
    def end(number, frame) -> None:
        loop.call_soon_threadsafe(hub.end)
        before(number, frame)

    return end


application = Application()
