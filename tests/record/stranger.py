"""A verifier as a stranger would write it from `docs/record.md`: it shares no code with the program."""

import base64
import json
from hashlib import sha256
from zipfile import ZipFile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ZERO = "0" * 64


def check(file) -> dict:
    """The manifest of a dossier of which everything holds; anything else raises."""
    with ZipFile(file) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names)) and archive.testzip() is None
        held = {name: archive.read(name) for name in names}
    manifest = json.loads(held["manifest.json"])
    assert signed(manifest["public_key"], held["manifest.sig"].decode(), b"hejie:manifest:1\n" + held["manifest.json"])
    keys = [each["key"] for each in manifest["former_keys"]] + [manifest["public_key"]]
    for each, after in zip(manifest["former_keys"], keys[1:], strict=True):
        assert signed(each["key"], each["successor"], b"hejie:key:1\n" + after.encode())
    listed = {each["name"]: (each["sha256"], each["size"]) for each in manifest["files"]}
    others = {name: data for name, data in held.items() if name not in ("manifest.json", "manifest.sig")}
    assert listed == {name: (sha256(data).hexdigest(), len(data)) for name, data in others.items()}
    bodies, hashes = chain(held["entries.jsonl"], manifest)
    references(bodies, held)
    seals(json.loads(held["seals.json"]), hashes, keys)
    return manifest


def signed(key: str, signature: str, message: bytes) -> bool:
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), message)
    return True


def chain(lines: bytes, manifest: dict) -> tuple[list[dict], list[bytes]]:
    prev, bodies, hashes = ZERO, [], []
    assert lines.endswith(b"\n")
    for number, line in enumerate(lines[:-1].split(b"\n"), 1):
        entry = json.loads(line)
        said = "\n".join(("hejie:entry:1", manifest["stream"], str(number), prev, entry["body"])).encode()
        assert entry["seq"] == number and entry["prev"] == prev and entry["hash"] == sha256(said).hexdigest()
        body = json.loads(entry["body"])
        plain = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert plain == entry["body"] and {"v", "kind", "at", "by", "data"} <= body.keys() and body["v"] == 1
        prev = entry["hash"]
        bodies.append(body)
        hashes.append(bytes.fromhex(prev))
    assert len(hashes) == manifest["length"] and prev == manifest["head"]
    return bodies, hashes


def references(bodies: list[dict], held: dict[str, bytes]) -> None:
    sizes: dict[str, int] = {}
    erased = {ref for body in bodies if body["kind"] == "ContentErased" for ref in body["data"]["erased"]}

    def walk(value) -> None:
        if isinstance(value, dict) and value.keys() == {"ref", "size", "type"}:
            assert sizes.setdefault(value["ref"], value["size"]) == value["size"]
        elif isinstance(value, dict | list):
            for each in value.values() if isinstance(value, dict) else value:
                walk(each)

    walk(bodies)
    shown = {name.removeprefix("contents/"): data for name, data in held.items() if name.startswith("contents/")}
    withheld = {each["ref"]: each["why"] for each in json.loads(held["withheld.json"])}
    assert shown.keys() | withheld.keys() == sizes.keys() and not shown.keys() & withheld.keys()
    assert {ref for ref, why in withheld.items() if why == "erased"} == erased & sizes.keys()
    for ref, data in shown.items():
        assert sha256(data).hexdigest() == ref and len(data) == 32 + sizes[ref]


def seals(shown: list[dict], hashes: list[bytes], keys: list[str]) -> None:
    before, proved = 0, {}
    for each in shown:
        seal = json.loads(each["seal"])
        assert each["public_key"] in keys and signed(each["public_key"], each["signature"], each["seal"].encode())
        assert seal["size"] > before and (each["token"] is None or base64.b64decode(each["token"]))
        for proof in each["proofs"]:
            assert before <= proof["index"] < seal["size"] and proof["seq"] not in proved
            leaf = sha256(b"\x00" + hashes[proof["seq"] - 1]).digest()
            assert (
                head(leaf, proof["index"], seal["size"], [bytes.fromhex(step) for step in proof["path"]])
                == seal["root"]
            )
            proved[proof["seq"]] = proof["index"]
        before = seal["size"]
    order = [proved[seq] for seq in range(1, len(hashes) + 1)]
    assert order == sorted(order) and len(proved) == len(hashes)


def head(value: bytes, index: int, size: int, path: list[bytes]) -> str:
    """RFC 6962: the path from the leaf up, told as the recursion goes down."""
    if size == 1:
        assert not path
        return value.hex()
    half = 1 << (size - 1).bit_length() - 1
    *rest, last = path
    if index < half:
        return sha256(b"\x01" + bytes.fromhex(head(value, index, half, rest)) + last).hexdigest()
    return sha256(b"\x01" + last + bytes.fromhex(head(value, index - half, size - half, rest))).hexdigest()
