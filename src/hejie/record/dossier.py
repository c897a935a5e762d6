"""Write a dossier: one stream as a ZIP file that proves itself (form: docs of the record, `hejie verify` reads it).

Everything is streamed: entries and contents come as iterables and are never held together. The manifest is written
last, when the digests of all others are known.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from hejie.domain.kernel import canonical, clock
from hejie.record.signing import Keys

Entry = tuple[int, str, str, str]
"""Sequence number, previous hash, hash, exact body text."""

Content = tuple[str, bytes, Iterable[bytes]]
"""Reference, salt, and the content in pieces."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)


class DossierError(Exception):
    """What was to be written does not fit together; the half-written file must be thrown away."""


@dataclass(frozen=True)
class Proof:
    """Where an entry stands in the log under a seal: leaf index from 0, and the path from the leaf up."""

    seq: int
    index: int
    path: tuple[bytes, ...]


@dataclass(frozen=True)
class SealShown:
    """A seal, with the proofs of the entries that it is the first to cover.

    seal         exact text
    public_key   the key that signed it, 64 hex digits
    signature    128 hex digits
    token        RFC 3161 time-stamp token, or None
    """

    seal: str
    public_key: str
    signature: str
    token: bytes | None
    proofs: tuple[Proof, ...]


def write_dossier(
    out: BinaryIO,
    *,
    stream: str,
    entries: Iterable[Entry],
    contents: Iterable[Content],
    withheld: Iterable[tuple[str, str]],
    seals: Iterable[SealShown],
    keys: Keys,
    made_for: str,
    made_at: datetime,
    pdf: bytes,
) -> None:
    """Write one stream's dossier; equal input gives equal bytes.

    out        binary file, need not be seekable
    entries    all of the stream, in order, at least one
    contents   each reference that this reader may see, once
    withheld   each other reference, with why: `private` or `erased`
    seals      sizes ascending; together they prove each entry once
    made_for   the reader's role
    Refuses    DossierError: no entry, a content that is not what its reference says, a content given twice
    """
    with ZipFile(out, "w") as archive:
        members = _Members(archive)
        last = _Last()
        members.add("entries.jsonl", _entry_lines(entries, last), large=True)
        if not last.seq:
            raise DossierError(f"the stream {stream} has no entry")
        for ref, salt, pieces in contents:
            if members.add(f"contents/{ref}", _salted(salt, pieces), packed=False, large=True) != ref:
                raise DossierError(f"content {ref} is not what its reference says")
        members.add("withheld.json", [canonical.dumps([{"ref": ref, "why": why} for ref, why in withheld])])
        members.add("seals.json", [canonical.dumps([_seal(each) for each in seals])])
        members.add("dossier.pdf", [pdf], packed=False)
        manifest = canonical.dumps(
            {
                "v": 1,
                "stream": stream,
                "head": last.hash,
                "length": last.seq,
                "made_at": clock.text(made_at),
                "made_for": made_for,
                "public_key": keys.public_key,
                "former_keys": [{"key": each.key, "successor": each.successor} for each in keys.former_keys],
                "files": list(members.listed),
            }
        )
        members.add("manifest.json", [manifest])
        members.add("manifest.sig", [keys.sign_manifest(manifest).encode()])


@dataclass
class _Last:
    """The entry written last, known only once all have passed by."""

    seq: int = 0
    hash: str = ""


class _Members:
    """Adds members to the archive and keeps what the manifest says of them."""

    def __init__(self, archive: ZipFile) -> None:
        self.listed: list[dict[str, object]] = []
        self._archive = archive
        self._names: set[str] = set()

    def add(self, name: str, pieces: Iterable[bytes], *, packed: bool = True, large: bool = False) -> str:
        """Write one member and say its SHA-256. Large ones may pass 2 GiB, which the ZIP must know beforehand."""
        if name in self._names:
            raise DossierError(f"{name} was given twice")
        self._names.add(name)
        member = ZipInfo(name, date_time=_EARLIEST)
        member.create_system = 3  # Unix, on every machine, so that equal input gives equal bytes
        member.external_attr = 0o600 << 16
        member.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
        digest, size = sha256(), 0
        with self._archive.open(member, "w", force_zip64=large) as opened:
            for piece in pieces:
                opened.write(piece)
                digest.update(piece)
                size += len(piece)
        self.listed.append({"name": name, "sha256": digest.hexdigest(), "size": size})
        return digest.hexdigest()


def _entry_lines(entries: Iterable[Entry], last: _Last) -> Iterator[bytes]:
    for seq, prev, entry_hash, body in entries:
        last.seq, last.hash = seq, entry_hash
        text = canonical.dumps(body)
        yield b'{"seq":%d,"prev":"%b","hash":"%b","body":%b}\n' % (seq, prev.encode(), entry_hash.encode(), text)


def _salted(salt: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    yield salt
    yield from pieces


def _seal(shown: SealShown) -> dict[str, object]:
    proofs = [
        {"seq": each.seq, "index": each.index, "path": [step.hex() for step in each.path]} for each in shown.proofs
    ]
    return {
        "seal": shown.seal,
        "public_key": shown.public_key,
        "signature": shown.signature,
        "token": None if shown.token is None else b64encode(shown.token).decode(),
        "proofs": proofs,
    }
