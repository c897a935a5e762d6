"""The contents of some orders checked: each is what its reference says, none is gone unsaid, none is there unasked."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from django.db import connection

from hejie.record.replay import Whole
from hejie.store import told

OpenFile = Callable[[str], Iterable[bytes]]

_KEYS = frozenset(("ref", "size", "type"))

Place = tuple[str, str]
"""A root and a reference."""

Row = tuple[str, str, str, int, bytes, bytes | None, str]
"""Root, reference, type, size, salt, data, path."""


@dataclass(slots=True)
class Cited:
    """What entries say of contents: type and size by place, which stream says so, and what was erased."""

    said: dict[Place, tuple[str, int]] = field(default_factory=dict)
    streams: dict[Place, str] = field(default_factory=dict)
    erased: set[Place] = field(default_factory=set)

    def take(self, whole: Whole) -> None:
        """Take up what the entries of a stream say."""
        root, stream = whole.root, whole.stream
        for entry, citing in zip(whole.entries, whole.citing, strict=True):
            for ref, kind, size in _references(entry["data"]) if citing else ():
                self.said.setdefault((root, ref), (kind, size))
                self.streams.setdefault((root, ref), stream)
            if entry["kind"] == "ContentErased":
                self.erased.update((root, ref) for ref in entry["data"]["erased"])


def _references(value: object) -> list[tuple[str, str, int]]:
    """Every reference inside an entry's data with the type and size that it states."""
    found, left = [], [value]
    while left:
        one = left.pop()
        if type(one) is dict:
            if len(one) == 3 and one.keys() == _KEYS:
                found.append((one["ref"], one["type"], one["size"]))
            else:
                left += one.values()
        elif type(one) is list:
            left += one
    return found


def rows(some: Sequence[str]) -> list[Row]:
    """All contents of some roots as they stand there."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT root, ref, type, size, salt, data, path FROM content WHERE root IN ({', '.join(['%s'] * len(some))})",
            list(some),
        )
        return cursor.fetchall()


@dataclass(slots=True)
class Found:
    """Faults as sentences; how many contents are as they should be, and how many cannot be opened here and needed not be."""

    faults: list[str] = field(default_factory=list)
    checked: int = 0
    closed: int = 0


def check(found: Found, cited: Cited, there: Sequence[Row], open_file: OpenFile) -> None:
    """Hold contents against what entries say of them. One that was erased since they were read is well."""
    present = {(row[0], row[1]) for row in there}
    for place in sorted(cited.said.keys() - present - cited.erased):
        root, ref = place
        found.faults.append(
            f"{cited.streams[place]}: content {ref} of {root} is gone, and no entry says that it was erased"
        )
    rings: dict[str, told.Ring] = {}
    for row in there:
        root, ref, kind, size = row[:4]
        said = cited.said.get((root, ref))
        ring = rings.get(root) or rings.setdefault(root, told.Ring(root))
        fault = _unlike(row, said) or _fault(row, open_file, ring)
        found.closed += fault is None
        found.checked += fault is not None
        if fault and _is_there(root, ref):
            found.faults.append(f"content {ref} of {root}: {fault}")


def _unlike(row: Row, said: tuple[str, int] | None) -> str:
    if said is None:
        return "no entry refers to it"
    return "" if said == (row[2], row[3]) else f"is kept as {row[2]} of {row[3]} bytes, filed as {said[0]} of {said[1]}"


def _fault(row: Row, open_file: OpenFile, ring: told.Ring) -> str | None:
    """What is wrong with a content, or ""; None: its key is known to be gone."""
    _root, ref, _kind, size, salt, data, path = row
    try:
        salt, data = ring.open(ref, salt, data)
        digest, length = sha256(salt), 0
        for piece in [data] if data is not None else open_file(path):
            digest.update(piece)
            length += len(piece)
    except FileNotFoundError:
        return f"its file {path} is gone"
    except told.Closed as closed:
        return None if closed.known else "its key is not below HEJIE_HOME/told"
    except told.Broken:
        return "what stands there is not what its key has written"
    if digest.hexdigest() != ref or length != size:
        return f"is not what its reference says{f' (file {path})' if path else ''}"
    return ""


def _is_there(root: str, ref: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM content WHERE root = %s AND ref = %s", (root, ref))
        return cursor.fetchone() is not None
