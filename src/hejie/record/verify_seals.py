"""Check the seals of a dossier: who signed them, how they follow each other, and that they cover each entry once."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from hejie.domain.kernel import canonical, merkle
from hejie.domain.kernel.chain import ZERO
from hejie.domain.kernel.seal import seal_digest
from hejie.record.archive import Failed
from hejie.record.signing import verify_signature
from hejie.record.verify_shapes import Form, hash_text, moment, number, shaped, signature_text, strict, text


def _is_token(value: object) -> bool:
    """Null, or base64 with nothing else; what the token says can only be checked with its authority's key."""
    if value is None:
        return True
    try:
        return isinstance(value, str) and base64.b64encode(base64.b64decode(value, validate=True)).decode() == value
    except (binascii.Error, ValueError):
        return False


_SHOWN = {
    "seal": text,
    "public_key": hash_text,
    "signature": signature_text,
    "token": Form("base64 or null", _is_token),
    "proofs": list,
}
_SEAL = {"v": number, "size": number, "root": hash_text, "at": moment, "prev": hash_text}
_PROOF = {"seq": number, "index": number, "path": list}


@dataclass(frozen=True)
class _Statement:
    """What a seal says, and where it stands among those shown."""

    where: str
    size: int
    root: bytes
    prev: str
    digest: str


def check_seals(shown: Any, hashes: Sequence[str], keys: Collection[str]) -> int:
    """Check all seals against the entries' hashes; says how many. Failed names the seal or the entry.

    keys   the present and the former public keys
    """
    if not isinstance(shown, list):
        raise Failed("seals.json", "not_list")
    indexes: dict[int, int] = {}
    before: _Statement | None = None
    followed: set[str] = set()
    for place, each in enumerate(shown, 1):
        where = f"seal {place}"
        held = shaped(each, _SHOWN, where)
        statement = _statement(held, where, keys)
        _check_after(statement, before, followed)
        if not held["proofs"]:
            raise Failed(where, "seal_empty")
        for proof in held["proofs"]:
            _check_proof(shaped(proof, _PROOF, where), statement, before.size if before else 0, hashes, indexes)
        followed |= {ZERO, statement.prev, before.digest if before else ZERO}
        before = statement
    _check_order(indexes, len(hashes))
    return len(shown)


def _statement(held: dict[str, Any], where: str, keys: Collection[str]) -> _Statement:
    exact = held["seal"].encode()
    if held["public_key"] not in keys:
        raise Failed(where, "seal_key")
    if not verify_signature(held["public_key"], held["signature"], exact):
        raise Failed(where, "seal_signature")
    seal = shaped(strict(exact, where), _SEAL, where)
    if canonical.dumps(seal) != exact:
        raise Failed(where, "canonical")
    if seal["v"] != 1:
        raise Failed(where, "form", form=seal["v"])
    return _Statement(where, seal["size"], bytes.fromhex(seal["root"]), seal["prev"], seal_digest(held["seal"]))


def _check_after(statement: _Statement, before: _Statement | None, followed: Collection[str]) -> None:
    """Seals between the two may be left out, so `prev` cannot always be followed; a fork among those shown is seen.

    followed   digests of seals that have a successor already: each that is shown but the last, and what each names
    """
    if before is not None and statement.size <= before.size:
        raise Failed(statement.where, "seal_size", size=statement.size)
    if statement.prev in followed:
        raise Failed(statement.where, "seal_fork")


def _check_proof(
    proof: dict[str, Any], statement: _Statement, covered_before: int, hashes: Sequence[str], indexes: dict[int, int]
) -> None:
    where, seq, index = statement.where, proof["seq"], proof["index"]
    if not 1 <= seq <= len(hashes):
        raise Failed(where, "proof_nowhere", seq=seq)
    if seq in indexes:
        raise Failed(f"entry {seq}", "proof_twice")
    if not all(hash_text.matches(step) for step in proof["path"]):
        raise Failed(where, "proof_path", seq=seq)
    if index < covered_before:
        raise Failed(where, "proof_early", seq=seq)
    leaf = merkle.leaf(bytes.fromhex(hashes[seq - 1]))
    path = [bytes.fromhex(step) for step in proof["path"]]
    if not merkle.verify_inclusion(leaf, index, statement.size, path, statement.root):
        raise Failed(where, "proof", seq=seq)
    indexes[seq] = index


def _check_order(indexes: dict[int, int], length: int) -> None:
    """Each entry has its proof, and sealing took them up in their order."""
    last = -1
    for seq in range(1, length + 1):
        if seq not in indexes:
            raise Failed(f"entry {seq}", "unsealed")
        if indexes[seq] <= last:
            raise Failed(f"entry {seq}", "seal_order")
        last = indexes[seq]
