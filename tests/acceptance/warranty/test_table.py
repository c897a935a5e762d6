"""Every `direct` scenario has its test, or a sentence that says why ours differs."""

import json
import re
from pathlib import Path

from tests.acceptance.warranty.scenarios import DIFFERS, ELSEWHERE, NOT_YET
from tests.support.rules import real_data

_ID = re.compile(r"ws-\d{3}")
_NAMED = re.compile(r"@scenario\(([^)]*)\)|\bid=\"(ws-\d{3})\"")
_HERE = Path(__file__).parent
_ROOT = _HERE.parents[2]


def direct() -> set[str]:
    """The ids of the scenarios that are ours to hold."""
    lines = (real_data("external/warranty_scenarios") / "scenarios.jsonl").read_text().splitlines()
    return {row["id"] for row in map(json.loads, lines) if row["fit"] == "direct"}


def held() -> set[str]:
    """The ids that tests of this folder name as theirs; one that is only spoken of does not count."""
    files = (path for path in _HERE.glob("test_*.py") if path.name != "test_table.py")
    named = (" ".join(found) for path in files for found in _NAMED.findall(path.read_text()))
    return {found for one in named for found in _ID.findall(one)}


def test_every_scenario_is_held_by_a_test_or_is_said_to_differ():
    known = held() | ELSEWHERE.keys() | DIFFERS.keys() | NOT_YET
    assert known == direct()
    assert not NOT_YET & (held() | ELSEWHERE.keys() | DIFFERS.keys()), "held by now: take it out of NOT_YET"


def test_a_test_of_another_folder_that_is_named_is_there():
    for name in set(ELSEWHERE.values()):
        path, _, function = name.partition("::")
        assert f"def {function}(" in (_ROOT / path).read_text(), name
