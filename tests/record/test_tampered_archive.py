"""Games with the ZIP file itself: whatever is not the plain archive of exactly these members does not hold."""

import io
import os
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from hejie.record.verify import LARGEST_MANIFEST, verify_dossier
from tests.record.sample import FIRST, KEYS, SHOWN, Plan, first_failure, members, signed, written, zipped

CONTENT = f"contents/{SHOWN[2]['ref']}"
REQUIRED = ["manifest.json", "manifest.sig", "entries.jsonl", "withheld.json", "seals.json", "dossier.pdf"]


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_member_is_found(name):
    held = {key: value for key, value in members().items() if key != name}
    assert first_failure(zipped(held)).subject == name
    if not name.startswith("manifest"):
        assert first_failure(zipped(signed(held))).subject == name


STRANGE = [
    "readme.txt",
    "Manifest.json",
    "contents",
    "contents/",
    "contents/x",
    CONTENT.upper(),
    CONTENT.replace("/", "\\"),
    CONTENT + "/",
    CONTENT + "x",
    CONTENT + "\n",
    "./" + CONTENT,
    "/" + CONTENT,
    "../" + CONTENT,
    "contents/../seals.json",
    "entries.jsonl/",
    "",
]


@pytest.mark.parametrize("name", STRANGE, ids=repr)
def test_a_member_of_another_name_is_found_even_when_it_is_listed(name):
    held = members() | {name: b"x"}
    assert first_failure(zipped(held))
    assert first_failure(zipped(signed(held)))


@pytest.mark.parametrize("name", [*REQUIRED, CONTENT], ids=lambda name: name[:13])
@pytest.mark.parametrize("same", [True, False])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_repeated_member_is_found(name, same):
    held = members()
    data = zipped([*held.items(), (name, held[name] if same else b"other")])
    assert first_failure(data).subject == name


def test_a_content_listed_but_absent_and_one_present_but_unlisted():
    held = members()
    assert first_failure(zipped({k: v for k, v in held.items() if k != CONTENT})).subject == CONTENT
    unlisted = "contents/" + "0" * 64
    assert first_failure(zipped(held | {unlisted: b"x"})).subject == unlisted


def test_a_member_listed_twice_and_the_manifest_listing_itself():
    import json

    held = members()
    files = json.loads(held["manifest.json"])["files"]
    assert first_failure(zipped(signed(held, files=[*files, files[0]]))).subject == "manifest.json"
    itself = {"name": "manifest.json", "sha256": "0" * 64, "size": 1}
    assert first_failure(zipped(signed(held, files=[*files, itself]))).subject == "manifest.json"
    for change in ({"size": 1}, {"size": -1}, {"size": "1"}, {"sha256": "0" * 64}, {"more": 1}, {"name": 1}):
        assert first_failure(zipped(signed(held, files=[files[0] | change, *files[1:]]))), change


SIGNATURES = {
    "a line end": lambda signature: signature + b"\n",
    "capitals": bytes.upper,
    "a digit less": lambda signature: signature[:-1],
    "two digits more": lambda signature: signature + b"00",
    "nothing": lambda signature: b"",
    "raw bytes": lambda signature: bytes.fromhex(signature.decode()),
    "other digits": lambda signature: "٣".encode() * 64,
    "another key's": lambda signature: FIRST.sign_manifest(members()["manifest.json"]).encode(),
    "without the prefix": lambda signature: KEYS.sign(members()["manifest.json"]).encode(),
}


@pytest.mark.parametrize("change", SIGNATURES.values(), ids=SIGNATURES)
def test_another_signature_is_found(change):
    held = members()
    assert first_failure(zipped(held | {"manifest.sig": change(held["manifest.sig"])})).subject == "manifest.sig"


def with_member(name, **attributes):
    """The sample zipped with one member's directory entry changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for each, data in members().items():
            info = zipfile.ZipInfo(each)
            if each == name:
                for key, value in attributes.items():
                    setattr(info, key, value)
            archive.writestr(info, data)
    return out.getvalue()


@pytest.mark.parametrize(
    "attributes",
    [
        {"compress_type": zipfile.ZIP_BZIP2},
        {"compress_type": zipfile.ZIP_LZMA},
        {"external_attr": 0o120777 << 16},
        {"external_attr": 0o040755 << 16},
        {"external_attr": 0x10},
        {"external_attr": 0o010600 << 16},
    ],
    ids=["bzip2", "lzma", "link", "folder", "folder of DOS", "pipe"],
)
def test_a_member_that_is_no_plain_file_is_found(attributes):
    assert first_failure(with_member("seals.json", **attributes)).subject == "seals.json"


def directory_of(data):
    """Where the directory begins, and the offset in it of each member's record."""
    begin = struct.unpack("<I", data[-6:-2])[0]
    at, records = begin, {}
    while data[at : at + 4] == b"PK\x01\x02":
        name, extra, comment = struct.unpack("<3H", data[at + 28 : at + 34])
        records[data[at + 46 : at + 46 + name].decode()] = at
        at += 46 + name + extra + comment
    return begin, records


def patched(data, at, new):
    return data[:at] + new + data[at + len(new) :]


def local_of(data, record):
    return struct.unpack("<I", data[record + 42 : record + 46])[0]


@pytest.mark.parametrize("flag", [0x1, 0x41, 0x2000])
@pytest.mark.parametrize("where", ["directory", "header", "both"])
def test_a_flag_that_says_encrypted_is_found_in_the_directory_and_in_the_header(flag, where):
    data = zipped(members())
    record = directory_of(data)[1]["seals.json"]
    changed = data
    if where != "header":
        changed = patched(changed, record + 8, struct.pack("<H", flag))
    if where != "directory":
        changed = patched(changed, local_of(data, record) + 6, struct.pack("<H", flag))
    assert first_failure(changed).subject == "seals.json"


def test_a_header_that_differs_from_the_directory_is_found():
    data = zipped(members())
    local = local_of(data, directory_of(data)[1]["seals.json"])
    for at, new in ((0, b"PK\x03\x05"), (8, b"\x08\x00"), (14, b"\0\0\0\0"), (18, b"\x01\0\0\0"), (22, b"\x01\0\0\0")):
        assert first_failure(patched(data, local + at, new)).subject == "seals.json"
    assert first_failure(patched(data, local + 30, b"sEals.json")).subject == "seals.json"


def test_sizes_and_checksums_that_lie_are_found():
    data = zipped(members())
    record = directory_of(data)[1]["seals.json"]
    local = local_of(data, record)
    for record_at, local_at in ((16, 14), (20, 18), (24, 22)):
        for new in (b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff", b"\x10\0\0\0"):
            changed = patched(patched(data, record + record_at, new), local + local_at, new)
            assert first_failure(changed), (record_at, new)


def shifted(data, by):
    """The directory's offsets moved, as if by bytes had been put before everything."""
    begin, records = directory_of(data)
    for record in records.values():
        data = patched(data, record + 42, struct.pack("<I", local_of(data, record) + by))
    return patched(data, len(data) - 6, struct.pack("<I", begin + by))


def with_comment(data, comment):
    return data[:-2] + struct.pack("<H", len(comment)) + comment


def between(data, extra):
    """Bytes put between the last member and the directory."""
    begin, _ = directory_of(data)
    changed = data[:begin] + extra + data[begin:]
    return patched(changed, len(changed) - 6, struct.pack("<I", begin + len(extra)))


GAMES = {
    "nothing": lambda data: b"",
    "no ZIP": lambda data: b"hello" * 100,
    "an empty ZIP": lambda data: data[-22:-14] + bytes(14),
    "half": lambda data: data[: len(data) // 2],
    "the last byte cut": lambda data: data[:-1],
    "the first byte cut": lambda data: data[1:],
    "a byte behind": lambda data: data + b"\0",
    "much behind": lambda data: data + b"x" * 100_000,
    "a byte before": lambda data: b"\0" + data,
    "a byte before, counted": lambda data: b"\0" + shifted(data, 1),
    "itself before": lambda data: data + data,
    "another dossier before": lambda data: written(Plan(pdf=b"other")) + data,
    "a comment": lambda data: with_comment(data, b"hello"),
    "a comment that is a directory's end": lambda data: with_comment(data, data[-22:]),
    "a comment's length alone": lambda data: data[:-2] + b"\x05\x00",
    "bytes before the directory": lambda data: between(data, b"hidden"),
    "a hidden member": lambda data: between(data, data[: directory_of(data)[0]]),
    "a member counted more": lambda data: patched(data, len(data) - 12, struct.pack("<H", 99)),
    "a member counted less": lambda data: patched(data, len(data) - 12, struct.pack("<H", 1)),
    "another disk": lambda data: patched(data, len(data) - 18, struct.pack("<H", 1)),
    "a directory too short": lambda data: patched(data, len(data) - 10, struct.pack("<I", 50)),
    "a directory too long": lambda data: patched(data, len(data) - 10, struct.pack("<I", 1 << 30)),
    "sizes told to be in ZIP64": lambda data: patched(data, len(data) - 14, b"\xff" * 12),
    "two members over each other": lambda data: patched(
        data,
        directory_of(data)[1]["withheld.json"] + 42,
        struct.pack("<I", local_of(data, directory_of(data)[1]["seals.json"])),
    ),
}


@pytest.mark.parametrize("game", GAMES.values(), ids=GAMES)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_games_with_the_archive_are_found(game):
    data = zipped(members())
    assert first_failure(data) is None
    assert first_failure(game(data))


def zip64_end(data, members_told):
    """The same archive with a ZIP64 end of directory before the plain one."""
    begin, records = directory_of(data)
    size = len(data) - 22 - begin
    record = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, members_told, members_told, size, begin)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, len(data) - 22, 1)
    return data[:-22] + record + locator + data[-22:]


def test_a_zip64_directory_is_read_and_held_to_the_same():
    data = zipped(members())
    count = len(members())
    assert first_failure(zip64_end(data, count)) is None
    assert first_failure(zip64_end(data, count - 1))
    assert first_failure(zip64_end(zip64_end(data, count), count))


def test_any_damage_anywhere_ends_in_a_check_and_never_in_a_traceback():
    data = written(Plan())
    for at in range(len(data)):
        for wrong in (data[at] ^ 1 << at % 8, 0xFF):
            verify_dossier(io.BytesIO(patched(data, at, bytes([wrong]))))
    for end in range(0, len(data), 7):
        assert first_failure(data[:end])


def bomb(name, size):
    """The sample with one member that unpacks to many zeros, and says so in the directory."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, data in members().items():
            if each != name:
                archive.writestr(zipfile.ZipInfo(each), data)
        with archive.open(zipfile.ZipInfo(name), "w") as opened:
            opened._compressor, opened._zinfo.compress_type = zlib.compressobj(9, zlib.DEFLATED, -15), 8
            for _ in range(size >> 20):
                opened.write(bytes(1 << 20))
    return out.getvalue()


@pytest.mark.parametrize("name", [*REQUIRED, CONTENT], ids=lambda name: name[:13])
def test_a_member_that_unpacks_to_more_than_it_may_is_not_unpacked(name):
    data = bomb(name, 64 << 20)
    tracemalloc.start()
    try:
        failure = first_failure(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert failure.subject == name and "unpacks to" in failure.detail
    assert peak < 8 << 20


def test_a_member_that_unpacks_to_more_than_the_archive_itself_says_is_not_unpacked():
    data, size = bomb("seals.json", 64 << 20), len(members()["seals.json"])
    record = directory_of(data)[1]["seals.json"]
    for at in (record + 24, local_of(data, record) + 22):
        data = patched(data, at, struct.pack("<I", size))
    tracemalloc.start()
    try:
        failure = first_failure(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert failure.subject == "seals.json"
    assert peak < 8 << 20


def test_a_manifest_may_be_as_large_as_allowed_and_no_larger():
    held = signed(members())
    fill = LARGEST_MANIFEST - len(held["manifest.json"])
    for size, wanted in ((fill, None), (fill + 1, "manifest.json")):
        manifest = held["manifest.json"] + b" " * size
        changed = held | {"manifest.json": manifest, "manifest.sig": KEYS.sign_manifest(manifest).encode()}
        failure = first_failure(zipped(changed))
        assert (failure and failure.subject) == wanted


def test_nothing_is_written_to_disk(tmp_path, monkeypatch):
    file = tmp_path / "case.zip"
    file.write_bytes(written(Plan()))
    monkeypatch.chdir(tmp_path)
    assert verify_dossier("case.zip")[-1].holds
    assert os.listdir(tmp_path) == ["case.zip"]


def test_a_file_that_is_not_there_is_no_check():
    with pytest.raises(FileNotFoundError):
        verify_dossier("/no/such/file.zip")
