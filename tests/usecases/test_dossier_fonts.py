"""Every character that a document may have to show has a glyph in the fonts that come with the program."""

import unicodedata
from functools import cache
from pathlib import Path

import pytest
from babel import Locale, numbers
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont

from hejie.domain.kernel.money import EXPONENTS
from hejie.usecases.dossier_pdf import fonts

SOURCES = Path(__file__).resolve().parents[2] / "src" / "hejie"
LOCALES = ("en_GB", "zh_Hans_CN", "ru_RU")
# Signs of currencies that people write whatever CLDR prefers; the last ones of the Unicode block came after our fonts.
SIGNS = "$¢£¤¥₽₸₴₾₼₺₹₱₪₫₭₮₦₡₲₵₩€֏؋৳฿៛﷼₨₥₢₣₤₧₠₯₰₳₶₷₻₿元円圆圓원￥￡￠￦＄"


@cache
def glyphs() -> frozenset[int]:
    """Code points for which some font has a glyph."""
    files = [file for folder in fonts.folders() for file in folder.glob("*.[ot]tf")]
    assert len(files) > 10
    return frozenset(code for file in files for code in TTFont(file, lazy=True).getBestCmap())


def lacking(text: str) -> str:
    """The characters of a text that would show as a box."""
    seen = {one for one in text if unicodedata.category(one) not in ("Cc", "Cn", "Co", "Cs", "Zl", "Zp")}
    return "".join(sorted(one for one in seen if ord(one) not in glyphs()))


def gb2312_level_1() -> str:
    """The 3,755 everyday characters of GB 2312, rows 16 to 55."""
    rows = range(0xB0, 0xD8)
    return "".join(
        bytes((row, cell)).decode("gb2312") for row in rows for cell in range(0xA1, 0xFF) if (row, cell) < (0xD7, 0xFA)
    )


def test_chinese():
    everyday = gb2312_level_1()
    assert len(everyday) == 3755
    assert lacking(everyday) == ""
    assert lacking("爭議調解裁決複核賠償運費買賣國際貿易訴求證據") == ""
    assert lacking("，。、；：？！“”‘’（）《》【】…—·￥％～") == ""


def test_cyrillic_of_russian_and_its_neighbours():
    russian = "".join(chr(code) for code in range(0x410, 0x450)) + "Ёё"
    accented = "".join(f"{vowel}\u0301" for vowel in "аеиоуыэюяАЕИОУЫЭЮЯ")
    assert lacking(russian + accented + "«»„“—–№…") == ""
    assert lacking("".join(chr(code) for code in range(0x400, 0x530))) == ""


def test_what_neighbours_write():
    assert lacking("가격이 너무 비싸요 환불해 주세요 뷁") == ""
    assert lacking("靴が小さいです。返金してください。") == ""
    assert lacking("ขอเงินคืน नमस्ते مرحبا שלום Ξανά Việt Nam გამარჯობა 😂👍❤") == ""


def test_latin_with_every_accent():
    assert lacking("".join(chr(code) for code in range(0x20, 0x250))) == ""


@pytest.mark.parametrize("locale", LOCALES)
def test_the_sign_of_every_currency(locale):
    known = Locale.parse(locale)
    assert lacking("".join(numbers.get_currency_symbol(code, known) for code in EXPONENTS)) == ""


def test_signs_of_currencies_that_people_write():
    assert lacking(SIGNS) == ""


@pytest.mark.parametrize("file", sorted(SOURCES.rglob("*.yaml")), ids=lambda file: file.stem)
def test_our_own_texts(file):
    assert lacking(file.read_text("utf-8")) == ""


@pytest.mark.parametrize("file", sorted(SOURCES.rglob("*.po")), ids=lambda file: f"{file.parts[-3]}-{file.stem}")
def test_our_own_catalogues(file):
    with file.open("rb") as source:
        said = [part for message in read_po(source) for part in (message.id, message.string)]
    assert lacking("".join(text for part in said for text in ([part] if isinstance(part, str) else part))) == ""


def test_the_families_that_a_document_names_are_there():
    for language in ("en", "zh", "ru"):
        assert set(fonts.families(language)) == set(fonts.fonts().families())
    assert fonts.families("ru")[:2] == ["Noto Sans", "Noto Sans SC"]
    assert fonts.families("zh")[:2] == ["Noto Sans SC", "Noto Sans"]
