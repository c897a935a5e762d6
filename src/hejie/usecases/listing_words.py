"""What is said of a listing's findings, and its document, in three languages."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from hejie.domain.kernel import clock
from hejie.domain.listings.check import FORBIDDEN, PROOF, UNDISCLOSED, VOID, Finding
from hejie.domain.listings.taxonomy import AMOUNT, CHOICE, FLAG
from hejie.rulebooks import law, listings
from hejie.usecases import wording

_BETWEEN = {"en": "”, “", "zh": "”、“", "ru": "», «"}
"""Between several words that stand in one pair of quotation marks."""


@cache
def texts() -> Mapping:
    """The whole file of sentences."""
    text = resources.files("hejie.rulebooks").joinpath("listings/says.yaml").read_text("utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def said(finding: Finding, language: str) -> dict[str, str]:
    """A finding in words: kind, what is wrong, what to write instead, and where it stands."""
    language = wording.known_language(language)
    says, mend = _sentences(finding, language)
    if finding.cite:
        says = texts()["with_article"][language].format(says=says, cite=finding.cite[language])
    return {"kind": texts()["kinds"][finding.kind][language], "says": says, "mend": mend, "source": finding.source}


def _sentences(finding: Finding, language: str) -> tuple[str, str]:
    book, values = texts(), _values(finding, language)
    if finding.kind in (FORBIDDEN, PROOF):
        one = next(row for row in listings.words().absolutes if row.id == finding.code)
        weight = listings.words().weights[finding.kind][language]
        return one.says[language].format(**values, weight=weight), one.mend[language]
    if finding.kind == VOID and finding.code not in book:
        clause = next(row for row in listings.words().clauses if row.id == finding.code)
        return clause.says[language].format(**values), clause.mend[language]
    if finding.kind == UNDISCLOSED:
        cause = next(row for row in listings.causes().causes if row.id == finding.code)
        return book["undisclosed"]["says"][language].format(**values, cause=cause.says[language]), cause.mend[language]
    words = book[finding.code]
    name = "says_law" if values.get("law") and "says_law" in words else "says"
    return words[name][language].format(**values), words["mend"][language].format(**values)


def _values(finding: Finding, language: str) -> dict[str, Any]:
    values = dict(finding.values)
    if isinstance(values.get("words"), tuple):
        values["words"] = _BETWEEN[language].join(values["words"])
    if "fact" in values:
        fact = listings.taxonomy().facts[values["fact"]]
        if fact.kind == CHOICE and "field_value" in values:
            values["field_value"] = fact.values[values["field_value"]][language]
        values["fact"] = fact.name[language]
    if isinstance(values.get("field_value"), float):
        values["field_value"] = f"{values['field_value']:g}"
    if values.get("law"):
        values["law"] = listings.taxonomy().laws[values["law"]][language]
    return values


def fact_value(name: str, value: Any, language: str) -> str:
    """A fact's value in words."""
    fact = listings.taxonomy().facts[name]
    if fact.kind == CHOICE:
        listed = value if isinstance(value, list | tuple) else [value]
        return ", ".join(fact.values[one][language] if one in fact.values else str(one) for one in listed)
    if fact.kind == FLAG:
        return texts()["yes_no"][bool(value)][language]
    if fact.kind == AMOUNT and fact.unit:
        return f"{value:g} {fact.unit}" if isinstance(value, int | float) else str(value)
    return str(value)


def category(path: str, language: str) -> str:
    """What a category is called; its path where it has no name."""
    return law.words()["category"]["values"].get(path, {}).get(language, path)


def document(row: Any) -> str:
    """A version of a listing as a document for people, in three languages one below the other."""
    return "\n\n".join("\n".join(_in(row, language)) for language in wording.LANGUAGES) + "\n"


def _in(row: Any, language: str) -> Iterator[str]:
    words, data = texts()["document"], row.data
    at = clock.text(row.published_at)
    yield words["head"][language].format(number=row.number, at=f"{at[:10]} {at[11:16]} UTC")
    yield data["title"]
    yield f"{words['product'][language]}: {row.product}"
    if row.category:
        yield f"{words['category'][language]}: {category(row.category, language)}"
    if data.get("price"):
        price = wording.amount(data["price"]["minor"], data["price"]["currency"], language)
        yield f"{words['price'][language]}: {price}"
    facts = listings.taxonomy().facts
    for name, value in data.get("facts", {}).items():
        if name in facts:
            yield f"{facts[name].name[language]}: {fact_value(name, value, language)}"
    if data.get("text"):
        yield data["text"]
    yield f"{words['digest'][language]}: {row.digest}"
