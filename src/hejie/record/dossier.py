"""Write a dossier: one stream as a ZIP file that proves itself (form: docs of the record, `hejie verify` reads it).

Everything is streamed: entries and contents come as iterables and are never held together. The manifest is written
last, when the digests of all others are known.
"""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Generator, Iterable, Iterator
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
_AT_ONCE = 1 << 18


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


@dataclass(frozen=True)
class Dossier:
    """What goes into one stream's dossier; the iterables are gone through once.

    entries    all of the stream, in order, at least one
    contents   each reference that this reader may see, once
    withheld   each other reference, with why: `private` or `erased`
    seals      sizes ascending; together they prove each entry once
    made_for   the reader's role
    """

    stream: str
    entries: Iterable[Entry]
    contents: Iterable[Content]
    withheld: Iterable[tuple[str, str]]
    seals: Iterable[SealShown]
    keys: Keys
    made_for: str
    made_at: datetime
    pdf: bytes


def write_dossier(out: BinaryIO, dossier: Dossier) -> None:
    """Write a dossier; equal input gives equal bytes. out: binary file, need not be seekable.

    Refuses    DossierError: no entry, a content that is not what its reference says, a content given twice
    """
    for _piece in _written(out, dossier):
        pass


def pieces(dossier: Dossier) -> Iterator[bytes]:
    """The same piece by piece, as it is put together: what was given is not kept. Refuses in the middle what it must."""
    pipe = _Pipe()
    for _piece in _written(pipe, dossier):
        if pipe.held >= _AT_ONCE:
            yield pipe.take()
    yield pipe.take()


def _written(out: BinaryIO, dossier: Dossier) -> Iterator[None]:
    """Writes the file; stops after each piece, so that whoever asks for it decides when it goes on."""
    with ZipFile(out, "w") as archive:
        members = _Members(archive)
        last = _Last()
        yield from members.add("entries.jsonl", _entry_lines(dossier.entries, last), large=True)
        if not last.seq:
            raise DossierError(f"the stream {dossier.stream} has no entry")
        for ref, salt, parts in dossier.contents:
            digest = yield from members.add(f"contents/{ref}", _salted(salt, parts), packed=False, large=True)
            if digest != ref:
                raise DossierError(f"content {ref} is not what its reference says")
        withheld = [{"ref": ref, "why": why} for ref, why in dossier.withheld]
        yield from members.add("withheld.json", [canonical.dumps(withheld)])
        yield from members.add("seals.json", [canonical.dumps([_seal(each) for each in dossier.seals])])
        yield from members.add("dossier.pdf", [dossier.pdf], packed=False)
        manifest = _manifest(dossier, last, members.listed)
        yield from members.add("manifest.json", [manifest])
        yield from members.add("manifest.sig", [dossier.keys.sign_manifest(manifest).encode()])


def _manifest(dossier: Dossier, last: _Last, listed: list[dict[str, object]]) -> bytes:
    keys = dossier.keys
    return canonical.dumps(
        {
            "v": 1,
            "stream": dossier.stream,
            "head": last.hash,
            "length": last.seq,
            "made_at": clock.text(dossier.made_at),
            "made_for": dossier.made_for,
            "public_key": keys.public_key,
            "former_keys": [{"key": each.key, "successor": each.successor} for each in keys.former_keys],
            "files": list(listed),
        }
    )


class _Pipe(io.RawIOBase):
    """Takes what is written and gives it on."""

    def __init__(self) -> None:
        self.held = 0
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        """It is there to be written to."""
        return True

    def write(self, data: bytes) -> int:
        """Keep a piece until it is taken."""
        self._pieces.append(bytes(data))
        self.held += len(data)
        return len(data)

    def take(self) -> bytes:
        """All that was written since the last time."""
        taken, self._pieces, self.held = b"".join(self._pieces), [], 0
        return taken


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

    def add(
        self, name: str, pieces: Iterable[bytes], *, packed: bool = True, large: bool = False
    ) -> Generator[None, None, str]:
        """Write one member, stopping after each piece; returns its SHA-256. Large ones may pass 2 GiB, which the ZIP must know beforehand."""
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
                yield
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
