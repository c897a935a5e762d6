"""One stream out of the database as a dossier: its entries, the contents that this reader may see, and the proofs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import BinaryIO

import orjson
from django.db import connection

from hejie.domain.kernel import merkle
from hejie.domain.kernel.refusal import Refusal
from hejie.record import sealing
from hejie.record.dossier import Proof, SealShown, write_dossier
from hejie.record.signing import Keys

OpenFile = Callable[[str], Iterable[bytes]]


def export(
    out: BinaryIO, *, root: str, stream: str, keys: Keys, made_for: str, made_at: datetime, pdf: bytes, open_file: OpenFile
) -> None:
    """Write the dossier of a stream. What is not sealed yet is sealed first, so that every entry has its proof.

    open_file   gives a stored file in pieces by its vault path
    Refuses     not_found where the stream has no entry
    """
    sealing.seal_new(keys, made_at)
    entries = _entries(root, stream)
    if not entries:
        raise Refusal("not_found")
    references, erased = _references(entries)
    write_dossier(
        out,
        stream=stream,
        entries=entries,
        contents=_contents(root, [ref for ref in references if ref not in erased], open_file),
        withheld=[(ref, "erased") for ref in references if ref in erased],
        seals=_seals(root, stream),
        keys=keys,
        made_for=made_for,
        made_at=made_at,
        pdf=pdf,
    )


def _entries(root: str, stream: str) -> list[tuple[int, str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, prev, hash, body FROM entry WHERE root = %s AND stream = %s ORDER BY seq", (root, stream)
        )
        return cursor.fetchall()


def _references(entries: list[tuple]) -> tuple[list[str], set[str]]:
    """All references of a stream in the order of their first mention, and those that were erased."""
    found: dict[str, None] = {}
    erased: set[str] = set()
    for _seq, _prev, _hash, body in entries:
        entry = orjson.loads(body)
        found.update(dict.fromkeys(_refs_in(entry)))
        if entry["kind"] == "ContentErased":
            erased.update(entry["data"]["erased"])
    return list(found), erased


def _refs_in(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        if value.keys() == {"ref", "size", "type"}:
            yield value["ref"]
        else:
            for item in value.values():
                yield from _refs_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _refs_in(item)


def _contents(root: str, refs: list[str], open_file: OpenFile) -> Iterator[tuple[str, bytes, Iterable[bytes]]]:
    for ref in refs:
        with connection.cursor() as cursor:
            cursor.execute("SELECT salt, data, path FROM content WHERE root = %s AND ref = %s", (root, ref))
            row = cursor.fetchone()
        if row is None:
            raise AssertionError(f"content {ref} is gone without an erasure")
        salt, data, path = row
        yield ref, bytes(salt), [bytes(data)] if data is not None else open_file(path)


def _seals(root: str, stream: str) -> list[SealShown]:
    """Each seal that is the first to cover an entry of the stream, with the proofs of those entries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT idx, seq FROM leaf WHERE root = %s AND stream = %s ORDER BY idx", (root, stream))
        leaves = cursor.fetchall()
        nodes = sealing.nodes(cursor)
        shown: list[SealShown] = []
        seal, proofs = None, []
        for index, seq in leaves:
            if seal is None or index >= seal.size:
                shown += _shown(seal, proofs)
                seal, proofs = sealing.first_covering(cursor, index), []
            proofs.append(Proof(seq, index, merkle.inclusion_path_from(nodes, index, seal.size)))
        return shown + _shown(seal, proofs)


def _shown(seal: sealing.Seal | None, proofs: list[Proof]) -> list[SealShown]:
    if seal is None:
        return []
    return [SealShown(seal.body, seal.public_key, seal.signature, None, tuple(proofs))]
