"""Amounts and moments as people write them, for letters: from CLDR (Babel), in a named language and time zone.

Nothing here depends on a request; pages have their own richer forms (`hejie.web.formatting`).
"""

import zoneinfo
from datetime import datetime
from decimal import Decimal

from babel import Locale, dates, numbers

from hejie.domain.kernel.money import exponent

LANGUAGES = ("en", "zh", "ru")
_LOCALES = {"en": Locale.parse("en_GB"), "zh": Locale.parse("zh_Hans_CN"), "ru": Locale.parse("ru_RU")} | {
    # Nobody reads our pages in these; letters to outside bodies are written in them.
    code: Locale.parse(code)
    for code in ("de", "fr")
}
_SIGNS = {"CNY": "¥", "RUB": "₽", "KZT": "₸", "JPY": "JP¥"}
_DAY = {"en": "EEEE d MMMM", "zh": "M月d日（EEE）", "ru": "EEEE, d MMMM"}
_DAY_OF_YEAR = {"en": "EEEE d MMMM y", "zh": "y年M月d日（EEE）", "ru": "EEEE, d MMMM y"}
_JOIN = {"en": "{day}, {time} ({zone})", "zh": "{day}{time}（{zone}）", "ru": "{day}, {time} ({zone})"}


def known_language(code: str) -> str:
    """en, zh or ru; anything else reads as English."""
    return code if code in LANGUAGES else "en"


def amount(minor: int, currency: str, language: str) -> str:
    """¥119.40, 119,40 ₽, €119.40: whole minor units with the currency's own number of decimals."""
    locale = _LOCALES[language]
    digits = exponent(currency)
    pattern = locale.currency_formats["standard"].pattern.replace("0.00", "0." + "0" * digits if digits else "0")
    value = Decimal(minor).scaleb(-digits)
    text = numbers.format_currency(value, currency, locale=locale, currency_digits=False, format=pattern)
    sign = _SIGNS.get(currency)
    return text.replace(numbers.get_currency_symbol(currency, locale), sign) if sign else text


def moment(at: datetime, now: datetime, language: str, zone: str, zone_names: dict) -> str:
    """Tuesday 24 November, 18:00 (Beijing time); the year is said when it is not this one."""
    place = zone_of(zone)
    local = at.astimezone(place)
    pattern = (_DAY if local.year == now.astimezone(place).year else _DAY_OF_YEAR)[language]
    return _JOIN[language].format(
        day=dates.format_date(local.date(), pattern, locale=_LOCALES[language]),
        time=f"{local:%H:%M}",
        zone=_zone_name(place, local, language, zone_names),
    )


def zone_of(name: str) -> zoneinfo.ZoneInfo:
    """The zone of an IANA name; an unknown one counts as UTC."""
    try:
        return zoneinfo.ZoneInfo(name or "UTC")
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return zoneinfo.ZoneInfo("UTC")


def _zone_name(place: zoneinfo.ZoneInfo, local: datetime, language: str, zone_names: dict) -> str:
    named = zone_names.get(place.key)
    return named[language] if named else dates.get_timezone_name(local, locale=_LOCALES[language])
