"""Serial numbers of things: never kept, told apart by what is left of them when they are hashed with the shop's name."""

import hashlib

from hejie.domain.kernel.refusal import Refusal

LONGEST = 120
_TAIL = 4


def plain(serial: str) -> str:
    """A number as people copy it, without what they may have added: letters and digits alone, in capitals. Refuses serial_wrong."""
    found = "".join(one for one in serial.upper() if one.isalnum()) if isinstance(serial, str) else ""
    if not found or len(serial) > LONGEST:
        raise Refusal("serial_wrong", given=str(serial)[:40])
    return found


def mark(seller: str, serial: str) -> str:
    """SHA-256 of `<shop>:<plain number>`, in hexadecimal: two shops may use the same numbers. Refuses serial_wrong."""
    return hashlib.sha256(f"{seller}:{plain(serial)}".encode()).hexdigest()


def tail(serial: str) -> str:
    """The last signs, by which people know it again; half of a short number at most. Refuses serial_wrong."""
    found = plain(serial)
    return found[-min(_TAIL, len(found) // 2) :] if len(found) > 1 else ""
