"""The catalogue of tamperings, and the ways to make one: a part is changed, and all that rests on it made to fit again."""

import io
import json
import zipfile
from collections.abc import Callable
from hashlib import sha256

from tests.record.forger import (
    NEW,
    OLD,
    SEEN,
    ZERO,
    Forgery,
    body,
    jcs,
    line_of,
)

KINDS: dict[str, Callable[[], bytes]] = {}
GOOD = jcs(body(a=1))
AT = "2026-11-22T08:30:00.000Z"
CONTENT = f"contents/{SEEN[0]}"


def kind(name: str, make: Callable[[], bytes]) -> None:
    """Put one into the catalogue."""
    assert name not in KINDS, name
    KINDS[name] = make


def kinds(what: str, rows: dict, make: Callable) -> None:
    """Put one for each row: its name, and what `make` is given."""
    for name, value in rows.items():
        kind(f"{what}: {name}", lambda value=value: make(value))


def one_body(text) -> bytes:
    """A dossier of this body alone, well hashed, sealed and signed."""
    alone = Forgery(bodies=[text], log=(1,), sealed=((1, NEW),), contents={}, withheld=[])
    return alone.zipped()


def changed_lines(change: Callable[[list[dict]], list]) -> bytes:
    """The lines changed after they were chained; all that rests on them is made to fit as far as it can be."""
    forged = Forgery()
    held, lines = forged.members(), change(forged.lines())
    held["entries.jsonl"] = b"".join(one if isinstance(one, bytes) else line_of(one) for one in lines)
    last = next((one for one in reversed(lines) if isinstance(one, dict)), {"hash": ZERO})
    return forged.zipped(held, length=len(lines), head=last.get("hash", ZERO))


def line(number: int, **changes) -> bytes:
    """One line with keys changed; ... leaves a key out."""

    def change(lines: list[dict]) -> list[dict]:
        told = lines[number] | changes
        lines[number] = {key: value for key, value in told.items() if value is not ...}
        return lines

    return changed_lines(change)


def changed_seals(change: Callable[[list[dict]], object]) -> bytes:
    """seals.json changed, listed and signed."""
    forged = Forgery()
    held = forged.members()
    seals = json.loads(held["seals.json"])
    found = change(seals)
    held["seals.json"] = json.dumps(seals if found is None else found).encode()
    return forged.zipped(held)


def resealed(number: int, key=None, text: str = "", **changes) -> bytes:
    """One seal's text changed and signed again by its key or another; the seals after it name the new one."""

    def change(seals: list[dict]) -> None:
        keys = {OLD.hex: OLD, NEW.hex: NEW}
        told = json.loads(seals[number]["seal"]) | changes
        new = text or jcs({name: value for name, value in told.items() if value is not ...})
        for place in range(number, len(seals)):
            signer = key if key and place == number else keys[seals[place]["public_key"]]
            if place > number:
                following = json.loads(seals[place]["seal"])
                new = jcs(following | {"prev": sha256(seals[place - 1]["seal"].encode()).hexdigest()})
            seals[place] |= {"seal": new, "signature": signer.sign(new.encode()), "public_key": signer.hex}

    return changed_seals(change)


def seal_with(**changes) -> bytes:
    """Keys of the first seal's row changed; ... leaves one out."""

    def change(seals: list[dict]) -> None:
        told = seals[0] | changes
        seals[0] = {name: value for name, value in told.items() if value is not ...}

    return changed_seals(change)


def proof_with(number: int = 0, **changes) -> bytes:
    """A proof of the first seal changed."""

    def change(seals: list[dict]) -> None:
        told = seals[0]["proofs"][number] | changes
        seals[0]["proofs"][number] = {name: value for name, value in told.items() if value is not ...}

    return changed_seals(change)


def member(name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A member's bytes changed, listed and signed."""
    forged = Forgery()
    held = forged.members()
    held[name] = change(held[name])
    return forged.zipped(held)


def unlisted(name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A member's bytes changed under the true manifest."""
    forged = Forgery()
    held = forged.members()
    manifest = json.dumps(forged.manifest(held)).encode()
    held[name] = change(held[name])
    return forged.signed(held, manifest)


def manifest_text(change: Callable[[bytes], bytes]) -> bytes:
    """The manifest's very text changed and signed."""
    forged = Forgery()
    held = forged.members()
    return forged.signed(held, change(json.dumps(forged.manifest(held)).encode()))


def listed(change: Callable[[list[dict]], object]) -> bytes:
    """The list of files changed and signed."""
    forged = Forgery()
    held = forged.members()
    files = forged.manifest(held)["files"]
    found = change(files)
    return forged.zipped(held, files=files if found is None else found)


def signature(change: Callable[[Forgery, bytes], bytes]) -> bytes:
    """Another manifest.sig over the true manifest."""
    forged = Forgery()
    held = forged.members()
    manifest = json.dumps(forged.manifest(held)).encode()
    return forged.signed(held, manifest, change(forged, manifest))


def signed_text(forged: Forgery, manifest: bytes) -> str:
    return forged.signing.sign(b"hejie:manifest:1\n" + manifest)


def whole() -> dict[str, bytes]:
    """All members of the true dossier."""
    with zipfile.ZipFile(io.BytesIO(Forgery().zipped())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
