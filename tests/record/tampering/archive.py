"""Games with the members and the ZIP file itself."""

import io
import json
import struct
import zipfile
import zlib

from tests.record import forger
from tests.record.forger import NAMES, NEVER, Forgery, packed
from tests.record.tampering.common import CONTENT, kind, kinds, unlisted, whole

for _name in (*NAMES, CONTENT):
    kind(
        f"a bit of {_name[:12]} under the true list",
        lambda name=_name: unlisted(name, lambda data: data[:-1] + bytes([data[-1] ^ 4])),
    )
    kind(
        f"a byte more in {_name[:12]} under the true list", lambda name=_name: unlisted(name, lambda data: data + b" ")
    )
for _name in (*NAMES, "manifest.json", "manifest.sig"):
    kind(
        f"archive without {_name}",
        lambda name=_name: packed({key: data for key, data in whole().items() if key != name}),
    )
for _name in (*NAMES, "manifest.json", "manifest.sig", CONTENT):
    kind(f"archive with {_name[:14]} twice", lambda name=_name: packed([*whole().items(), (name, whole()[name])]))


kinds(
    "archive with a member",
    {
        "of another name": "readme.txt",
        "of capitals": "Entries.jsonl",
        "a folder": "contents/",
        "in another folder": "more/x",
        "upwards": f"../{CONTENT}",
        "from the root": f"/{CONTENT}",
        "with a backslash": CONTENT.replace("/", "\\"),
        "of a name in capitals": f"contents/{NEVER[0].upper()}",
        "of a name too long": f"contents/{NEVER[0]}0",
        "with a line end": f"contents/{NEVER[0]}\n",
        "without a name": "",
        "with a point first": f"./contents/{NEVER[0]}",
    },
    lambda name: Forgery().zipped(Forgery().members() | {name: b"x"}),
)
kinds(
    "archive with seals.json as",
    {
        "a link": {"external_attr": 0o120777 << 16},
        "a folder": {"external_attr": 0o040755 << 16},
        "a folder of DOS": {"external_attr": 0x10},
        "a device": {"external_attr": 0o020600 << 16},
        "bzip2": {"compress_type": zipfile.ZIP_BZIP2},
        "LZMA": {"compress_type": zipfile.ZIP_LZMA},
    },
    lambda attributes: packed(whole(), of="seals.json", **attributes),
)


def patched(data: bytes, at: int, new: bytes) -> bytes:
    """Bytes put over others; at below 0 counts from the end."""
    at = at if at >= 0 else len(data) + at
    return data[:at] + new + data[at + len(new) :]


def in_header(offset: int, new: bytes, name: bytes = b"seals.json") -> bytes:
    """The member's own header changed; the directory says otherwise."""
    data = packed(whole())
    return patched(data, data.index(name) - 30 + offset, new)


def in_directory(offset: int, new: bytes, name: bytes = b"seals.json") -> bytes:
    """The member's row in the directory changed; its header says otherwise."""
    data = packed(whole())
    return patched(data, data.rindex(name) - 46 + offset, new)


kinds(
    "member's header",
    {
        "another mark": (0, b"PK\3\5"),
        "encrypted": (6, b"\1\0"),
        "strongly encrypted": (6, b"\x41\0"),
        "masked": (6, b"\0\x20"),
        "packed, it says": (8, b"\x08\0"),
        "another checksum": (14, b"\0\0\0\0"),
        "another packed size": (18, b"\1\0\0\0"),
        "another size": (22, b"\1\0\0\0"),
        "another name": (30, b"sEals.json"),
    },
    lambda row: in_header(*row),
)
kinds(
    "directory's row",
    {
        "encrypted": (8, b"\1\0"),
        "masked": (8, b"\0\x20"),
        "another method": (10, b"\x08\0"),
        "another checksum": (16, b"\0\0\0\0"),
        "a smaller size": (24, b"\1\0\0\0"),
        "a larger size": (24, b"\xff\xff\xff\x7f"),
        "another name": (46, b"sEals.json"),
        "another place": (42, b"\0\0\0\0"),
        "a place behind the end": (42, b"\xff\xff\xff\x7e"),
    },
    lambda row: in_directory(*row),
)


class _Leaving(io.RawIOBase):
    """A file that only goes on, as a dossier leaves a server: its sizes stand behind the members."""

    def __init__(self) -> None:
        self.data = b""

    def write(self, piece: bytes) -> int:
        self.data += bytes(piece)
        return len(piece)


def size_in_row(name: str, held: dict[str, bytes], more: int = 1) -> bytes:
    """A dossier as it leaves a server, with a size in the directory that is larger than the member."""
    leaving = _Leaving()
    with zipfile.ZipFile(leaving, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, data in held.items():
            archive.writestr(each, data)
    return patched(leaving.data, leaving.data.rindex(name.encode()) - 22, struct.pack("<I", len(held[name]) + more))


def size_listed() -> bytes:
    """A member's size too large in the signed list and in the directory alike, its digest true."""
    forged, held = Forgery(), Forgery().members()
    listed = forged.manifest(held)
    listed["files"] = [row | {"size": row["size"] + (row["name"] == "dossier.pdf")} for row in listed["files"]]
    text = json.dumps(listed).encode()
    signature = forged.signing.sign(b"hejie:manifest:1\n" + text).encode()
    return size_in_row("dossier.pdf", {"manifest.json": text, "manifest.sig": signature, **held})


kind(
    "directory's row: a manifest larger than it is, of a dossier that streams",
    lambda: size_in_row("manifest.json", whole()),
)
kind("files: a size larger than it is, in list and directory", size_listed)


def games(data: bytes) -> dict[str, bytes]:
    """The archive's bytes turned into others."""
    begin = struct.unpack("<I", data[-6:-2])[0]
    hidden = data[:begin] + b"hidden" + data[begin:]
    return {
        "empty": b"",
        "no ZIP": b"%PDF-1.7 hello" * 9,
        "half": data[: len(data) // 2],
        "the last byte cut": data[:-1],
        "the first byte cut": data[1:],
        "a byte before": b"\0" + data,
        "a byte behind": data + b"\0",
        "itself twice": data + data,
        "a program before": b"#!/bin/sh\n" * 50 + data,
        "a comment": data[:-2] + b"\5\0hello",
        "a comment promised": data[:-2] + b"\5\0",
        "a directory in its comment": data[:-2] + struct.pack("<H", 22) + data[-22:],
        "bytes before the directory": patched(hidden, -6, struct.pack("<I", begin + 6)),
        "a member more counted": patched(data, -12, b"\x63\0"),
        "a member less counted": patched(data, -12, b"\1\0"),
        "another disk": patched(data, -18, b"\1\0"),
        "a directory too short": patched(data, -10, b"\x32\0\0\0"),
        "a directory too long": patched(data, -10, b"\0\0\0\x40"),
        "a directory elsewhere": patched(data, -6, b"\0\0\0\0"),
        "only its end": data[-22:],
    }


for _name in games(packed(whole())):
    kind(f"archive: {_name}", lambda name=_name: games(packed(whole()))[name])


def more_than_told() -> bytes:
    """A member that unpacks to far more than both its header and the directory say."""
    held = whole()
    data = forger.deflated(held)
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = packing.compress(bytes(8 << 20)) + packing.flush()
    at = data.index(b"withheld.json") + len(b"withheld.json")
    return data[:at] + bomb + data[at + len(bomb) :]


kind("archive: a member that unpacks to more than it says", more_than_told)
kind("archive: a member that is garbage to unpack", lambda: patched(forger.deflated(whole()), 400, bytes(range(256))))
kind("another dossier's entries", lambda: _mixed("entries.jsonl"))
kind("another dossier's seals", lambda: _mixed("seals.json"))


def _mixed(name: str) -> bytes:
    forged, other = Forgery(), Forgery(stream="case:abd")
    return forged.zipped(forged.members() | {name: other.members()[name]})
