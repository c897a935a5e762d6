"""Whether somebody votes for his own side of trade more than chance would have it."""

import pytest

from hejie.domain.neutrals import ingroup


def test_a_vote_counts_for_the_side_that_it_favours_and_a_split_for_none():
    rows = [("buyer", "for", True), ("buyer", "against", True), ("buyer", "for", False), ("buyer", "split", True)]
    found = ingroup.of_votes(rows)
    assert (found.votes, found.own) == (3, 1)
    assert ingroup.of_votes([("seller", "for", False), ("none", "for", True)]).own == 1


@pytest.mark.parametrize(("own", "votes", "flag"), [(22, 30, False), (23, 30, True), (7, 30, True), (29, 29, False)])
def test_it_is_flagged_from_thirty_votes_on_and_below_one_in_a_hundred(own, votes, flag):
    assert ingroup.figures(own, votes).beyond_chance is flag


def test_the_p_value_is_exact():
    assert ingroup.two_sided(24, 30) == pytest.approx(0.0014309, rel=1e-3)
    assert ingroup.two_sided(15, 30) == 1.0 and ingroup.two_sided(0, 0) == 1.0


def test_the_interval_is_the_exact_one():
    assert ingroup.interval(0, 30) == (0.0, pytest.approx(0.11570, abs=1e-4))
    assert ingroup.interval(24, 30) == (pytest.approx(0.61433, abs=1e-4), pytest.approx(0.92286, abs=1e-4))
    assert ingroup.interval(30, 30)[1] == 1.0 and ingroup.interval(0, 0) == (0.0, 1.0)
