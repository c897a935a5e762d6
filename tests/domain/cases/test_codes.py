"""Every code with which a case says no is met in a test of this folder."""

import ast
from pathlib import Path

from tests.style.sources import PROGRAM, tree

_HERE = Path(__file__).parent
_SPLIT = {"several_sellers", "line_has_open_case", "unknown_line"}  # said by the money, met in opening a case


def _codes(folder: Path) -> set[str]:
    return {
        node.args[0].value
        for path in folder.glob("*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal" and node.args
    }


def _words(path: Path) -> set[str]:
    return {
        node.value for node in ast.walk(tree(path)) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_code_with_which_a_case_says_no_is_met_by_a_test():
    met = set().union(*(_words(path) for path in _HERE.glob("test_*.py") if path.name != Path(__file__).name))
    assert not sorted((_codes(PROGRAM / "domain" / "cases") | _SPLIT) - met)
