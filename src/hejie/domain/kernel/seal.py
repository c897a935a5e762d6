"""The text of a seal: the signed statement that the log had this size and this tree head at this moment."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from hejie.domain.kernel import canonical, clock
from hejie.domain.kernel.chain import ZERO


def seal_text(*, size: int, root: bytes, at: datetime, prev: str = ZERO) -> str:
    """The exact text that is signed.

    size   entries covered: those whose index, from 0, is less
    root   tree head over their hashes, 32 bytes
    at     when it was made
    prev   digest of the seal before, ZERO for the first
    """
    statement = {"v": 1, "size": size, "root": root.hex(), "at": clock.text(at), "prev": prev}
    return canonical.dumps(statement).decode()


def seal_digest(text: str) -> str:
    """What the next seal names as `prev`: SHA-256 of the text, lower-case hex."""
    return sha256(text.encode()).hexdigest()
