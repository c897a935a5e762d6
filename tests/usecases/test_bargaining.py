"""Rounds of proposals on the real record: told privately, ranked in secret, counted by the worker, signed as always."""

import json

import pytest

from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader, replay
from hejie.store import queries
from tests.support.bargains import Bargain


@pytest.fixture
def bargain(disputes, ctx, work):
    """A case in which both sides may bargain."""
    return lambda **more: Bargain(disputes(**more), ctx, work)


def entries(stream: str) -> list[dict]:
    return [json.loads(row[3]) for row in queries.entries(stream.split(":")[1][:16], stream, 0, 500)]


def kinds(table: Bargain) -> list[str]:
    return [entry["kind"] for entry in entries(f"case:{table.dispute.case}")]


def code(call) -> str:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value.code


def test_three_proposals_are_put_ranked_counted_and_signed(bargain, work):
    table = bargain()
    table.tell("buyer")
    table.tell("seller")
    table.ask("seller")
    (row,) = table.case.rounds
    assert (row.kind, row.status, len(row.proposals)) == ("three", "open", 3)
    table.rank("buyer", "abc", "ab")
    work()
    assert table.case.rounds[0].open
    table.rank("seller", "bac", "bc")
    work()
    case = table.case
    assert (case.rounds[0].result, case.rounds[0].proposal) == ("agreed", "r1b")
    assert case.agreement.package == row.package("r1b")
    assert case.offers[-1].side == "system" and case.offers[-1].status == "accepted"
    table.sign()
    work()
    assert table.case.outcome == "agreed"
    assert replay.check().ok
