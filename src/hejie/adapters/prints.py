"""A picture looked at for signals: its prints, what its metadata says of its making, whether it shows a screen in a screen.

The place where a picture was taken is never read. Prints are after Zauner's pHash (signs of the low frequencies) and, finer,
the dHash of 16 by 16 (which of two neighbours is lighter); both rest on the decoded grey, so that another format, size or
quality leaves them nearly as they were. A frame of one colour is cut off first.
"""

import re
import warnings
from datetime import datetime
from functools import cache
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageOps

from hejie.adapters import pictures
from hejie.domain.evidence.signals import Look, Prints

_SIZE = 512
_TAKEN, _DIGITIZED, _SOFTWARE, _MAKE, _EXIF = 36867, 36868, 305, 271, 34665
_MOST_XMP = 1 << 20
_CREATOR = re.compile(r'(?:CreatorTool|softwareAgent)(?:="|>)([^"<]{1,120})', re.IGNORECASE)
_MARKS = ("trainedalgorithmicmedia", "aigc", "sd-metadata")
"""What pictures that a model has made say of themselves: IPTC's source type, the label of China's rule of 2025."""
_ASPECTS = (1.6, 2.4)
_ALIKE = 9
_MOST_FRAMES = 3


def look(file: BinaryIO, kind: str) -> Look | None:
    """Look at a picture; None for what cannot be shown (broken, or larger than a camera makes). `kind`: media type."""
    name = pictures.FORMATS.get(kind)
    if name is None:
        return None
    with pictures.one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            file.seek(0)
            with Image.open(file, formats=(name,)) as picture:
                if pictures.is_too_large(picture, name):
                    return None
                return _looked(picture, name)
        except pictures.CANNOT_BE_SHOWN:
            return None


def _looked(picture: Image.Image, name: str) -> Look:
    taken, program, generated, camera = _said(picture)
    if name == "JPEG":
        picture.draft("L", (_SIZE, _SIZE))
    grey = _grey(picture)
    shown = _cut(grey)
    prints = tuple(_prints(one) for one in (shown, *_turned(shown)))
    share = 0 if camera else _screen_inside(grey)
    return Look(prints, int(shown.std()), taken, program, generated, share)


def _grey(picture: Image.Image) -> np.ndarray:
    turned = ImageOps.exif_transpose(picture)
    turned.thumbnail((_SIZE, _SIZE))
    plain = Image.new("L", turned.size, 255)
    clear = turned.convert("LA") if "A" in turned.getbands() or "transparency" in turned.info else turned.convert("L")
    plain.paste(clear.convert("L"), mask=clear.getchannel("A") if clear.mode == "LA" else None)
    return np.asarray(plain, dtype=np.float32)


def _turned(grey: np.ndarray) -> list[np.ndarray]:
    mirrored = grey[:, ::-1]
    return [mirrored, *(np.rot90(grey, times) for times in (1, 2, 3)), np.rot90(mirrored), np.rot90(mirrored, 3)]


def _cut(grey: np.ndarray) -> np.ndarray:
    """Without frames of one colour, one within the other, as long as enough remains."""
    for _ in range(_MOST_FRAMES):
        inner = _unframed(grey)
        if inner.size == grey.size:
            break
        grey = inner
    return grey


def _unframed(grey: np.ndarray) -> np.ndarray:
    edge = np.median(np.concatenate((grey[0], grey[-1], grey[:, 0], grey[:, -1])))
    other = np.abs(grey - edge) > _ALIKE
    rows, columns = np.flatnonzero(other.mean(1) > 0.02), np.flatnonzero(other.mean(0) > 0.02)
    if not len(rows) or not len(columns):
        return grey
    (top, bottom), (left, right) = (
        _within(found, size) for found, size in zip((rows, columns), grey.shape, strict=True)
    )
    inner = grey[top:bottom, left:right]
    return inner if inner.size > 0.15 * grey.size and min(inner.shape) >= 32 else grey


def _within(found: np.ndarray, size: int) -> tuple[int, int]:
    """From where to where something is, without the blended line beside what is cut off."""
    first, last = int(found[0]), int(found[-1])
    return first + 2 * (first > 0), last + 1 - 2 * (last < size - 1)


def _prints(grey: np.ndarray) -> Prints:
    return Prints(_waves(grey), _hex(_lighter(grey, 8)), _hex(_lighter(grey, 16)))


def _waves(grey: np.ndarray) -> str:
    """64 bits: which of the 8 by 8 lowest frequencies (but for the mean) lie above their median."""
    low = (_cosines() @ _small(grey, 32, 32) @ _cosines().T).ravel()
    return _hex(low > np.median(low[1:]))


def _lighter(grey: np.ndarray, side: int) -> np.ndarray:
    """Which of so many by so many places is lighter than the one to its left."""
    small = _small(grey, side + 1, side)
    return (small[:, 1:] > small[:, :-1]).ravel()


def _small(grey: np.ndarray, width: int, height: int) -> np.ndarray:
    picture = Image.fromarray(np.ascontiguousarray(grey).astype(np.uint8))
    return np.asarray(picture.resize((width, height), Image.Resampling.BOX), dtype=np.float32)


@cache
def _cosines() -> np.ndarray:
    places = np.arange(32)
    return np.cos(np.pi * np.arange(8)[:, None] * (2 * places + 1) / 64).astype(np.float32)


def _hex(bits: np.ndarray) -> str:
    return np.packbits(bits).tobytes().hex()


def _said(picture: Image.Image) -> tuple[datetime | None, str, bool, bool]:
    """(when taken, program in lower case, whether it says that a model made it, whether a camera made it)."""
    exif = picture.getexif()
    more = exif.get_ifd(_EXIF)
    told = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    xmp = (told if isinstance(told, str) else bytes(told[:_MOST_XMP]).decode("utf-8", "replace"))[:_MOST_XMP]
    programs = [str(exif.get(_SOFTWARE, "")), *_CREATOR.findall(xmp), str(picture.info.get("Software", ""))]
    text = " ".join([xmp, *(f"{name} {str(value)[:2000]}" for name, value in _texts(picture))]).lower()
    generated = any(mark in text for mark in _MARKS) or any(name == "parameters" for name, _ in _texts(picture))
    taken = _moment(more.get(_TAKEN)) or _moment(more.get(_DIGITIZED))
    return taken, " ".join(programs).lower()[:400].strip(), generated, bool(exif.get(_MAKE) or more.get(_TAKEN))


def _texts(picture: Image.Image) -> list[tuple[str, str]]:
    """Texts that a PNG carries beside the picture, and the comment of others."""
    found = [(name, value) for name, value in getattr(picture, "text", {}).items() if name != "XML:com.adobe.xmp"]
    comment = picture.info.get("comment", b"")
    return [*found, ("comment", comment.decode("utf-8", "replace") if isinstance(comment, bytes) else str(comment))]


def _moment(written: object) -> datetime | None:
    """A camera's moment, `2026:03:12 14:02:09`, without a zone; None where it says nothing that could be one."""
    try:
        found = datetime.strptime(str(written).strip()[:19], "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None
    return found if found.year >= 2000 else None


def _screen_inside(grey: np.ndarray) -> int:
    """Hundredths of a picture shaped like a screen that a smaller one of that shape takes, within bars of one colour; 0: none.

    So a viewer shows a screenshot that is then taken again: bars left and right of one colour, straight edges between.
    """
    if grey.shape[0] < grey.shape[1]:
        grey = np.rot90(grey)
    height, width = grey.shape
    if not _is_screen(height, width):
        return 0
    middle = grey[height // 3 : 2 * height // 3]
    colour = float(np.median(middle[:, [0, -1]]))
    bar = (np.abs(middle - colour) <= _ALIKE).mean(0) > 0.98
    inner = np.flatnonzero(~bar)
    if not len(inner):
        return 0
    left, right = int(inner[0]), width - 1 - int(inner[-1])
    if min(left, right) < 0.03 * width or abs(left - right) > 0.03 * width or left > 0.4 * width:
        return 0
    own = np.abs(grey[:, left : width - right] - colour)
    top, bottom = _longest((own <= _ALIKE).mean(1) < 0.97)
    if not _is_screen(bottom - top, width - left - right):
        return 0
    edges = np.abs(grey[top:bottom, [left + 1, width - right - 2]] - colour) > _ALIKE
    return round(100 * (bottom - top) * (width - left - right) / grey.size) if edges.mean(0).min() > 0.75 else 0


def _is_screen(height: int, width: int) -> bool:
    return _ASPECTS[0] <= height / max(width, 1) <= _ASPECTS[1]


def _longest(rows: np.ndarray) -> tuple[int, int]:
    """The longest run of rows that hold."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], rows.astype(np.int8), [0]))))
    runs = list(zip(edges[::2], edges[1::2], strict=True))
    return max(runs, key=lambda run: run[1] - run[0], default=(0, 0))
