"""Licence keys of digital goods: never kept, told apart by what is left of them when they are hashed with the order's number."""

import hashlib
from collections.abc import Iterable

from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.records import Record

_LONGEST = 500


def plain(key: str) -> str:
    """A key as people copy it, without what they may have added: letters and digits alone, in capitals. Refuses text_missing."""
    found = "".join(one for one in key[:_LONGEST].upper() if one.isalnum())
    if not found:
        raise Refusal("text_missing")
    return found


def hash_of(order: str, key: str) -> str:
    """SHA-256 of `<number of the order>:<plain key>`, in hexadecimal. order: the shop's own number of the order.

    One key has another hash in every order, so that hashes of two orders tell nothing of each other.
    """
    return hashlib.sha256(f"{order}:{plain(key)}".encode()).hexdigest()


def delivered(order: str, key: str, records: Iterable[Record]) -> tuple[Record, ...]:
    """The records by which this key was delivered; none where it was not. Refuses text_missing."""
    wanted = hash_of(order, key)
    return tuple(one for one in records if one.facts.get("key_hash") == wanted)
