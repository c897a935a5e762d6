"""A deal as a document for people: what both confirmed, in three languages one below the other, with its fingerprint."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

import yaml

from hejie.domain.deals import terms
from hejie.usecases import wording


@cache
def texts() -> Mapping:
    """The whole file of words."""
    text = resources.files("hejie.rulebooks").joinpath("templates/deal.yaml").read_text("utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def document(view) -> str:
    """The document of the version that both sides confirmed (`usecases.deals.DealView`)."""
    version = view.versions[view.deal.agreed - 1]
    return "\n\n".join("\n".join(_in(view, version, language)) for language in wording.LANGUAGES) + "\n"


def _in(view, version, language: str) -> Iterator[str]:
    book, said, deal = texts(), version.terms, view.deal
    currency = said["currency"]

    def words(name: str, **values: object) -> str:
        return book[name][language].format(**values)

    yield words("head", deal=deal.id, number=version.version.number)
    yield words(
        "sides", seller=view.names.get(deal.seller) or deal.seller, buyer=view.names.get(deal.buyer) or deal.buyer
    )
    at = f"{deal.agreed_at[:10]} {deal.agreed_at[11:16]} UTC"
    yield words("confirmed", at=at, hash=version.version.hash)
    yield f"{words('goods')}:"
    for number, one in enumerate(said["goods"], start=1):
        price = wording.amount(one["price"], currency, language)
        yield words("good", number=number, title=one["title"] or words("erased"), quantity=one["quantity"], price=price)
        if one.get("product"):
            yield words("product", product=one["product"])
        if one.get("details"):
            yield f"   {one['details']}"
    yield from fields(said, language)
    yield words("total", total=wording.amount(terms.total(said), currency, language))
    if said.get("clauses"):
        yield f"{words('clauses')}:"
        yield from (f"{number}. {one or words('erased')}" for number, one in enumerate(said["clauses"], start=1))
    if version.version.marks:
        yield f"{words('marks')}:"
        for mark in version.version.marks:
            yield words(
                mark["kind"], where=where(mark["where"], language), least=mark["least"], cite=mark["cite"][language]
            )


def fields(said: Mapping, language: str) -> Iterator[str]:
    """What a version says besides its goods and their own words, each in a sentence."""
    for name, sentence in texts()["fields"].items():
        found = said.get(name)
        if found in (None, "") or (name == "freight" and not found):
            continue
        yield sentence[language].format(value=value(name, found, said["currency"], language))


def value(name: str, found: object, currency: str, language: str) -> str:
    """What stands at a place in the terms, in words. name: its field, without goods and number; nothing stands there: a stroke."""
    if found in (None, ""):
        return texts()["none_said"][language]
    if name in ("freight", "price"):
        return wording.amount(found, currency, language)
    if name in ("freight_by", "return_freight"):
        return texts()["sides_names"][found][language]
    return str(found)


def where(name: str, language: str) -> str:
    """A place in the terms, in words: `clause.2` is the second of their own words, `goods.1.price` the price of the first goods."""
    book = texts()
    kind, _, number = name.partition(".")
    if kind == "clause":
        return f"{book['clauses'][language]} {number}".strip()
    if kind == "goods":
        number, _, field = number.partition(".")
        of = f"{book['goods'][language]} {number}"
        return f"{of}, {book['places'][field][language]}" if field else of
    if kind in book["places"]:
        return book["places"][kind][language]
    return book["fields"][kind][language].split("{")[0].strip().rstrip(":：")


def differences(differs: Sequence[Mapping], currency: str, language: str) -> list[list[str]]:
    """Where an order says otherwise than its deal: what, the deal's word, the order's."""
    book = texts()["differs"]
    return [
        [
            book[one["what"]][language].format(line=one["line"]),
            value(one["what"], one["deal"], currency, language),
            value(one["what"], one["order"], currency, language),
        ]
        for one in differs
    ]
