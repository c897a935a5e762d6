"""Legal hold, and what an entry says of an erasure; how long a closed case is kept, by rule."""

from datetime import UTC, datetime, timedelta

import pytest

from hejie.domain.cases import commands, forgotten, legal_hold, retention, upkeep
from hejie.rulebooks import retention as rulebook
from hejie.rulebooks.strict import BadRulebook
from tests.domain.cases import moves
from tests.domain.cases.scene import AGENT, AUDITOR, BUYER, CASE, NEUTRAL, OPERATOR, SELLER, SYSTEM, Scene

SET = legal_hold.set_hold, legal_hold.SetLegalHold(CASE, "Court of Harbour, file 7 C 12/26.")
LIFT = legal_hold.lift_hold, legal_hold.LiftLegalHold(CASE, "The court has returned the file.")


def written() -> tuple[Scene, str]:
    scene = Scene().open().act(BUYER, moves.say("My address is 5 Elm Street."))
    return scene, scene.case.of_kind("message")[0].data["text"]["ref"]


@pytest.mark.parametrize("who", [OPERATOR, AUDITOR], ids=["operator", "auditor"])
def test_a_legal_hold_keeps_everything_until_it_is_lifted(who):
    scene, ref = written()
    erase = upkeep.erase_content, commands.EraseContent(CASE, (ref,), "request")
    scene.do(*SET, who, "hold")
    assert scene.case.held["at"] == scene.entries[-1]["at"]
    assert scene.refused(*erase, OPERATOR, "erase") == "legal_hold"
    assert scene.refused(*erase, SYSTEM, "system.erase") == "legal_hold"
    assert scene.refused(*SET, OPERATOR, "hold") == "legal_hold"
    scene.do(*LIFT, who, "hold")
    assert scene.case.held is None
    scene.do(*erase, OPERATOR, "erase")
    assert scene.case.erased == {ref}


def test_nothing_is_lifted_that_does_not_stand_and_every_hold_has_its_reason():
    scene, _ref = written()
    assert scene.refused(*LIFT, OPERATOR, "hold") == "no_legal_hold"
    empty = legal_hold.set_hold, legal_hold.SetLegalHold(CASE, "  ")
    assert scene.refused(*empty, OPERATOR, "hold") == "text_missing"


@pytest.mark.parametrize("who", [BUYER, SELLER, AGENT, NEUTRAL], ids=lambda who: who.role)
def test_neither_a_party_nor_the_neutral_holds_a_case(who):
    scene, _ref = written()
    assert scene.refused(*SET, who, "hold") in ("not_allowed_now", "not_found")


def test_an_erasure_says_why_by_a_code_and_keeps_words_beside_it_as_a_private_text():
    scene, ref = written()
    scene.do(
        upkeep.erase_content,
        commands.EraseContent(CASE, (ref,), "court", note=" Order 4 of 1 March "),
        OPERATOR,
        "erase",
    )
    data = scene.entries[-1]["data"]
    assert (data["erased"], data["why"]) == ([ref], "court")
    assert set(data["note"]) == {"ref", "size", "type"}
    assert forgotten.erasures(scene.entries)[ref] == forgotten.Erasure(scene.entries[-1]["at"], "court", "operator")


def test_a_reason_in_somebodys_own_words_never_stands_in_the_entry_itself():
    scene, ref = written()
    scene.do(upkeep.erase_content, commands.EraseContent(CASE, (ref,), "Anna Li asked by telephone"), OPERATOR, "erase")
    assert scene.entries[-1]["data"]["why"] == "other"
    assert "Anna" not in str(scene.entries[-1]["data"])


def test_what_went_by_retention_names_its_rule_and_old_entries_read_as_other():
    rule = {"law": "cn", "id": "retention/standard", "version": "2026-11-28"}
    new = {
        "kind": "ContentErased",
        "at": "2029-01-01",
        "by": {"role": "system"},
        "data": forgotten.said(["a"], "retention", rule=rule),
    }
    old = {
        "kind": "ContentErased",
        "at": "2026-01-01",
        "by": {"role": "operator"},
        "data": {"erased": ["b"], "why": "asked by him"},
    }
    older = {"kind": "ContentErased", "at": "2025-01-01", "by": {"role": "system"}, "data": {"erased": ["c"]}}
    found = forgotten.erasures([older, old, new])
    assert found["a"] == forgotten.Erasure("2029-01-01", "retention", "system", "cn")
    assert (found["b"].why, found["c"].why) == ("other", "other")


def test_china_keeps_three_years_whatever_is_asked_and_others_let_go_once_a_case_is_closed():
    rules, closed = rulebook.load().rules, datetime(2026, 3, 1, 12, tzinfo=UTC)
    china, europe = rules["cn"], rules["eu"]
    assert retention.ends(china, closed) == retention.free_from(china, closed) == datetime(2029, 3, 2, 12, tzinfo=UTC)
    assert retention.free_from(europe, closed) == closed
    assert retention.ends(europe, closed, years=7) == datetime(2033, 3, 2, 12, tzinfo=UTC)
    assert retention.ends(europe, closed, years=1) == retention.ends(europe, closed)


def test_a_case_closed_on_a_leap_day_is_kept_until_the_first_of_march_and_a_day():
    rule = rulebook.load().rules["cn"]
    assert retention.ends(rule, datetime(2028, 2, 29, tzinfo=UTC)) == datetime(2031, 3, 2, tzinfo=UTC)


def test_every_law_says_why_in_three_languages_and_answers_within_what_it_allows():
    for rule in rulebook.load().rules.values():
        assert set(rule.says) == {"en", "zh", "ru"}
        assert rule.keep >= rule.least >= 1 and rule.answer <= 45
        assert rule.sources or rule.law == "other"
        assert retention.ends(rule, datetime(2026, 1, 1, tzinfo=UTC)) - datetime(2026, 1, 1, tzinfo=UTC) >= timedelta(
            days=730
        )


@pytest.mark.parametrize(
    ("was", "made"),
    [
        ("years: 3, by: law", "years: 4, by: law"),
        ("by: law", "by: somebody"),
        ("  other:", "  others:"),
        ("days: 15", "days: 0"),
    ],
)
def test_a_rulebook_that_cannot_be_meant_stops_with_its_line(was, made):
    text = rulebook._FILE.read_text()
    with pytest.raises(BadRulebook):
        rulebook.parse(text.replace(was, made, 1))
