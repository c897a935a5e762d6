"""The fairness watch on the real record: what an agreement leaves, who reads what of it, and what rings."""

import json
import math
from random import Random

import pytest
from django.db import connection

from hejie.domain.cases import commands
from hejie.domain.kernel import clock as moments
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader, replay
from hejie.store import gains as stored
from hejie.store import queries
from hejie.usecases import fairness, settlement
from hejie.usecases.agreement import document
from tests.domain.settlement.test_watch import sample
from tests.support.bargains import Bargain


@pytest.fixture
def settled(people, disputes, ctx, run_worker):
    """Makes cases that end by an offer of the seller, signed by both, after which the worker has done its work."""

    def make(buyer: str = "zh", seller: str = "ru"):
        made = disputes(buyer=people("buyer", language=buyer), seller=people("seller", language=seller))
        settlement.make_offer(ctx(made.seller), commands.MakeOffer(made.case, {"refund": 15900}), key="o")
        settlement.accept_offer(ctx(made.buyer), commands.AcceptOffer(made.case, "o2", waives=True), key="a")
        for who in (made.buyer, made.seller):
            settlement.sign_agreement(ctx(who), commands.SignAgreement(made.case), key=f"s {who.id}")
        run_worker()
        return made

    return make


def rows() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(stored.COLUMNS)} FROM gain_row ORDER BY id")
        return cursor.fetchall()


def plant(marketplace, at, found) -> None:
    """Gains of agreements that no record holds, for figures alone."""
    with connection.cursor() as cursor:
        for number, one in enumerate(found):
            values = (
                f"r{number:015d}", f"r{number:015d}-{at:%y%m}", "o1", marketplace.pk, moments.milliseconds(at) + number, one.band, one.way,
                one.buyer_language, one.seller_language, round(1e6 * one.buyer), round(1e6 * one.seller),
            )  # fmt: skip
            cursor.execute(f"INSERT INTO gain_row VALUES ({', '.join(['%s'] * len(values))})", values)


def notices(marketplace) -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person, facts FROM notice WHERE kind = 'FairnessDrift' AND marketplace = %s", [marketplace.pk]
        )
        return [json.loads(row[1]) | {"person": row[0]} for row in cursor.fetchall()]


def test_an_agreement_leaves_its_gains_without_a_name(settled):
    made = settled()
    (row,) = rows()
    found = dict(zip(stored.COLUMNS, row, strict=True))
    assert (found["id"], found["buyer_language"], found["seller_language"]) == (made.case, "zh", "ru")
    assert (found["band"], found["way"]) == ("CNY:2", "offer")
    assert all(-9_300_000 < found[side] <= 0 for side in ("buyer", "seller"))
    kept = reader.room(made.case, "engine").kept_as("GainsRecorded")[0].data["watch"]
    assert made.buyer.id not in json.dumps(kept) and made.seller.shop not in json.dumps(kept)


def test_the_table_is_written_anew_from_the_record(settled):
    settled()
    before = rows()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM gain_row")
    assert any("gain_row" in fault for fault in replay.check().faults)
    assert replay.rebuild().ok and replay.check().ok and rows() == before


def test_nobody_but_the_neutral_of_the_case_reads_what_stands_in_the_engines_room(settled, people, ctx):
    from hejie.usecases import reading

    made = settled()
    for who in (made.buyer, made.seller, people("operator"), people("auditor")):
        with pytest.raises(Refusal, match="not_found"):
            reading.stream_of(ctx(who), made.case, "engine")
    joint = queries.entries(made.root, made.stream, 0, 500)
    assert not any("Gains" in row[3] or "watch" in row[3] for row in joint)


def test_figures_are_for_operators_and_auditors_and_never_of_few(settled, people, ctx):
    made = settled()
    for who in (made.buyer, made.seller, people("neutral"), people("agent")):
        with pytest.raises(Refusal, match="not_found"):
            fairness.report(ctx(who))
    for who in (people("operator"), people("auditor")):
        found = fairness.report(ctx(who))
        assert found.count == 0 and all(group.count == 0 and group.mean == 0.0 for group in found.groups)


KEEPS = {"goods": {"best": "keep", "worst": "return", "points": 40}, "days": {"points": 50}, "refund": {"points": 10}}


def test_the_way_to_an_agreement_is_kept_with_it(disputes, ctx, work):
    table = Bargain(disputes(), ctx, work)
    table.tell("buyer")
    table.tell("seller")
    table.ask()
    table.rank("buyer", "abc", "abc", waives=True)
    table.rank("seller", "abc", "abc")
    work()
    assert "¥" in document.of_case(ctx(table.who("buyer")), table.dispute.case).texts["en"]
    table.sign()
    work()
    assert [row[stored.COLUMNS.index("way")] for row in rows()] == ["three"]


def test_an_improvement_is_an_agreement_of_its_own_and_signed_anew(disputes, ctx, work):
    table = Bargain(disputes(), ctx, work)
    buyer, seller, case = ctx(table.who("buyer")), ctx(table.who("seller")), table.dispute.case
    table.tell("buyer", KEEPS)
    table.tell("seller", KEEPS)
    poor = {"refund": 19900, "currency": "CNY", "goods": "return", "days": 60}
    settlement.make_offer(seller, commands.MakeOffer(case, poor), key="poor")
    settlement.accept_offer(buyer, commands.AcceptOffer(case, table.case.offers[-1].id, waives=True), key="yes")
    work()
    table.sign("buyer")
    first = document.of_case(buyer, case)
    table.rank("buyer", "ba", "ba", waives=True)
    table.rank("seller", "ba", "ba")
    work()
    assert (
        document.of_case(buyer, case).references == {}
        and document.of_case(buyer, case).fingerprint != first.fingerprint
    )
    table.sign()
    work()
    assert document.of_case(buyer, case, ended=1).texts == first.texts
    assert document.of_case(buyer, case).agreement.in_effect
    assert [row[stored.COLUMNS.index("way")] for row in rows()] == ["improvement"]


@pytest.mark.tampers
def test_a_planted_drift_is_told_to_operators_once_a_quarter(marketplace, people, ctx, clock, run_worker):
    operator, other = people("operator"), people("operator")
    people("neutral")
    plant(marketplace, clock.now, sample(Random(1), 400, "ru", -1.5))
    found = fairness.report(ctx(operator))
    assert found.count == 400 and "buyer:language:ru" in found.alarms
    run_worker()
    told = notices(marketplace)
    assert len(found.alarms) > 1  # several groups, one letter to each
    assert sorted(one["person"] for one in told) == sorted([operator.id, other.id])
    assert {one["period"] for one in told} == {"2026Q4"}
    clock.move(days=2)
    run_worker()
    assert len(notices(marketplace)) == len(told)


@pytest.mark.tampers
def test_a_fair_quarter_rings_nothing(marketplace, people, ctx, clock, run_worker):
    people("operator")
    plant(marketplace, clock.now, sample(Random(11), 400))
    run_worker()
    assert fairness.report(ctx(people("operator"))).alarms == () and notices(marketplace) == []


@pytest.mark.tampers
def test_quarters_stand_beside_each_other(marketplace, people, ctx, clock):
    operator = people("operator")
    plant(marketplace, clock.now, sample(Random(12), 120))
    clock.move(days=80)
    plant(marketplace, clock.now, [one for one in sample(Random(13), 120, "zh", -0.9) if True])
    found = fairness.report(ctx(operator))
    assert found.periods == ("2027Q1", "2026Q4") and found.period == "2027Q1"
    (group,) = (one for one in found.groups if one.key == "buyer:language:zh")
    assert group.before.state == "alarm" and group.mean < math.log(0.5)
    assert fairness.report(ctx(operator), "2026Q4").count == 120
    with pytest.raises(Refusal, match="not_found"):
        fairness.report(ctx(operator), "1999Q1")


def test_quarters_have_bounds():
    for period, first, end in (("2026Q1", "2026-01-01", "2026-04-01"), ("2026Q4", "2026-10-01", "2027-01-01")):
        begins, ends = fairness.bounds(period)
        assert (f"{begins:%Y-%m-%d}", f"{ends:%Y-%m-%d}") == (first, end)
        assert fairness.name_of(begins) == period and fairness.name_of(ends) != period
