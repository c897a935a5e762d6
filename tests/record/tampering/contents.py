"""Lies about contents: what is shown, what is withheld and why."""

from tests.record.forger import ALSO, GONE, HIDDEN, NEVER, SEEN, Forgery
from tests.record.tampering.common import CONTENT, kind, kinds, member

kinds(
    "content",
    {
        "a bit of the salt": lambda data: bytes([data[0] ^ 1]) + data[1:],
        "a bit of the words": lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        "no salt": lambda data: data[32:],
        "another salt": lambda data: HIDDEN[1][:32] + data[32:],
        "cut short": lambda data: data[:-1],
        "made longer": lambda data: data + b"x",
        "empty": lambda data: b"",
        "that of another": lambda data: ALSO[1],
        "words before salt": lambda data: data[32:] + data[:32],
    },
    lambda change: member(CONTENT, change),
)


def with_contents(**more: object) -> bytes:
    """The members with contents added or, by None, left out, listed and signed."""
    forged = Forgery()
    held = forged.members() | {f"contents/{ref[1:]}": data for ref, data in more.items()}
    return forged.zipped({name: data for name, data in held.items() if data is not None})


kind("content: left out", lambda: with_contents(**{f"r{SEEN[0]}": None}))
kind("content: of no entry", lambda: with_contents(**{f"r{NEVER[0]}": NEVER[1]}))
kind("content: erased, but shown", lambda: with_contents(**{f"r{GONE[0]}": GONE[1]}))
kind("content: withheld, but shown", lambda: with_contents(**{f"r{HIDDEN[0]}": HIDDEN[1]}))
kind("content: shown under another's name", lambda: with_contents(**{f"r{HIDDEN[0]}": SEEN[1]}))
_PRIVATE, _ERASED = {"ref": HIDDEN[0], "why": "private"}, {"ref": GONE[0], "why": "erased"}
kinds(
    "withheld",
    {
        "a private one left out": [_ERASED],
        "an erased one left out": [_PRIVATE],
        "none": [],
        "an object": {"rows": []},
        "null": None,
        "a text": "x",
        "private told as erased": [_PRIVATE | {"why": "erased"}, _ERASED],
        "erased told as private": [_PRIVATE, _ERASED | {"why": "private"}],
        "another why": [_PRIVATE | {"why": "secret"}, _ERASED],
        "a why in capitals": [_PRIVATE | {"why": "PRIVATE"}, _ERASED],
        "no why": [{"ref": HIDDEN[0]}, _ERASED],
        "a why that is null": [_PRIVATE | {"why": None}, _ERASED],
        "a key more": [_PRIVATE | {"by": "me"}, _ERASED],
        "one twice": [_PRIVATE, _PRIVATE, _ERASED],
        "one of no entry": [_PRIVATE, _ERASED, {"ref": NEVER[0], "why": "private"}],
        "one that is shown": [_PRIVATE, _ERASED, {"ref": SEEN[0], "why": "private"}],
        "a reference in capitals": [_PRIVATE | {"ref": HIDDEN[0].upper()}, _ERASED],
        "a list in the list": [[_PRIVATE, _ERASED]],
    },
    lambda rows: Forgery(withheld=rows).zipped(),
)
