"""Citations: a decision names pieces of the joint file whose content is there, and no others."""

import pytest

from hejie.domain.cases import citations, commands, rulings, upkeep
from hejie.domain.cases.reasons import Finding, Reasons, Rule
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import BUYER, CASE, NEUTRAL, OPERATOR, OTHER_NEUTRAL, REFUND, SELLER, Scene

GONE = "a" * 64


def table() -> Scene:
    """e1 of the buyer, whose content is erased; e2 of the seller; e1 of the seller's private room; question q1."""
    scene = stages.mediated().act(BUYER, moves.file("ruler.jpg", ref=GONE)).act(SELLER, moves.file("sheet.jpg"))
    scene.act(SELLER, moves.file("a.jpg", "seller"), moves.file("b.jpg", "seller"), moves.file("c.jpg", "seller"))
    scene.act(NEUTRAL, moves.ask("buyer")).act(BUYER, moves.reply()).act(NEUTRAL, moves.to_decision())
    erase = commands.EraseContent(CASE, (GONE,), "asked for")
    return scene.do(upkeep.erase_content, erase, OPERATOR, "erase")


def decide(findings: str = "Short.", rules: str = "Rule 3.", why: Reasons | None = None, evidence: tuple = ()):
    why = why or Reasons(otherwise="A longer pair.")
    command = commands.DecideCase(CASE, findings, rules, REFUND, evidence, why)
    return rulings.decide_case, command, "decide"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("As [E2] and [e10] show, and [E2] again; [Q1] too.", ("e2", "e10", "q1")),
        ("见【E2】、［ E3 ］。", ("e2", "e3")),
        ("E2 without brackets, [E0], [E01], [X1], [E], array[E2x]", ()),
        ("[E123456]", ()),
    ],
)
def test_what_a_text_cites(text, found):
    assert citations.named(text) == found


def test_what_the_words_cite_stands_among_the_evidence_of_the_decision():
    scene = table().act(NEUTRAL, decide("The sheet [E2] is right, as the answer to [Q1] says."))
    assert scene.case.ruling.data["evidence"] == ["e2"]


@pytest.mark.parametrize(
    ("code", "move"),
    [
        ("unknown_evidence", decide("See [E7].")),
        ("unknown_evidence", decide("See [Q7].")),
        ("unknown_evidence", decide("See [E3], which lies in a private room.")),
        ("unknown_evidence", decide(evidence=("e7",))),
        ("unknown_evidence", decide(evidence=("q1",))),
        ("evidence_erased", decide("See [E1].")),
        ("evidence_erased", decide(rules="Rule 3 with [E1].")),
        ("evidence_erased", decide(evidence=("e1",))),
        ("evidence_erased", decide(why=Reasons(otherwise="Another [E1]."))),
        ("evidence_erased", decide(why=Reasons((Finding("proved", "description", evidence=("e1",)),), (), "X."))),
        ("evidence_erased", decide(why=Reasons((Finding("proved", "description", reasons="[E1]"),), (), "X."))),
        ("evidence_erased", decide(why=Reasons((), (Rule("law/cn", text="As in [E1]"),), "X."))),
    ],
)
def test_a_decision_names_nothing_that_nobody_can_look_at(code, move):
    assert table().no(NEUTRAL, move) == code


def test_a_second_look_cites_by_the_same_rule():
    scene = table().act(NEUTRAL, decide("The sheet [E2].")).act(SELLER, moves.appeal())
    scene.act(OPERATOR, moves.assign(OTHER_NEUTRAL.id)).act(BUYER, moves.answer_appeal())
    uphold = commands.DecideAppeal(CASE, True, "See [E1].", "Rule 3.", None, Reasons(otherwise="X."))
    move = rulings.decide_appeal, uphold, "decide_appeal"
    assert scene.no(OTHER_NEUTRAL, move) == "evidence_erased"
    upheld = commands.DecideAppeal(CASE, True, "See [E2].", "Rule 3.", None, Reasons(otherwise="X."))
    scene.act(OTHER_NEUTRAL, (rulings.decide_appeal, upheld, "decide_appeal"))
    assert scene.case.ruling.data["evidence"] == ["e2"]
