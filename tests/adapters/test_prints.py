"""A picture looked at: its prints bear what people do to pictures, its metadata says when and by what, never where."""

import io
from datetime import datetime

import pytest
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from bench import look_alikes
from hejie.adapters import prints
from hejie.domain.evidence import signals
from hejie.rulebooks import signals as rulebook

RULES = rulebook.load().rules


def look(picture, kind="image/jpeg", **more):
    out = io.BytesIO()
    picture.save(out, kind.rpartition("/")[2].upper(), **more)
    return prints.look(out, kind)


@pytest.mark.parametrize(
    "done", [name for name in look_alikes.DONE_TO if name not in ("10 % cut off", "turned by 2 degrees")]
)
def test_what_people_do_to_a_picture_does_not_make_it_another(done):
    picture = look_alikes.goods(3)
    kept = look(picture).prints[0].value()
    assert signals.nearest(look(look_alikes.DONE_TO[done](picture)), kept, RULES) is not None


def test_other_pictures_are_others():
    looks = [look(look_alikes.goods(number)) for number in range(12)]
    for place, one in enumerate(looks):
        assert all(signals.nearest(one, other.prints[0].value(), RULES) is None for other in looks[place + 1 :])


def test_a_blank_sheet_is_not_compared():
    assert not signals.comparable(look(Image.new("RGB", (600, 800), "white")), RULES)
    assert signals.comparable(look(look_alikes.sheet(1)), RULES)


def test_when_and_by_what_is_read_from_the_metadata():
    exif = Image.Exif()
    exif[305], exif[271] = "Adobe Lightroom 7.2", "HUAWEI"
    exif.get_ifd(34665)[36867] = "2026:02:01 09:30:15"
    exif.get_ifd(34853)[2] = (30.0, 15.0, 0.0)
    seen = look(look_alikes.goods(1), exif=exif)
    assert seen.taken == datetime(2026, 2, 1, 9, 30, 15) and "lightroom" in seen.program
    assert "30.0" not in repr(seen)


@pytest.mark.parametrize(
    "written", ["", "0000:00:00 00:00:00", "yesterday", "1970:01:01 00:00:00", "2026:13:45 00:00:00"]
)
def test_a_date_that_is_none_is_not_read(written):
    exif = Image.Exif()
    exif.get_ifd(34665)[36867] = written
    assert look(look_alikes.goods(1), exif=exif).taken is None


def test_what_a_model_has_made_says_so_in_several_ways():
    label = PngInfo()
    label.add_itxt("AIGC", '{"Label": "1", "ContentProducer": "x"}')
    assert look(look_alikes.goods(1), "image/png", pnginfo=label).generated
    parameters = PngInfo()
    parameters.add_text("parameters", "a broken cup, Steps: 20")
    assert look(look_alikes.goods(1), "image/png", pnginfo=parameters).generated
    xmp = b"<x:xmpmeta><Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia</x:xmpmeta>"
    assert look(look_alikes.goods(1), xmp=xmp).generated
    assert not look(look_alikes.goods(1)).generated


def test_a_screenshot_of_a_screenshot_is_made_out_and_a_plain_one_is_not():
    page = look_alikes.phone(4)
    assert RULES.share_from <= look(look_alikes.viewed(page, 4)).share <= RULES.share_to
    assert look(page).share == 0
    exif = Image.Exif()
    exif[271] = "Apple"
    assert look(look_alikes.viewed(page, 4), exif=exif).share == 0  # a camera made it


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (3, 3)])
def test_the_smallest_pictures_do_no_harm(size):
    assert look(Image.new("RGB", size, "red")) is not None


def test_what_cannot_be_shown_is_not_looked_at():
    bomb = io.BytesIO()
    Image.new("1", (9000, 9000)).save(bomb, "PNG")
    assert prints.look(bomb, "image/png") is None
    assert prints.look(io.BytesIO(b"<html>no picture</html>"), "image/jpeg") is None
    assert prints.look(io.BytesIO(b"%PDF-1.7"), "application/pdf") is None
    cut = io.BytesIO(look_alikes.jpeg(look_alikes.goods(1))[:4000])
    assert prints.look(cut, "image/jpeg") is None


def test_pictures_with_transparency_or_few_colours_are_looked_at():
    clear = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    ImageDraw.Draw(clear).ellipse((50, 50, 350, 250), fill=(200, 30, 30, 255))
    assert look(clear, "image/png").detail > 0
    assert look(look_alikes.goods(2).convert("P"), "image/gif") is not None
    assert look(look_alikes.goods(2), "image/webp") is not None
