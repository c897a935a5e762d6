"""The languages Hejie speaks, under the same short codes in addresses, settings, `<html lang>` and rulebook texts.

`zh` is Chinese in simplified characters. Django ships its own texts as `zh-hans`, so compiling the catalogue borrows
the few that ours lacks (see `hejie.web.catalogue.compiling`).
"""

from dataclasses import dataclass

from babel import Locale
from django.utils import translation


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its code, its own name, a short form for narrow screens, and the locale of figures and dates."""

    code: str
    name: str
    short: str
    locale: str


LANGUAGES = (
    Language("zh", "中文", "中", "zh_Hans_CN"),
    Language("en", "English", "En", "en_GB"),
    Language("ru", "Русский", "Ру", "ru_RU"),
)
BY_CODE = {language.code: language for language in LANGUAGES}
DEFAULT = "en"


def active() -> str:
    """The code of the language in which this page or mail is being written: zh, en or ru."""
    code = (translation.get_language() or DEFAULT).split("-")[0]
    return code if code in BY_CODE else DEFAULT


def locale_of(code: str) -> Locale:
    """The CLDR locale whose figures, dates and plurals this language uses; an unknown code counts as English."""
    return Locale.parse(BY_CODE.get(code, BY_CODE[DEFAULT]).locale)
