#!/usr/bin/env python3
"""Check a dossier of Hejie with nothing but Python 3.9 or newer: python3 hejie_verify.py FILE.zip [--key HEX]

Prints each check. Ends with 0 when all hold, with 1 at the first that fails, which it names, with 2 on wrong use.
What is checked stands in docs/record.md of Hejie, with which this file shares no code; read it before you trust it.
It writes nothing, and unpacks no more than the signed list in the dossier states.
"""

import argparse
import base64
import json
import re
import struct
import sys
import zipfile
from datetime import datetime
from hashlib import sha256, sha512

FIXED = ("manifest.json", "manifest.sig", "entries.jsonl", "withheld.json", "seals.json", "dossier.pdf")
SUBJECT = ["archive"]  # what is being checked now: a file, an entry, a seal; whatever fails is its failure


def require(holds, detail):
    if not holds:
        raise ValueError(detail)


# Ed25519 (RFC 8032 section 5.1). A point is (X, Y, Z, T) with x = X/Z, y = Y/Z, x*y = T/Z.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * D * p[3] * q[3] % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def point(encoded):
    """The point with this y and this sign of x; None if there is none (section 5.1.3)."""
    sign, y = encoded[31] >> 7, int.from_bytes(encoded, "little") % 2**255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = x if x % 2 == sign else P - x
    return x, y, 1, x * y % P


NEUTRAL, BASE = (0, 1, 1, 0), point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def signs(key, signature, message):
    """Whether [S]B - [k]A is R, where the signature is R and S (section 5.1.7); key and signature in hex."""
    r, s = bytes.fromhex(signature[:64]), int.from_bytes(bytes.fromhex(signature[64:]), "little")
    a = point(bytes.fromhex(key))
    if a is None or s >= L:
        return False
    k = int.from_bytes(sha512(r + bytes.fromhex(key) + message).digest(), "little") % L
    minus_a = (P - a[0], a[1], 1, P - a[3])
    choices, total = (NEUTRAL, BASE, minus_a, add(BASE, minus_a)), NEUTRAL
    for bit in reversed(range(253)):
        total = add(add(total, total), choices[(s >> bit & 1) + 2 * (k >> bit & 1)])
    inverse = pow(total[2], -1, P)
    x, y = total[0] * inverse % P, total[1] * inverse % P
    return (y + (x % 2 << 255)).to_bytes(32, "little") == r


# Strict JSON and its canonical form (RFC 8785).
def once(pairs):
    require(len(dict(pairs)) == len(pairs), "a key stands twice in one object")
    return dict(pairs)


DECODER = json.JSONDecoder(object_pairs_hook=once, parse_int=lambda digits: int(digits[:18]))  # 18 are too many anyway


def ordered(value, depth=1):
    """The same value with all keys in the order of their UTF-16 code units; refuses what is no value here."""
    require(depth <= 200 or not isinstance(value, (dict, list)), "nested too deeply")
    if isinstance(value, list):
        return [ordered(each, depth + 1) for each in value]
    if isinstance(value, dict):
        return {key: ordered(value[key], depth + 1) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    require(type(value) is not float and (type(value) is not int or abs(value) < 2**53), "only integers of 53 bits")
    return value


def strict(data, canonical=False):
    """The value of strict JSON; with canonical, the bytes must be its canonical form."""
    value = DECODER.decode(data.decode("utf-8"))
    exact = json.dumps(ordered(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    require(not canonical or exact == data, "its text is not in canonical form")
    return value


# The forms of values: a pattern of text, a type (int: a number from 0), or a list of such. A key has one form everywhere.
HASH, SIGNATURE, MOMENT = "[0-9a-f]{64}", "[0-9a-f]{128}", "[0-9].{22}Z"
FORMS = {"stream": "[a-z0-9][a-z0-9._:-]{0,99}", "why": "private|erased", "path": [HASH], "erased": [HASH]}
FORMS.update(dict.fromkeys(("head", "public_key", "key", "sha256", "prev", "hash", "ref", "root"), HASH))
FORMS.update({"signature": SIGNATURE, "successor": SIGNATURE, "at": MOMENT, "made_at": MOMENT, "body": ".*"})
FORMS.update(dict.fromkeys(("made_for", "name", "kind", "type", "role", "seal"), ".+"), id=".*")
FORMS.update({"by": dict, "data": dict, "former_keys": list, "files": list, "proofs": list, "token": (str, type(None))})
FORMS.update(dict.fromkeys(("v", "length", "size", "seq", "index"), int))


def fits(value, form):
    if isinstance(form, list):
        return isinstance(value, list) and all(fits(each, form[0]) for each in value)
    if not isinstance(form, str):
        return isinstance(value, form) if form is not int else type(value) is int and value >= 0
    good = isinstance(value, str) and re.fullmatch(form, value, re.DOTALL)
    return good and (form != MOMENT or datetime.fromisoformat(value[:23]).isoformat("T", "milliseconds") == value[:23])


def shaped(value, keys, more=False):
    """An object with exactly these keys (at least these, with more), each value of its form."""
    names = keys.split()
    require(isinstance(value, dict) and (more or len(value) == len(names)), f"an object with {keys} was expected")
    for key in names:
        require(key in value and fits(value[key], FORMS[key]), f"the key {key!r} is missing or not of its form")
    require("v" not in names or value["v"] == 1, "its form is not known")
    return value


# The ZIP file: plain members, each once, and not a byte that belongs to none.
def open_archive(file):
    archive, ends, big = zipfile.ZipFile(file), [0], 2**32 - 1
    members = sorted(archive.infolist(), key=lambda member: member.header_offset)
    for member in members:
        name, kind, method = member.filename, member.external_attr, member.compress_type
        SUBJECT[0] = name
        known = name in FIXED or fits(name, "contents/" + HASH)
        require(known and member.orig_filename == name, "is no part of a dossier")
        require(archive.getinfo(name) is member, "stands in the archive more than once")
        require(not kind & 0x10 and kind >> 28 in (0, 0o10) and method in (0, 8), "is not a plain file")
        require(member.header_offset in ends, "does not begin where the member before ends")
        file.seek(member.header_offset)
        sign, flags, packing, crc, held, size, name, extra = struct.unpack("<4s2x2H4x3I2H", file.read(30))
        require(not (flags | member.flag_bits) & 0x2041, "is encrypted")
        fit = flags & 8 or crc == member.CRC and held in (member.compress_size, big) and size in (member.file_size, big)
        require(sign == b"PK\3\4" and packing == method and fit, "its header differs from the directory")
        end = member.header_offset + 30 + name + extra + member.compress_size
        ends = [end + behind for behind in ((12, 16, 20, 24) if flags & 8 else (0,))]  # 8: these three behind it
    SUBJECT[0] = "archive"
    length = 46 * len(members) + sum(len(each.orig_filename) + len(each.extra) + len(each.comment) for each in members)
    file.seek(archive.start_dir + length)
    last = file.read(99)
    counts = struct.unpack("<16x2I2Q", last[:40]) if len(last) == 98 else struct.unpack("<4x4H", last[:12])
    whole = archive.start_dir in ends and len(last) in (22, 98) and last[-22:-18] == b"PK\5\6" and last[-2:] == b"\0\0"
    require(whole and counts == (0, 0, len(members), len(members)), "holds more, or other members than it counts")
    print(f"holds  archive: {len(members)} members, each once, and nothing else")
    return archive


def pieces(archive, name, sizes=range(2**63)):
    """A member's bytes, piece by piece, never more than the directory says, which must be one of these sizes."""
    SUBJECT[0] = name
    size = archive.getinfo(name).file_size
    require(size in sizes, f"unpacks to {size} bytes, which is not as stated")
    with archive.open(name) as opened:  # the library gives no more than size, but says nothing where there is less
        yield from iter(lambda: opened.read(1 << 20), b"")
        require(opened.tell() == size, f"has {opened.tell()} bytes, not {size}")


# The dossier, in the order of docs/record.md.
def read_manifest(archive, demanded):
    exact = b"".join(pieces(archive, "manifest.json", range((16 << 20) + 1)))
    manifest = shaped(strict(exact), "v stream head length made_at made_for public_key former_keys files")
    former = [shaped(each, "key successor") for each in manifest["former_keys"]]
    files = {shaped(each, "name sha256 size")["name"]: each for each in manifest["files"]}
    require(len(files) == len(manifest["files"]), "lists a member more than once")
    odd = sorted(files.keys() ^ set(archive.namelist()) ^ set(FIXED[:2]))
    require(not odd and files.keys() >= set(FIXED[2:]), f"and the members differ, or one is missing: {odd[:1]}")
    signature = b"".join(pieces(archive, "manifest.sig", (128,))).decode("latin-1")
    require(fits(signature, SIGNATURE), "is not 128 lower-case hex digits and nothing else")
    keys = [each["key"] for each in former] + [manifest["public_key"]]
    require(signs(keys[-1], signature, b"hejie:manifest:1\n" + exact), "does not sign this manifest")
    SUBJECT[0] = "key"
    require(demanded in (None, keys[-1]), f"signed by {keys[-1]}, not by the key demanded")
    print(f"holds  key: {keys[-1]}, which signed the list of the members")
    SUBJECT[0] = "manifest.json"
    for number, each in enumerate(former, 1):
        vouches = signs(each["key"], each["successor"], b"hejie:key:1\n" + keys[number].encode())
        require(vouches, f"the former key {each['key']} does not vouch for its successor")
    for name, each in files.items():
        digest = sha256()
        for piece in pieces(archive, name, (each["size"],)):
            digest.update(piece)
        require(digest.hexdigest() == each["sha256"], "is not what the manifest says")
    print(f"holds  files: {len(files)} as listed, to the byte; {len(former)} former keys, each vouching for the next")
    return manifest, files, keys


def read_entries(text, manifest):
    chain, prev, sizes, erased = [], "0" * 64, {}, set()
    require(text.endswith(b"\n"), "the last line is not ended")
    for seq, line in enumerate(text[:-1].split(b"\n"), 1):
        SUBJECT[0] = f"entry {seq}"
        entry = shaped(strict(line), "seq prev hash body")
        require(entry["seq"] == seq and entry["prev"] == prev, "does not follow the entry before")
        exact = entry["body"].encode()
        prev = sha256(f"hejie:entry:1\n{manifest['stream']}\n{seq}\n{prev}\n".encode() + exact).hexdigest()
        require(entry["hash"] == prev, "its hash is not that of its text")
        body = shaped(strict(exact, canonical=True), "v kind at by data", more=True)
        shaped(body["by"], "role id", more=True)
        values = [body]
        for value in values:  # grows by what is within
            values.extend(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
            if isinstance(value, dict) and value.keys() == {"ref", "size", "type"}:
                size = shaped(value, "ref size type")["size"]
                require(sizes.setdefault(value["ref"], size) == size, f"gives {value['ref']} another size than before")
        if body["kind"] == "ContentErased":
            erased.update(shaped(body["data"], "erased", more=True)["erased"])
        chain.append(prev)
    require(len(chain) == manifest["length"] and prev == manifest["head"], "is not the end that the manifest names")
    print(f"holds  entries: {len(chain)} linked up to {prev}")
    return chain, sizes, erased


def check_contents(withheld, files, sizes, erased):
    why = {shaped(each, "ref why")["ref"]: each["why"] for each in withheld}
    require(isinstance(withheld, list) and len(why) == len(withheld), "is no list, or names a reference more than once")
    shown = {name[9:] for name in files if name[:9] == "contents/"}
    for ref in sorted(shown | why.keys() | sizes.keys()):
        SUBJECT[0] = f"contents/{ref}" if ref in shown else "withheld.json"
        require(ref in sizes, f"no entry refers to {ref}")
        require((ref in shown) != (ref in why), f"{ref} is neither shown nor withheld, or both")
        require((ref in erased) == (why.get(ref) == "erased"), f"{ref} is erased by no entry, or shown in spite of one")
        if ref in shown:  # the member is the salt and the content, and its name is the hash of both
            listed = files[f"contents/{ref}"]
            require(listed["sha256"] == ref and listed["size"] == 32 + sizes[ref], "is not what its reference says")
    print(f"holds  contents: {len(shown)} shown, {len(why)} withheld or erased, all declared")


def tree_head(leaf, index, last, path):
    """Where an inclusion proof leads (RFC 6962 section 2.1.1); last is the index of the last leaf."""
    value = sha256(b"\0" + leaf).digest()
    for step in map(bytes.fromhex, path):
        require(last, "has a path that is too long")
        while index == last and index % 2 == 0:  # the last of an odd number has nobody beside it
            index, last = index // 2, last // 2
        value = sha256(b"\1" + (step + value if index % 2 else value + step)).digest()
        index, last = index // 2, last // 2
    require(last == 0, "has a path that is too short")
    return value.hex()


def check_seals(seals, chain, keys):
    before, digest, named, proved = 0, "", set(), {}
    for number, each in enumerate(seals, 1):
        SUBJECT[0] = f"seal {number}"
        token = shaped(each, "seal public_key signature token proofs")["token"]  # its authority's key could check it
        require(token is None or base64.b64encode(base64.b64decode(token)).decode() == token, "its token is no base64")
        exact = each["seal"].encode()
        known = each["public_key"] in keys and signs(each["public_key"], each["signature"], exact)
        require(known, "is not signed by the present key or a former one")
        seal = shaped(strict(exact, canonical=True), "v size root at prev")
        require(seal["size"] > before and each["proofs"], "is the first to cover no entry of this stream")
        require(seal["prev"] not in named, "follows a seal that another follows already, or none")
        for proof in each["proofs"]:
            seq, index = shaped(proof, "seq index path")["seq"], proof["index"]
            require(1 <= seq <= len(chain) and seq not in proved, f"proves entry {seq} again, or one that is not there")
            require(before <= index < seal["size"], f"is not the first to cover entry {seq}")
            reached = tree_head(bytes.fromhex(chain[seq - 1]), index, seal["size"] - 1, proof["path"])
            require(reached == seal["root"], f"does not cover entry {seq} as its proof says")
            proved[seq] = index
        named |= {"0" * 64, seal["prev"], digest}  # what no later seal may name
        before, digest = seal["size"], sha256(exact).hexdigest()
    for seq in range(1, len(chain) + 1):
        SUBJECT[0] = f"entry {seq}"
        require(proved.get(seq, -1) > proved.get(seq - 1, -1), "is under no seal, or before the entry that it follows")
    print(f"holds  seals: {len(seals)} prove each of the {len(chain)} entries once")


def verify(file, demanded=None):
    """Print each check; whether all hold. Whatever goes wrong on the way means that the dossier does not hold."""
    try:
        SUBJECT[0] = "archive"
        archive = open_archive(file)
        manifest, files, keys = read_manifest(archive, demanded and demanded.lower())
        chain, sizes, erased = read_entries(b"".join(pieces(archive, "entries.jsonl")), manifest)
        check_contents(strict(b"".join(pieces(archive, "withheld.json"))), files, sizes, erased)
        check_seals(strict(b"".join(pieces(archive, "seals.json"))), chain, keys)
    except Exception as failure:
        print(ascii(f"FAILS  {SUBJECT[0]}: {failure or type(failure).__name__}")[1:-1])
        return False
    return True


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=argparse.FileType("rb"), help="the dossier, a ZIP file")
    parser.add_argument("--key", type=lambda key: re.fullmatch("(?i)" + HASH, key)[0].lower(), help="demand this key")
    chosen = parser.parse_args()
    sys.exit(0 if verify(chosen.file, chosen.key) else 1)
