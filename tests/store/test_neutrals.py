"""What is read of neutrals comes from indexes, and the lines of cases from before are written from their record."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hejie.domain.cases import commands
from hejie.store import neutrals
from hejie.usecases import cases, mediation
from tests.support.dispute import Disputes


@pytest.fixture
def given(people, ctx, orders, clock):
    """A case that a neutral has."""
    dispute = Disputes(people, ctx, orders, clock)()
    cases.write_message(ctx(dispute.seller), commands.WriteMessage(dispute.case, "No."), key="m")
    mediation.escalate(ctx(dispute.buyer), commands.Escalate(dispute.case), key="e")
    neutral, operator = people("neutral"), people("operator")
    mediation.assign_neutral(ctx(operator), commands.AssignNeutral(dispute.case, neutral.id), key="a")
    return dispute, neutral


def rows() -> list[tuple]:
    """All lines of work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM assignment_row ORDER BY root, id, number")
        return cursor.fetchall()


def test_the_lines_of_cases_from_before_are_written_from_their_record(given):
    before = rows()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM assignment_row")
    import_module("hejie.store.migrations.0015_neutrals")._fill(None, SimpleNamespace(connection=connection))
    assert rows() == before and len(before) == 1


def test_how_much_a_neutral_has_and_had_is_read_from_indexes_alone(given):
    dispute, neutral = given
    with CaptureQueriesContext(connection) as caught:
        neutrals.loads("harbour", [neutral.id], dispute.buyer.id, dispute.seller.shop, 1)
        neutrals.turns("harbour", [neutral.id], 1)
        neutrals.decisions("harbour", [neutral.id], 1)
        neutrals.open_cases("harbour", neutral.id)
    assert len(caught) == 4
    for query in caught.captured_queries:
        plan = _plan(query["sql"])
        assert "Seq Scan on assignment_row" not in plan and "Seq Scan on case_row" not in plan, plan
        assert "SCAN a\n" not in plan and "SCAN c\n" not in plan and "SCAN case_row" not in plan, plan
        assert "SCAN assignment_row" not in plan, plan


def _plan(sql: str) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}")
            return "\n".join(row[0] for row in cursor.fetchall()) + "\n"
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return "\n".join(row[-1] for row in cursor.fetchall()) + "\n"
