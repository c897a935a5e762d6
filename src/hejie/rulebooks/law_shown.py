"""A rule for people who check it: its words, its source, its history, what it rests on, its tests."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

import yaml

from hejie.domain.entitlements.answer import cite
from hejie.domain.entitlements.rules import Rule
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import law, law_tests


def all_rules() -> Iterator[tuple[Path, Rule, dict]]:
    """Every rule of every book, with its file and as it is written."""
    for path in sorted(law.FOLDER.glob("*/*.yaml")):
        if path.parent.name == "tests" or path.stem == "bundle":
            continue
        document = law.read(path)[0]
        built = law.build(path, law.place(path.parent.name))
        yield from ((path, rule, written) for rule, written in zip(built.rules, document.value["rules"], strict=True))


def explained(name: str, language: str = "en") -> str:
    """One rule in full. Refuses rule_unknown."""
    found = {rule.id: (path, rule, written) for path, rule, written in all_rules()}
    if name not in found:
        near = get_close_matches(name, found, 1)
        raise Refusal("rule_unknown", rule=name[:80], near=near[0] if near else "—")
    path, rule, written = found[name]
    return "\n".join(_lines(path, rule, written, language))


def _lines(path: Path, rule: Rule, written: dict, language: str) -> Iterator[str]:
    start, end = rule.valid.shown()
    yield f"{rule.id}: {rule.kind}, {rule.layer}"
    yield f"  {cite(rule, language)}"
    yield f"  {rule.text[language]}"
    yield f"  source: {rule.source} ({rule.verification})"
    if rule.compared:
        yield f"  compared: {rule.compared}"
    yield f"  in force: {start or '…'} to {end or '…'}, by the day of {rule.by}"
    for word, other in (
        ("follows", rule.follows),
        ("replaces", ", ".join(rule.replaces)),
        ("unless", ", ".join(rule.unless)),
    ):
        if other:
            yield f"  {word}: {other}"
    later = [other.id for _, other, _ in all_rules() if other.follows == rule.id]
    if later:
        yield f"  followed by: {', '.join(later)}"
    if rule.contested:
        yield f"  contested: {rule.contested[language]}"
    if rule.note:
        yield f"  note: {rule.note}"
    yield f"  reviewed: {rule.reviewed}; book {path.parent.name}/{path.name}"
    shown = {key: written[key] for key in ("if", "in_time", "then") if key in written}
    for line in yaml.safe_dump(
        shown, allow_unicode=True, sort_keys=False, default_flow_style=None, width=110
    ).splitlines():
        yield f"    {line}"
    tests = [
        test for file in law_tests.files(path.parent.name) for test in law_tests.read(file) if rule.id in test.rules
    ]
    yield f"  tests: {len(tests)}"
    for test in tests:
        yield f"    {test.file} line {test.line}: {dict(test.gives)}"
