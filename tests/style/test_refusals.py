"""Every code with which the program says no has a status and sentences in three languages; no sentence is left over."""

import ast
import re
import string

from hejie.adapters.refusal_texts import LANGUAGES, catalogue
from tests.style.sources import PROGRAM, ROOT, name, python_files, tree

_PARTS = ("what", "why", "do")


def _raised() -> dict[str, tuple[str, frozenset[str] | None]]:
    """code → (where, names of the facts given, or None where they cannot be read off the call)."""
    found: dict[str, tuple[str, frozenset[str] | None]] = {}
    for path in python_files():
        if not path.is_relative_to(PROGRAM):
            continue
        for node in ast.walk(tree(path)):
            for code, facts in _codes(node):
                found.setdefault(code, (f"{name(path)}:{node.lineno}", facts))
    return found


def _codes(node: ast.AST) -> list[tuple[str, frozenset[str] | None]]:
    if not isinstance(node, ast.Call) or getattr(node.func, "id", getattr(node.func, "attr", "")) != "Refusal":
        return []
    if not node.args:
        return []
    facts = None if any(word.arg is None for word in node.keywords) else frozenset(word.arg for word in node.keywords)
    return [(code, facts) for code in _strings(node.args[0])]


def _strings(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _strings(node.body) + _strings(node.orelse)
    return []


def _placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def test_every_refusal_has_a_status_and_sentences_in_three_languages():
    lacking = []
    for code, (where, _) in sorted(_raised().items()):
        entry = catalogue().get(code)
        if not entry:
            lacking.append(f"{code} ({where}): not in refusals.yaml")
            continue
        if not 400 <= int(entry.get("status", 0)) <= 503:
            lacking.append(f"{code}: no status")
        for language in LANGUAGES:
            for part in _PARTS:
                if not str((entry.get(language) or {}).get(part, "")).strip():
                    lacking.append(f"{code}: {language}.{part} is empty")
    assert not lacking


def test_no_sentence_of_a_refusal_is_left_over():
    words = {
        node.value
        for path in python_files()
        if path.is_relative_to(PROGRAM)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert not sorted(set(catalogue()) - words)


def test_a_sentence_names_only_facts_that_the_refusal_carries():
    strange = []
    for code, (where, facts) in sorted(_raised().items()):
        entry = catalogue().get(code)
        if not entry or facts is None:
            continue
        for language in LANGUAGES:
            for part in _PARTS:
                unknown = _placeholders(str((entry.get(language) or {}).get(part, ""))) - facts
                if unknown:
                    strange.append(f"{code} ({where}) {language}.{part}: {sorted(unknown)}")
    assert not strange


def test_every_refusal_is_named_by_a_test():
    named: set[str] = set()
    for path in python_files():
        if not path.is_relative_to(ROOT / "tests"):
            continue
        nodes = list(ast.walk(tree(path)))
        told = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}  # what a docstring says proves nothing
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                named |= set(re.findall(r"[a-z][a-z0-9_]*", node.value))
    assert not sorted(set(catalogue()) - named)
