"""Small pictures of evidence, opened and written anew, so that nothing but pixels comes into the document."""

import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from PIL import Image, ImageOps

from hejie.adapters import vault
from hejie.domain.cases.state import Said
from hejie.store import files

MOST = 60
_LARGEST_BYTES = 4 << 20
_LARGEST_PIXELS = 6_000_000
_SIDE = 900
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")


def wanted(pieces: Iterable[Said]) -> list[Mapping]:
    """References of the pictures of these pieces: of each the one made anew to be looked at, else the small one."""
    found = [piece.data.get("view") or piece.data.get("thumbnail") for piece in pieces]
    return [reference for reference in found if reference]


def write(root: str, references: Iterable[Mapping], folder: Path) -> dict[str, str]:
    """File names of pictures by reference, for the first 60 of these that can be read; none is wider than 900 pixels.

    references   what was erased, is too large or is no picture is left out
    """
    wanted = [row for row in references if row["type"].startswith("image/") and row["size"] <= _LARGEST_BYTES]
    names: dict[str, str] = {}
    for number, reference in enumerate(wanted[:MOST], start=1):
        name = f"{number}.jpg"
        data = _bytes(root, reference["ref"])
        if data and _write(data, folder / name):
            names[reference["ref"]] = name
    return names


def _bytes(root: str, ref: str) -> bytes:
    content = files.content(root, ref)
    if content is None:
        return b""
    if content.data is not None:
        return content.data
    try:
        with vault.open_file(content.path) as stored:
            return stored.read(_LARGEST_BYTES)
    except OSError:
        return b""


def _write(data: bytes, target: Path) -> bool:
    """Whether these bytes are a picture of sane size; it is written as a JPEG without anything that came with it."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            if picture.width * picture.height > _LARGEST_PIXELS:
                return False
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
        upright.thumbnail((_SIDE, _SIDE))
        paper = Image.new("RGB", upright.size, "white")
        paper.paste(upright, mask=upright.getchannel("A"))
        paper.save(target, "JPEG", quality=82)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return False
    return True
