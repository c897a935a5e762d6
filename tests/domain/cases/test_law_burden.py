"""The law's burden of proof goes before the burden book's where it puts it on the seller; a book may only add to that."""

from dataclasses import replace

import pytest

from hejie.domain.burden.book import NOT_PROVED, PROVED
from hejie.domain.cases import commands, filing, findings, law_burden
from hejie.domain.cases.reasons import Finding
from tests.domain.cases import stages
from tests.domain.cases.scene import BUYER, CASE, NEUTRAL, Scene
from tests.domain.cases.test_entitled import look, the_law
from tests.domain.cases.test_findings import BOOK, decide

RULE = "xx.faults.within_a_year"


def with_law(scene: Scene, on: str = "seller", certainty: str = "due", remedy: str = "return_and_refund") -> Scene:
    """The scene with a finding by which the law puts the burden on somebody."""
    row = {"remedy": remedy, "certainty": certainty, "rules": [RULE], "burden": on, "burden_by": RULE}
    found = {
        "rulebook": {"id": "law/xx", "version": "2026-1", "digest": "0"}, "remedies": [row],
        "books": {RULE: "xx/faults 9"}, "evidence": [{"from": "buyer", "what": "unboxing_video"}],
    }  # fmt: skip
    scene.world = scene.world.with_state("case", replace(scene.case, entitled=found))
    return scene


def fault(scene: Scene):
    return findings.stand(BOOK.points["fault"], scene.case)


def filed(scene: Scene, proves: str) -> Scene:
    name = f"{proves}.jpg"
    piece = commands.FileEvidence(CASE, {"ref": "f" * 64, "size": 9, "type": "image/jpeg"}, name, "See.", proves=proves)
    return scene.act(
        BUYER if "first" in proves or "law" in proves else stages.SELLER, (filing.file_evidence, piece, "evidence")
    )


def test_without_the_law_the_last_turn_is_the_buyers_and_its_lack_is_his_loss():
    scene = filed(filed(Scene().open(reason="defective"), "fault.first_proof"), "fault.explanation")
    here = fault(scene)
    assert (here.step.id, here.missing, here.default) == ("report", True, NOT_PROVED)


def test_the_law_takes_the_buyers_later_turns_from_him():
    scene = filed(with_law(Scene().open(reason="defective")), "fault.first_proof")
    here = fault(scene)
    assert (here.step.id, here.missing, here.default) == ("explanation", True, PROVED)
    here = fault(filed(scene, "fault.explanation"))
    assert (here.missing, here.resting, here.default) == (False, ("first_proof", "explanation"), NOT_PROVED)


def test_what_is_wrong_the_buyer_shows_first_all_the_same():
    here = fault(with_law(Scene().open(reason="defective")))
    assert (here.step.id, here.missing, here.default) == ("first_proof", True, NOT_PROVED)


@pytest.mark.parametrize(
    "law", [{"on": "buyer"}, {"certainty": "possible"}, {"remedy": "repair"}], ids=["buyer", "possible", "not claimed"]
)
def test_otherwise_the_book_counts_as_it_is_written(law):
    case = with_law(Scene().open(reason="defective"), **law).case
    about = findings.facts(case)
    assert all(law_burden.point(point, case, about) is point for point in BOOK.points.values())


def test_no_point_that_the_seller_says_is_changed():
    case = with_law(Scene().open(reason="counterfeit")).case
    point = BOOK.points["genuine"]
    assert law_burden.point(point, case, findings.facts(case)) is point


def test_a_finding_that_rests_on_the_laws_turn_says_by_which_rule():
    scene = stages.before_decision(Scene().open(reason="defective"))
    with_law(scene).act(NEUTRAL, decide(Finding("not_proved", "fault", step="explanation")))
    (found,) = scene.case.ruling.data["points"]
    assert found["burden"]["step"] == "explanation"
    assert found["burden"]["law"] == {"rule": RULE, "book": "xx/faults 9", "version": "2026-1"}


def test_a_neutral_may_still_name_a_turn_of_the_book():
    scene = stages.before_decision(Scene().open(reason="defective"))
    with_law(scene).act(NEUTRAL, decide(Finding("not_proved", "fault", step="report")))
    (found,) = scene.case.ruling.data["points"]
    assert (found["burden"]["step"], "law" in found["burden"]) == ("report", False)


def test_a_piece_may_be_filed_for_what_the_law_asks_for_and_for_nothing_else():
    scene = filed(with_law(Scene().open()), "law.unboxing_video")
    assert scene.case.of_kind("evidence")[0].data["proves"] == "law.unboxing_video"
    piece = commands.FileEvidence(CASE, {"ref": "f" * 64, "size": 9, "type": "image/jpeg"}, "a", "b", proves="law.moon")
    assert scene.no(BUYER, (filing.file_evidence, piece, "evidence")) == "burden_step_unknown"


def test_the_real_finding_names_whom_the_law_burdens_and_by_which_rule():
    found = look(Scene().open(reason="defective", facts={"goods": ["physical"]}), the_law())
    told = [row for row in found["remedies"] if row.get("burden", "none") != "none"]
    assert told
    assert all(row["burden_by"] in found["books"] for row in told)
    assert found["evidence"]
