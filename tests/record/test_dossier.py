"""A dossier that the program writes holds, and any one flipped bit in it is found."""

import io
import json
from datetime import UTC, datetime
from zipfile import ZipFile

import pytest

from hejie.domain.kernel import chain
from hejie.record.dossier import Dossier, DossierError, pieces, write_dossier
from hejie.record.verify import verify_dossier
from tests.record.sample import (
    BODIES,
    FIRST,
    KEYS,
    SHOWN,
    Plan,
    body,
    chained,
    first_failure,
    members,
    sealed,
    signed,
    written,
    zipped,
)

SMALL = {
    "bodies": (BODIES[0], body(note=Plan().bodies[1]["data"]["note"])),
    "log": (None, 1, 2),
    "sealed": ((2, FIRST), (3, KEYS)),
    "withheld": Plan().withheld[:1],
}


def test_a_dossier_as_written_holds():
    checks = verify_dossier(io.BytesIO(written(Plan())))
    assert all(check.holds for check in checks)
    assert [check.subject for check in checks] == [
        "archive",
        "manifest.json",
        "manifest.sig",
        "key",
        "former keys",
        "files",
        "entries",
        "contents",
        "seals",
        "time stamps",
    ]
    assert checks[3].detail == KEYS.public_key
    assert checks[7].detail == "1 shown, 1 withheld, 1 erased"


def test_it_also_holds_with_a_time_stamp_zipped_otherwise_and_with_one_entry():
    assert first_failure(written(Plan(token=b"\x30\x03token"))) is None
    assert first_failure(zipped(members())) is None
    assert first_failure(zipped(signed(members()))) is None
    one = Plan(bodies=(BODIES[0],), log=(1,), sealed=((1, KEYS),), withheld=())
    assert first_failure(written(one)) is None


def test_equal_input_gives_equal_bytes():
    assert written(Plan()) == written(Plan())


def test_a_file_on_disk_and_a_stream_that_cannot_seek(tmp_path):
    class Pipe(io.RawIOBase):
        def __init__(self):
            self.data = bytearray()

        def writable(self):
            return True

        def write(self, data):
            self.data += data
            return len(data)

    pipe = Pipe()
    _write(pipe)
    file = tmp_path / "case.zip"
    file.write_bytes(pipe.data)
    assert verify_dossier(file)[-1].holds
    assert verify_dossier(str(file))[-1].holds


def test_in_pieces_it_is_the_same_and_no_piece_is_large():
    salt, large = b"s" * 32, b"x" * (1 << 16)
    ref = chain.reference(salt, large * 40)
    given = _given() | {"contents": [*Plan().contents]}
    told = list(pieces(Dossier(**given)))
    assert first_failure(b"".join(told)) is None
    wanted = body(log={"ref": ref, "size": len(large) * 40, "type": "text/plain"})
    plan = Plan(bodies=(wanted,), log=(1,), sealed=((1, KEYS),), contents=(), withheld=())
    entries = list(chained(plan))
    large_one = given | {"entries": entries, "seals": list(sealed(plan, entries)), "withheld": []}
    told = list(pieces(Dossier(**(large_one | {"contents": [(ref, salt, iter([large] * 40))]}))))
    assert first_failure(b"".join(told)) is None
    assert len(told) > 8 and max(map(len, told)) < 1 << 19


def test_the_key_demanded_must_be_the_present_one():
    data = written(Plan())
    assert first_failure(data, KEYS.public_key) is None
    assert first_failure(data, KEYS.public_key.upper()) is None
    assert first_failure(data, FIRST.public_key).subject == "key"


def _given(**changes):
    with ZipFile(io.BytesIO(written(Plan()))) as archive:
        lines = [json.loads(line) for line in archive.read("entries.jsonl").splitlines()]
        seals = json.loads(archive.read("seals.json"))
    assert len(seals) == 3
    given = {
        "stream": Plan().stream,
        "entries": [(line["seq"], line["prev"], line["hash"], line["body"]) for line in lines],
        "contents": Plan().contents,
        "withheld": Plan().withheld,
        "seals": _shown(),
        "keys": KEYS,
        "made_for": "buyer",
        "made_at": datetime(2026, 11, 22, tzinfo=UTC),
        "pdf": b"%PDF",
    }
    return given | changes


def _write(out, **changes):
    write_dossier(out, Dossier(**_given(**changes)))


def _shown():
    return list(sealed(Plan(), list(chained(Plan()))))


@pytest.mark.parametrize(
    "changes",
    [
        {"entries": []},
        {"contents": [(SHOWN[2]["ref"], SHOWN[0], [b"something else"])]},
        {"contents": [(SHOWN[2]["ref"], SHOWN[0], [SHOWN[1]])] * 2},
    ],
    ids=["no entry", "another content", "a content twice"],
)
def test_what_does_not_fit_together_is_not_written(changes):
    with pytest.raises(DossierError):
        _write(io.BytesIO(), **changes)


NAMES = ["entries.jsonl", f"contents/{SHOWN[2]['ref']}", "withheld.json", "seals.json", "manifest.json", "manifest.sig"]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name[:12])
def test_any_flipped_bit_is_found(name):
    held = members(**SMALL)
    assert first_failure(zipped(held)) is None
    for number, changed in enumerate(_flips(held[name])):
        assert first_failure(zipped(held | {name: changed}), both=number % 61 == 0), changed


@pytest.mark.parametrize("name", NAMES[:4], ids=lambda name: name[:12])
def test_any_flipped_bit_is_found_even_when_the_manifest_is_signed_again(name):
    held = members(**SMALL)
    for number, changed in enumerate(_flips(held[name], every=3)):  # each place in a byte, at a third of the time
        failure = first_failure(zipped(signed(held | {name: changed})), both=number % 61 == 0)
        assert failure and failure.subject not in ("files", "manifest.json", "manifest.sig"), changed


def _flips(data, every=1):
    for bit in range(0, len(data) * 8, every):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)
