"""Write record.json again: `python tests/vectors/make_record.py`.

On purpose it shares nothing with the program: bodies are typed in canonical form by hand, every hash is spelled out,
and the tree is the recursion of RFC 6962 section 2.1 to the letter. Only Ed25519 is a library's.
"""

import json
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

CASE = "case:abcdefghijklmnop-qrstuvwx"
ORDER = "order:abcdefghijklmnop"
TEXTS = ["The lamp arrived broken.", "灯罩碎了，要求退款。", "Абажур разбит 😂", ""]


def salt(number):
    return sha256(f"salt {number}".encode()).digest()


CONTENTS = [
    {"salt": salt(at).hex(), "content": text.encode().hex(), "ref": sha256(salt(at) + text.encode()).hexdigest()}
    for at, text in enumerate(TEXTS)
]


def private(at):
    return f'{{"ref":"{CONTENTS[at]["ref"]}","size":{len(TEXTS[at].encode())},"type":"text/plain"}}'


def body(kind, at, role, data):
    for each in range(len(TEXTS)):
        data = data.replace(f"<{each}>", private(each))
    return f'{{"at":"{at}","by":{{"id":"pabcdefghijkl","role":"{role}"}},"data":{data},"kind":"{kind}","v":1}}'


BODIES = {
    CASE: [
        body(
            "CaseOpened",
            "2026-11-22T08:30:00.000Z",
            "buyer",
            '{"claim":{"amount":11940,"currency":"CNY","facts":<0>},"lines":[1,2]}',
        ),
        body("StatementMade", "2026-11-22T08:31:00.250Z", "seller", '{"id":"s1","text":<1>}'),
        body(
            "MessageSent",
            "2026-11-22T09:00:00.001Z",
            "buyer",
            '{"id":"m1","note":<2>,"tags":{"\\n":null,"a":true,"é":"\\u0007","😂":-9007199254740991,"\uff5e":9007199254740991}}',
        ),
        body("MessageSent", "2026-11-22T09:00:01.000Z", "buyer", '{"empty":<3>,"id":"m2","list":[]}'),
        body("ContentErased", "2026-12-01T00:00:00.000Z", "system", '{"erased":["' + CONTENTS[2]["ref"] + '"]}'),
    ],
    ORDER: [
        body("OrderPlaced", "2026-11-01T00:00:00.000Z", "integrator", '{"lines":[]}'),
        body("HoldMade", "2026-11-01T00:00:00.001Z", "system", '{"amount":11940}'),
    ],
}
# The order in which sealing took the entries up.
LOG = [(ORDER, 1), (CASE, 1), (ORDER, 2), (CASE, 2), (CASE, 3), (CASE, 4), (CASE, 5)]
SEALED = [(3, "2026-11-22T08:30:30.000Z", 0), (6, "2026-11-22T10:00:00.000Z", 0), (7, "2026-12-01T00:01:00.000Z", 1)]
SEEDS = [sha256(f"a key for test vectors {number}".encode()).digest() for number in (1, 2, 3)]


def entries_of(stream):
    prev, made = "0" * 64, []
    for seq, text in enumerate(BODIES[stream], 1):
        preimage = "hejie:entry:1\n" + stream + "\n" + str(seq) + "\n" + prev + "\n" + text
        digest = sha256(preimage.encode("utf-8")).hexdigest()
        made.append({"stream": stream, "seq": seq, "prev": prev, "body": text, "hash": digest})
        prev = digest
    return made


def split(count):
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def head(leaves):
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    middle = split(len(leaves))
    return sha256(b"\x01" + head(leaves[:middle]) + head(leaves[middle:])).digest()


def path(index, leaves):
    if len(leaves) == 1:
        return []
    middle = split(len(leaves))
    if index < middle:
        return path(index, leaves[:middle]) + [head(leaves[middle:])]
    return path(index - middle, leaves[middle:]) + [head(leaves[:middle])]


def proof(old, leaves, whole=True):
    if old == len(leaves):
        return [] if whole else [head(leaves)]
    middle = split(len(leaves))
    if old <= middle:
        return proof(old, leaves[:middle], whole) + [head(leaves[middle:])]
    return proof(old - middle, leaves[middle:], False) + [head(leaves[:middle])]


def hexes(values):
    return [value.hex() for value in values]


def seals_over(leaves, keys):
    prev, made = "0" * 64, []
    for size, at, key in SEALED:
        text = f'{{"at":"{at}","prev":"{prev}","root":"{head(leaves[:size]).hex()}","size":{size},"v":1}}'
        prev_was, prev = prev, sha256(text.encode()).hexdigest()
        made.append(
            {
                "size": size,
                "at": at,
                "prev": prev_was,
                "seal": text,
                "sha256": prev,
                "public_key": keys[key].public_key().public_bytes_raw().hex(),
                "signature": keys[key].sign(text.encode()).hex(),
            }
        )
    return made


def main():
    by_stream = {stream: entries_of(stream) for stream in BODIES}
    log = [by_stream[stream][seq - 1] for stream, seq in LOG]
    leaves = [bytes.fromhex(entry["hash"]) for entry in log]
    keys = [Ed25519PrivateKey.from_private_bytes(seed) for seed in SEEDS]
    publics = [key.public_key().public_bytes_raw().hex() for key in keys]
    manifest = '{"v":1}'
    vectors = {
        "contents": CONTENTS,
        "log": log,
        "heads_by_size": hexes(head(leaves[:size]) for size in range(len(leaves) + 1)),
        "inclusion": [
            {"index": index, "size": size, "path": hexes(path(index, leaves[:size]))}
            for size in range(1, len(leaves) + 1)
            for index in range(size)
        ],
        "consistency": [
            {"old_size": old, "new_size": new, "path": hexes(proof(old, leaves[:new]))}
            for new in range(1, len(leaves) + 1)
            for old in range(1, new + 1)
        ],
        "seals": seals_over(leaves, keys),
        "keys": [{"seed": seed.hex(), "public_key": public} for seed, public in zip(SEEDS, publics, strict=True)],
        "former_keys": [
            {"key": publics[at], "successor": keys[at].sign(f"hejie:key:1\n{publics[at + 1]}".encode()).hex()}
            for at in (0, 1)
        ],
        "manifest": {
            "text": manifest,
            "public_key": publics[2],
            "signature": keys[2].sign(f"hejie:manifest:1\n{manifest}".encode()).hex(),
        },
    }
    target = Path(__file__).with_name("record.json")
    target.write_text(json.dumps(vectors, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
