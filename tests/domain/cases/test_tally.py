"""How the votes of a panel are counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejie.domain.cases import tally
from hejie.domain.cases.panels import Vote

PAID, ASKED = 19900, 15000


def votes(*words: str | int) -> list[Vote]:
    """`votes("for", 40, "against")`: by member 1, 2, 3; a number is a split with this share."""
    return [
        Vote(number, "split" if isinstance(word, int) else word, word if isinstance(word, int) else 0)
        for number, word in enumerate(words, start=1)
    ]


def count(*words: str | int, paid: int = PAID, asked: int = ASKED) -> tuple[str, str, int]:
    found = tally.count(votes(*words), asked=asked, paid=paid)
    return found.how, found.vote, found.minor


def test_more_than_half_decide():
    assert count("for", "against", "for") == ("majority", "for", ASKED)
    assert count("against", "against", 50) == ("majority", "against", 0)


def test_several_splits_are_one_view_and_the_one_in_the_middle_of_them_is_awarded():
    assert count(10, "for", 30) == ("majority", "split", 3980)  # the middle of 1990 and 5970
    assert count(10, 20, 90) == ("majority", "split", 3980)


def test_without_a_majority_the_award_in_the_middle_of_all_decides():
    assert count("for", 33, "against") == ("median", "split", 6567)
    assert count("for", "for", "against", "against", 50) == ("median", "split", 9950)


def test_what_the_median_amounts_to_is_said():
    assert count(90, "for", "against", asked=15000) == ("median", "for", 15000)


def test_the_unit_left_over_is_the_buyers():
    assert count(33, 33, 33, paid=101, asked=101) == ("majority", "split", 34)  # 33.33
    assert count(1, 2, "for", paid=101, asked=101) == ("majority", "split", 3)  # the middle of 2 and 3


def test_of_an_even_number_the_one_drawn_last_is_not_counted():
    found = tally.count(votes("for", "against"), asked=ASKED, paid=PAID)
    assert (found.how, found.vote) == ("majority", "for")
    assert [(one.member, one.counted, one.dissent) for one in found.votes] == [(1, True, False), (2, False, True)]


def test_one_vote_is_a_majority_and_none_is_nothing_to_count():
    assert count("against") == ("majority", "against", 0)
    with pytest.raises(ValueError, match="nobody"):
        tally.count([], asked=ASKED, paid=PAID)


def test_who_voted_for_something_else_than_the_result_is_marked():
    found = tally.count(votes("for", "against", "for"), asked=ASKED, paid=PAID)
    assert [one.dissent for one in found.votes] == [False, True, False]


_WORDS = st.one_of(st.sampled_from(["for", "against"]), st.integers(1, 99))


@given(
    words=st.lists(_WORDS, min_size=1, max_size=31),
    paid=st.integers(1, 10**9),
    part=st.integers(0, 100),
    data=st.data(),
)
def test_the_result_is_the_same_whatever_the_order_of_votes(words, paid, part, data):
    asked = paid * part // 100
    given_ = votes(*words)
    mixed = data.draw(st.permutations(given_))
    found = tally.count(given_, asked=asked, paid=paid)
    assert tally.count(mixed, asked=asked, paid=paid) == found
    assert 0 <= found.minor <= paid
    counted = [one for one in found.votes if one.counted]
    assert len(counted) % 2 == 1 and len(found.votes) - len(counted) <= 1
    awards = sorted(tally.award(one, asked, paid) for one in counted)
    assert awards[0] <= found.minor <= awards[-1]
