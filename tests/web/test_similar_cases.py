"""Cases like this one, for the neutral alone: of the same marketplace, without names, words, sums or dates of anybody."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection

from hejie.domain.cases import commands
from hejie.domain.cases.reasons import Finding, Reasons
from hejie.domain.kernel.refusal import Refusal
from hejie.record import replay
from hejie.rulebooks import procedures
from hejie.store import past_cases
from hejie.usecases import cases, mediation, reading, similar

SECRET = "My neighbour saw it."
WHY = Reasons((Finding("proved", "description", reasons=SECRET),), (), SECRET)


@pytest.fixture
def past(people, ctx, orders, run_worker, clock):
    """Ends cases: `past(3)` makes so many that are closed, each of its own buyer and shop, decided for the buyer."""

    def end(count: int) -> list[str]:
        made, neutral, operator = [], people("neutral"), people("operator")
        for number in range(count):
            buyer, seller = people("buyer", name=f"Nosy {number}"), people("seller")
            root = orders(buyer, seller)
            receipt = cases.open_cases(
                ctx(buyer), root=root, lines=(1,), reason="not_as_described", remedy="refund",
                package={"refund": 19900, "currency": "CNY"}, story=SECRET,
                shown=procedures.load("procedures/standard").digest, key=f"past {number}",
            )[0]  # fmt: skip
            case = receipt.created["case"]
            cases.make_statement(ctx(seller), commands.MakeStatement(case, SECRET), key=f"s{number}")
            mediation.escalate(ctx(buyer), commands.Escalate(case), key=f"e{number}")
            if not reading.read_case(ctx(operator), case).case.neutral:
                mediation.assign_neutral(ctx(operator), commands.AssignNeutral(case, neutral.id), key=f"a{number}")
            mediation.go_to_decision(ctx(neutral), commands.GoToDecision(case), key=f"g{number}")
            package = {"refund": 19900, "currency": "CNY"}
            command = commands.DecideCase(case, SECRET, SECRET, package, (), WHY)
            mediation.decide_case(ctx(neutral), command, key=f"d{number}")
            made.append(case)
        clock.move(days=8)
        run_worker()
        run_worker()
        return made

    return end


def rows() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, outcome, awarded, found FROM past_case ORDER BY id")
        return cursor.fetchall()


def test_a_closed_case_leaves_one_line_and_an_open_one_none(past, scene):
    made = past(1)
    scene.opened()
    assert rows() == [(made[0], "decided_buyer", 19900, "description=proved")]


def test_the_neutral_sees_how_cases_like_his_ended_and_nothing_by_which_they_are_known(browser, scene, past):
    made = past(3)
    scene.opened().mediated()
    page = browser(scene.neutral).get("neutral_table", scene.case)
    found, text = page.context["similar"], page.content.decode()
    assert [one["share"] for one in found["likest"]] == ["100%"] * 3
    assert found["likest"][0]["value"] == "¥100.00 to ¥200.00"
    assert "Like this one: the same is asked for, about the same value" in text
    assert {end["words"]: end["count"] for end in found["ends"]}["for the buyer"] == 3
    assert SECRET not in text and "Nosy" not in text
    assert not any(case in text for case in made)


def test_fewer_than_three_are_not_shown(browser, scene, past):
    past(2)
    scene.opened().mediated()
    page = browser(scene.neutral).get("neutral_table", scene.case)
    assert not page.context["similar"]["likest"] and "too few to show any" in page.content.decode()


def test_no_past_of_this_buyer_or_this_shop_weighs_on_the_case(scene, past):
    past(3)
    scene.opened().mediated()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE past_case SET seller = %s", [scene.seller.shop])
    assert past_cases.like(reading.read_case(scene.ctx(scene.neutral), scene.case).case) == []
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM past_case")  # the record is compared with its tables afterwards
    replay.rebuild()


def test_another_marketplace_is_never_shown(scene, past):
    past(3)
    scene.opened().mediated()
    view = reading.read_case(scene.ctx(scene.neutral), scene.case)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE past_case SET marketplace = 'other'")
    assert similar.of_case(view, {}).whole == 0
    replay.rebuild()
    assert similar.of_case(view, {}).whole == 3


def test_nobody_but_the_neutral_may_ask(scene, past):
    scene.opened().mediated()
    for who in (scene.buyer, scene.seller, scene.operator):
        with pytest.raises(Refusal, match="not_found"):
            similar.of_case(reading.read_case(scene.ctx(who), scene.case), {})


def test_one_statement_reads_no_more_than_two_hundred_lines(scene, past, django_assert_num_queries):
    past(3)
    scene.opened().mediated()
    view = reading.read_case(scene.ctx(scene.neutral), scene.case)
    with django_assert_num_queries(1) as asked:
        similar.of_case(view, {"description": "proved"})
    assert "LIMIT 200" in asked.captured_queries[0]["sql"]
    with connection.cursor() as cursor:
        plan = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
        cursor.execute(plan + asked.captured_queries[0]["sql"])
        assert connection.vendor != "sqlite" or "past_case_reason" in str(cursor.fetchall())


def test_cases_closed_before_the_table_was_there_are_written_from_the_record(past, scene):
    past(2)
    scene.opened()
    before = rows()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM past_case")
    import_module("hejie.store.migrations.0016_past_cases")._fill(None, SimpleNamespace(connection=connection))
    assert rows() == before and len(before) == 2
