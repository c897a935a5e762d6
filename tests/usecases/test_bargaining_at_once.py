"""Both sides rank at the same moment, a side ranks twice, two workers count: in threads on the real database."""

from functools import partial

import pytest

from hejie.domain.kernel.refusal import Refusal
from hejie.record import replay
from hejie.usecases import bargain_work
from tests.support.bargains import Bargain
from tests.usecases.test_bargaining import kinds
from tests.usecases.test_races import codes, together

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 2


@pytest.fixture
def ranking(disputes, ctx, work):
    """A case with a round to rank."""

    def make() -> Bargain:
        table = Bargain(disputes(), ctx, work)
        table.tell("buyer")
        table.tell("seller")
        table.ask("seller")
        return table

    return make


@pytest.mark.parametrize("_time", range(TIMES))
def test_both_rank_at_once_and_both_are_heard(ranking, ctx, work, _time):
    table = ranking()
    found = together(
        partial(table.rank, "buyer", "abc", "ab", True, row="r1"), partial(table.rank, "seller", "bac", "bc", row="r1")
    )
    assert not any(isinstance(one, Refusal) for one in found)
    case = table.dispute.case
    together(*(partial(bargain_work.look, ctx(), case, key=f"at once {number}") for number in range(3)))
    assert kinds(table).count("RoundEnded") == 1 and kinds(table).count("AgreementReached") == 1
    assert table.case.rounds[0].proposal == "r1b"
    work()
    assert replay.check().ok


@pytest.mark.parametrize("_time", range(TIMES))
def test_of_two_rankings_of_one_side_one_counts(ranking, _time):
    table = ranking()
    found = together(
        partial(table.rank, "buyer", "abc", "", key="one", row="r1"),
        partial(table.rank, "buyer", "cba", "", key="two", row="r1"),
    )
    assert codes(found) == ["", "ranked_before"]
    assert kinds(table, "pref-buyer").count("ProposalsRanked") == 1


@pytest.mark.parametrize("_time", range(TIMES))
def test_two_sides_ask_at_once_and_one_round_is_put(disputes, ctx, work, _time):
    table = Bargain(disputes(), ctx, work)
    found = together(partial(table.ask, "buyer", "one", work=False), partial(table.ask, "seller", "two", work=False))
    assert codes(found) == ["", "round_open"]
    case = table.dispute.case
    together(*(partial(bargain_work.look, ctx(), case, key=f"put {number}") for number in range(3)))
    assert kinds(table).count("ProposalsMade") == 1 and kinds(table, "engine") == ["RoundReckoned"]
