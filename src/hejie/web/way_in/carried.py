"""What was answered so far, carried from page to page in the address, sealed: nothing is stored, and no log can be read.

The seal tells what was written elsewhere from what this installation wrote, and hides the answers from whoever sees an
address pass by. Who keeps the address, keeps his answers.
"""

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cryptography.fernet import Fernet, InvalidToken
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode

MOST_BYTES = 3600
"""The longest sealed text: an address must pass every server on its way."""
_MOST_AT_FIRST = 2700
LONGEST_STORY = 3000
_SALT = "hejie.web.way_in"


@dataclass(frozen=True, slots=True)
class Carried:
    """The answers of one visitor.

    told      value by dotted path, as the contract `entitle` writes it
    pages     questions answered, in their order; unknown: facts to which the answer was “I don't know”
    side      buyer or seller: who is asking
    story     what happened in his own words; carried on, not read
    order     root of the order that it is about, "" where none was chosen; lines: its lines
    """

    told: Mapping[str, object] = field(default_factory=dict)
    pages: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    side: str = "buyer"
    story: str = ""
    order: str = ""
    lines: tuple[int, ...] = ()

    def answered(self, page: str, told: Mapping[str, object]) -> "Carried":
        """With the answers of one page: None is “I don't know”."""
        known = {path: value for path, value in told.items() if value is not None}
        kept = {path: value for path, value in self.told.items() if path not in told}
        unknown = [path for path in self.unknown if path not in told] + [path for path in told if path not in known]
        pages = self.pages if page in self.pages else (*self.pages, page)
        return replace(self, told=kept | known, pages=pages, unknown=tuple(unknown))

    def without(self, path: str) -> "Carried":
        """As if a fact had never been told."""
        return replace(self, told={name: value for name, value in self.told.items() if name != path})

    def facts(self) -> dict:
        """The facts as one object of the contract."""
        found: dict = {}
        for path, value in self.told.items():
            group, _dot, name = path.partition(".")
            if name:
                found.setdefault(group, {})[name] = value
            else:
                found[group] = value
        return found


def sealed(carried: Carried) -> str:
    """The answers as they stand in an address."""
    plain = {
        "t": dict(carried.told),
        "p": carried.pages,
        "u": carried.unknown,
        "s": carried.side,
        "w": carried.story,
        "o": carried.order,
        "l": carried.lines,
    }
    text = json.dumps({key: value for key, value in plain.items() if value}, ensure_ascii=False, separators=(",", ":"))
    return _seal().encrypt(zlib.compress(text.encode(), 9)).decode()


def address(name: str, carried: Carried, **more: str) -> str:
    """An address, by its name, with the answers in it."""
    return f"{reverse(name)}?{urlencode({'a': sealed(carried), **more})}"


def opened(token: str) -> Carried | None:
    """The answers out of an address; None where it was not written here, or is damaged."""
    if not token or len(token) > 2 * MOST_BYTES:
        return None
    try:
        plain = json.loads(zlib.decompress(_seal().decrypt(token.encode())))
    except (InvalidToken, UnicodeEncodeError, zlib.error, ValueError):
        return None
    return Carried(
        told=plain.get("t", {}),
        pages=tuple(plain.get("p", ())),
        unknown=tuple(plain.get("u", ())),
        side=plain.get("s", "buyer"),
        story=plain.get("w", ""),
        order=plain.get("o", ""),
        lines=tuple(plain.get("l", ())),
    )


def too_long(carried: Carried) -> int:
    """0, or about how many characters of the story can stay, so that the answers to come still fit."""
    length = len(carried.story)
    while length and len(sealed(replace(carried, story=carried.story[:length]))) > _MOST_AT_FIRST:
        length = length * 9 // 10
    return 0 if length == len(carried.story) else max(length // 50 * 50, 50)


def _seal() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(salted_hmac(_SALT, "address", algorithm="sha256").digest()))
