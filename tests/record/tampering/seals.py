"""Lies in the seals: their text, the tree, signatures and proofs."""

import json
from collections.abc import Callable
from hashlib import sha256

from tests.record.forger import NEW, OLD, STRANGER, ZERO, Forgery, jcs
from tests.record.tampering.common import changed_seals, kind, kinds, proof_with, resealed, seal_with

kinds(
    "seal's text",
    {
        "another root": {"root": "0" * 64},
        "a root in capitals": {"root": "A" * 64},
        "a larger size": {"size": 4},
        "a smaller size": {"size": 2},
        "size 0": {"size": 0},
        "a size as text": {"size": "3"},
        "v 2": {"v": 2},
        "no v": {"v": ...},
        "no root": {"root": ...},
        "no moment": {"at": ...},
        "no prev": {"prev": ...},
        "prev null": {"prev": None},
        "a key more": {"note": 1},
        "a moment without milliseconds": {"at": "2026-11-22T08:31:00Z"},
    },
    lambda changes: resealed(0, **changes),
)
kind("seal's text: spaces in it", lambda: changed_seals(lambda seals: _spaced(seals)))
kind("seal's text: by a stranger", lambda: resealed(0, key=STRANGER))
kind("seal's text: a second one without forerunner", lambda: _reprev(1, ZERO))
kind("seal's text: a second one with the first's forerunner", lambda: _fork())


def _spaced(seals: list[dict]) -> None:
    text = seals[0]["seal"].replace(",", ", ")
    seals[0] |= {"seal": text, "signature": OLD.sign(text.encode())}


def _reprev(number: int, prev: str) -> bytes:
    def change(seals: list[dict]) -> None:
        text = jcs(json.loads(seals[number]["seal"]) | {"prev": prev})
        seals[number] |= {"seal": text, "signature": NEW.sign(text.encode())}

    return changed_seals(change)


def _fork() -> bytes:
    """Two seals that follow the same one."""

    def change(seals: list[dict]) -> None:
        for place, key in ((0, OLD), (1, NEW)):
            text = jcs(json.loads(seals[place]["seal"]) | {"prev": "1" * 64})
            seals[place] |= {"seal": text, "signature": key.sign(text.encode())}

    return changed_seals(change)


def _tree(name: str, function: Callable) -> bytes:
    forged = Forgery()
    setattr(forged, name, function)
    return forged.zipped()


kind("tree: leaves without their mark", lambda: _tree("leafed", lambda digest: sha256(bytes.fromhex(digest)).digest()))
kind("tree: leaves of hex", lambda: _tree("leafed", lambda digest: sha256(b"\0" + digest.encode()).digest()))
kind("tree: leaves that are the hashes", lambda: _tree("leafed", bytes.fromhex))
kind("tree: nodes without their mark", lambda: _tree("joined", lambda left, right: sha256(left + right).digest()))
kind(
    "tree: nodes with the leaves' mark",
    lambda: _tree("joined", lambda left, right: sha256(b"\0" + left + right).digest()),
)
kind("tree: nodes turned round", lambda: _tree("joined", lambda left, right: sha256(b"\1" + right + left).digest()))
kinds(
    "seal",
    {
        "another's signature": {"signature": OLD.sign(b"x")},
        "a signature in capitals": {"signature": "A" * 128},
        "a signature too short": {"signature": "0" * 126},
        "no signature": {"signature": ...},
        "another key named": {"public_key": NEW.hex},
        "a stranger's key named": {"public_key": STRANGER.hex},
        "a key in capitals": {"public_key": OLD.hex.upper()},
        "no key": {"public_key": ...},
        "no token": {"token": ...},
        "a token of no base64": {"token": "***"},
        "a token with a line end": {"token": "QUJD\n"},
        "a token with spare bits": {"token": "QUJ="},
        "a token without its end": {"token": "QQ"},
        "a token as a number": {"token": 1},
        "no proofs": {"proofs": ...},
        "proofs as an object": {"proofs": {}},
        "proofs empty": {"proofs": []},
        "proofs null": {"proofs": None},
        "a seal as an object": {"seal": {}},
        "a seal that is empty": {"seal": ""},
        "a key more": {"note": 1},
    },
    lambda changes: seal_with(**changes),
)
kinds(
    "seals",
    {
        "none": lambda seals: [],
        "an object": lambda seals: {"seals": seals},
        "the first left out": lambda seals: seals[1:],
        "the last left out": lambda seals: seals[:-1],
        "turned round": lambda seals: seals[::-1],
        "one twice": lambda seals: [seals[0], *seals],
        "a proof left out": lambda seals: seals[0]["proofs"].pop() and None,
        "a proof twice": lambda seals: seals[0]["proofs"].append(seals[0]["proofs"][0]),
        "a proof under a later seal": lambda seals: seals[1]["proofs"].append(seals[0]["proofs"].pop()),
        "entries exchanged": lambda seals: _exchange(seals[0]["proofs"], "seq"),
        "places exchanged": lambda seals: _exchange(seals[0]["proofs"], "index"),
        "paths exchanged": lambda seals: _exchange(seals[0]["proofs"], "path"),
        "one more that covers nothing": lambda seals: [*seals, seals[1] | {"proofs": []}],
    },
    changed_seals,
)


def _exchange(proofs: list[dict], key: str) -> None:
    proofs[0][key], proofs[1][key] = proofs[1][key], proofs[0][key]


kinds(
    "proof",
    {
        "entry 0": {"seq": 0},
        "an entry not there": {"seq": 9},
        "an entry as text": {"seq": "1"},
        "no entry": {"seq": ...},
        "a place beyond": {"index": 3},
        "a place below zero": {"index": -1},
        "a place beside": {"index": 0},
        "a place as text": {"index": "1"},
        "no place": {"index": ...},
        "no path": {"path": ...},
        "a path empty": {"path": []},
        "a path as text": {"path": "0" * 64},
        "a step too short": {"path": ["0" * 62]},
        "a step null": {"path": [None]},
        "a path of 64 steps": {"path": ["0" * 64] * 64},
        "a key more": {"note": 1},
    },
    lambda changes: proof_with(0, **changes),
)
kind("proof: a step more", lambda: changed_seals(lambda seals: seals[0]["proofs"][0]["path"].append("0" * 64)))
kind("proof: a step less", lambda: changed_seals(lambda seals: seals[0]["proofs"][0]["path"].pop() and None))
kind("proof: steps turned round", lambda: changed_seals(lambda seals: seals[0]["proofs"][0]["path"].reverse()))
kind("proof: steps in capitals", lambda: changed_seals(lambda seals: _upper(seals[0]["proofs"][0])))
kind("log: a later entry before an earlier one", lambda: Forgery(log=(None, 2, 1, None, 3, 4, None)).zipped())
kind("log: an entry taken up twice", lambda: Forgery(log=(1, 1, 2, None, 3, 4, None)).zipped())
kind("log: an entry never taken up", lambda: Forgery(log=(None, 1, 2, None, 3, None, None)).zipped())
kind("log: the last entry not sealed", lambda: Forgery(sealed=((3, OLD), (5, NEW))).zipped())


def _upper(proof: dict) -> None:
    proof["path"] = [step.upper() for step in proof["path"]]
