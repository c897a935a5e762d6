"""Which closed cases are like the one in hand, and why: likest first, never a single one, sums as bands and rounded shares."""

from dataclasses import replace

import pytest

from hejie.domain.cases import likeness
from hejie.domain.cases.likeness import Facts

HERE = Facts("defective", "refund", "buyer", "shoes", "CNY", 19900, found={"fault": "proved"})
PAST = replace(HERE, awarded=19900, outcome="decided_buyer")
OTHER = Facts("defective", "repair", "seller", "", "EUR", 500, 0, "decided_seller", {"fault": "not_proved"})


def test_the_likest_comes_first_and_says_why():
    near = replace(PAST, category="", found={})
    found = likeness.ranked(HERE, (OTHER, near, PAST))
    assert [one.facts for one in found] == [PAST, near]
    assert found[0].why == ("category", "remedy", "value", "claimant", "point:fault")
    assert found[1].why == ("remedy", "value", "claimant")


def test_what_is_like_in_nothing_is_not_shown_and_no_more_than_five_are():
    assert OTHER not in [one.facts for one in likeness.ranked(HERE, (OTHER, PAST, PAST))]
    assert len(likeness.ranked(HERE, (PAST,) * 9)) == likeness.SHOWN


def test_too_few_cases_are_not_shown_at_all():
    assert likeness.ranked(HERE, (PAST, PAST)) == ()


def test_an_unknown_category_is_no_likeness():
    bare = replace(HERE, category="")
    assert "category" not in likeness.ranked(bare, (replace(PAST, category=""),) * 3)[0].why


def test_sums_of_other_currencies_are_not_compared():
    assert "value" not in likeness.ranked(HERE, (replace(PAST, currency="EUR"),) * 3)[0].why


@pytest.mark.parametrize(
    ("minor", "band"),
    [
        (0, (0, 100)),
        (99, (0, 100)),
        (100, (100, 200)),
        (19900, (10000, 20000)),
        (20000, (20000, 50000)),
        (99999, (50000, 100000)),
    ],
)
def test_a_sum_is_told_as_a_band(minor, band):
    assert likeness.band(minor) == band


def test_a_share_is_rounded_to_five_per_cent():
    assert likeness.share(replace(PAST, awarded=11940)) == 60
    assert likeness.share(replace(PAST, awarded=12345)) == 60
    assert likeness.share(replace(PAST, amount=0)) == 0
    assert likeness.share(replace(PAST, awarded=99999)) == 100


def test_outcomes_are_counted_by_whom_they_were_for():
    split, upheld = (
        replace(PAST, outcome="decided_split", awarded=9900),
        replace(PAST, outcome="appealed_upheld", awarded=0),
    )
    agreed = replace(PAST, outcome="agreed")
    assert likeness.outcomes((PAST, split, upheld, agreed)) == {"buyer": 1, "between": 1, "agreed": 1, "seller": 1}
