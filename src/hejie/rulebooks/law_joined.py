"""Joins the books of a place into the bundle that answers for it; every reference leads somewhere, none in a circle."""

import hashlib
from collections.abc import Iterable, Mapping

from hejie.domain.entitlements import rules as law
from hejie.domain.entitlements.facts import Schema
from hejie.domain.entitlements.rules import Bundle, Proves, Rule
from hejie.domain.kernel import canonical
from hejie.rulebooks.law_rules import Built, Place
from hejie.rulebooks.strict import BadRulebook


def joined(
    where: Place,
    built: Iterable[Built],
    proves: tuple[Proves, ...],
    facts: Schema,
    jurisdiction: str,
    digests: Iterable[str],
    name: str = "",
) -> Bundle:
    """The bundle of some books; every reference must lead somewhere and none in a circle."""
    books = list(built)
    rules = [rule for one in books for rule in one.rules]
    ids: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in ids:
            raise BadRulebook(0, f"{rule.id} stands in {ids[rule.id].book} and in {rule.book}")
        ids[rule.id] = rule
    meanings = {rule.then.means for rule in rules if rule.kind == "meaning"}
    judgements = {key: text for one in books for key, text in one.judgements.items()}
    for one in books:
        for key, path in one.refers.items():
            if key not in ids:
                raise one.book.wrong(path, f"no rule here has the id {key}")
        for key, path in one.means.items():
            if key not in meanings:
                raise one.book.wrong(path, f"no rule gives the meaning {key}")
        for key, path in one.judges.items():
            if key not in judgements:
                raise one.book.wrong(
                    path, f"the factors of the judgement {key} stand in no book; add them under judgements"
                )
    _no_exception_of_statute(books, ids)
    lines = {rule.id: one.book.line("rules", number) for one in books for number, rule in enumerate(one.rules)}
    _no_circle(rules, ids, lines)
    digest = hashlib.sha256(canonical.dumps([where.id, jurisdiction, sorted(digests)])).hexdigest()
    return Bundle(
        id=name or where.id,
        version=where.version,
        digest=digest,
        zone=where.zone,
        rules=tuple(rules),
        evidence=proves,
        judgements=judgements,
        kinds={path: fact.kind for path, fact in facts.facts.items()},
        seldom=frozenset(path for path, fact in facts.facts.items() if fact.seldom),
        currency=where.currency,
        at_least=jurisdiction in where.at_least,
    )


def _no_exception_of_statute(books: list[Built], ids: Mapping[str, Rule]) -> None:
    """A promise or policy names no exception to a right of the law, nor stands as one."""
    for one in books:
        for number, rule in enumerate(one.rules):
            if rule.layer in law.STATUTE:
                for name in rule.unless:
                    if ids[name].layer not in law.STATUTE:
                        raise one.book.wrong(
                            ("rules", number, "unless"),
                            f"{name} is a {ids[name].layer}; it cannot end a right of the law",
                        )
            elif rule.replaces:
                raise one.book.wrong(("rules", number, "replaces"), f"a {rule.layer} cannot take the place of a rule")


def _no_circle(rules: list[Rule], ids: Mapping[str, Rule], lines: Mapping[str, int]) -> None:
    """Rules that rest on one another in a circle have no truth."""
    givers: dict[str, list[str]] = {}
    for rule in rules:
        if rule.kind == "meaning":
            givers.setdefault(rule.then.means, []).append(rule.id)
    state: dict[str, int] = {}

    def visit(name: str, way: tuple[str, ...]) -> None:
        if state.get(name) == 2:
            return
        if state.get(name) == 1:
            circle = (*way[way.index(name) :], name)
            raise BadRulebook(lines[name], f"rules rest on one another in a circle: {' → '.join(circle)}")
        state[name] = 1
        rule = ids[name]
        others = list(rule.unless)
        for node in rule.nodes():
            for other in node.refers():
                kind, _, key = other.partition(":")
                others.extend(givers.get(key, ()) if kind == "means" else (key,))
        for other in others:
            visit(other, (*way, name))
        state[name] = 2

    for rule in rules:
        visit(rule.id, ())
