"""Findings in a ruling: each on its turn of proof and on evidence of the file; and kept before, where no side reads them."""

import pytest

from hejie.domain.cases import commands, findings, rulings
from hejie.domain.cases.reasons import Finding, KeepFindings, Reasons, Rule
from hejie.rulebooks import burdens
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import BUYER, CASE, NEUTRAL, OPERATOR, REFUND, SELLER

BOOK = burdens.load()


def decide(*points: Finding, applied: tuple[Rule, ...] = (), otherwise: str = "A longer pair."):
    why = Reasons(points, applied, otherwise)
    return rulings.decide_case, commands.DecideCase(CASE, "Short.", "Rule 3.", REFUND, (), why), "decide"


def keep(*points: Finding):
    return findings.keep_findings, KeepFindings(CASE, points, "A longer pair."), "note"


def ruled(*points: Finding, **more) -> dict:
    scene = stages.before_decision().act(BUYER, moves.file())
    return scene.act(NEUTRAL, decide(*points, **more)).case.ruling.data


def test_a_finding_names_its_turn_of_proof_with_the_version_of_the_book():
    (found,) = ruled(Finding("proved", "description", step="explanation", evidence=("e1", "e1"), reasons="See E1."))[
        "points"
    ]
    assert found["burden"] == {
        "book": BOOK.id, "version": BOOK.version, "step": "explanation", "on": "seller", "source": "ours",
    }  # fmt: skip
    assert (found["point"], found["says"], found["finding"], found["evidence"]) == (
        "description",
        "buyer",
        "proved",
        ["e1"],
    )
    assert found["reasons"]["type"] == "text/plain"


def test_a_finding_without_one_gets_the_turn_that_the_file_leads_to():
    assert ruled(Finding("not_proved", "description"))["points"][0]["burden"]["step"] == "first_proof"
    assert ruled(Finding("proved", "description", evidence=("e1",)))["points"][0]["burden"]["step"] == "explanation"
    assert "burden" not in ruled(Finding("undisputed", "description"))["points"][0]


def test_a_point_in_the_neutrals_own_words_may_say_who_had_to_prove_it():
    (found,) = ruled(Finding("not_proved", words="The pair is unworn.", says="buyer", on="buyer"))["points"]
    assert (found["point"], found["says"], found["burden"]) == ("", "buyer", {"on": "buyer"})
    assert found["words"]["type"] == "text/plain"


def test_rules_stand_with_the_version_that_the_case_has_pinned():
    procedure = stages.before_decision().world.procedure
    rules = (
        Rule(BOOK.id, article="art. 1"),
        Rule(procedure.id, procedure.version),
        Rule("law/cn-consumer", "2014", "art. 24"),
    )
    assert [(one["rulebook"], one["version"]) for one in ruled(applied=rules)["applied"]] == [
        (BOOK.id, BOOK.version),
        (procedure.id, procedure.version),
        ("law/cn-consumer", "2014"),
    ]


@pytest.mark.parametrize(
    ("code", "move"),
    [
        ("otherwise_missing", decide(otherwise=" ")),
        ("finding_word_unknown", decide(Finding("maybe", "description"))),
        ("point_unknown", decide(Finding("proved", "delivery_by_owl"))),
        ("burden_step_unknown", decide(Finding("proved", "description", step="oath"))),
        ("burden_step_elsewhere", decide(Finding("proved", "description", step="first_proof"))),
        ("unknown_evidence", decide(Finding("proved", "description", evidence=("e7",)))),
        ("bad_side", decide(Finding("proved", words="It rained.", on="carrier"))),
        ("text_missing", decide(Finding("proved", words=" "))),
        ("too_many_findings", decide(*[Finding("undisputed", "description")] * 41)),
        ("rule_unreadable", decide(applied=(Rule("The rules of\nthe market"),))),
        ("rule_of_other_version", decide(applied=(Rule(BOOK.id, "1999-1"),))),
    ],
)
def test_what_no_ruling_can_rest_on(code, move):
    assert stages.before_decision().act(BUYER, moves.file()).no(NEUTRAL, move) == code


def test_a_ruling_of_before_is_read_as_it_was():
    data = stages.decided().case.ruling.data
    assert "points" not in data and "applied" not in data


def test_the_second_look_gives_its_reasons_in_parts_too():
    scene = stages.appealed().act(BUYER, moves.answer_appeal())
    silent = commands.DecideAppeal(CASE, True, "Looked at again.", "Rule 3.")
    assert scene.refused(rulings.decide_appeal, silent, NEUTRAL, "decide_appeal") in ("otherwise_missing", "not_found")


def test_evidence_may_be_filed_for_one_turn_of_proof():
    def file(proves: str):
        piece = {"ref": "f" * 64, "size": 3, "type": "image/jpeg"}
        return moves.filing.file_evidence, commands.FileEvidence(CASE, piece, "a", "b", proves=proves), "evidence"

    scene = stages.before_decision()
    point = BOOK.points["description"]
    assert scene.no(BUYER, file("description.oath")) == "burden_step_unknown"
    assert findings.stand(point, scene.case).step.id == "first_proof"
    scene.act(BUYER, file("description.first_proof"))
    found = findings.stand(point, scene.case)
    assert (found.step.id, found.resting, found.default) == ("explanation", ("first_proof",), "proved")


def test_what_was_filed_for_nothing_in_particular_counts_once_the_neutral_says_so():
    scene = stages.before_decision().act(BUYER, moves.file())
    point = BOOK.points["description"]
    assert findings.stand(point, scene.case).step.id == "first_proof"
    assert findings.stand(point, scene.case, ("e1",)).step.id == "explanation"


def test_findings_are_kept_where_neither_side_reads_them():
    scene = stages.before_decision().act(BUYER, moves.file())
    made = findings.keep_findings(
        scene.world, keep(Finding("proved", "description", evidence=("e1",)))[1], by=NEUTRAL, now=scene.now
    )
    assert [(one.stream, one.kind, one.data["id"]) for one in made] == [(f"room:{CASE}:internal", "FindingsKept", "f1")]


@pytest.mark.parametrize("who", [BUYER, SELLER, OPERATOR])
def test_nobody_else_keeps_findings(who):
    scene = stages.before_decision()
    assert scene.no(who, keep(Finding("undisputed", "description"))) in (
        "not_allowed_now",
        "room_not_yours",
        "not_found",
    )


def test_keeping_nothing_is_refused():
    assert stages.before_decision().no(NEUTRAL, keep()) == "text_missing"
