"""One stream out of the database as a dossier: its entries, the contents that this reader may see, and the proofs.

Entries are read in pieces and contents one after the other, so that memory stays flat however much was filed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

import orjson
from django.db import connection

from hejie.domain.kernel import merkle
from hejie.domain.kernel.refusal import Refusal
from hejie.record import sealing, timestamps
from hejie.record.dossier import Dossier, Entry, Proof, SealShown
from hejie.record.signing import Keys
from hejie.store import seal_tokens, told

OpenFile = Callable[[str], Iterable[bytes]]
"""Gives a stored file in pieces by its vault path; raises FileNotFoundError."""

_ENTRIES_AT_ONCE = 500
_REFS_AT_ONCE = 400
_WITHHELD = {True: "erased", False: "private"}  # private: told alone, and its key is not here


def prepare(
    *,
    root: str,
    stream: str,
    length: int,
    keys: Keys,
    made_for: str,
    made_at: datetime,
    pdf: bytes,
    open_file: OpenFile,
) -> Dossier:
    """What goes into the dossier of a stream, to be read as it is written. What is not sealed yet is sealed first, so that
    every entry has its proof.

    length      how many entries: those that the PDF tells of; what is written meanwhile is for the next dossier
    Refuses     not_found where the stream has no entry; content_missing where a content is gone that no entry of
                these erased (somebody erases it this moment, or the store has lost it); this also while it is read
    """
    sealing.seal_new(keys, made_at)
    if not length:
        raise Refusal("not_found")
    references, erased = _references(_entries(root, stream, length))
    here = [ref for ref in references if ref not in erased]
    closed = told.closed(root, here)
    shown = [ref for ref in here if ref not in closed]
    _require_contents(root, shown)
    return Dossier(
        stream=stream,
        entries=_entries(root, stream, length),
        contents=_contents(root, shown, open_file),
        withheld=[(ref, _WITHHELD[ref in erased]) for ref in references if ref in erased or ref in closed],
        seals=_seals(root, stream, length, keys),
        keys=keys,
        made_for=made_for,
        made_at=made_at,
        pdf=pdf,
    )


def _entries(root: str, stream: str, length: int) -> Iterator[Entry]:
    """The first entries of a stream in order, some hundreds at a time."""
    after = 0
    while after < length:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT seq, prev, hash, body FROM entry WHERE root = %s AND stream = %s AND seq > %s AND seq <= %s "
                "ORDER BY seq LIMIT %s",
                (root, stream, after, length, _ENTRIES_AT_ONCE),
            )
            rows = cursor.fetchall()
        if not rows:
            raise Refusal("not_found")
        yield from rows
        after = rows[-1][0]


def _references(entries: Iterable[Entry]) -> tuple[list[str], set[str]]:
    """All references of a stream in the order of their first mention, and those that were erased."""
    found: dict[str, None] = {}
    erased: set[str] = set()
    for _seq, _prev, _hash, body in entries:
        entry = orjson.loads(body)
        found.update(dict.fromkeys(references(entry)))
        if entry["kind"] == "ContentErased":
            erased.update(entry["data"]["erased"])
    return list(found), erased


def references(value: object) -> Iterator[str]:
    """Every reference inside an entry's body: the `ref` of each object with exactly the keys ref, size and type."""
    if isinstance(value, Mapping):
        if value.keys() == {"ref", "size", "type"}:
            yield value["ref"]
        else:
            for item in value.values():
                yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def _require_contents(root: str, refs: list[str]) -> None:
    """Refuse before anything is written, not in the middle of the file."""
    for start in range(0, len(refs), _REFS_AT_ONCE):
        some = refs[start : start + _REFS_AT_ONCE]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT ref FROM content WHERE root = %s AND ref IN ({', '.join(['%s'] * len(some))})", [root, *some]
            )
            there = {row[0] for row in cursor.fetchall()}
        for ref in some:
            if ref not in there:
                raise Refusal("content_missing", ref=ref)


def _contents(root: str, refs: list[str], open_file: OpenFile) -> Iterator[tuple[str, bytes, Iterable[bytes]]]:
    ring = told.Ring(root)
    for ref in refs:
        with connection.cursor() as cursor:
            cursor.execute("SELECT salt, data, path FROM content WHERE root = %s AND ref = %s", (root, ref))
            row = cursor.fetchone()
        if row is None:
            raise Refusal("content_missing", ref=ref)
        try:
            salt, data = ring.open(ref, row[0], row[1])
        except (told.Closed, told.Broken) as lost:
            raise Refusal("content_missing", ref=ref) from lost
        path = row[2]
        yield ref, salt, [data] if data is not None else _stored(ref, path, open_file)


def _stored(ref: str, path: str, open_file: OpenFile) -> Iterator[bytes]:
    try:
        yield from open_file(path)
    except FileNotFoundError as lost:
        raise Refusal("content_missing", ref=ref) from lost


def _seals(root: str, stream: str, length: int, keys: Keys) -> Iterator[SealShown]:
    """Each seal that is the first to cover an entry of the stream, with the proofs of those entries.

    Seals by a lost key, for which ours does not vouch, are passed over: the first seal by ours covers all that they do.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT idx, seq FROM leaf WHERE root = %s AND stream = %s AND seq <= %s ORDER BY idx",
            (root, stream, length),
        )
        leaves = cursor.fetchall()
        nodes = sealing.nodes(cursor)
        seal, proofs = None, []
        for index, seq in leaves:
            if seal is None or index >= seal.size:
                if seal is not None:
                    yield _shown(seal, proofs)
                seal, proofs = sealing.first_covering(cursor, index, keys.own), []
            proofs.append(Proof(seq, index, merkle.inclusion_path_from(nodes, index, seal.size)))
        if seal is not None:
            yield _shown(seal, proofs)


def seals(root: str, stream: str, length: int, keys: Keys) -> Iterator[SealShown]:
    """The same seals without their proofs, for a document that tells of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT idx FROM leaf WHERE root = %s AND stream = %s AND seq <= %s ORDER BY idx", (root, stream, length)
        )
        seal = None
        for (index,) in cursor.fetchall():
            if seal is None or index >= seal.size:
                seal = sealing.first_covering(cursor, index, keys.own)
                yield _shown(seal, [])


def _shown(seal: sealing.Seal, proofs: list[Proof]) -> SealShown:
    """The seal with the first time stamp that was given over it, if there is any."""
    tokens = seal_tokens.of_seals([seal.size])[seal.size]
    token = next((one.token for one in tokens if _is_over(one.token, seal)), None)
    return SealShown(seal.body, seal.public_key, seal.signature, token, tuple(proofs))


def _is_over(token: bytes, seal: sealing.Seal) -> bool:
    """Of two seals over as many entries, where a key was lost, a token is over one."""
    try:
        timestamps.check(token, seal.body.encode())
    except timestamps.BadStamp:
        return False
    return True
