"""Published decisions: what the rules say of the facts that the deciding body took as established."""

import json

import pytest

from tests.rulebooks.decided import misses
from tests.support.rules import real_data

CASES = [json.loads(line) for line in real_data("cases").joinpath("facts.jsonl").read_text("utf-8").splitlines()]
STRICT = [case for case in CASES if not case["expect"].get("judgement")]


def test_at_least_95_in_a_hundred_come_out_fully_right():
    """Those marked `judgement` (settlement, discretion, good faith) are told apart in docs/law-cases.md."""
    wrong = {case["id"]: list(misses(case)) for case in STRICT}
    right = sum(not found for found in wrong.values())
    assert right >= 0.95 * len(STRICT), {name: found for name, found in wrong.items() if found}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_every_case_gets_an_answer_with_reasons(case):
    from hejie.usecases import entitling
    from tests.rulebooks.decided import TODAY

    answer = entitling.entitle(case["facts"], now=TODAY, language="zh")
    assert answer["remedies"]
    assert all(row["because"] for row in answer["remedies"] if row["remedy"] != "no_remedy")
