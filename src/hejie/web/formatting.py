"""Money, shares, moments and spans in the reader's language: plain strings, the same for pages, mails and documents.

Names of days, months, units and plural forms come from CLDR (Babel). Figures keep to their units by non-breaking
spaces. `lang` is zh, en or ru; without it the active language counts. Moments are aware datetimes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

from babel import dates, numbers, units
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hejie.domain.kernel.money import exponent
from hejie.web import languages

NBSP = "\u00a0"

# The sign people know, where CLDR spells the currency out or marks it as foreign. Only the yen stays marked: ¥ is
# the yuan here.
_SIGNS = {"CNY": "¥", "RUB": "₽", "KZT": "₸", "JPY": "JP¥"}

_DAY = {"en": f"EEEE d{NBSP}MMMM", "zh": "M月d日（EEE）", "ru": f"EEEE, d{NBSP}MMMM"}
_DAY_SHORT = {"en": f"d{NBSP}MMM", "zh": "M月d日", "ru": f"d{NBSP}MMM"}
_DAY_SHORT_NAMED = {"en": f"EEE d{NBSP}MMM", "zh": "M月d日（EEE）", "ru": f"EEE, d{NBSP}MMM"}
_YEAR = {"en": "{day} y", "zh": "y年{day}", "ru": "{day} y"}
_JOIN = {"en": "{day}, {time}", "zh": "{day}{time}", "ru": "{day}, {time}"}
_ZONES = {"Asia/Shanghai": gettext_noop("Beijing time"), "Europe/Moscow": gettext_noop("Moscow time")}


class MoneyLike(Protocol):
    """Anything with an amount in minor units and an ISO 4217 code, such as the domain's Money."""

    minor: int
    currency: str


def money(amount: MoneyLike | Mapping[str, object], lang: str = "") -> str:
    """¥119.40, 119,40 ₽, €119.40: the amount with its sign, as the language writes it."""
    minor, currency = (
        (amount["minor"], amount["currency"]) if isinstance(amount, Mapping) else (amount.minor, amount.currency)
    )
    locale = languages.locale_of(lang or languages.active())
    digits = exponent(str(currency))
    value = Decimal(int(minor)).scaleb(-digits)
    text = numbers.format_currency(
        value, currency, locale=locale, currency_digits=False, format=_money_pattern(locale, digits)
    )
    sign = _SIGNS.get(str(currency))
    return text.replace(numbers.get_currency_symbol(currency, locale), sign) if sign else text


def _money_pattern(locale: object, digits: int) -> str:
    """The locale's own currency pattern, with as many decimals as the currency has."""
    pattern = locale.currency_formats["standard"].pattern
    return pattern.replace("0.00", "0." + "0" * digits if digits else "0")


def percent(share: int | float | Decimal, lang: str = "") -> str:
    """60 %: a share given in whole or broken per cent, not as a fraction."""
    locale = languages.locale_of(lang or languages.active())
    return numbers.format_percent(Decimal(str(share)) / 100, locale=locale, decimal_quantization=False)


def number(value: int | float | Decimal, lang: str = "") -> str:
    """18,204: a count or measure with the language's grouping."""
    return numbers.format_decimal(value, locale=languages.locale_of(lang or languages.active()))


def case_number(case_id: str) -> str:
    """The short form people say and type: the last part of a case id, in capitals. An order id stays whole."""
    return case_id.rpartition("-")[2].upper()


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in words, in two pieces so that a page can keep each on one line."""

    day: str
    time: str
    lang: str

    def __str__(self) -> str:
        if not self.time:
            return self.day
        gap = " " if self.lang == "zh" and not self.day.endswith("）") else ""
        return _JOIN[self.lang].format(day=self.day, time=gap + self.time)


def moment(at: datetime, now: datetime, lang: str = "", zone: tzinfo | None = None) -> Moment:
    """Tuesday 24 November, 18:00: the day with its name, and the time, in the reader's zone.

    The year is said when it is not the year of `now`.
    """
    return _moment(at, now, lang or languages.active(), zone, _DAY)


def moment_short(
    at: datetime, now: datetime, lang: str = "", zone: tzinfo | None = None, named: bool = False
) -> Moment:
    """24 Nov, 18:00; for today `Today, 18:00`. With `named` the day of the week too: Tue 24 Nov, 18:00."""
    lang = lang or languages.active()
    zone = zone or timezone.get_current_timezone()
    local = at.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return Moment(_("Today"), f"{local:%H:%M}", lang)
    return _moment(at, now, lang, zone, _DAY_SHORT_NAMED if named else _DAY_SHORT)


def day(at: date | datetime, now: datetime, lang: str = "", zone: tzinfo | None = None) -> str:
    """Friday 27 November: a day with its name, without a time. A datetime is taken in the reader's zone."""
    lang = lang or languages.active()
    zone = zone or timezone.get_current_timezone()
    on = at.astimezone(zone).date() if isinstance(at, datetime) else at
    return _day(on, now.astimezone(zone).year, lang, _DAY)


def day_short(at: datetime, now: datetime, lang: str = "", zone: tzinfo | None = None) -> str:
    """27 Nov: a day without its name, for narrow places."""
    lang, zone = lang or languages.active(), zone or timezone.get_current_timezone()
    return _day(at.astimezone(zone).date(), now.astimezone(zone).year, lang, _DAY_SHORT)


def _moment(at: datetime, now: datetime, lang: str, zone: tzinfo | None, patterns: dict[str, str]) -> Moment:
    zone = zone or timezone.get_current_timezone()
    local = at.astimezone(zone)
    return Moment(_day(local.date(), now.astimezone(zone).year, lang, patterns), f"{local:%H:%M}", lang)


def _day(on: date, year_now: int, lang: str, patterns: dict[str, str]) -> str:
    pattern = patterns[lang]
    if on.year != year_now:
        pattern = _YEAR[lang].format(day=pattern)
    return dates.format_date(on, pattern, locale=languages.locale_of(lang))


def zone_name(zone: tzinfo | None = None, lang: str = "") -> str:
    """Beijing time: what the reader's zone is called in his language."""
    zone = zone or timezone.get_current_timezone()
    key = getattr(zone, "key", "") or str(zone)
    if key in _ZONES:
        return _(_ZONES[key])
    if key == "UTC" or not isinstance(zone, ZoneInfo):
        return "UTC" if key == "UTC" else key
    return dates.get_timezone_name(zone, locale=languages.locale_of(lang or languages.active()))


def span(length: timedelta, lang: str = "") -> str:
    """2 days 7 hours: a length in its two greatest units, never rounded up, so that nobody trusts time he lacks."""
    lang = lang or languages.active()
    minutes = max(int(length.total_seconds()) // 60, 0)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        pieces = [("day", days), ("hour", hours)]
    elif hours:
        pieces = [("hour", hours), ("minute", rest)]
    else:
        return _unit("minute", rest, lang) if rest else _("less than a minute")
    gap = "" if lang == "zh" else " "
    return gap.join(_unit(name, count, lang) for name, count in pieces if count)


def months(count: int, lang: str = "") -> str:
    """6 months: so many months of the calendar."""
    return _unit("month", count, lang or languages.active())


def _unit(name: str, count: int, lang: str) -> str:
    # Babel has no long units of time for Chinese; its short ones are the same words.
    length = "short" if lang == "zh" else "long"
    text = units.format_unit(count, f"duration-{name}", length=length, locale=languages.locale_of(lang))
    return text.replace(" ", NBSP)


def ago(at: datetime, now: datetime, lang: str = "") -> str:
    """3 hours ago, or in 3 hours: the distance in one unit, as the language says it."""
    return dates.format_timedelta(
        at - now, add_direction=True, threshold=1, locale=languages.locale_of(lang or languages.active())
    )
