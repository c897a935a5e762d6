"""Lies in the manifest, its signature and the keys."""

from hashlib import sha256

from tests.record.forger import NEVER, NEW, OLD, STRANGER, Forgery
from tests.record.tampering.common import AT, kind, kinds, listed, manifest_text, signature, signed_text

for _name in ("v", "stream", "head", "length", "made_at", "made_for", "public_key", "former_keys", "files"):
    kind(f"manifest without {_name}", lambda name=_name: Forgery().zipped(**{name: ...}))
kinds(
    "manifest with",
    {
        "v 2": {"v": 2},
        "v true": {"v": True},
        "v as text": {"v": "1"},
        "another stream": {"stream": "case:abd"},
        "another head": {"head": "0" * 64},
        "a head in capitals": {"head": "A" * 64},
        "a length more": {"length": 5},
        "a length less": {"length": 3},
        "a length as text": {"length": "4"},
        "a length as fraction": {"length": 4.0},
        "a length below zero": {"length": -4},
        "a moment of no form": {"made_at": "today"},
        "no reader": {"made_for": ""},
        "a reader that is a number": {"made_for": 1},
        "another key": {"public_key": OLD.hex},
        "a key in capitals": {"public_key": NEW.hex.upper()},
        "a key too short": {"public_key": NEW.hex[:62]},
        "a key more": {"note": 1},
        "files as an object": {"files": {}},
        "no files": {"files": []},
        "former keys as an object": {"former_keys": {}},
        "former keys null": {"former_keys": None},
        "no former keys, though one sealed": {"former_keys": []},
    },
    lambda changes: Forgery().zipped(**changes),
)
_VOUCHES = {"key": OLD.hex, "successor": OLD.sign(f"hejie:key:1\n{NEW.hex}".encode())}
kinds(
    "former keys",
    {
        "a successor of zeros": [_VOUCHES | {"successor": "0" * 128}],
        "a successor signed for another": [_VOUCHES | {"successor": OLD.sign(f"hejie:key:1\n{STRANGER.hex}".encode())}],
        "a successor signed by another": [_VOUCHES | {"successor": NEW.sign(f"hejie:key:1\n{NEW.hex}".encode())}],
        "signed without its name": [_VOUCHES | {"successor": OLD.sign(NEW.hex.encode())}],
        "signed over raw bytes": [_VOUCHES | {"successor": OLD.sign(b"hejie:key:1\n" + bytes.fromhex(NEW.hex))}],
        "signed in capitals": [_VOUCHES | {"successor": OLD.sign(f"hejie:key:1\n{NEW.hex.upper()}".encode())}],
        "no successor": [{"key": OLD.hex}],
        "a key more": [_VOUCHES | {"until": AT}],
        "the same twice": [_VOUCHES, _VOUCHES],
        "a stranger between": [_VOUCHES, {"key": STRANGER.hex, "successor": _VOUCHES["successor"]}],
        "the present key as a former one": [_VOUCHES, {"key": NEW.hex, "successor": _VOUCHES["successor"]}],
        "a key that is no point": [{"key": "02" + "0" * 62, "successor": _VOUCHES["successor"]}],
    },
    lambda former: Forgery(former=former).zipped(),
)
kinds(
    "manifest's text",
    {
        "empty": lambda text: b"",
        "a list": lambda text: b"[" + text + b"]",
        "two of them": lambda text: text + text,
        "a byte order mark": lambda text: b"\xef\xbb\xbf" + text,
        "UTF-16": lambda text: text.decode().encode("utf-16"),
        "a comment": lambda text: text + b"//",
        "a key twice": lambda text: text.replace(b"{", b'{"v": 1, ', 1),
        "a head twice": lambda text: text[:-1] + b', "head": "' + b"0" * 64 + b'"}',
        "NaN": lambda text: text.replace(b'"length": 4', b'"length": NaN'),
        "a zero before": lambda text: text.replace(b'"length": 4', b'"length": 04'),
        "a NUL behind": lambda text: text + b"\0",
        "cut short": lambda text: text[:-1],
        "no UTF-8": lambda text: text.replace(b"buyer", b"bu\xffer"),
        "17 MiB of blanks": lambda text: text + b" " * (17 << 20),
    },
    manifest_text,
)
kinds(
    "list of files",
    {
        "one left out": lambda files: files[1:],
        "one twice": lambda files: [*files, files[0]],
        "one that is not there": lambda files: [*files, {"name": "more.txt", "sha256": "0" * 64, "size": 0}],
        "a content that is not there": lambda files: [
            *files,
            {"name": f"contents/{NEVER[0]}", "sha256": NEVER[0], "size": 43},
        ],
        "itself": lambda files: [*files, {"name": "manifest.json", "sha256": "0" * 64, "size": 1}],
        "its signature": lambda files: [*files, {"name": "manifest.sig", "sha256": "0" * 64, "size": 128}],
        "another digest": lambda files: files[0].update(sha256="0" * 64),
        "a digest in capitals": lambda files: files[0].update(sha256=files[0]["sha256"].upper()),
        "a size more": lambda files: files[0].update(size=files[0]["size"] + 1),
        "a size less": lambda files: files[0].update(size=files[0]["size"] - 1),
        "a size as text": lambda files: files[0].update(size=str(files[0]["size"])),
        "a size as fraction": lambda files: files[0].update(size=float(files[0]["size"])),
        "a size below zero": lambda files: files[0].update(size=-1),
        "a size of terabytes": lambda files: files[0].update(size=1 << 45),
        "a key more": lambda files: files[0].update(note=1),
        "no name": lambda files: files[0].pop("name") and None,
        "no digest": lambda files: files[0].pop("sha256") and None,
        "no size": lambda files: files[0].pop("size") and None,
        "a name that is a number": lambda files: files[0].update(name=1),
        "a row that is a text": lambda files: [*files, "x"],
        "two exchanged": lambda files: _rename(files),
    },
    listed,
)


def _rename(files: list[dict]) -> None:
    files[0]["name"], files[-1]["name"] = files[-1]["name"], files[0]["name"]


kinds(
    "signature",
    {
        "a line end": lambda forged, text: signed_text(forged, text).encode() + b"\n",
        "capitals": lambda forged, text: signed_text(forged, text).upper().encode(),
        "a blank before": lambda forged, text: b" " + signed_text(forged, text).encode(),
        "a digit less": lambda forged, text: signed_text(forged, text).encode()[:-1],
        "two digits more": lambda forged, text: signed_text(forged, text).encode() + b"00",
        "empty": lambda forged, text: b"",
        "raw": lambda forged, text: bytes.fromhex(signed_text(forged, text)),
        "0x before": lambda forged, text: b"0x" + signed_text(forged, text).encode()[2:],
        "by the former key": lambda forged, text: OLD.sign(b"hejie:manifest:1\n" + text).encode(),
        "by a stranger": lambda forged, text: STRANGER.sign(b"hejie:manifest:1\n" + text).encode(),
        "without its name": lambda forged, text: NEW.sign(text).encode(),
        "of its digest": lambda forged, text: NEW.sign(b"hejie:manifest:1\n" + sha256(text).digest()).encode(),
        "of another dossier": lambda forged, text: signed_text(forged, text + b" ").encode(),
        "of zeros": lambda forged, text: b"0" * 128,
        "with a larger S": lambda forged, text: _larger(signed_text(forged, text)).encode(),
    },
    signature,
)


def _larger(told: str) -> str:
    order = 2**252 + 27742317777372353535851937790883648493
    return told[:64] + (int.from_bytes(bytes.fromhex(told[64:]), "little") + order).to_bytes(32, "little").hex()
