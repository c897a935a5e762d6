"""The answer of the contract (`entitle`): rows, reasons, questions and evidence in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hejie.domain.entitlements import proof
from hejie.domain.entitlements.conditions import Open
from hejie.domain.entitlements.evaluate import Asked
from hejie.domain.entitlements.facts import Facts
from hejie.domain.entitlements.logic import FALSE, TRUE
from hejie.domain.entitlements.questions import Question, ranked
from hejie.domain.entitlements.rows import Row, rows
from hejie.domain.entitlements.rules import Bundle, Rule
from hejie.domain.entitlements.unmet import unmet

LANGUAGES = ("en", "zh", "ru")


@dataclass(frozen=True, slots=True)
class Words:
    """Texts that an answer needs beside those of the rules.

    question   of a fact, by its path and language
    label      of a fact's value
    phrases    by name and language: unmet, unverified, contested, at_least, judge, nothing
    """

    question: Callable[[str, str], str]
    label: Callable[[str, str, str], str]
    phrases: Mapping[str, Mapping[str, str]]


@dataclass(slots=True)
class Finding:
    """What came out of one question, before it is put into words."""

    asked: Asked
    rows: list[Row]

    @property
    def proof(self) -> dict[str, Any]:
        """The proof of every row, as plain JSON."""
        return proof.tree(self.asked, self.rows)


def find(bundle: Bundle, facts: Facts) -> Finding:
    """All remedies of a bundle for these facts."""
    asked = Asked(bundle, facts)
    return Finding(asked, rows(asked))


def said(finding: Finding, words: Words, language: str, questions: Iterable[Question] | None = None) -> dict[str, Any]:
    """The answer as the contract's JSON object. Without `questions` they are ranked here."""
    asked, bundle = finding.asked, finding.asked.bundle
    asks = ranked(asked, finding.rows) if questions is None else questions
    return {
        "as_of": asked.day(asked.as_of),
        "rulebook": {"id": bundle.id, "version": bundle.version, "digest": bundle.digest},
        "remedies": [_said_row(asked, row, words, language) for row in finding.rows] + _none(finding, words, language),
        "questions": [
            {"fact": one.fact, "text": words.question(one.fact, language), "decides": list(one.decides)} for one in asks
        ],
        "evidence": evidence(finding, language),
    }


def _said_row(asked: Asked, row: Row, words: Words, language: str) -> dict[str, Any]:
    open_ = row.value not in (TRUE, FALSE)
    return {
        "remedy": row.remedy,
        "certainty": row.certainty,
        "amount": None if row.amount is None else {"minor": row.amount[0], "currency": row.amount[1]},
        "multiple": row.multiple,
        "until": asked.day(row.until),
        "perform_within_days": row.perform,
        "return_freight": row.freight,
        "burden_of_proof": row.burden,
        "against": list(row.against),
        "needs": list(row.open.needs) if open_ else [],
        "contested": bool(open_ and row.open.contested),
        "judgement": list(row.open.judgements) if open_ else [],
        "because": _because(asked, row, words, language),
    }


def _because(asked: Asked, row: Row, words: Words, language: str) -> list[dict[str, str]]:
    bundle = asked.bundle
    found = [dict(_cited(bundle, number, words, language)) for number in proof.reasons(asked, row)]
    if found and row.value == FALSE and row.rule is not None and not row.stopped:
        paths = unmet(asked, row.rule)
        if paths:
            told = "; ".join(
                f"{words.question(path, language)} — {_told(asked, path, words, language)}" for path in paths
            )
            found[0]["text"] += " " + words.phrases["unmet"][language].format(facts=told)
    if row.more is not None:
        found.append(_more(asked, row.more, words, language))
    if found and row.open.judgements and row.value != TRUE:
        factors = " ".join(
            bundle.judgements[name][language] for name in row.open.judgements if name in bundle.judgements
        )
        found[0]["text"] += " " + words.phrases["judge"][language].format(factors=factors)
    if found and bundle.at_least and row.value != FALSE:
        found[0]["text"] += " " + words.phrases["at_least"][language]
    return found


def _more(asked: Asked, number: int, words: Words, language: str) -> dict[str, str]:
    """A way that would give more than what is due, and on what it hangs."""
    open_ = Open()
    asked.open(number, open_)
    hangs = [words.question(path, language) for path in open_.needs]
    hangs += [asked.bundle.judgements[name][language] for name in open_.judgements if name in asked.bundle.judgements]
    reason = dict(_cited(asked.bundle, number, words, language))
    reason["text"] += " " + words.phrases["more"][language].format(needs=" ".join(hangs))
    return reason


def _cited(bundle: Bundle, number: int, words: Words, language: str) -> dict[str, str]:
    """A rule as a reason; the same for every question, so it is put together once."""
    kept = bundle.cited.get((number, language))
    if kept is None:
        rule = bundle.rules[number]
        text = rule.text[language]
        if rule.verification == "memory":
            text += " " + words.phrases["unverified"][language]
        if rule.contested:
            text += " " + words.phrases["contested"][language].format(why=rule.contested[language])
        kept = {"rule": rule.id, "cite": cite(rule, language), "text": text, "source": rule.source}
        bundle.cited[number, language] = kept
    return kept


def cite(rule: Rule, language: str) -> str:
    """The instrument and its article, as it is cited in a language."""
    name, article = rule.instrument[language], rule.article
    if not article:
        return name
    if not article[0].isdigit():
        return f"{name}, {article}"
    return f"{name} 第{article}条" if language == "zh" else f"{name}, {'ст.' if language == 'ru' else 'art.'} {article}"


def _told(asked: Asked, path: str, words: Words, language: str) -> str:
    value = asked.told.get(path)
    if path == "seller_conduct.promises":
        value = frozenset(asked.promises or ())
    if isinstance(value, frozenset):
        return ", ".join(words.label(path, one, language) for one in sorted(value)) or "—"
    if isinstance(value, bool):
        return words.phrases["yes" if value else "no"][language]
    if isinstance(value, int):
        return asked.day(value) or "" if path.startswith("dates.") else str(value)
    if isinstance(value, tuple):
        return f"{value[0] / 100:.2f} {value[1]}"
    return words.label(path, str(value), language)


def _none(finding: Finding, words: Words, language: str) -> list[dict[str, Any]]:
    """`no_remedy`, where every way is known to be closed."""
    if any(row.value != FALSE for row in finding.rows):
        return []
    row = Row("no_remedy", TRUE, None, against=())
    said_ = _said_row(finding.asked, row, words, language)
    closing = next((one for one in finding.rows if one.stopped), finding.rows[0] if finding.rows else None)
    if closing is not None:
        said_["because"] = _because(finding.asked, closing, words, language)
    return [said_]


def evidence(finding: Finding, language: str) -> list[dict[str, str]]:
    """What to bring, by whom and why, for the remedies that are open; each piece once."""
    open_ = {row.remedy: row for row in finding.rows if row.value != FALSE}
    found: dict[tuple[str, str], dict[str, str]] = {}
    for one in finding.asked.bundle.evidence:
        helps = [row for row in open_.values() if not one.remedies or row.remedy in one.remedies]
        if not helps or one.when.value(finding.asked) != TRUE:
            continue
        giver = one.giver if one.giver != "burden" else _bearer(helps)
        found.setdefault((giver, one.what), {"from": giver, "what": one.what, "why": one.why[language]})
    return list(found.values())


def _bearer(helped: list[Row]) -> str:
    """Who has to prove: the one on whom the first remedy that speaks of it puts it, else whoever claims."""
    return next((row.burden for row in helped if row.burden != "none"), "buyer")
