"""Lies inside the members, under a manifest that is signed again by the true key: the form itself must find them."""

import base64
import json

import pytest

from hejie.domain.kernel import canonical
from tests.record.sample import (
    BODIES,
    FIRST,
    GONE,
    HIDDEN,
    KEYS,
    SECOND,
    SHOWN,
    Plan,
    body,
    first_failure,
    members,
    private,
    signed,
    written,
    zipped,
)

OTHER = private(9, "never mentioned")
REF = SHOWN[2]["ref"]


def failure_of(held, **fields):
    return first_failure(zipped(signed(held, **fields)))


def planned(**changes):
    return first_failure(written(Plan(**changes)))


def plain(**changes):
    """One entry with this body text, well chained and sealed."""
    return planned(log=(1,), sealed=((1, KEYS),), contents=(), withheld=(), **changes)


GOOD = canonical.dumps(body(a=1)).decode()
BAD_BODIES = {
    "a space in it": GOOD.replace(":", ": ", 1),
    "keys in another order": '{"v":1,' + GOOD[1:-7] + "}",
    "a key twice": GOOD[:-1] + ',"v":1}',
    "a key twice deep inside": GOOD.replace('"a":1', '"a":1,"a":1'),
    "a fraction": GOOD.replace('"a":1', '"a":1.5'),
    "a whole fraction": GOOD.replace('"a":1', '"a":1.0'),
    "an exponent": GOOD.replace('"a":1', '"a":1e0'),
    "minus zero": GOOD.replace('"a":1', '"a":-0'),
    "not a number": GOOD.replace('"a":1', '"a":NaN'),
    "an integer too large": GOOD.replace('"a":1', '"a":9007199254740992'),
    "a needless escape": GOOD.replace('"a":1', '"\\u0061":1'),
    "half a surrogate": GOOD.replace('"a":1', '"a":"\\ud83d"'),
    "a list": "[1]",
    "no JSON": "hello",
    "nothing": "",
    "nesting without end": "[" * 100_000,
    "no v": canonical.dumps({key: value for key, value in body().items() if key != "v"}).decode(),
    "another v": canonical.dumps(body() | {"v": 2}).decode(),
    "v as true": canonical.dumps(body() | {"v": True}).decode(),
    "no kind": canonical.dumps({key: value for key, value in body().items() if key != "kind"}).decode(),
    "an empty kind": canonical.dumps(body() | {"kind": ""}).decode(),
    "no data": canonical.dumps({key: value for key, value in body().items() if key != "data"}).decode(),
    "data as a list": canonical.dumps(body() | {"data": []}).decode(),
    "by as text": canonical.dumps(body() | {"by": "buyer"}).decode(),
    "by without role": canonical.dumps(body() | {"by": {"id": "p1"}}).decode(),
    "by without id": canonical.dumps(body() | {"by": {"role": "buyer"}}).decode(),
    "a reference that is no hash": canonical.dumps(body(note={"ref": "x", "size": 1, "type": "t"})).decode(),
    "a reference in capitals": canonical.dumps(body(note=SHOWN[2] | {"ref": REF.upper()})).decode(),
    "a size below zero": canonical.dumps(body(note=SHOWN[2] | {"size": -1})).decode(),
    "a size as text": canonical.dumps(body(note=SHOWN[2] | {"size": "19"})).decode(),
    "a type as number": canonical.dumps(body(note=SHOWN[2] | {"type": 1})).decode(),
    "a reference without content": canonical.dumps(body(note=[[SHOWN[2]]])).decode(),
    "an erasure of nothing named": canonical.dumps(body("ContentErased")).decode(),
    "an erasure that is no list": canonical.dumps(body("ContentErased", erased=REF)).decode(),
    "an erasure of what is no reference": canonical.dumps(body("ContentErased", erased=["x"])).decode(),
}


@pytest.mark.parametrize("text", BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_body_of_another_form_is_found(text):
    assert plain(bodies=(GOOD,)) is None
    assert plain(bodies=(text,)).subject == "entry 1"


BAD_MOMENTS = [
    "2026-11-22T08:30:00Z",
    "2026-11-22T08:30:00.000",
    "2026-11-22T08:30:00.000+00:00",
    "2026-11-22T08:30:00.00000Z",
    "2026-11-22 08:30:00.000Z",
    "2026-11-22T08:30:00.000z",
    "2026-11-22T08:30:00,000Z",
    "2026-13-22T08:30:00.000Z",
    "2026-02-30T08:30:00.000Z",
    "2026-11-22T24:00:00.000Z",
    "2026-11-22T08:30:60.000Z",
    "2026-W47-7T08:30:00.000Z",
    "٢٠٢٦-11-22T08:30:00.000Z",
    "",
    1763800200000,
    None,
]


@pytest.mark.parametrize("moment", BAD_MOMENTS, ids=str)
def test_a_moment_of_another_form_is_found(moment):
    assert plain(bodies=(body() | {"at": moment},)).subject == "entry 1"
    assert failure_of(members(), made_at=moment).subject == "manifest.json"


def test_a_body_may_hold_more_keys():
    more = body() | {"by": {"role": "agent", "id": "p1", "for": "s1"}, "on_behalf": {"of": "s1"}}
    assert plain(bodies=(more,)) is None


def test_only_exactly_three_keys_make_a_reference():
    assert plain(bodies=(body(note={"ref": "x", "size": 1}, other=SHOWN[2] | {"more": 1}),)) is None


def lines(held):
    return held["entries.jsonl"].splitlines(keepends=True)


def with_lines(held, changed):
    return held | {"entries.jsonl": b"".join(changed)}


def with_line(number, **changes):
    """The sample with keys of one line changed; ... removes a key."""

    def change(held):
        all_lines = lines(held)
        line = json.loads(all_lines[number - 1]) | changes
        all_lines[number - 1] = json.dumps({k: v for k, v in line.items() if v is not ...}).encode() + b"\n"
        return with_lines(held, all_lines)

    return change


BAD_LINES = {
    "two swapped": lambda held: with_lines(held, [lines(held)[at] for at in (1, 0, 2, 3)]),
    "one left out": lambda held: with_lines(held, [lines(held)[at] for at in (0, 2, 3)]),
    "the last left out": lambda held: with_lines(held, lines(held)[:-1]),
    "one twice": lambda held: with_lines(held, [lines(held)[at] for at in (0, 1, 1, 2, 3)]),
    "none": lambda held: with_lines(held, []),
    "an empty line": lambda held: with_lines(held, [*lines(held), b"\n"]),
    "the last not ended": lambda held: held | {"entries.jsonl": held["entries.jsonl"][:-1]},
    "two in a line": lambda held: held | {"entries.jsonl": held["entries.jsonl"].replace(b"}\n{", b"}{", 1)},
    "a byte order mark": lambda held: held | {"entries.jsonl": b"\xef\xbb\xbf" + held["entries.jsonl"]},
    "no UTF-8": lambda held: held | {"entries.jsonl": held["entries.jsonl"].replace(b"minor", b"min\xff")},
    "another number": with_line(2, seq=3),
    "a number as text": with_line(1, seq="1"),
    "a number as true": with_line(1, seq=True),
    "another key": with_line(1, more=1),
    "a key missing": with_line(1, prev=...),
    "a first with a predecessor": with_line(1, prev="1" * 64),
    "a hash in capitals": lambda held: with_line(1, hash=json.loads(lines(held)[0])["hash"].upper())(held),
    "a body as an object": lambda held: with_line(1, body=json.loads(json.loads(lines(held)[0])["body"]))(held),
    "a key twice": lambda held: held | {"entries.jsonl": held["entries.jsonl"].replace(b"{", b'{"seq":1,', 1)},
}


@pytest.mark.parametrize("change", BAD_LINES.values(), ids=BAD_LINES)
def test_changed_lines_of_entries_are_found(change):
    failure = failure_of(change(members()))
    assert failure.subject.startswith(("entry ", "entries.jsonl"))


MANIFESTS = {
    "another form": {"v": 2},
    "form as true": {"v": True},
    "another stream": {"stream": "case:abcdefghijklmnop-zzzzzzzz"},
    "a stream of another form": {"stream": "Case:a b"},
    "another head": {"head": "0" * 64},
    "a longer length": {"length": 5},
    "a shorter length": {"length": 3},
    "a length as text": {"length": "4"},
    "no reader": {"made_for": ""},
    "a key more": {"more": 1},
    "a key less": {"made_for": ...},
    "no former keys": {"former_keys": []},
    "former keys as an object": {"former_keys": {}},
    "former keys in another order": {
        "former_keys": [{"key": each.key, "successor": each.successor} for each in reversed(KEYS.former_keys)]
    },
    "a successor that is another's": {
        "former_keys": [{"key": each.key, "successor": KEYS.former_keys[0].successor} for each in KEYS.former_keys]
    },
    "a former key more": {
        "former_keys": [{"key": each.key, "successor": each.successor} for each in KEYS.former_keys]
        + [{"key": SECOND.public_key, "successor": SECOND.sign(b"hejie:key:1\n" + FIRST.public_key.encode())}]
    },
    "a former key with more": {
        "former_keys": [{"key": e.key, "successor": e.successor, "more": 1} for e in KEYS.former_keys]
    },
    "another public key": {"public_key": FIRST.public_key},
    "a public key in capitals": {"public_key": KEYS.public_key.upper()},
    "files as an object": {"files": {}},
    "no files": {"files": []},
}


@pytest.mark.parametrize("fields", MANIFESTS.values(), ids=MANIFESTS)
def test_a_changed_manifest_is_found(fields):
    assert failure_of(members(), **fields)


def rows(**changes):
    """Rows of withheld.json: the true ones with other reasons or others beside them."""
    true = {HIDDEN[2]["ref"]: "private", GONE[2]["ref"]: "erased"} | changes
    return [{"ref": ref, "why": why} for ref, why in true.items() if why is not ...]


WITHHELD = {
    "a reason not known": rows(**{HIDDEN[2]["ref"]: "secret"}),
    "erased, which no entry says": rows(**{HIDDEN[2]["ref"]: "erased"}),
    "private, though an entry says erased": rows(**{GONE[2]["ref"]: "private"}),
    "one left out": rows(**{HIDDEN[2]["ref"]: ...}),
    "one that is shown": rows(**{REF: "private"}),
    "one that no entry refers to": rows(**{OTHER[2]["ref"]: "private"}),
    "one twice": rows() + rows()[:1],
    "one twice with another reason": [*rows(), {"ref": GONE[2]["ref"], "why": "private"}],
    "a key more": [row | {"more": 1} for row in rows()],
    "a key less": [{"ref": row["ref"]} for row in rows()],
    "an object": {row["ref"]: row["why"] for row in rows()},
    "capitals": [row | {"ref": row["ref"].upper()} for row in rows()],
}


@pytest.mark.parametrize("value", WITHHELD.values(), ids=WITHHELD)
def test_lies_about_what_is_withheld_are_found(value):
    held = members()
    assert failure_of(held | {"withheld.json": json.dumps(rows()).encode()}) is None
    failure = failure_of(held | {"withheld.json": json.dumps(value).encode()})
    assert failure.subject in ("withheld.json", "entry 1", "entry 2")


def test_contents_that_may_not_be_there_or_are_not_what_they_say():
    held = members()
    erased, other = (each[0] + each[1] for each in (GONE, OTHER))
    assert failure_of(held | {f"contents/{GONE[2]['ref']}": erased}).subject == f"contents/{GONE[2]['ref']}"
    assert failure_of(held | {f"contents/{OTHER[2]['ref']}": other}).subject == f"contents/{OTHER[2]['ref']}"
    assert failure_of(held | {f"contents/{REF}": SHOWN[0] + b"The lamp is whole."}).subject == f"contents/{REF}"
    without = {name: data for name, data in held.items() if name != f"contents/{REF}"}
    assert failure_of(without).subject == "entry 1"


def test_a_reference_with_another_size_than_its_content_is_found():
    wrong = (body(facts=SHOWN[2] | {"size": 18}), *BODIES[1:])
    assert planned(bodies=wrong).subject == f"contents/{REF}"
    twice = (BODIES[0], body(note=HIDDEN[2], other=GONE[2], again=SHOWN[2] | {"size": 3}), *BODIES[2:])
    assert planned(bodies=twice).subject == "entry 2"


def test_an_erasure_named_twice_or_of_an_unknown_reference_is_no_lie():
    bodies = (*BODIES[:2], body("ContentErased", erased=[GONE[2]["ref"], OTHER[2]["ref"]]), BODIES[3])
    assert planned(bodies=bodies) is None


def seals_changed(change):
    held = members()
    seals = json.loads(held["seals.json"])
    result = change(seals)
    return failure_of(held | {"seals.json": json.dumps(seals if result is None else result).encode()})


def swap_paths(seals):
    first, second = seals[1]["proofs"][0], seals[2]["proofs"][0]
    first["path"], second["path"] = second["path"], first["path"]


def swap_entries(seals):
    first, second = seals[0]["proofs"]
    first["seq"], second["seq"] = second["seq"], first["seq"]


def resealed(number, keys=KEYS, **changes):
    """One seal's statement changed and signed again by a true key."""

    def change(seals):
        statement = {k: v for k, v in (json.loads(seals[number]["seal"]) | changes).items() if v is not ...}
        exact = canonical.dumps(statement)
        seals[number] |= {"seal": exact.decode(), "public_key": keys.public_key, "signature": keys.sign(exact)}

    return change


def spaced(seals):
    exact = seals[0]["seal"].replace(",", ", ").encode()
    seals[0] |= {"seal": exact.decode(), "signature": FIRST.sign(exact)}


def each_set(**changes):
    def change(seals):
        seals[0] |= changes

    return change


def proof_set(**changes):
    def change(seals):
        seals[0]["proofs"][0] |= changes

    return change


STRANGER = SECOND.succeeded_by(b"\x01" * 32)
SEALS = {
    "paths swapped": swap_paths,
    "entries swapped": swap_entries,
    "none": lambda seals: [],
    "an object": lambda seals: {"seals": seals},
    "one left out": lambda seals: seals[1:],
    "the last left out": lambda seals: seals[:-1],
    "sizes descending": lambda seals: seals[::-1],
    "one twice": lambda seals: [seals[0], *seals],
    "one that is the first to cover nothing": lambda seals: [*seals, seals[2] | {"proofs": []}],
    "a proof left out": lambda seals: seals[0]["proofs"].pop() and None,
    "a proof twice": lambda seals: seals[0]["proofs"].append(seals[0]["proofs"][0]),
    "a proof under a later seal": lambda seals: seals[1]["proofs"].append(seals[0]["proofs"].pop()),
    "a proof of an entry not there": proof_set(seq=9),
    "a proof of entry 0": proof_set(seq=0),
    "an index beyond the size": proof_set(index=3),
    "an index below zero": proof_set(index=-1),
    "a path as text": proof_set(path="x"),
    "a path with a step more": lambda seals: seals[0]["proofs"][0]["path"].append("0" * 64),
    "a path with a step less": lambda seals: seals[0]["proofs"][0]["path"].pop() and None,
    "a step in capitals": lambda seals: proof_set(path=[s.upper() for s in seals[0]["proofs"][0]["path"]])(seals),
    "a key more in a proof": proof_set(more=1),
    "another root": resealed(0, root="0" * 64),
    "another size": resealed(0, size=4),
    "a size as text": resealed(0, size="3"),
    "a moment of another form": resealed(0, at="2026-11-22"),
    "no seal before it": resealed(1, prev="0" * 64),
    "a fork": lambda seals: resealed(2, prev=json.loads(seals[1]["seal"])["prev"])(seals),
    "a form not known": resealed(0, v=2),
    "a key more in its text": resealed(0, more=1),
    "a key less in its text": resealed(0, prev=...),
    "its text with spaces": spaced,
    "a stranger's key": resealed(0, keys=STRANGER),
    "another's signature": lambda seals: each_set(signature=seals[1]["signature"])(seals),
    "a signature in capitals": lambda seals: each_set(signature=seals[0]["signature"].upper())(seals),
    "another key named": each_set(public_key=KEYS.public_key),
    "a key more": each_set(more=1),
    "no token key": lambda seals: seals[0].pop("token"),
    "a token that is no base64": each_set(token="***"),
    "a token with spaces": each_set(token=" " + base64.b64encode(b"token").decode()),
    "a token as a number": each_set(token=1),
}


@pytest.mark.parametrize("change", SEALS.values(), ids=SEALS)
def test_changed_seals_are_found(change):
    failure = seals_changed(change)
    assert failure.subject.startswith(("seal ", "seals.json", "entry "))


def test_seals_that_took_entries_up_in_another_order_are_found():
    assert planned(log=(None, 2, 1, None, 3, 4, None)).subject == "entry 2"


def test_a_seal_covers_the_stream_but_not_all_of_it():
    assert planned(sealed=((3, FIRST), (5, KEYS))).subject == "entry 4"
