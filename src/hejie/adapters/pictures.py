"""Small pictures of big ones, made anew: nothing but the look remains, no place, no camera, no comment."""

import io
import threading
import warnings
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

_SIDE = 480
_MOST_PIXELS = {"JPEG": 220_000_000}  # a JPEG is decoded small from the start, so a large one costs little
_MOST_PIXELS_OTHERS = 40_000_000
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}
_CANNOT_BE_SHOWN = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    MemoryError,
)
_one_at_a_time = threading.Semaphore(1)
TYPE = "image/webp"


def thumbnail(file: BinaryIO, kind: str) -> bytes | None:
    """A picture of at most 480 by 480 pixels as WebP, the right way up, on white; None for what cannot be shown.

    kind   media type by content; a file that is not really of that kind, is broken, or unpacks to more pixels than a
           camera makes (a decompression bomb) gives None. One at a time in a process, so that memory stays small.
    """
    name = _FORMATS.get(kind)
    if name is None:
        return None
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is checked before decoding
        try:
            file.seek(0)
            with Image.open(file, formats=(name,)) as picture:
                if picture.width * picture.height > _MOST_PIXELS.get(name, _MOST_PIXELS_OTHERS):
                    return None
                return _small(picture, name)
        except _CANNOT_BE_SHOWN:
            return None


def _small(picture: Image.Image, name: str) -> bytes:
    if name == "JPEG":
        picture.draft("RGB", (_SIDE * 2, _SIDE * 2))
    turned = ImageOps.exif_transpose(picture)
    turned.thumbnail((_SIDE, _SIDE))
    plain = Image.new("RGB", turned.size, "white")
    clear = turned.convert("RGBA")
    plain.paste(clear, mask=clear.getchannel("A"))
    out = io.BytesIO()
    plain.save(out, "WEBP", quality=78, method=4)
    return out.getvalue()
