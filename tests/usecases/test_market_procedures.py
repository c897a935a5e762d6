"""Each marketplace runs its cases under the procedure that it has chosen, and a case under the one it opened with."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hejie.domain.cases.commands import WriteMessage
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.commands import NewLine
from hejie.record import reader
from hejie.rulebooks import procedures
from hejie.store import market_law
from hejie.store import market_procedures as store
from hejie.store.models import Seller
from hejie.usecases import cases
from hejie.usecases import market_procedures as use
from tests.rulebooks.test_procedures import GOOD
from tests.support import own_procedures
from tests.support.world import Contexts, make_marketplace

pytestmark = pytest.mark.django_db
STANDARD = "procedures/standard"


@contextmanager
def refused(code: str):
    with pytest.raises(Refusal) as caught:
        yield
    assert caught.value.code == code


@pytest.fixture
def operator(people, ctx):
    """The context of an operator."""
    return ctx(people("operator"))


@pytest.fixture
def open_case(people, ctx, orders):
    """Opens a case under what its buyer was shown; returns its id."""
    buyer, seller = people("buyer"), people("seller")

    def opens(shown: str) -> str:
        (receipt,) = cases.open_cases(
            ctx(buyer), root=orders(buyer, seller), lines=(1,), reason="defective", remedy="refund",
            package={"refund": 100, "currency": "CNY"}, story="It does not work.", shown=shown, key="open",
        )  # fmt: skip
        return receipt.created["case"]

    return opens


def pinned(case: str) -> str:
    return reader.case(case).procedure["id"]


def test_a_marketplace_that_has_chosen_nothing_runs_the_standard_procedure(ctx, open_case):
    assert ctx().in_force().id == STANDARD
    assert pinned(open_case(procedures.load(STANDARD).digest)) == STANDARD


def test_what_is_chosen_is_in_force_for_new_cases_and_running_ones_keep_theirs(operator, ctx, open_case, people, clock):
    old = open_case(ctx().in_force().digest)
    own_procedures.put(operator, GOOD)
    assert ctx().in_force().id == STANDARD, "installed is not chosen"
    use.choose(operator, "procedures/sample")
    store.forget()
    new = open_case(ctx().in_force().digest)
    assert (pinned(old), pinned(new)) == (STANDARD, "procedures/sample")
    assert {row.wait for row in reader.case(new).deadlines} == {"answer", "settle"}
    world = reader.world(ctx(), old)
    assert world.procedure.id == STANDARD
    side = people("seller", shop=reader.case(old).seller)
    cases.write_message(ctx(side), WriteMessage(old, "We look into it."), key="message")
    assert reader.case(old).waits("reply"), "the next clock is that of the procedure that the case has pinned"


def test_a_case_that_was_shown_another_procedure_is_refused(operator, ctx, open_case):
    shown = ctx().in_force().digest
    own_procedures.put(operator, GOOD)
    use.choose(operator, "procedures/sample")
    store.forget()
    with refused("procedure_not_shown"):
        open_case(shown)


def test_a_process_that_has_not_heard_of_the_change_yet_takes_what_another_has_shown(operator, ctx, open_case):
    assert ctx().in_force().id == STANDARD  # remembered
    own_procedures.put(operator, GOOD)
    # The memory of this process is emptied after the commit, which never comes here: it stands for another process.
    use.choose(operator, "procedures/sample")
    assert ctx().in_force().id == STANDARD
    assert pinned(open_case(procedures.parse(GOOD).digest)) == "procedures/sample"
    assert ctx().in_force().id == "procedures/sample"


def test_what_is_in_force_costs_no_statement_while_it_is_remembered(ctx):
    ctx().in_force()
    with CaptureQueriesContext(connection) as caught:
        ctx().in_force(), ctx().in_force(procedures.load(STANDARD).digest)
    assert not len(caught)


def test_a_text_of_its_own_is_one_marketplaces_alone(operator, ctx, clock, people):
    own_procedures.put(operator, GOOD)
    assert "procedures/sample" in [one.id for one in use.choosable(operator)]
    other = make_marketplace("shore")
    stranger = Contexts(other, clock)()
    assert "procedures/sample" not in [one.id for one in use.choosable(stranger)]
    with refused("procedure_unknown"):
        use.choose(stranger, "procedures/sample")


def test_a_newer_text_has_to_be_chosen_anew(operator, ctx):
    own_procedures.put(operator, GOOD)
    use.choose(operator, "procedures/sample")
    newer = own_procedures.put(operator, GOOD.replace("version: 2026-1", "version: 2026-2"))
    assert use.chosen(operator).version == "2026-1"
    assert [one.version for one in use.choosable(operator) if one.id == "procedures/sample"] == ["2026-2"]
    use.choose(operator, "procedures/sample")
    assert use.chosen(operator).digest == newer.digest


def test_a_text_is_taken_in_when_it_passes_the_check_and_chosen_after(operator, ctx):
    found = use.install(operator, own_procedures.sound())
    assert ctx().in_force().id == STANDARD
    assert use.choose(operator, "procedures/sample").digest == found.digest
    assert use.install(operator, own_procedures.sound()).digest == found.digest, "an equal repeat changes nothing"
    assert [one.id for one in use.choosable(operator)].count("procedures/sample") == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (GOOD.replace("replacements: 1\n", ""), "rulebook_wrong"),
        (GOOD.replace("procedures/sample", STANDARD), "procedure_id_taken"),
        (GOOD.replace("procedures/sample", "sample"), "rulebook_wrong"),
        ("", "rulebook_wrong"),
        (GOOD + " " * use.LONGEST_TEXT, "rulebook_wrong"),
        (GOOD, "procedure_fails"),
    ],
    ids=["no number", "a preset's name", "no folder", "nothing", "too long", "a case that stands still, and unfair"],
)
def test_a_text_that_cannot_be_used_is_refused(operator, text, code):
    with refused(code):
        use.install(operator, text)


def test_only_operators_with_a_second_factor_choose(people, ctx):
    with refused("not_found"):
        use.choose(ctx(people("neutral")), STANDARD)
    with refused("second_factor_needed"):
        use.choose(ctx(people("operator", second_factor=False)), STANDARD)


TIERS = "  - when: {tier: [gold], category: [fresh]}\n    waits:\n      answer: {within: {hours: 12}}\n"


def test_the_tier_of_the_seller_and_the_kind_of_the_goods_stand_in_the_case(operator, ctx, orders, people, clock):
    own_procedures.put(operator, GOOD.replace("replacements: 1\n", f"{TIERS}replacements: 1\n"))
    use.choose(operator, "procedures/sample")
    store.forget()
    buyer, seller = people("buyer"), people("seller")
    Seller.objects.filter(id=seller.shop).update(tier="gold")
    root = orders(buyer, seller, lines=(NewLine(1, seller.shop, 19900, category="fresh"),))

    def opens():
        return cases.open_cases(
            ctx(buyer), root=root, lines=(1,), reason="defective", remedy="refund",
            package={"refund": 100, "currency": "CNY"}, story="It is off.", shown=ctx().in_force().digest, key="open",
        )[0]  # fmt: skip

    case = reader.case(opens().created["case"])
    assert (case.tier, case.category) == ("gold", "fresh")
    assert (case.waits("answer")[0].until - clock.now).total_seconds() == 12 * 3600
    Seller.objects.filter(id=seller.shop).update(tier="silver")
    assert opens().repeated, "the shop's new standing does not make another request of an equal repeat"
    assert reader.case(case.id).tier == "gold"


def test_sellers_are_not_looked_up_where_no_procedure_tells_them_apart(ctx, people, orders):
    buyer, seller = people("buyer"), people("seller")
    root = orders(buyer, seller)
    shown = ctx().in_force().digest
    market_law.chosen("harbour")  # remembered for some seconds, as the procedure is
    with CaptureQueriesContext(connection) as caught:
        cases.open_cases(
            ctx(buyer), root=root, lines=(1,), reason="defective", remedy="refund",
            package={"refund": 100, "currency": "CNY"}, story="It is off.", shown=shown, key="open",
        )  # fmt: skip
    asked = " ".join(row["sql"] for row in caught)
    assert 'FROM "seller"' not in asked and '"marketplace"."settings"' not in asked
