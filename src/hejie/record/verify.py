"""Check a dossier with nothing but itself: every hash, every reference, every seal, every signature.

The checks run in the order in which each can trust what the ones before it have shown; the first that fails ends it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import BinaryIO

from cryptography.x509 import Certificate

from hejie.record.archive import Archive, Failed
from hejie.record.signing import FormerKey, manifest_message, succession_holds, verify_signature
from hejie.record.verify_entries import Entries, read_entries
from hejie.record.verify_seals import check_seals
from hejie.record.verify_shapes import hash_text, moment, number, shaped, signature_text, stream_text, strict, text
from hejie.record.verify_stamps import check_stamps

LARGEST_MANIFEST = 16 << 20

_UNLISTED = ("manifest.json", "manifest.sig")
_ALWAYS_LISTED = ("entries.jsonl", "withheld.json", "seals.json", "dossier.pdf")
_CONTENTS = "contents/"


@dataclass(frozen=True)
class Check:
    """One thing that was checked.

    subject   what: `archive`, `key`, a file, `entry 3`, `seal 1`
    holds     whether it is as the form demands
    detail    what was found, in words
    facts     the same as numbers and names, for pages that say it in another language
    code      what is wrong, as `verify_words.SAYS` names it; "" where it holds
    """

    subject: str
    holds: bool
    detail: str
    facts: Mapping[str, object] = field(default_factory=dict)
    code: str = ""


@dataclass(frozen=True)
class Listed:
    """What the manifest says of a member."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """The signed list of what the dossier holds."""

    stream: str
    head: str
    length: int
    made_for: str
    public_key: str
    former_keys: tuple[FormerKey, ...]
    files: dict[str, Listed]
    exact: bytes = field(repr=False)


def verify_dossier(
    file: str | os.PathLike[str] | BinaryIO, demanded_key: str | None = None, trusted: Sequence[Certificate] = ()
) -> list[Check]:
    """Check a dossier; all hold, or the last of the list is the first that does not.

    file           path, or a seekable binary file; a path that cannot be opened raises OSError
    demanded_key   public key that the dossier must be signed by, 64 hex digits
    trusted        certificates to one of which the authorities of its time stamps must lead; none: stamps are only told of
    """
    if isinstance(file, str | os.PathLike):
        with open(file, "rb") as opened:
            return verify_dossier(opened, demanded_key, trusted)
    checks: list[Check] = []
    try:
        _run(file, demanded_key, trusted, lambda *found, **facts: checks.append(Check(found[0], True, found[1], facts)))
    except Failed as failure:
        checks.append(Check(failure.subject, False, failure.detail, failure.facts, failure.code))
    return checks


def _run(file: BinaryIO, demanded_key: str | None, trusted: Sequence[Certificate], held: Callable[..., None]) -> None:
    archive = Archive(file)
    _check_names(archive)
    members = len(archive.names)
    held("archive", f"{members} members, each once, and nothing else", members=members)
    manifest = _manifest(archive)
    held("manifest.json", f"stream {manifest.stream}, {manifest.length} entries, made for {manifest.made_for}")
    _check_signature(archive, manifest)
    held("manifest.sig", "signs the manifest")
    if demanded_key is not None and demanded_key.lower() != manifest.public_key:
        raise Failed("key", "key_demanded", key=manifest.public_key)
    held("key", manifest.public_key, key=manifest.public_key)
    if not succession_holds(manifest.former_keys, manifest.public_key):
        raise Failed("manifest.json", "former_key")
    former = len(manifest.former_keys)
    held("former keys", f"{former}, each vouching for the next", former=former)
    _check_files(archive, manifest)
    held("files", f"{len(manifest.files)} as listed, to the byte", files=len(manifest.files))
    entries = read_entries(archive.lines("entries.jsonl", manifest.files["entries.jsonl"].size), manifest.stream)
    _check_end(entries, manifest)
    length = manifest.length
    held("entries", f"{length} linked up to {manifest.head}", entries=length, head=manifest.head)
    shown, withheld = _check_references(archive, manifest, entries)
    erased = len(entries.erased)
    held(
        "contents",
        f"{shown} shown, {withheld} withheld, {erased} erased",
        shown=shown,
        withheld=withheld,
        erased=erased,
    )
    seals = strict(archive.whole("seals.json", manifest.files["seals.json"].size), "seals.json")
    keys = frozenset((manifest.public_key, *(each.key for each in manifest.former_keys)))
    count = check_seals(seals, entries.hashes, keys)
    held("seals", f"{count} prove each of the {length} entries once", seals=count)
    told, facts = check_stamps(seals, trusted)
    held("time stamps", told, **facts)


def _check_names(archive: Archive) -> None:
    for name in archive.names:
        ref = name.removeprefix(_CONTENTS)
        if name not in (*_UNLISTED, *_ALWAYS_LISTED) and (ref == name or not hash_text.matches(ref)):
            raise Failed(name, "no_part")
    for name in (*_UNLISTED, *_ALWAYS_LISTED):
        if name not in archive.names:
            raise Failed(name, "missing")


def _manifest(archive: Archive) -> Manifest:
    where = "manifest.json"
    exact = archive.up_to(where, LARGEST_MANIFEST)
    form = {
        "v": number,
        "stream": stream_text,
        "head": hash_text,
        "length": number,
        "made_at": moment,
        "made_for": text,
        "public_key": hash_text,
        "former_keys": list,
        "files": list,
    }
    held = shaped(strict(exact, where), form, where)
    if held["v"] != 1:
        raise Failed(where, "form", form=held["v"])
    former = [shaped(each, {"key": hash_text, "successor": signature_text}, where) for each in held["former_keys"]]
    return Manifest(
        held["stream"],
        held["head"],
        held["length"],
        held["made_for"],
        held["public_key"],
        tuple(FormerKey(each["key"], each["successor"]) for each in former),
        _files(held["files"], archive.names),
        exact,
    )


def _files(listed: list[object], names: tuple[str, ...]) -> dict[str, Listed]:
    where = "manifest.json"
    files: dict[str, Listed] = {}
    for each in listed:
        held = shaped(each, {"name": text, "sha256": hash_text, "size": number}, where)
        if held["name"] in files:
            raise Failed(where, "listed_twice", name=held["name"])
        files[held["name"]] = Listed(held["sha256"], held["size"])
    for name in names:
        if name not in files and name not in _UNLISTED:
            raise Failed(name, "unlisted")
    present = frozenset(names)
    for name in files:
        if name not in present or name in _UNLISTED:
            raise Failed(name, "no_member")
    return files


def _check_signature(archive: Archive, manifest: Manifest) -> None:
    where = "manifest.sig"
    written = archive.up_to(where, 128)
    signature = written.decode("ascii", "replace")
    if not signature_text.matches(signature):
        raise Failed(where, "signature_form")
    if not verify_signature(manifest.public_key, signature, manifest_message(manifest.exact)):
        raise Failed(where, "signature")


def _check_files(archive: Archive, manifest: Manifest) -> None:
    for name, listed in manifest.files.items():
        digest = sha256()
        for piece in archive.pieces(name, listed.size):
            digest.update(piece)
        if digest.hexdigest() != listed.sha256:
            raise Failed(name, "not_as_listed")


def _check_end(entries: Entries, manifest: Manifest) -> None:
    if not entries.hashes:
        raise Failed("entries.jsonl", "entry_none")
    if len(entries.hashes) != manifest.length:
        raise Failed("entries.jsonl", "entry_count", found=len(entries.hashes), told=manifest.length)
    if entries.hashes[-1] != manifest.head:
        raise Failed(f"entry {manifest.length}", "entry_head")


def _check_references(archive: Archive, manifest: Manifest, entries: Entries) -> tuple[int, int]:
    """Every reference is shown or withheld, nothing else is; says how many of each (erased ones apart)."""
    withheld = _withheld(archive, manifest)
    shown = {name.removeprefix(_CONTENTS) for name in manifest.files if name.startswith(_CONTENTS)}
    for ref in sorted(shown):
        _check_content(ref, manifest.files[_CONTENTS + ref], entries)
    for ref, why in withheld.items():
        if ref not in entries.sizes:
            raise Failed("withheld.json", "ref_nowhere", ref=ref)
        if ref in shown:
            raise Failed("withheld.json", "ref_shown", ref=ref)
        if (why == "erased") != (ref in entries.erased):
            raise Failed("withheld.json", "ref_why", ref=ref, why=why)
    for ref, (seq, _) in entries.sizes.items():
        if ref not in shown and ref not in withheld:
            raise Failed(f"entry {seq}", "ref_neither", ref=ref)
    return len(shown), sum(why != "erased" for why in withheld.values())


def _check_content(ref: str, listed: Listed, entries: Entries) -> None:
    """A content's name is the hash of salt and content, that is of the whole member, as the manifest has it."""
    where = _CONTENTS + ref
    if ref not in entries.sizes:
        raise Failed(where, "ref_none")
    seq, size = entries.sizes[ref]
    if listed.sha256 != ref:
        raise Failed(where, "content")
    if listed.size != 32 + size:
        raise Failed(where, "content_size", size=listed.size - 32, seq=seq, told=size)
    if ref in entries.erased:
        raise Failed(where, "content_erased")


def _withheld(archive: Archive, manifest: Manifest) -> dict[str, str]:
    where = "withheld.json"
    rows = strict(archive.whole(where, manifest.files[where].size), where)
    if not isinstance(rows, list):
        raise Failed(where, "not_list")
    withheld: dict[str, str] = {}
    for row in rows:
        held = shaped(row, {"ref": hash_text, "why": text}, where)
        if held["why"] not in ("private", "erased"):
            raise Failed(where, "ref_reason", why=held["why"])
        if held["ref"] in withheld:
            raise Failed(where, "ref_twice", ref=held["ref"])
        withheld[held["ref"]] = held["why"]
    return withheld
