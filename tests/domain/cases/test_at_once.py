"""What a procedure lets follow at once: nobody is waited for, and the record says that it was no silence."""

import pytest

from hejie.rulebooks.strict import BadRulebook
from tests.domain.cases import moves
from tests.domain.cases.scene import SELLER, Scene
from tests.domain.procedure import written

AT_ONCE = {"who": "platform", "within": "at_once", "stages": ["negotiation"]}


def test_what_follows_at_once_follows_in_the_same_moment():
    look = {**AT_ONCE, "silence": "enter_next", "starts": [{"rejected": "respondent"}]}
    scene = Scene(procedure=written.procedure(waits={"look": look})).open()
    begun = scene.now
    scene.act(SELLER, moves.reject("o1")).pass_time()
    assert (scene.case.stage, scene.now) == ("mediation", begun)
    applied = [entry["data"] for entry in scene.entries if entry["kind"] == "DefaultApplied"]
    assert [(row["wait"], row["at_once"]) for row in applied] == [("look", True)]


def test_some_cases_go_to_a_neutral_as_soon_as_they_open():
    direct = {**AT_ONCE, "silence": "enter_next", "starts": []}
    fakes = {"when": {"reason": ["counterfeit"]}, "waits": {"direct": {"starts": ["opened"]}}}
    rules = written.procedure(waits={"direct": direct}, overrides=[fakes])
    assert Scene(procedure=rules).open().pass_time().case.stage == "negotiation"
    assert Scene(procedure=rules).open(reason="counterfeit").pass_time().case.stage == "mediation"


@pytest.mark.parametrize("other", [{"who": "seller"}, {"extend": {"within": {"days": 1}, "by": ["neutral"]}}])
def test_nobody_is_asked_to_act_in_no_time(other):
    with pytest.raises(BadRulebook, match="nobody can act in no time"):
        written.procedure(waits={"look": {**AT_ONCE, "silence": "enter_next", "starts": ["opened"], **other}})
