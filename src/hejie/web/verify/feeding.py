"""An Atom feed of seals (RFC 4287), written by the standard library's own XML."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Entry:
    """One seal: its address, a title, when it was made, and the seal as it was signed."""

    address: str
    title: str
    at: str
    seal: Mapping[str, str]


def feed(here: str, page: str, title: str, language: str, entries: Sequence[Entry], older: str = "") -> bytes:
    """The feed's bytes.

    here    address of this page of the feed; page: of the list for people; older: of the next page, "" where there is none
    """
    ElementTree.register_namespace("", _ATOM)
    root = ElementTree.Element(f"{{{_ATOM}}}feed", {"xml:lang": language})
    _text(root, "id", page)
    _text(root, "title", title)
    _text(root, "updated", entries[0].at if entries else "1970-01-01T00:00:00.000Z")
    author = ElementTree.SubElement(root, f"{{{_ATOM}}}author")
    _text(author, "name", "Hejie")
    for relation, address, kind in (
        ("self", here, "application/atom+xml"), ("alternate", page, "text/html"), ("next", older, "application/atom+xml"),
    ):  # fmt: skip
        if address:
            ElementTree.SubElement(root, f"{{{_ATOM}}}link", {"rel": relation, "href": address, "type": kind})
    for one in entries:
        entry = ElementTree.SubElement(root, f"{{{_ATOM}}}entry")
        _text(entry, "id", one.address)
        _text(entry, "title", one.title)
        _text(entry, "updated", one.at)
        link = {"rel": "alternate", "href": one.address, "type": "application/json"}
        ElementTree.SubElement(entry, f"{{{_ATOM}}}link", link)
        _text(entry, "content", json.dumps(dict(one.seal))).set("type", "text")
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _text(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}")
    made.text = text
    return made
