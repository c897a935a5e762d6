"""Trying another procedure on closed cases: what comes out, who may ask, and what happens to a trial that is long."""

import json

import pytest
from django.core.cache import cache
from django.db import connection

from hejie.domain.kernel.refusal import Refusal
from hejie.insight import many
from hejie.record import reader
from hejie.store import outbox, replays
from hejie.usecases import effects, simulations
from tests.rulebooks.test_procedures import GOOD
from tests.support import closed
from tests.support.world import Contexts, People, make_marketplace


@pytest.fixture(autouse=True)
def _nothing_remembered(marketplace):
    cache.clear()


@pytest.fixture
def two(disputes, ctx, clock, run_worker):
    """A case that was agreed, then one in which the seller was silent."""
    return closed.agreed(disputes, ctx, clock, run_worker), closed.silent(disputes, clock, run_worker)


def of(ctx, operator, **asked):
    """What came of a trial that was played at once."""
    return simulations.read(ctx(operator), simulations.start(ctx(operator), most=200, **asked))


def test_under_the_rules_that_they_had_all_cases_end_as_they_did(two, people, ctx):
    found = of(ctx, people("operator"), name="procedures/standard")
    assert found.comparison.ids == (two[1].case, two[0].case) and not found.comparison.changed()
    assert [one.outcome for one in found.comparison.after] == ["defaulted_seller", "agreed"]
    assert (found.done, found.of, found.most, found.stopped) == (2, 2, 200, "")


def test_a_text_that_is_nowhere_else_can_be_tried_and_is_not_kept(two, people, ctx):
    text = GOOD.replace("{hours: 48}", "{hours: 24}").replace("{business_days: 3}", "{hours: 24}")
    operator = people("operator")
    found = of(ctx, operator, text=text)
    assert found.procedure.id == "procedures/sample" and found.comparison.changed()
    with pytest.raises(Refusal) as refused:
        simulations.rules(ctx(operator), name="procedures/sample")
    assert refused.value.code == "procedure_unknown"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM rulebook WHERE id = 'procedures/sample'")
        assert cursor.fetchone() == (0,)


def test_a_mistake_in_the_text_is_told_with_its_line(people, ctx):
    with pytest.raises(Refusal) as refused:
        simulations.rules(ctx(people("operator")), text=GOOD.replace("replacements: 1\n", "replacement: 1\n"))
    assert refused.value.code == "rulebook_wrong" and refused.value.facts["line"] == 16


def test_a_text_without_end_is_refused(people, ctx):
    with pytest.raises(Refusal) as refused:
        simulations.rules(ctx(people("operator")), text="a" * (simulations.LONGEST_TEXT + 1))
    assert refused.value.code == "rulebook_wrong"


@pytest.mark.parametrize("role", ["buyer", "seller", "neutral", "auditor"])
def test_nobody_but_operators_may_try(people, ctx, role):
    with pytest.raises(Refusal, match="not_found"):
        simulations.start(ctx(people(role)), name="procedures/standard", most=200)


def test_an_operator_of_another_marketplace_sees_nothing_of_it(two, people, ctx, clock):
    simulation = simulations.start(ctx(people("operator")), name="procedures/standard", most=200)
    other = make_marketplace("elsewhere")
    stranger = People(other)("operator", email="stranger@example.org")
    theirs = Contexts(other, clock)(stranger)
    with pytest.raises(Refusal, match="not_found"):
        simulations.read(theirs, simulation)
    assert simulations.read(theirs, simulations.start(theirs, name="procedures/standard", most=200)).of == 0
    assert list(replays.of(other.pk, [two[0].case])) == []


def test_what_people_wrote_is_nowhere_in_it(two, people, ctx):
    for entries in replays.recorded(ctx(people("operator")).actor.marketplace):
        assert closed.SECRET not in json.dumps(entries)
    found = of(ctx, people("operator"), name="procedures/taobao")
    assert closed.SECRET not in repr(found.comparison) + repr(found.comparison.summary())


def test_nothing_changes_on_record(two, people, ctx):
    heads = [reader.case(one.case).head for one in two]
    of(ctx, people("operator"), name="procedures/taobao")
    assert heads == [reader.case(one.case).head for one in two]


class TestLong:
    """Slices of one case, the first of them at once: what else is played by the worker."""

    @staticmethod
    def start(ctx) -> str:
        """A trial whose second case is left to the worker."""
        return simulations.start(ctx, name="procedures/standard", most=200, at_once=1, slices=1)

    def test_the_worker_plays_the_rest_and_shows_how_far_it_is(self, two, people, ctx, work):
        operator = people("operator")
        simulation = self.start(ctx(operator))
        before = simulations.read(ctx(operator), simulation)
        assert (before.done, before.of, before.comparison) == (1, 2, None)
        work()
        after = simulations.read(ctx(operator), simulation)
        assert after.done == 2 and after.comparison.ids == (two[1].case, two[0].case)

    def test_a_slice_that_a_dead_worker_has_played_is_played_again_and_counts_once(self, two, people, ctx, work):
        operator = people("operator")
        simulation = self.start(ctx(operator))
        waiting = [row for row in outbox.due(2**62, 100) if row.topic == simulations.TOPIC]
        simulations.go_on(ctx(), waiting[0].payload)
        work()
        assert simulations.read(ctx(operator), simulation).comparison.ids == (two[1].case, two[0].case)

    def test_what_is_forgotten_has_to_be_asked_for_again_and_stops_no_worker(self, two, people, ctx, work):
        operator = people("operator")
        simulation = self.start(ctx(operator))
        cache.clear()
        work()
        assert not [row for row in outbox.due(2**62, 100) if row.topic == simulations.TOPIC]
        with pytest.raises(Refusal, match="not_found"):
            simulations.read(ctx(operator), simulation)


def test_the_worker_knows_the_topic():
    assert simulations.TOPIC in effects.TOPICS and many.AT_ONCE <= simulations.AT_ONCE
