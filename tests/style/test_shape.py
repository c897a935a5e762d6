"""Files stay short enough to be named, functions short enough to be read, and what is public says what it means."""

import ast

from tests.style.sources import PROGRAM, name, python_files, tree

MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 70
_SELF_EXPLAINING = ("Meta", "Config")


def test_no_file_is_longer_than_400_lines():
    long = [
        f"{name(path)}: {lines}"
        for path in python_files()
        if (lines := len(path.read_text("utf-8").splitlines())) > MOST_LINES_OF_A_FILE
    ]
    assert not long


def test_no_function_is_longer_than_70_lines():
    long = [
        f"{name(path)}:{node.lineno} {node.name}: {lines}"
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := node.end_lineno - node.lineno + 1) > MOST_LINES_OF_A_FUNCTION
    ]
    assert not long


def test_every_module_and_all_that_is_public_says_what_it_means():
    silent = [
        found
        for path in python_files()
        if path.is_relative_to(PROGRAM) and path.read_text("utf-8").strip()
        for found in _undescribed(path)
    ]
    assert not silent


def _undescribed(path) -> list[str]:
    module = tree(path)
    found = [] if ast.get_docstring(module) else [f"{name(path)}: the module"]
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found += _undescribed_in(path, node, "")
    return found


def _undescribed_in(path, node, within: str) -> list[str]:
    if node.name.startswith("_") or node.name in _SELF_EXPLAINING or _is_overload(node):
        return []
    called = f"{within}{node.name}"
    found = [] if ast.get_docstring(node) else [f"{name(path)}:{node.lineno} {called}"]
    if isinstance(node, ast.ClassDef):
        for inner in node.body:
            if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found += _undescribed_in(path, inner, f"{called}.")
    return found


def _is_overload(node) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "overload" for one in node.decorator_list)
