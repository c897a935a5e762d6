"""The chain of a stream: each entry's hash covers the one before, so no entry can be changed, moved or left out."""

from __future__ import annotations

import re
from hashlib import sha256

ZERO = "0" * 64
SALT_BYTES = 32

_STREAM = re.compile(r"[a-z0-9][a-z0-9._:-]{0,99}")
_HASH = re.compile(r"[0-9a-f]{64}")


def entry_hash(stream: str, seq: int, prev: str, body: bytes) -> str:
    """The hash of one entry, 64 lower-case hex digits.

    stream   id of the stream
    seq      place in the stream, from 1
    prev     hash of the entry before, ZERO for the first
    body     canonical JSON, exactly as it is stored
    """
    return sha256(b"hejie:entry:1\n%b\n%d\n%b\n%b" % (stream.encode(), seq, prev.encode(), body)).hexdigest()


def reference(salt: bytes, content: bytes) -> str:
    """The name by which a body points at private content, 64 lower-case hex digits.

    salt     32 random bytes, erased together with the content; without them short contents could be guessed
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return sha256(salt + content).hexdigest()


def is_stream(text: object) -> bool:
    """Whether this is a well-formed id of a stream: 1 to 100 of a-z 0-9 . _ : - beginning with a letter or digit."""
    return isinstance(text, str) and _STREAM.fullmatch(text) is not None


def is_hash(text: object) -> bool:
    """Whether this is a SHA-256 in 64 lower-case hex digits."""
    return isinstance(text, str) and _HASH.fullmatch(text) is not None
