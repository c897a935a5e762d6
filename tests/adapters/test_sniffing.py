"""What a file is, by its content: shown, only downloaded, or refused."""

import io
import struct
import zipfile

import pytest
from PIL import Image

from hejie.adapters import pictures, sniffing, vault
from hejie.domain.kernel.refusal import Refusal

SALT = b"s" * 32
MB = 1 << 20


def picture(form="JPEG", size=(900, 600), **more):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form, **more)
    return out.getvalue()


def archive(*names, prefix=b""):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return prefix + out.getvalue()


def kind(content):
    with vault.take([content], salt=SALT, most=10 * MB) as held:
        return sniffing.kind_of(held)


def refusal(content):
    with pytest.raises(Refusal) as caught:
        kind(content)
    return caught.value.code


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("GIF"), "image/gif"),
        (picture("WEBP"), "image/webp"),
        (b"%PDF-1.7\n1 0 obj <</JS (x)>>\n%%EOF", "application/pdf"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "image/heic"),
        (b"\0\0\0\x18ftypisom" + b"\0" * 40, "video/mp4"),
        ("七毫米。\nSieben Millimeter.".encode(), "text/plain"),
        (b"MZ is how this letter begins.", "text/plain"),
        (b"a letter that quotes <script>alert(1)</script>", sniffing.OTHER),
        (archive("invoice.xml", "[Content_Types].xml", "word/document.xml"), sniffing.OTHER),
        (bytes(range(256)) * 8, sniffing.OTHER),
        (picture() + b"\0\0\0\x18ftypmp42" + b"\0" * 2000, "image/jpeg"),  # a phone's moving photo
    ],
)
def test_the_content_says_what_a_file_is(content, expected):
    assert kind(content) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\0" + b"\0" * 60 + b"PE\0\0",
        b"\x7fELF\x02\x01\x01" + b"\0" * 40,
        b"\xcf\xfa\xed\xfe" + b"\0" * 40,
        b"#!/bin/sh\nrm -rf /\n",
        b"L\0\0\0\x01\x14\x02\0" + b"\0" * 60,
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\xef\xbb\xbf  <?xml version='1.0'?><svg/>",
        b"<!-- nothing here --><html><body onload=alert(1)>",
        "<html>".encode("utf-16"),
        b"<!DOCTYPE html><title>x</title>",
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n",
        archive("photo.jpg", "setup.EXE"),
        archive("META-INF/MANIFEST.MF", "a/Main.class"),
        archive("word/document.xml", "word/vbaProject.bin"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900 + bytes.fromhex("84100c0000000000c000000000000046"),
    ],
)
def test_what_acts_when_opened_is_refused_whatever_it_is_called(content):
    assert refusal(content) == "file_kind_refused"


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a/*" + b"\0" * 50 + b"*/=1;<script>alert(1)</script>",
        picture() + b"<?php system($_GET[0]); ?>",
        archive("a.txt", prefix=picture()),
        archive("a.txt", prefix=b"%PDF-1.7\n%%EOF\n"),
        picture("GIF")[:40] + b"%PDF-1.7\n" + b"\0" * 100,
        archive("a.txt", prefix=bytes(range(200, 256)) * 4),
        bytes(range(256)) + b"<html >" + bytes(range(256)),
    ],
)
def test_two_kinds_in_one_are_refused(content):
    assert refusal(content) == "file_two_kinds"


def test_markup_at_either_end_of_a_film_is_found_and_chance_in_its_middle_is_not():
    film = b"\0\0\0\x18ftypisom" + bytes(range(256)) * 40
    filler = b"\0" * (3 * MB)
    for hidden in (film + b"<svg onload=alert(1)>" + filler, film + filler + b"<html><script>alert(1)</script>"):
        assert refusal(hidden) == "file_two_kinds"
    assert kind(film + filler + b"<svg/" + filler) == "video/mp4"


def test_four_characters_that_stand_in_a_photo_by_chance_are_no_markup():
    by_chance = (b"<svg/\x81", b"<sVg\r\x00a", b"<SVG>\xff")
    assert all(kind(picture() + some) == "image/jpeg" for some in by_chance)
    drawings = (b"<svg><a", b"<svg\nonload=alert(1)>", b"<svg/onload=alert(1)>", b"<SVG  xmlns=''>")
    assert all(refusal(picture() + some) == "file_two_kinds" for some in drawings)


def test_markup_that_hides_across_a_seam_of_reading_is_found():
    filler = picture()
    hidden = filler + b"\0" * (16 * vault.PIECE - len(filler) - 4) + b"<script>"
    assert refusal(hidden) == "file_two_kinds"


def test_reading_stops_at_the_first_byte_too_many():
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield b"x" * MB

    with pytest.raises(Refusal) as caught, vault.take(endless(), salt=SALT, most=3 * MB):
        raise AssertionError
    assert (caught.value.code, len(taken)) == ("file_too_large", 4)
    with pytest.raises(Refusal) as caught, vault.take([], salt=SALT, most=MB):
        raise AssertionError
    assert caught.value.code == "file_empty"


def test_a_small_picture_keeps_nothing_but_the_look():
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x0112] = 6  # lies on its side
    content = picture("JPEG", exif=exif, comment=b"secret")
    small = pictures.thumbnail(io.BytesIO(content), "image/jpeg")
    with Image.open(io.BytesIO(small)) as shown:
        assert (shown.format, shown.size) == ("WEBP", (320, 480))
        assert not shown.getexif() and "exif" not in shown.info
    assert b"home" not in small and b"secret" not in small


def test_a_list_of_names_that_would_fill_the_memory_is_not_read():
    import tracemalloc

    count = 200_000
    entry = b"PK\x01\x02" + bytes(24) + struct.pack("<HHH", 1, 0, 0) + bytes(12) + b"a"
    listed = entry * count
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, len(listed), 0, 0)
    longer = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    tracemalloc.start()
    assert refusal(b"PK\x03\x04" + listed + end) == "file_kind_refused"
    assert (
        refusal(b"PK\x03\x04" + bytes(100) + entry + longer + end[:12] + struct.pack("<L", 47) + end[16:])
        == "file_kind_refused"
    )
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * len(listed)


def test_an_archive_that_unpacks_to_a_flood_is_a_download_and_never_unpacked():
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file,
        file.open("zeros.txt", "w") as member,
    ):
        for _ in range(100):
            member.write(bytes(MB))
    assert len(out.getvalue()) < MB and kind(out.getvalue()) == sniffing.OTHER


def test_a_photo_that_comes_in_passes_is_not_opened_when_it_is_huge():
    content = picture(progressive=True)
    at = content.index(b"\xff\xc2") + 5
    huge = content[:at] + struct.pack(">HH", 14_000, 15_000) + content[at + 4 :]
    assert pictures.renditions(io.BytesIO(huge), "image/jpeg") is None
    assert pictures.renditions(io.BytesIO(content), "image/jpeg") is not None


def test_a_picture_that_unpacks_to_a_flood_is_not_opened():
    bomb = picture("PNG")
    header = struct.pack(">II", 60_000, 60_000)
    assert pictures.thumbnail(io.BytesIO(bomb[:16] + header + bomb[24:]), "image/png") is None
    assert pictures.thumbnail(io.BytesIO(picture()[:200]), "image/jpeg") is None
    assert pictures.thumbnail(io.BytesIO(picture("PNG")), "image/jpeg") is None
