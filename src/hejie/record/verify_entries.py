"""Check the entries of a dossier: their form, their chain, and what they refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hejie.domain.kernel import canonical, chain
from hejie.record.archive import Failed
from hejie.record.verify_shapes import Form, hash_text, moment, number, shaped, strict, text

_REFERENCE_KEYS = frozenset(("ref", "size", "type"))
_LINE = {"seq": number, "prev": hash_text, "hash": hash_text, "body": Form("text", lambda value: type(value) is str)}
_BODY = {"v": number, "kind": text, "at": moment, "by": dict, "data": dict}


@dataclass
class Entries:
    """What later checks need of the entries.

    hashes   of each entry, in order
    sizes    for each reference the entry that first names it, and the content's bytes
    erased   references named by a ContentErased entry, as far as an entry refers to them
    """

    hashes: list[str] = field(default_factory=list)
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)


def read_entries(lines: Iterable[bytes], stream: str) -> Entries:
    """Check every line of entries.jsonl; Failed names the entry."""
    entries, prev = Entries(), chain.ZERO
    for seq, line in enumerate(lines, 1):
        where = f"entry {seq}"
        held = shaped(strict(line, where), _LINE, where)
        if held["seq"] != seq:
            raise Failed(where, "entry_number", number=held["seq"])
        if held["prev"] != prev:
            raise Failed(where, "entry_chain")
        body = held["body"].encode()
        if chain.entry_hash(stream, seq, prev, body) != held["hash"]:
            raise Failed(where, "entry_hash")
        _take_body(body, where, seq, entries)
        prev = held["hash"]
        entries.hashes.append(prev)
    entries.erased &= entries.sizes.keys()
    return entries


def _take_body(exact: bytes, where: str, seq: int, entries: Entries) -> None:
    body = shaped(strict(exact, where), _BODY, where, more=True)
    if canonical.dumps(body) != exact:
        raise Failed(where, "canonical")
    if body["v"] != 1:
        raise Failed(where, "form", form=body["v"])
    shaped(body["by"], {"role": text, "id": Form("text", lambda value: isinstance(value, str))}, where, more=True)
    for found in _references(body):
        held = shaped(found, {"ref": hash_text, "size": number, "type": text}, where)
        _, size = entries.sizes.setdefault(held["ref"], (seq, held["size"]))
        if size != held["size"]:
            raise Failed(where, "size_other", ref=held["ref"])
    if body["kind"] == "ContentErased":
        erased = shaped(body["data"], {"erased": list}, where, more=True)["erased"]
        if not all(hash_text.matches(ref) for ref in erased):
            raise Failed(where, "erased_list")
        entries.erased.update(erased)


def _references(value: object) -> Iterator[dict[str, object]]:
    """Every object with exactly the keys ref, size and type, wherever it stands."""
    if isinstance(value, dict):
        if value.keys() == _REFERENCE_KEYS:
            yield value
        for each in value.values():
            yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)
