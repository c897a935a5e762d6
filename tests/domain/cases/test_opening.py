"""Opening a case: what a claim must be, and what it makes stand still."""

import pytest

from hejie.domain.cases import opening
from hejie.domain.cases.world import World
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import commands as placing
from tests.domain.cases import moves
from tests.domain.cases.scene import BUYER, MARKET, PAID, ROOT, SELLER, START, Scene

OTHER_CASE = f"{ROOT}-bbbbbbbb"
TWO_SHOPS = (
    placing.NewLine(1, SELLER.seller, 19900, title="Trail shoes"),
    placing.NewLine(2, "sother", 5000, title="Socks"),
    placing.NewLine(3, SELLER.seller, 3000, title="Laces"),
)


def refused_claim(scene: Scene, **changes) -> str:
    return scene.refused(opening.open_case, scene.claim(**changes), BUYER, "open")


def opened_beside(scene: Scene, lines: tuple[int, ...], by=BUYER):
    """A second case about the same order; its events."""
    world = World(ROOT, MARKET, {"case": f"case:{OTHER_CASE}", "order": f"order:{ROOT}"}, scene.order)
    world = World(**{**_fields(world), "procedure": scene.world.procedure})
    command = scene.claim(case_id=OTHER_CASE, lines=lines, package={"refund": 100})
    return opening.open_case(world, command, by=by, now=START)


def _fields(world: World) -> dict:
    return {name: getattr(world, name) for name in World.__dataclass_fields__}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "bad_luck"}, "bad_reason"),
        ({"remedy": "revenge"}, "bad_remedy"),
        ({"shown": "0" * 64}, "procedure_not_shown"),
        ({"story": " \x00\n "}, "text_missing"),
        ({"story": "x" * 20_001}, "text_too_long"),
        ({"lines": ()}, "unknown_line"),
        ({"lines": (1, 9)}, "unknown_line"),
        ({"lines": (1, 2)}, "several_sellers"),
        ({"package": {"refund": 30_000}}, "refund_above_paid"),
    ],
)
def test_a_claim_that_is_none_opens_no_case(changes, code):
    scene = Scene(lines=TWO_SHOPS)
    assert refused_claim(scene, **changes) == code
    assert scene.case is None
    assert not scene.order.frozen


def test_a_story_of_twenty_thousand_characters_is_not_too_long():
    assert Scene().open(story="长" * 20_000).case.stage == "negotiation"


def test_a_case_is_opened_once():
    assert refused_claim(Scene().open()) == "case_exists"


def test_a_line_has_at_most_one_open_case():
    scene = Scene(lines=TWO_SHOPS).open(lines=(1,))
    with pytest.raises(Refusal) as refused:
        opened_beside(scene, (1, 3))
    assert refused.value.code == "line_has_open_case"
    assert refused.value.facts["case"] == scene.case.id


def test_lines_of_other_sellers_and_other_lines_of_the_same_may_have_cases_beside_it():
    scene = Scene(lines=TWO_SHOPS).open(lines=(1,))
    assert opened_beside(scene, (2,))[0].data["seller"] == "sother"
    assert opened_beside(scene, (3,))[0].data["lines"] == [3]


def test_a_case_freezes_the_money_of_its_own_lines_alone():
    scene = Scene(lines=TWO_SHOPS).open(lines=(1,))
    assert dict(scene.order.frozen) == {1: scene.case.id}
    scene.act(BUYER, moves.withdraw())
    assert not scene.order.frozen


def test_a_line_may_be_claimed_again_once_its_case_is_closed():
    scene = Scene().open().act(BUYER, moves.withdraw())
    assert opened_beside(scene, (1,))[0].kind == "CaseOpened"


def test_no_more_may_be_claimed_than_the_lines_have_cost_and_not_yet_given_back():
    scene = Scene().open({"refund": 11940}).pass_time(days=3).pass_time(days=7).post_all()
    assert scene.paid_out()["buyer"] == 11940
    assert opened_beside(scene, (1,))[0].data["paid"] == PAID - 11940


def test_a_case_over_two_lines_of_a_seller_divides_the_award_over_both():
    scene = Scene(lines=TWO_SHOPS).open({"refund": 22900}, lines=(3, 1, 1))
    scene.pass_time(days=3).pass_time(days=7).post_all()
    assert scene.paid_out() == {"buyer": 22900, "seller": 0}
    assert [hold.to_buyer for hold in scene.order.custody.holds] == [19900, 0, 3000]


def test_a_linked_case_knows_the_others_of_the_same_complaint():
    assert Scene().open(linked=(OTHER_CASE,)).case.linked == (OTHER_CASE,)


def test_the_seller_may_open_a_case_and_the_buyer_answers_it():
    scene = Scene().open({"refund": 0}, by=SELLER, reason="none", remedy="apology")
    assert (scene.case.claimant, scene.case.respondent) == ("seller", "buyer")
    assert scene.case.waits("answer")[0].who == "buyer"


def test_each_side_is_shown_the_procedure_before_its_first_act_and_once():
    scene = Scene().open().act(SELLER, moves.say(), moves.say()).act(BUYER, moves.say())
    shown = [entry for entry in scene.entries if entry["kind"] == "ProcedureShown"]
    assert [entry["data"]["side"] for entry in shown] == ["seller"]  # the buyer's opening says it itself
    assert shown[0]["data"]["courts_open"] and shown[0]["data"]["final_stage"] == "appeal"
    opened = next(entry for entry in scene.entries if entry["kind"] == "CaseOpened")["data"]["procedure"]
    assert opened["digest"] == shown[0]["data"]["procedure"]["digest"]
    assert opened["courts_open"] and opened["final_stage"] == "appeal"
    kinds = scene.kinds("case")
    assert kinds.index("ProcedureShown") < kinds.index("MessageWritten")
