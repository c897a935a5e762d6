"""Money, shares, moments and spans as each language writes them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from hejie.domain.kernel.money import Money
from hejie.web import formatting

_NOW = datetime(2026, 11, 22, 2, 40, tzinfo=UTC)
_DUE = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
_BEIJING = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("lang", "minor", "currency", "text"),
    [
        ("en", 11940, "CNY", "¥119.40"),
        ("zh", 11940, "CNY", "¥119.40"),
        ("ru", 11940, "CNY", "119,40\u00a0¥"),
        ("en", 11940, "RUB", "₽119.40"),
        ("ru", 11940, "RUB", "119,40\u00a0₽"),
        ("en", 11940, "EUR", "€119.40"),
        ("en", 123456789, "CNY", "¥1,234,567.89"),
        ("en", 1500, "JPY", "JP¥1,500"),
        ("zh", 1500, "JPY", "JP¥1,500"),
        ("en", 1234, "KWD", "KWD1.234"),
        ("en", 0, "CNY", "¥0.00"),
        ("en", -500, "CNY", "-¥5.00"),
    ],
)
def test_money(lang, minor, currency, text):
    assert formatting.money(Money(minor, currency), lang) == text
    assert formatting.money({"minor": minor, "currency": currency}, lang) == text


@pytest.mark.parametrize(("lang", "text"), [("en", "60%"), ("zh", "60%"), ("ru", "60\u00a0%")])
def test_percent(lang, text):
    assert formatting.percent(60, lang) == text
    assert formatting.percent(12.5, "en") == "12.5%"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Tuesday 24\u00a0November, 18:00"),
        ("zh", "11月24日（周二）18:00"),
        ("ru", "вторник, 24\u00a0ноября, 18:00"),
    ],
)
def test_a_moment_has_its_weekday_in_the_readers_zone(lang, text):
    assert str(formatting.moment(_DUE, _NOW, lang, _BEIJING)) == text


@pytest.mark.parametrize(
    ("lang", "text", "today"),
    [
        ("en", "24\u00a0Nov, 18:00", "Today, 14:30"),
        ("zh", "11月24日 18:00", "今天 14:30"),
        ("ru", "24\u00a0нояб., 18:00", "сегодня, 14:30"),
    ],
)
def test_a_short_moment_says_today(lang, text, today):
    with translation.override(lang):
        assert str(formatting.moment_short(_DUE, _NOW, lang, _BEIJING)) == text
        assert str(formatting.moment_short(_NOW + timedelta(hours=3, minutes=50), _NOW, lang, _BEIJING)) == today


def test_another_year_is_said():
    at = datetime(2025, 12, 31, 10, 0, tzinfo=UTC)
    assert str(formatting.moment(at, _NOW, "en", _BEIJING)) == "Wednesday 31\u00a0December 2025, 18:00"
    assert str(formatting.moment(at, _NOW, "zh", _BEIJING)) == "2025年12月31日（周三）18:00"


def test_today_is_the_readers_day():
    late = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
    assert str(formatting.moment_short(late, _NOW, "en", ZoneInfo("UTC"))) == "Today, 17:00"
    assert str(formatting.moment_short(late, _NOW, "en", _BEIJING)) == "23\u00a0Nov, 01:00"


@pytest.mark.parametrize(
    ("minutes", "en", "zh", "ru"),
    [
        (3300, "2 days 7 hours", "2天7小时", "2 дня 7 часов"),
        (1500, "1 day 1 hour", "1天1小时", "1 день 1 час"),
        (1440, "1 day", "1天", "1 день"),
        (148, "2 hours 28 minutes", "2小时28分钟", "2 часа 28 минут"),
        (21, "21 minutes", "21分钟", "21 минута"),
        (0, "less than a minute", "不到1分钟", "меньше минуты"),
    ],
)
def test_a_span_is_said_in_its_two_greatest_units(minutes, en, zh, ru):
    for lang, text in (("en", en), ("zh", zh), ("ru", ru)):
        with translation.override(lang):
            assert formatting.span(timedelta(minutes=minutes), lang).replace("\u00a0", " ") == text


def test_a_span_is_never_rounded_up():
    assert formatting.span(timedelta(minutes=59, seconds=59), "en") == "59\u00a0minutes"


@pytest.mark.parametrize(("lang", "text"), [("en", "1 minute ago"), ("zh", "1分钟前"), ("ru", "1 минуту назад")])
def test_what_is_past_is_said_with_the_right_case(lang, text):
    assert formatting.ago(_NOW - timedelta(minutes=1), _NOW, lang).replace("\u00a0", " ") == text


def test_zones_have_names():
    with translation.override("zh"):
        assert formatting.zone_name(_BEIJING, "zh") == "北京时间"
    with translation.override("ru"):
        assert formatting.zone_name(ZoneInfo("Europe/Moscow"), "ru") == "время московское"
    assert formatting.zone_name(ZoneInfo("UTC"), "en") == "UTC"
    assert formatting.zone_name(ZoneInfo("Europe/Berlin"), "en") == "Central European Time"


def test_a_case_has_a_short_number():
    assert formatting.case_number("kq3v7c2mabcd2345-h7m2qa4x") == "H7M2QA4X"
