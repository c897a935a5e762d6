"""The stand-alone verifier and `hejie verify` say the same of every dossier, good or tampered with."""

import ast
import io
import json
import subprocess
import sys
import tracemalloc
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from hejie.domain.kernel import canonical
from hejie.record.signing import Keys, verify_signature
from tests.record.sample import (
    BODIES,
    FIRST,
    GONE,
    HIDDEN,
    KEYS,
    SECOND,
    SHOWN,
    STAND_ALONE,
    Plan,
    body,
    first_failure,
    members,
    signed,
    told_alone,
    written,
    zipped,
)

FILE = Path(STAND_ALONE.__file__)
CONTENT = f"contents/{SHOWN[2]['ref']}"
STRANGER = Keys(b"\x07" * 32)
NAMES = ("entries.jsonl", "withheld.json", "seals.json", "dossier.pdf", CONTENT)
DEEP = "[" * 199 + "]" * 199


def again(**changed):
    """The sample with some members changed, listed and signed again by the true key; a member given as ... is left out."""
    held = members() | {name.replace("CONTENT", CONTENT).replace("_", "."): data for name, data in changed.items()}
    return zipped(signed({name: data for name, data in held.items() if data is not ...}))


def lines(change):
    return again(entries_jsonl=b"".join(change(members()["entries.jsonl"].splitlines(keepends=True))))


def value(name, change):
    held = json.loads(members()[name])
    changed = change(held)
    return again(**{name.replace(".", "_"): json.dumps(held if changed is None else changed).encode()})


def manifest(**fields):
    return zipped(signed(members(), **fields))


def raw_manifest(change):
    """The manifest's text changed and signed again."""
    exact = change(signed(members())["manifest.json"])
    return zipped(members() | {"manifest.json": exact, "manifest.sig": KEYS.sign_manifest(exact).encode()})


def text(exact, **changes):
    """One entry with this body text, well chained and sealed."""
    return written(Plan(bodies=(exact,), log=(1,), sealed=((1, KEYS),), contents=(), withheld=(), **changes))


def plain(old, new):
    return text(canonical.dumps(body(a=1)).decode().replace(old, new))


def former(*pairs):
    return manifest(former_keys=[{"key": key, "successor": successor} for key, successor in pairs])


TRUE = [(each.key, each.successor) for each in KEYS.former_keys]
VOUCHED = (STRANGER.public_key, STRANGER.sign(b"hejie:key:1\n" + FIRST.public_key.encode()))


def reseal(seals, number, keys=KEYS, **changes):
    exact = canonical.dumps(json.loads(seals[number]["seal"]) | changes)
    seals[number] |= {"seal": exact.decode(), "public_key": keys.public_key, "signature": keys.sign(exact)}
    return exact


def prev_of_the_first(seals):
    reseal(seals, 2, prev=sha256(seals[0]["seal"].encode()).hexdigest())


def same_forerunner(seals):
    reseal(seals, 0, prev="1" * 64)
    reseal(seals, 2, prev="1" * 64)


def swap_places(one, other):
    one["index"], other["index"] = other["index"], one["index"]


def swap(held, one, other):
    held[one], held[other] = held[other], held[one]


def each_of(seals, change):
    for each in seals:
        change(each)


def mixed(seals):
    """The seals of a dossier of another stream."""
    with ZipFile(io.BytesIO(written(Plan(stream="case:other")))) as other:
        return json.loads(other.read("seals.json"))


def entries_of(stream):
    with ZipFile(io.BytesIO(written(Plan(stream=stream)))) as other:
        return other.read("entries.jsonl")


BAD = {
    "an entry dropped at the end": lambda: lines(lambda all_: all_[:-1]),
    "an entry dropped at the beginning": lambda: lines(lambda all_: all_[1:]),
    "an entry dropped within": lambda: lines(lambda all_: [*all_[:1], *all_[2:]]),
    "an entry twice": lambda: lines(lambda all_: [*all_, all_[-1]]),
    "two entries exchanged": lambda: lines(lambda all_: [all_[0], all_[2], all_[1], all_[3]]),
    "no entry": lambda: again(entries_jsonl=b""),
    "a line end alone": lambda: again(entries_jsonl=b"\n"),
    "an empty line at the end": lambda: lines(lambda all_: [*all_, b"\n"]),
    "no line end": lambda: lines(lambda all_: [*all_[:-1], all_[-1][:-1]]),
    "a NUL after the last line": lambda: lines(lambda all_: [*all_, b"\0"]),
    "a byte order mark": lambda: lines(lambda all_: [b"\xef\xbb\xbf", *all_]),
    "UTF-16": lambda: again(withheld_json=members()["withheld.json"].decode().encode("utf-16")),
    "bytes that are no UTF-8": lambda: lines(
        lambda all_: [all_[0].replace(b"CaseOpened", b"Case\xffpened"), *all_[1:]]
    ),
    "an overlong UTF-8": lambda: again(withheld_json=members()["withheld.json"].replace(b"private", b"privat\xc1\xa5")),
    "a surrogate in UTF-8": lambda: again(withheld_json=b'[{"ref":"\xed\xa0\x80","why":"private"}]'),
    "a key twice in a line": lambda: lines(lambda all_: [all_[0].replace(b"{", b'{"seq":1,', 1), *all_[1:]]),
    "a key twice in withheld": lambda: again(
        withheld_json=members()["withheld.json"].replace(b"{", b'{"why":"private",', 1)
    ),
    "a key twice in a seal": lambda: again(seals_json=members()["seals.json"].replace(b"{", b'{"token":null,', 1)),
    "a key twice in the manifest": lambda: raw_manifest(lambda exact: exact.replace(b"{", b'{"v":1,', 1)),
    "NaN in the manifest": lambda: manifest(length=float("nan")),
    "Infinity in a seal": lambda: value("seals.json", lambda seals: seals[0]["proofs"][0].update(index=float("inf"))),
    "a fraction as length": lambda: manifest(length=4.0),
    "true as length": lambda: manifest(length=True),
    "true as v": lambda: manifest(v=True),
    "v 2": lambda: manifest(v=2),
    "no v": lambda: manifest(v=...),
    "a huge integer": lambda: raw_manifest(lambda exact: exact.replace(b'"length": 4', b'"length": ' + b"9" * 5000)),
    "a number with a zero before": lambda: raw_manifest(lambda exact: exact.replace(b'"length": 4', b'"length": 04')),
    "a manifest that is a list": lambda: raw_manifest(lambda exact: b"[" + exact + b"]"),
    "an empty manifest": lambda: raw_manifest(lambda exact: b""),
    "a comment in it": lambda: raw_manifest(lambda exact: exact + b"// mine"),
    "a key more": lambda: manifest(note="mine"),
    "nobody it is made for": lambda: manifest(made_for=""),
    "a stream in capitals": lambda: manifest(stream="CASE:x"),
    "a stream with a line end": lambda: manifest(stream="case:x\n"),
    "a length too small": lambda: manifest(length=3),
    "a length too large": lambda: manifest(length=5),
    "another head": lambda: manifest(head="0" * 64),
    "a moment with letters": lambda: manifest(made_at="2026-11-22T08:30:00.00aZ"),
    "a zone in the moment": lambda: manifest(made_at="2026-11-22T08:30+00:00Z"),
    "the year 0": lambda: manifest(made_at="0000-11-22T08:30:00.000Z"),
    "signed by a former key": lambda: zipped(signed(members(), keys=SECOND)),
    "signed by a stranger": lambda: zipped(signed(members(), keys=STRANGER)),
    "a stranger's key with the old signature": lambda: zipped(
        members() | {"manifest.json": signed(members(), public_key=STRANGER.public_key)["manifest.json"]}
    ),
    "the key exchanged and signed by it": lambda: zipped(
        signed(members(), keys=STRANGER, public_key=STRANGER.public_key)
    ),
    "no former keys": lambda: former(),
    "a former key dropped at the beginning": lambda: former(*TRUE[1:]),
    "a former key dropped at the end": lambda: former(*TRUE[:-1]),
    "former keys exchanged": lambda: former(*TRUE[::-1]),
    "a former key twice": lambda: former(TRUE[0], *TRUE),
    "a successor of another": lambda: former((TRUE[0][0], TRUE[1][1]), TRUE[1]),
    "a stranger put before by a forged word": lambda: former((STRANGER.public_key, TRUE[0][1]), *TRUE),
    "a stranger put between": lambda: former(TRUE[0], VOUCHED, TRUE[1]),
    "a former key that is no point": lambda: former(("02" + "0" * 62, TRUE[0][1]), *TRUE),
    "a size one too large": lambda: value_of_files(lambda each: each.update(size=each["size"] + 1)),
    "a size one too small": lambda: value_of_files(lambda each: each.update(size=each["size"] - 1)),
    "a size of many gigabytes": lambda: value_of_files(lambda each: each.update(size=1 << 45)),
    "a digest of something else": lambda: value_of_files(lambda each: each.update(sha256="0" * 64)),
    "a name with ../": lambda: value_of_files(lambda each: each.update(name="../" + each["name"])),
    "a content missing, and not listed": lambda: again(CONTENT=...),
    "a content empty": lambda: again(CONTENT=b""),
    "a content without its salt": lambda: again(CONTENT=SHOWN[1]),
    "a content with another salt": lambda: again(CONTENT=HIDDEN[0] + SHOWN[1]),
    "another's content": lambda: again(CONTENT=HIDDEN[0] + HIDDEN[1]),
    "an erased content shown": lambda: zipped(signed(members() | {f"contents/{GONE[2]['ref']}": GONE[0] + GONE[1]})),
    "a private content shown and withheld": lambda: zipped(
        signed(members() | {f"contents/{HIDDEN[2]['ref']}": HIDDEN[0] + HIDDEN[1]})
    ),
    "an erased one told as private": lambda: value("withheld.json", lambda rows: rows[1].update(why="private")),
    "a private one told as erased": lambda: value("withheld.json", lambda rows: rows[0].update(why="erased")),
    "withheld is an empty object": lambda: again(withheld_json=b"{}"),
    "withheld is null": lambda: again(withheld_json=b"null"),
    "withheld is empty": lambda: again(withheld_json=b"[]"),
    "withheld too deep": lambda: again(withheld_json=b"[" * 201 + b"]" * 201),
    "the entries of another stream": lambda: again(entries_jsonl=entries_of("case:other")),
    "the entries and the name of another stream": lambda: zipped(
        signed(members() | {"entries.jsonl": entries_of("case:other")}, stream="case:other")
    ),
    "two streams mixed": lambda: lines(lambda all_: [*all_[:2], *entries_of("case:other").splitlines(True)[2:]]),
    "the seals of another stream": lambda: value("seals.json", mixed),
    "seals are an object": lambda: again(seals_json=b"{}"),
    "seals are a number": lambda: again(seals_json=b"1"),
    "a seal missing at the beginning": lambda: value("seals.json", lambda seals: seals[1:]),
    "a seal missing within": lambda: value("seals.json", lambda seals: [seals[0], seals[2]]),
    "seals exchanged": lambda: value("seals.json", lambda seals: swap(seals, 0, 1)),
    "keys of two seals exchanged": lambda: value(
        "seals.json", lambda seals: seals[0].update(public_key=seals[1]["public_key"])
    ),
    "signatures of two seals exchanged": lambda: value(
        "seals.json", lambda seals: seals[0].update(signature=seals[1]["signature"])
    ),
    "texts of two seals exchanged": lambda: value("seals.json", lambda seals: seals[0].update(seal=seals[1]["seal"])),
    "a seal by a stranger": lambda: value("seals.json", lambda seals: reseal(seals, 0, STRANGER) and None),
    "a size larger than it was": lambda: value("seals.json", lambda seals: reseal(seals, 2, size=16) and None),
    "a third that follows the first": lambda: value("seals.json", prev_of_the_first),
    "a third before which none was": lambda: value(
        "seals.json", lambda seals: reseal(seals, 2, prev="0" * 64) and None
    ),
    "a third with the first's forerunner": lambda: value("seals.json", same_forerunner),
    "places of two proofs exchanged": lambda: value("seals.json", lambda seals: swap_places(*seals[0]["proofs"])),
    "an index beside the right one": lambda: value("seals.json", lambda seals: seals[0]["proofs"][0].update(index=0)),
    "a path upside down": lambda: value("seals.json", lambda seals: seals[2]["proofs"][0]["path"].reverse()),
    "a path emptied": lambda: value("seals.json", lambda seals: seals[0]["proofs"][0].update(path=[])),
    "a path of 64 steps": lambda: value("seals.json", lambda seals: seals[0]["proofs"][0].update(path=["0" * 64] * 64)),
    "all proofs gone": lambda: value("seals.json", lambda seals: each_of(seals, lambda each: each.update(proofs=[]))),
    "proofs as an object": lambda: value("seals.json", lambda seals: seals[0].update(proofs={})),
    "a token that is empty base64 with a line end": lambda: value(
        "seals.json", lambda seals: seals[0].update(token="\n")
    ),
    "a token of other letters": lambda: value("seals.json", lambda seals: seals[0].update(token="é===")),
    "a token with spare bits": lambda: value("seals.json", lambda seals: seals[0].update(token="QUJ=")),
    "a body with a space": lambda: plain(",", ", "),
    "a body with an escaped solidus": lambda: plain('"buyer"', '"buyer\\/"'),
    "a body with a capital escape": lambda: plain('"buyer"', '"\\u001F"'),
    "a body with an unescaped control": lambda: plain('"buyer"', '"\x01"'),
    "a body with NaN": lambda: plain('"a":1', '"a":NaN'),
    "a body with -0": lambda: plain('"a":1', '"a":-0'),
    "a body with 1e3": lambda: plain('"a":1', '"a":1e3'),
    "a body with 2^53": lambda: plain('"a":1', f'"a":{2**53}'),
    "a body with -2^53": lambda: plain('"a":1', f'"a":{-(2**53)}'),
    "a body with a key twice": lambda: plain('"a":1', '"a":1,"a":2'),
    "keys ordered by code points": lambda: plain('"a":1', '"\uffff":1,"\U00010000":1'),
    "nesting of 201": lambda: plain('"a":1', f'"a":[{DEEP}]'),
    "a reference with a size as text": lambda: plain('"a":1', '"a":{"ref":"' + "0" * 64 + '","size":"1","type":"t"}'),
    "a reference nobody has": lambda: plain('"a":1', '"a":{"ref":"' + "0" * 64 + '","size":1,"type":"t"}'),
    "a line end in a name": lambda: zipped(signed(members() | {"x\nholds  key: mine": b"x"})),
}


def value_of_files(change):
    files = json.loads(signed(members())["manifest.json"])["files"]
    change(next(each for each in files if each["name"] == CONTENT))
    return manifest(files=files)


@pytest.mark.parametrize("make", BAD.values(), ids=BAD)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_both_find_what_was_tampered_with(make):
    assert first_failure(make())


GOOD = {
    "the sample": lambda: written(Plan()),
    "listed and signed again": lambda: again(),
    "no former key in use": lambda: written(Plan(sealed=((7, KEYS),))),
    "a stranger who vouches for the first key": lambda: former(VOUCHED, *TRUE),
    "a token": lambda: written(Plan(token=b"a time stamp that nobody looks into")),
    "an empty content": lambda: empty_content(),
    "keys ordered by code units": lambda: plain('"a":1', '"\U00010000":1,"\uffff":1'),
    "the largest integers": lambda: plain('"a":1', f'"a":{2**53 - 1},"b":{1 - 2**53}'),
    "nesting of 200": lambda: plain('"a":1', f'"a":{DEEP[1:-1]}'),
    "all that is escaped": lambda: text(canonical.dumps(body(a="".join(map(chr, range(0x90))))).decode()),
    "spaces in the manifest": lambda: raw_manifest(lambda exact: b" \n\t\r" + exact + b"\n"),
    "another order of the members": lambda: zipped(dict(reversed(signed(members()).items()))),
    "an erasure before the reference": lambda: written(Plan(bodies=(BODIES[2], BODIES[0], BODIES[1], BODIES[3]))),
}


def empty_content():
    from hejie.domain.kernel import chain

    ref = chain.reference(b"s" * 32, b"")
    bodies = (body(note={"ref": ref, "size": 0, "type": "text/plain"}),)
    return written(Plan(bodies=bodies, log=(1,), sealed=((1, KEYS),), contents=((ref, b"s" * 32, [b""]),), withheld=()))


@pytest.mark.parametrize("make", GOOD.values(), ids=GOOD)
def test_both_let_pass_what_is_good(make):
    assert first_failure(make()) is None


@pytest.mark.parametrize("name", [*NAMES, "manifest.json", "manifest.sig"], ids=lambda name: name[:13])
def test_both_find_a_flipped_bit_in_each_member(name):
    held = members()
    for at in range(0, len(held[name]), max(1, len(held[name]) // 25)):
        flipped = bytearray(held[name])
        flipped[at] ^= 1 << at % 8
        failure = first_failure(zipped(held | {name: bytes(flipped)}))
        assert failure, at


def test_both_say_the_same_of_damage_anywhere_in_the_file():
    data = written(Plan())
    for at in range(0, len(data), 13):
        for wrong in (data[at] ^ 1 << at % 8, 0xFF):
            first_failure(data[:at] + bytes([wrong]) + data[at + 1 :])
    for end in range(0, len(data), 101):
        assert first_failure(data[:end])


def test_every_index_in_small_logs_is_proved():
    for size in range(1, 5):
        for index in range(size):
            log = tuple(1 if place == index else None for place in range(size))
            plan = Plan(bodies=BODIES[3:], log=log, sealed=((size, KEYS),), contents=(), withheld=())
            assert first_failure(written(plan)) is None


def test_where_it_fails_is_told_alike():
    for data, subject in (
        (lines(lambda all_: [*all_[:1], *all_[2:]]), "entry 2"),
        (again(CONTENT=SHOWN[0] + b"The lamp is whole."), CONTENT),
        (value("seals.json", lambda seals: swap(seals, 0, 1)), "seal 2"),
        (value("seals.json", lambda seals: seals[:-1]), "entry 4"),
        (again(withheld_json=b"x"), "withheld.json"),
        (zipped(members() | {"manifest.sig": b"0" * 128}), "manifest.sig"),
        (b"no ZIP", "archive"),
    ):
        assert first_failure(data).subject == subject
        assert told_alone(data).startswith(f"FAILS  {subject}: ")


def test_keys_that_rfc_8032_calls_no_point_sign_nothing():
    field = 2**255 - 19
    neutral = (1).to_bytes(32, "little").hex() + "00" * 32
    for y in (field + 1, 1 | 1 << 255):  # both would decode to the neutral point, for which this signs everything
        key = y.to_bytes(32, "little").hex()
        assert not verify_signature(key, neutral, b"x") and not STAND_ALONE.signs(key, neutral, b"x")
    good = KEYS.sign(b"x")
    s = int.from_bytes(bytes.fromhex(good[64:]), "little") + 2**252 + 27742317777372353535851937790883648493
    for signature, holds in ((good, True), (good[:64] + s.to_bytes(32, "little").hex(), False), ("f" * 128, False)):
        assert verify_signature(KEYS.public_key, signature, b"x") is holds
        assert STAND_ALONE.signs(KEYS.public_key, signature, b"x") is holds


def run(*arguments):
    return subprocess.run([sys.executable, "-I", "-S", FILE, *arguments], capture_output=True, text=True)


def test_how_it_ends(tmp_path):
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    good.write_bytes(written(Plan()))
    bad.write_bytes(lines(lambda all_: all_[1:]))
    result = run(good, "--key", KEYS.public_key.upper())
    assert result.returncode == 0 and KEYS.public_key in result.stdout and "FAILS" not in result.stdout
    assert run(good, "--key", FIRST.public_key).stdout.splitlines()[-1].startswith("FAILS  key: ")
    assert run(good, "--key", FIRST.public_key).returncode == 1
    assert run(bad).returncode == 1 and run(bad).stdout.splitlines()[-1].startswith("FAILS  entry 1: ")
    for arguments in ([], [tmp_path / "none.zip"], [tmp_path], [good, "--key", "12"], [good, "--all"]):
        assert run(*arguments).returncode == 2
    assert sorted(tmp_path.iterdir()) == [bad, good]


def test_a_bomb_is_not_unpacked():
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in members().items():
            archive.writestr(name, data if name != CONTENT else bytes(64 << 20))
    tracemalloc.start()
    try:
        assert told_alone(out.getvalue()).startswith(f"FAILS  {CONTENT}: ")
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


def test_it_is_short_and_stands_alone():
    source = FILE.read_text("utf-8")
    assert len(source.splitlines()) <= 300
    nodes = list(ast.walk(ast.parse(source, feature_version=(3, 9))))
    imported = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names and not imported & {"importlib", "subprocess", "ssl", "ctypes", "pickle"}
    called = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not called & {"open", "exec", "eval", "__import__", "compile"}
