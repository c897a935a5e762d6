"""Who bears the fees of those who were asked in, as the ruling says it to both sides."""

import pytest
from django.utils import translation

from hejie.web.case import settled


@pytest.mark.parametrize("language", ["en", "zh-hans", "ru"])
@pytest.mark.parametrize("to_buyer", [500, 0, -500])
def test_both_shares_and_what_is_set_off_are_said_in_one_language(language, to_buyer):
    with translation.override(language):
        told = str(settled.fees_words({"buyer": 100, "seller": 900, "to_buyer": to_buyer}, "CNY"))
    assert "1.00" in told.replace(",", ".") and "9.00" in told.replace(",", ".")
    assert ("5.00" in told.replace(",", ".")) == (to_buyer != 0)
    assert "advanced" not in told if language != "en" else "buyer" in told


def test_without_fees_nothing_is_said():
    assert settled.fees_words(None, "CNY") == ""
