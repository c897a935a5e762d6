"""A dossier as a forger with the true keys would make it, from the contract alone: it shares no code with the program.

Everything can be changed at the step where it would be made, and all that rests on it is then made to fit again: the lie is
chained, sealed, listed and signed, so that only the rule itself can find it.
"""

import io
import json
from base64 import b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ZERO = "0" * 64
NAMES = ("entries.jsonl", "withheld.json", "seals.json", "dossier.pdf")


class Key:
    """A signing key out of a word."""

    def __init__(self, word: str) -> None:
        self._secret = Ed25519PrivateKey.from_private_bytes(sha256(word.encode()).digest())
        self.hex = self._secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    def sign(self, message: bytes) -> str:
        """128 hex digits."""
        return self._secret.sign(message).hex()


OLD, NEW, STRANGER = Key("old"), Key("new"), Key("stranger")


def jcs(value) -> str:
    """Canonical text of plain values with ASCII keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def private(word: str) -> tuple[str, bytes, dict]:
    """(reference, salt and content, the object that stands for it) of a private text."""
    salted = sha256(b"salt of " + word.encode()).digest() + word.encode()
    ref = sha256(salted).hexdigest()
    return ref, salted, {"ref": ref, "size": len(word.encode()), "type": "text/plain"}


SEEN, ALSO, HIDDEN, GONE, NEVER = (private(word) for word in ("seen", "also seen", "hidden", "gone", "never named"))


def body(kind: str = "MessageWritten", **data) -> dict:
    """A body of the contract's form."""
    by = {"role": "buyer", "id": "p1"}
    return {"v": 1, "kind": kind, "at": "2026-11-22T08:30:00.000Z", "by": by, "data": data}


def usual() -> list:
    """Bodies of a small case: shown, withheld and erased contents."""
    return [
        body("CaseOpened", story=SEEN[2], minor=11940),
        body(text=HIDDEN[2], more=[GONE[2], {"deep": ALSO[2]}]),
        body("ContentErased", erased=[GONE[0]]),
        body("CaseClosed", outcome="agreed"),
    ]


def entry_text(stream: str, seq, prev: str, text: str) -> bytes:
    """What an entry's hash is taken of."""
    return f"hejie:entry:1\n{stream}\n{seq}\n{prev}\n{text}".encode("utf-8", "surrogatepass")


def leaf(digest: str) -> bytes:
    """A leaf of the tree."""
    return sha256(b"\x00" + bytes.fromhex(digest)).digest()


def node(left: bytes, right: bytes) -> bytes:
    """An inner node of the tree."""
    return sha256(b"\x01" + left + right).digest()


def tree(leaves: list[bytes], join=node) -> bytes:
    """The head of a tree."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return join(tree(leaves[:half], join), tree(leaves[half:], join))


def path(leaves: list[bytes], index: int, join=node) -> list[bytes]:
    """An inclusion proof, from the leaf up."""
    if len(leaves) == 1:
        return []
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if index < half:
        return [*path(leaves[:half], index, join), tree(leaves[half:], join)]
    return [*path(leaves[half:], index - half, join), tree(leaves[:half], join)]


@dataclass
class Forgery:
    """One dossier; each part is made by a step that can be replaced.

    log      order in which sealing took entries up: numbers of our stream, None for others'
    sealed   size and key of each seal
    """

    stream: str = "case:abc"
    bodies: list = field(default_factory=usual)
    log: tuple = (None, 1, 2, None, 3, 4, None)
    sealed: tuple = ((3, OLD), (6, NEW), (7, NEW))
    contents: dict = field(default_factory=lambda: {SEEN[0]: SEEN[1], ALSO[0]: ALSO[1]})
    withheld: object = field(
        default_factory=lambda: [dict(ref=HIDDEN[0], why="private"), dict(ref=GONE[0], why="erased")]
    )
    hashed = staticmethod(entry_text)
    leafed = staticmethod(leaf)
    joined = staticmethod(node)
    signing: Key = NEW
    former: object = field(
        default_factory=lambda: [{"key": OLD.hex, "successor": OLD.sign(f"hejie:key:1\n{NEW.hex}".encode())}]
    )
    pdf: bytes = b"%PDF-1.7"

    def lines(self) -> list[dict]:
        """The lines of entries.jsonl as objects."""
        found, prev = [], ZERO
        for seq, one in enumerate(self.bodies, 1):
            text = one if isinstance(one, str) else jcs(one)
            digest = sha256(self.hashed(self.stream, seq, prev, text)).hexdigest()
            found.append({"seq": seq, "prev": prev, "hash": digest, "body": text})
            prev = digest
        return found

    def seals(self, hashes: list[str]) -> list[dict]:
        """seals.json as objects, over these hashes of our entries."""
        others = (sha256(b"other %d" % number).hexdigest() for number in range(99))
        leaves = [self.leafed(next(others) if seq is None else hashes[seq - 1]) for seq in self.log]
        found, before, prev = [], 0, ZERO
        for size, key in self.sealed:
            proofs = [
                {"seq": seq, "index": index, "path": [step.hex() for step in path(leaves[:size], index, self.joined)]}
                for index, seq in enumerate(self.log[:size])
                if seq is not None and index >= before
            ]
            root = tree(leaves[:size], self.joined).hex()
            text = jcs({"v": 1, "size": size, "root": root, "at": "2026-11-22T08:31:00.000Z", "prev": prev})
            if proofs:
                signature = key.sign(text.encode())
                told = {"seal": text, "public_key": key.hex, "signature": signature, "token": None, "proofs": proofs}
                found.append(told)
            before, prev = size, sha256(text.encode()).hexdigest()
        return found

    def members(self) -> dict[str, bytes]:
        """All members but the manifest and its signature."""
        lines = self.lines()
        held = {"entries.jsonl": b"".join(line_of(one) for one in lines)}
        held |= {f"contents/{ref}": salted for ref, salted in self.contents.items()}
        held["withheld.json"] = json.dumps(self.withheld).encode()
        held["seals.json"] = json.dumps(self.seals([one["hash"] for one in lines])).encode()
        return held | {"dossier.pdf": self.pdf}

    def manifest(self, held: dict[str, bytes], **changes) -> dict:
        """The manifest that lists these members; a change of ... leaves a key out."""
        lines = self.lines()
        listed = [{"name": name, "sha256": sha256(data).hexdigest(), "size": len(data)} for name, data in held.items()]
        true = {
            "v": 1, "stream": self.stream, "head": lines[-1]["hash"] if lines else ZERO, "length": len(lines),
            "made_at": "2026-11-22T09:00:00.000Z", "made_for": "buyer", "public_key": self.signing.hex,
            "former_keys": self.former, "files": listed,
        }  # fmt: skip
        return {key: value for key, value in (true | changes).items() if value is not ...}

    def zipped(self, held: dict[str, bytes] | None = None, **changes) -> bytes:
        """The dossier as a file, of these members, under a manifest with these changes, signed."""
        held = self.members() if held is None else held
        return self.signed(held, json.dumps(self.manifest(held, **changes)).encode())

    def signed(self, held: dict[str, bytes], manifest: bytes, signature: bytes | None = None) -> bytes:
        """The same with this very text of the manifest, and this signature if one is given."""
        made = self.signing.sign(b"hejie:manifest:1\n" + manifest).encode() if signature is None else signature
        return packed({"manifest.json": manifest, "manifest.sig": made, **held})


def line_of(one: dict) -> bytes:
    """A line of entries.jsonl."""
    return json.dumps(one, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def packed(held, method: int = ZIP_STORED, **attributes) -> bytes:
    """Members as a ZIP file; a list of pairs may name one twice; attributes are set on the member `of`."""
    out, of = io.BytesIO(), attributes.pop("of", "")
    with ZipFile(out, "w") as archive:
        for name, data in held.items() if isinstance(held, dict) else held:
            info = ZipInfo(name)
            info.compress_type = method
            for key, value in (attributes if name == of else {}).items():
                setattr(info, key, value)
            archive.writestr(info, data)
    return out.getvalue()


def deflated(held: dict[str, bytes]) -> bytes:
    """The same, packed."""
    return packed(held, ZIP_DEFLATED)


def token(data: bytes) -> str:
    """A time-stamp token as it stands in seals.json."""
    return b64encode(data).decode()
