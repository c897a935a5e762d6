"""Sums of money as people write them, and what is none."""

import pytest
from django import forms
from django.utils.translation import override

from hejie.web.case.forms import minor_of


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("119.40", 11940), ("119,40", 11940), ("¥1,200", 120000), ("1 200,50 ₽", 120050), ("1'000.00", 100000),
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
