"""Pictures for `bench signals`: drawn ones, cuts of photos that lie on this machine, and what people do to a picture.

The drawn ones stand for goods on a table, sheets of paper with print on them and pages of a phone. They are the same in
every run. Photos are looked for where packages have brought some along, and in the folder HEJIE_BENCH_PICTURES.
"""

import io
import os
import random
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

SIDE = 640
_WORDS = ("order", "parcel", "glass", "refund", "scratch", "delivered", "box")


def goods(number: int) -> Image.Image:
    """Things on a table, lit from one side."""
    chance = random.Random(f"goods {number}")
    picture = Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270))).resize((SIDE, SIDE * 3 // 4))
    table = tuple(chance.randrange(60, 200) for _ in range(3))
    picture = ImageOps.colorize(picture, tuple(max(0, c - 60) for c in table), tuple(min(255, c + 50) for c in table))
    pen = ImageDraw.Draw(picture)
    for _ in range(chance.randrange(4, 12)):
        x, y = chance.randrange(-40, SIDE), chance.randrange(-40, SIDE * 3 // 4)
        wide, high = chance.randrange(40, 320), chance.randrange(40, 260)
        colour = tuple(chance.randrange(256) for _ in range(3))
        shape = chance.choice((pen.ellipse, pen.rectangle, pen.rounded_rectangle))
        shape(
            (x, y, x + wide, y + high), fill=colour, outline=tuple(c // 2 for c in colour), width=chance.randrange(1, 6)
        )
    grain = Image.effect_noise(picture.size, chance.randrange(10, 40)).convert("RGB")
    return Image.blend(picture, grain, 0.12).filter(ImageFilter.GaussianBlur(chance.random() * 1.4))


def sheet(number: int) -> Image.Image:
    """A sheet of paper with lines of print: the hardest to tell apart."""
    chance = random.Random(f"sheet {number}")
    picture = Image.new("RGB", (480, 640), (250, 250, 246))
    pen = ImageDraw.Draw(picture)
    for row in range(40, 600, 22):
        if chance.random() < 0.85:
            for column in range(40, chance.randrange(160, 440), 9):
                if chance.random() < 0.85:
                    pen.rectangle((column, row, column + 6, row + 9), fill=(40, 40, 40))
    return picture


def phone(number: int) -> Image.Image:
    """A page of a phone: bars above and below, bubbles of a talk between."""
    chance = random.Random(f"phone {number}")
    ground = chance.choice(((255, 255, 255), (236, 229, 221), (17, 27, 33), (237, 237, 237)))
    high = chance.choice((1138, 1280, 1387, 1422))
    picture = Image.new("RGB", (SIDE, high), ground)
    pen = ImageDraw.Draw(picture)
    bar = tuple(chance.randrange(256) for _ in range(3))
    pen.rectangle((0, 0, SIDE, 110), fill=bar)
    pen.text((24, 20), "14:02", fill=(255, 255, 255))
    row = 140
    while row < high - 200:
        tall, wide, right = chance.randrange(50, 170), chance.randrange(180, 430), chance.random() < 0.5
        left = SIDE - wide - 24 if right else 24
        fill = (149, 236, 105) if right else (255, 255, 255) if sum(ground) < 700 else (225, 225, 230)
        pen.rounded_rectangle((left, row, left + wide, row + tall), 16, fill=fill)
        for line in range(row + 12, row + tall - 14, 18):
            pen.text((left + 14, line), " ".join(chance.choices(_WORDS, k=wide // 90)), fill=(20, 20, 20))
        row += tall + chance.randrange(14, 60)
    pen.rectangle((0, high - 90, SIDE, high), fill=(247, 247, 247) if sum(ground) > 300 else (31, 44, 52))
    return picture


def viewed(picture: Image.Image, number: int) -> Image.Image:
    """A screenshot as a viewer shows it, taken once more."""
    chance = random.Random(f"viewed {number}")
    high = chance.choice((1280, 1387, 1422))
    around = chance.choice(((0, 0, 0), (0, 0, 0), (255, 255, 255), (24, 24, 28)))
    outer = Image.new("RGB", (SIDE, high), around)
    pen = ImageDraw.Draw(outer)
    pen.text((24, 20), "14:07", fill=(128, 128, 128))
    pen.text((300, high - 50), "Share   Edit   Delete", fill=(128, 128, 128))
    room = chance.uniform(0.6, 0.9)
    inner = picture.resize((int(SIDE * room), int(picture.height * SIDE * room / picture.width)))
    if inner.height > high - 120:
        inner = inner.resize((int(inner.width * (high - 120) / inner.height), high - 120))
    outer.paste(inner, ((SIDE - inner.width) // 2, (high - inner.height) // 2))
    return outer


def photos() -> Iterator[tuple[str, Image.Image]]:
    """Cuts of photos on this machine that do not overlap, with the photo's name."""
    for path in _found():
        try:
            with Image.open(path) as opened:
                whole = opened.convert("RGB")
        except OSError:
            continue
        if min(whole.size) < 300:
            continue
        across, down = max(1, whole.width // 300), max(1, whole.height // 300)
        for row in range(min(down, 3)):
            for column in range(min(across, 4)):
                box = (whole.width * column // across, whole.height * row // down,
                       whole.width * (column + 1) // across, whole.height * (row + 1) // down)  # fmt: skip
                yield path.name, whole.crop(box)


def _found() -> list[Path]:
    site = Path(sysconfig.get_path("purelib"))
    own = os.environ.get("HEJIE_BENCH_PICTURES", "")
    places = [site / "sklearn/datasets/images", site / "matplotlib/mpl-data/sample_data", site / "skimage/data"]
    folders = [*places, *([Path(own)] if own else [])]
    return sorted(
        path
        for folder in folders
        if folder.is_dir()
        for path in folder.rglob("*")
        if path.suffix in (".jpg", ".jpeg", ".png")
    )


def jpeg(picture: Image.Image, quality: int = 90) -> bytes:
    """The picture as a JPEG."""
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def _again(quality: int) -> Callable[[Image.Image], Image.Image]:
    return lambda one: Image.open(io.BytesIO(jpeg(one, quality)))


def _cropped(share: float) -> Callable[[Image.Image], Image.Image]:
    def cut(one: Image.Image) -> Image.Image:
        x, y = int(one.width * share / 2), int(one.height * share / 2)
        return one.crop((x, y, one.width - x, one.height - y))

    return cut


def _stamped(one: Image.Image) -> Image.Image:
    made = one.copy()
    pen = ImageDraw.Draw(made)
    pen.rectangle((one.width * 0.6, one.height * 0.9, one.width * 0.97, one.height * 0.97), fill=(255, 255, 255))
    pen.text((one.width * 0.62, one.height * 0.91), "2026-03-12 14:02", fill=(200, 30, 30))
    return made


def _framed(one: Image.Image) -> Image.Image:
    high = one.width * 2
    outer = Image.new("RGB", (one.width, max(high, one.height + 20)), (0, 0, 0))
    outer.paste(one, (0, (outer.height - one.height) // 2))
    return outer


DONE_TO: dict[str, Callable[[Image.Image], Image.Image]] = {
    "saved again at 60": _again(60),
    "saved again at 25": _again(25),
    "a third of the size": lambda one: one.resize((max(1, one.width // 3), max(1, one.height // 3))),
    "sent by a messenger": lambda one: _again(45)(one.resize((int(one.width * 0.7), int(one.height * 0.7)))),
    "lighter": lambda one: ImageEnhance.Brightness(one).enhance(1.25),
    "more contrast": lambda one: ImageEnhance.Contrast(one).enhance(1.3),
    "in grey": lambda one: one.convert("L").convert("RGB"),
    "date stamped on it": _stamped,
    "shown between black bars": _framed,
    "mirrored": ImageOps.mirror,
    "turned by a quarter": lambda one: one.transpose(Image.Transpose.ROTATE_90),
    "2 % cut off": _cropped(0.02),
    "5 % cut off": _cropped(0.05),
    "10 % cut off": _cropped(0.10),
    "turned by 2 degrees": lambda one: one.rotate(2, resample=Image.Resampling.BICUBIC, expand=False),
}
"""What people do to a picture before they file it somewhere else."""
