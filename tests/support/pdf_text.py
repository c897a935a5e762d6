"""The words of a PDF that Typst has made, read back through the maps from glyphs to letters that its fonts bring along.

Enough of the format for our own documents: object streams, FlateDecode, Type 0 fonts with ToUnicode, Tj and TJ.
"""

import re
import zlib


def text_of(pdf: bytes) -> str:
    """All that is shown, page by page in the order in which it is drawn, each run of glyphs behind the other."""
    objects = _objects(pdf)
    maps = {number: _letters(objects, body) for number, body in objects.items() if b"/ToUnicode" in body}
    pages = [body for _number, body in sorted(objects.items()) if re.search(rb"/Type\s*/Page\b(?!s)", body)]
    return " ".join(_page(objects, maps, body) for body in pages)


def _page(objects: dict[int, bytes], maps: dict[int, dict[int, str]], body: bytes) -> str:
    content = b"".join(_stream(objects[int(one)]) for one in re.findall(rb"/Contents (\d+) 0 R", body))
    resources = re.search(rb"/Resources (\d+) 0 R", body)
    held = objects[int(resources[1])] if resources else body
    named = re.search(rb"/Font (\d+) 0 R", held)
    names = re.findall(rb"/([A-Za-z]+\d+) (\d+) 0 R", objects[int(named[1])] if named else held)
    return _shown(content, {name: maps[int(number)] for name, number in names if int(number) in maps})


def _objects(pdf: bytes) -> dict[int, bytes]:
    found = {int(one[1]): one[2] for one in re.finditer(rb"(\d+) 0 obj(.*?)endobj", pdf, re.DOTALL)}
    for body in list(found.values()):
        if b"/ObjStm" in body[:300]:
            inside, first = _stream(body), int(re.search(rb"/First (\d+)", body)[1])
            heads = [int(one) for one in inside[:first].split()]
            places = [*heads[1::2], len(inside) - first]
            for place, number in enumerate(heads[::2]):
                found[number] = inside[first + places[place] : first + places[place + 1]]
    return found


def _stream(body: bytes) -> bytes:
    held = re.search(rb"stream\r?\n(.*)\r?\nendstream", body, re.DOTALL)
    if not held:
        return b""
    return zlib.decompressobj().decompress(held[1]) if b"/FlateDecode" in body[: held.start()] else held[1]


def _letters(objects: dict[int, bytes], font: bytes) -> dict[int, str]:
    said = _stream(objects[int(re.search(rb"/ToUnicode (\d+) 0 R", font)[1])])
    found: dict[int, str] = {}
    for run in re.findall(rb"beginbfchar(.*?)endbfchar", said, re.DOTALL):
        for glyph, letters in re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>", run):
            found[int(glyph, 16)] = _utf16(letters)
    for run in re.findall(rb"beginbfrange(.*?)endbfrange", said, re.DOTALL):
        for first, last, letters in re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", run):
            base = int(letters, 16)
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = _utf16(b"%04x" % (base + step))
    return found


def _utf16(letters: bytes) -> str:
    return bytes.fromhex(letters.decode()).decode("utf-16-be")


_TOKEN = re.compile(rb"/(\w+) [\d.]+ Tf|<([0-9a-fA-F]+)>|(\()|(\bET\b)")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def _shown(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    letters: dict[int, str] = {}
    found: list[str] = []
    at = 0
    while token := _TOKEN.search(content, at):
        font, glyphs, opened, _end = token.groups()
        at = token.end()
        if font:
            letters = fonts.get(font, {})
        elif glyphs or opened:
            raw, at = (bytes.fromhex(glyphs.decode()), at) if glyphs else _literal(content, at)
            found += [letters.get(int.from_bytes(raw[one : one + 2], "big"), "") for one in range(0, len(raw) - 1, 2)]
        else:
            found.append(" ")
    return "".join(found)


def _literal(content: bytes, at: int) -> tuple[bytes, int]:
    """A string in parentheses, which may hold balanced ones, from behind its first; and where it ends."""
    depth, found = 1, bytearray()
    while True:
        sign = content[at : at + 1]
        at += 1
        if sign == b"\\":
            digits = re.match(rb"[0-7]{1,3}", content[at : at + 3])
            taken = digits[0] if digits else content[at : at + 1]
            found += bytes([int(taken, 8) & 255]) if digits else _ESCAPES.get(taken, taken)
            at += len(taken)
            continue
        depth += {b"(": 1, b")": -1}.get(sign, 0)
        if not depth:
            return bytes(found), at
        found += sign
