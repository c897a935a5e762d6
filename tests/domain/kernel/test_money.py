"""Amounts: exact, in one currency, read strictly, divided to the minor unit."""

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from hejie.domain.kernel.money import (
    EXPONENTS,
    MAX_MINOR,
    Money,
    allocate,
    exponent,
    format_decimal,
    parse_decimal,
    total,
    zero,
)
from hejie.domain.kernel.refusal import Refusal

currencies = st.sampled_from(sorted(EXPONENTS))
amounts = st.builds(Money, st.integers(-MAX_MINOR, MAX_MINOR), currencies)
weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=20)


def refused(code, act, *args):
    with pytest.raises(Refusal) as caught:
        act(*args)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("currency", "digits"),
    [
        ("CNY", 2),
        ("RUB", 2),
        ("JPY", 0),
        ("KRW", 0),
        ("CLP", 0),
        ("KWD", 3),
        ("TND", 3),
        ("CLF", 4),
        ("UYW", 4),
        ("HUF", 2),
    ],
)
def test_exponents_are_those_of_iso_4217(currency, digits):
    assert exponent(currency) == digits


def test_where_daily_life_shows_other_digits_than_iso_4217_they_are_fewer():
    shown = get_global("currency_fractions")
    for currency, digits in EXPONENTS.items():
        assert shown.get(currency, shown["DEFAULT"])[0] <= digits


@pytest.mark.parametrize("currency", ["QQQ", "cny", "", "XAU", "DEM", None])
def test_what_is_no_active_currency_is_refused(currency):
    refused("currency_unknown", exponent, currency)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("119.40", "CNY", 11940),
        ("119.4", "CNY", 11940),
        ("119", "CNY", 11900),
        ("0.01", "EUR", 1),
        ("100.00", "JPY", 100),
        ("1.234", "KWD", 1234),
        ("1.2340", "KWD", 1234),
        ("-5.05", "USD", -505),
        ("90071992547409.91", "CNY", MAX_MINOR),
    ],
)
def test_decimals_are_read_exactly(text, currency, minor):
    assert parse_decimal(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1 ",
        "1,00",
        "1.",
        ".5",
        "+1",
        "1e3",
        "01",
        "1_000",
        "١",
        "NaN",
        "Infinity",
        "--1",
        "1.2.3",
        "0x10",
        "1\n",
        1,
        1.5,
    ],
)
def test_anything_else_is_not_an_amount(text):
    refused("amount_malformed", parse_decimal, text, "CNY")


def test_digits_past_the_minor_unit_are_never_rounded():
    refused("amount_too_precise", parse_decimal, "1.005", "CNY")
    refused("amount_too_precise", parse_decimal, "1.5", "JPY")


def test_amounts_have_a_limit_and_are_whole():
    refused("amount_too_large", Money, MAX_MINOR + 1, "CNY")
    refused("amount_malformed", Money, 1.0, "CNY")
    refused("amount_malformed", Money, True, "CNY")
    refused("amount_too_large", Money(MAX_MINOR, "CNY").__add__, Money(1, "CNY"))


@given(amounts)
def test_what_is_written_is_read_back_equal(amount):
    assert parse_decimal(format_decimal(amount), amount.currency) == amount


@given(amounts, amounts)
def test_two_currencies_never_meet(one, other):
    if one.currency == other.currency:
        return
    for act in (one.__add__, one.__sub__, one.__lt__, one.__le__, one.__gt__, one.__ge__):
        refused("currency_mismatch", act, other)
    refused("currency_mismatch", total, [one, other], one.currency)


@given(st.integers(0, MAX_MINOR), currencies, weights)
def test_parts_sum_to_the_whole_and_none_leaves_its_share_by_a_unit(minor, currency, parts):
    shares = allocate(Money(minor, currency), parts)
    assert total(shares, currency) == Money(minor, currency)
    if sum(parts):
        for share, weight in zip(shares, parts, strict=True):
            assert minor * weight // sum(parts) <= share.minor <= -(-minor * weight // sum(parts))


def test_of_equal_remainders_the_first_gets_the_left_over_unit():
    assert [share.minor for share in allocate(Money(10001, "CNY"), [50, 50])] == [5001, 5000]
    assert [share.minor for share in allocate(Money(100, "CNY"), [1, 1, 1])] == [34, 33, 33]
    assert [share.minor for share in allocate(Money(5, "JPY"), [0, 0])] == [3, 2]
    assert [share.minor for share in allocate(zero("CNY"), [3, 4])] == [0, 0]
