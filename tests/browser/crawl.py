"""Every page that somebody reaches by links and by the forms that only ask, from his home on."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

from tests.browser.market import Answer, Guest

# Addresses in which ids and numbers stand are one kind of page.
_IDS = (
    (re.compile(r"/[a-z2-7]{16}-[a-z2-7]{8}/"), "/CASE/"),
    (re.compile(r"/[a-z2-7]{16}/"), "/ORDER/"),
    (re.compile(r"/[ps][a-z2-7]{12}/"), "/ID/"),
    (re.compile(r"/[a-z]?[0-9]+/"), "/N/"),
    (re.compile(r"/l/[^/]+/"), "/l/TOKEN/"),
    (re.compile(r"/rules/[^/]+/"), "/rules/RULE/"),
)
_NEVER = re.compile(
    r"^/(static|account/logout|account/provider|styleguide|api)/|/(dossier|download|picture)/$|\.(txt|pdf|zip)$"
)
_FILES = re.compile(r"/evidence/[a-z]+/[a-z0-9]+/$|^/complaints/[a-z2-7]+/files/")


@dataclass(frozen=True)
class Found:
    """A page: its address, what kind of page it is, and what it answered."""

    path: str
    kind: str
    answer: Answer


def kind_of(path: str) -> str:
    """The kind of page at an address: `/cases/CASE/?room`."""
    parts = urlsplit(path)
    kind = parts.path
    for pattern, name in _IDS:
        kind = pattern.sub(name, pattern.sub(name, kind))
    asked = sorted({pair.partition("=")[0] for pair in parts.query.split("&") if pair})
    return kind + (f"?{'&'.join(asked)}" if asked else "")


def crawl(guest: Guest, begin: tuple[str, ...], most: int, skip: Collection[str] = ()) -> Iterator[Found]:
    """Every page from `begin` on, `most` of each kind, none of the kinds in `skip`.

    Filters of a list are looked at each by itself, and not in all their combinations: a page is none of a new kind that asks
    nothing which its list has not been asked before.
    """
    seen: set[str] = set()
    asked: dict[str, set[str]] = {}
    waiting, counts = list(begin), {}
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if path in seen or kind in skip or (path not in begin and counts.get(kind, 0) >= most):
            continue
        page, _mark, names = kind.partition("?")
        if names and path not in begin and asked.get(page, set()).issuperset(names.split("&")):
            continue
        asked.setdefault(page, set()).update(filter(None, names.split("&")))
        seen.add(path)
        counts[kind] = counts.get(kind, 0) + 1
        answer = guest.get(path)
        if answer.path != path and answer.path in seen:
            continue
        seen.add(answer.path)
        yield Found(answer.path, kind_of(answer.path), answer)
        waiting += [link for link in links(answer.html, answer.path) if link not in seen]


def links(html: str, path: str) -> list[str]:
    """Where one gets from a page within the site by looking only, in order."""
    reader = _Reader()
    reader.feed(html)
    found = []
    for link in reader.links:
        parts = urlsplit(urljoin(f"http://here{path}", link))
        if parts.netloc == "here" and not _NEVER.search(parts.path) and not _FILES.search(parts.path):
            found.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return list(dict.fromkeys(found))


class _Reader(HTMLParser):
    """Collects links, and the addresses to which forms of the method GET lead with their first choices."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self._form: tuple[str, dict[str, str]] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "download" not in given and given.get("href"):
            self.links.append(given["href"])
        elif tag == "form":
            self._form = (given.get("action", ""), {}) if given.get("method", "get").lower() == "get" else None
        elif self._form and tag == "input" and given.get("name") and given.get("type") not in ("search", "submit"):
            self._form[1].setdefault(given["name"], given.get("value", ""))
        elif tag == "select":
            self._select = given.get("name", "")
        elif self._form and tag == "option" and self._select and given.get("value"):
            self._form[1].setdefault(self._select, given["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form:
            self.links.append(f"{self._form[0]}?{urlencode(self._form[1])}")
            self._form = None
        elif tag == "select":
            self._select = ""
