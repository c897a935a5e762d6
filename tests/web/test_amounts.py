"""Sums of money as people write them, and what is none."""

import pytest
from django import forms
from django.utils.translation import override

from hejie.web.case.forms import minor_of


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("119.40", 11940), ("119,40", 11940), ("¥1,200", 120000), ("1'000.00", 100000), ("￥5元", 500), ("人民币 5", 500),
        ("CNY 5", 500), ("5 yuan", 500), ("  7 ", 700),
    ],
)  # fmt: skip
def test_signs_and_words_of_money_may_stand_around_a_sum(written, minor):
    assert minor_of(written, "CNY") == minor


@pytest.mark.parametrize("written", ["", "abc", "-5", "1e3", "0x10", "5 or 60", "5-60", "1/2", ".50", "１２"])
def test_what_may_mean_another_sum_is_asked_for_again(written):
    with pytest.raises(forms.ValidationError):
        minor_of(written, "CNY")


def test_a_comma_before_three_figures_parts_thousands_but_in_russian():
    assert minor_of("1,200", "CNY") == 120000
    with override("ru"), pytest.raises(forms.ValidationError):
        minor_of("349,505", "CNY")


@pytest.mark.parametrize(
    ("written", "currency", "minor"),
    [("1 200,50 ₽", "RUB", 120050), ("30 руб.", "RUB", 3000), ("€30", "EUR", 3000), ("30 eur", "EUR", 3000),
     ("$30", "USD", 3000), ("¥30", "JPY", 30)],
)  # fmt: skip
def test_each_currency_is_read_by_its_own_name_and_sign(written, currency, minor):
    assert minor_of(written, currency) == minor


@pytest.mark.parametrize(
    ("written", "currency"),
    [("30 CNY", "EUR"), ("¥30", "EUR"), ("1 200,50 ₽", "CNY"), ("30 eur", "CNY"), ("30美元", "CNY"),
     ("30元", "EUR"), ("30 Euro", "CNY"), ("$30", "EUR")],
)  # fmt: skip
def test_a_sum_in_another_currency_is_never_taken_for_one_in_that_which_is_asked_for(written, currency):
    with pytest.raises(forms.ValidationError, match=currency):
        minor_of(written, currency)
