"""Sentences of refusals tell sums as sums, whether over HTTP, on a page or in a terminal."""

import pytest

from hejie.rulebooks import refusals
from tests.support.refused import readable


@pytest.mark.parametrize(
    ("code", "facts", "sums"),
    [
        ("bid_out_of_range", {"limit": 19900}, ("199.00 CNY",)),
        ("bid_above_promise", {"limit": 5000}, ("50.00 CNY",)),
        ("difference_is", {"due": 2500, "given": 2400}, ("25.00 CNY", "24.00 CNY")),
        ("below_entitlement", {"minor": 7960}, ("79.60 CNY",)),
        ("expert_fee_above_case", {"most": 19900}, ("199.00 CNY",)),
    ],
)
def test_minor_units_are_told_as_a_sum(code, facts, sums):
    facts = {**facts, "currency": "CNY"}
    readable(code, facts)
    for language in refusals.LANGUAGES:
        told = refusals.text(code, language, facts)
        assert all(one in str(told) for one in sums) and str(told).count("CNY") == len(sums), told


def test_what_is_no_sum_is_told_as_it_was_written():
    for facts in (
        {"limit": 10**30, "currency": "CNY"},
        {"limit": 5, "currency": "???"},
    ):
        assert str(facts["limit"]) in refusals.text("bid_out_of_range", "en", facts).why
    pieces = refusals.text("over_quantity", "en", {"line": 1, "asked": 3, "left": 2})
    assert "3" in str(pieces) and "3.00" not in str(pieces)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"a": None}, '{"a": null}'), ([None, "字"], '[null, "字"]'), (None, "null"), (True, "true"), ((), "–"), ((1, "字"), "1, 字"),
        (("x",) * 5000, ", ".join(["x"] * 67)[:200]), ([{}] * 5000, "[{}, {}"),
    ],
)  # fmt: skip
def test_what_somebody_sent_is_told_as_he_wrote_it(given, told):
    for language in refusals.LANGUAGES:
        said = refusals.text("bid_out_of_range", language, {"limit": given, "currency": "CNY"}).why
        assert told in said and "None" not in said and "True" not in said and len(said) < 400, said
