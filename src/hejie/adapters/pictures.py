"""Pictures made anew of pictures: a small one, and one to read. Nothing but the look remains, no place, no camera."""

import io
import threading
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

_SMALL, _VIEW = 480, 2048
_MOST_PIXELS = {"JPEG": 220_000_000}  # a JPEG is decoded small from the start, so a large one costs little
_MOST_PIXELS_OTHERS = 40_000_000
_MOST_PIXELS_IN_PASSES = 60_000_000  # a JPEG that comes in passes stands in memory as a whole, small or not
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}
CANNOT_BE_SHOWN = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    MemoryError,
)
one_at_a_time = threading.Semaphore(1)
TYPE = "image/webp"


@dataclass(frozen=True, slots=True)
class Renditions:
    """What a picture looks like, as WebP: `small` at most 480 by 480 pixels, `view` at most 2,048 by 2,048."""

    small: bytes
    view: bytes


def renditions(file: BinaryIO, kind: str) -> Renditions | None:
    """Both pictures made anew: the right way up, on white, without metadata; None for what cannot be shown.

    kind   media type by content; a file that is not really of that kind, is broken, or unpacks to more pixels than a
           camera makes (a decompression bomb) gives None. One at a time in a process, so that memory stays small.
    """
    name = FORMATS.get(kind)
    if name is None:
        return None
    with one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is checked before decoding
        try:
            file.seek(0)
            with Image.open(file, formats=(name,)) as picture:
                if is_too_large(picture, name):
                    return None
                return _made(picture, name)
        except CANNOT_BE_SHOWN:
            return None


def is_too_large(picture: Image.Image, name: str) -> bool:
    """Whether a picture, opened and not decoded yet, unpacks to more pixels than a camera makes. `name`: of `FORMATS`."""
    most = _MOST_PIXELS.get(name, _MOST_PIXELS_OTHERS)
    return picture.width * picture.height > (_MOST_PIXELS_IN_PASSES if "progressive" in picture.info else most)


def thumbnail(file: BinaryIO, kind: str) -> bytes | None:
    """The small picture alone; None for what cannot be shown."""
    made = renditions(file, kind)
    return made.small if made else None


def _made(picture: Image.Image, name: str) -> Renditions:
    if name == "JPEG":
        picture.draft("RGB", (_VIEW, _VIEW))
    turned = ImageOps.exif_transpose(picture)
    turned.thumbnail((_VIEW, _VIEW))
    plain = Image.new("RGB", turned.size, "white")
    clear = turned.convert("RGBA")
    plain.paste(clear, mask=clear.getchannel("A"))
    view = _written(plain, quality=82, method=2)
    plain.thumbnail((_SMALL, _SMALL))
    return Renditions(_written(plain, quality=78, method=4), view)


def _written(picture: Image.Image, *, quality: int, method: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=quality, method=method)
    return out.getvalue()
