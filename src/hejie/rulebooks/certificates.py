"""Forms of a dossier's first page for a body outside, by the law of the place: `templates/certificates.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from hejie.domain.kernel.refusal import Refusal

PLAIN = "plain"
"""The form where no law asks for one of its own."""

NONE = "none"
"""No such page at all."""

Texts = Mapping[str, str]
"""A text by language: en, zh, ru."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a body asks for; shows: names of the document's sections in which it stands."""

    name: Texts
    shows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """A rule on which the form rests, and what it asks for in short. read: whether its text was looked at."""

    law: Texts
    says: Texts
    read: bool


@dataclass(frozen=True, slots=True)
class Form:
    """One form. addressee: for whom; states: what the marketplace states, with braces; languages: those the body reads."""

    id: str
    places: frozenset[str]
    languages: tuple[str, ...]
    title: Texts
    addressee: Texts
    states: Texts
    items: tuple[Item, ...]
    basis: tuple[Basis, ...]


@cache
def forms() -> Mapping[str, Form]:
    """All forms by their id."""
    return {name: _form(name, row) for name, row in _file()["forms"].items()}


def words() -> Mapping[str, Texts]:
    """The words that all forms share."""
    return _file()["words"]


def names() -> tuple[str, ...]:
    """What may be asked for: the ids of all forms, and `none`."""
    return (*forms(), NONE)


def of_place(jurisdiction: str) -> str:
    """The id of the form for a place (CN, DE, …), else that of the plain one."""
    return next((form.id for form in forms().values() if jurisdiction in form.places), PLAIN)


def chosen(name: str) -> Form | None:
    """The form of this name; None for `none`. Refuses certificate_unknown (facts: certificate, known)."""
    if name == NONE:
        return None
    if name not in forms():
        raise Refusal("certificate_unknown", certificate=name[:20], known=", ".join(names()))
    return forms()[name]


def _form(name: str, row: Mapping) -> Form:
    return Form(
        id=name,
        places=frozenset(row["places"]),
        languages=tuple(row["languages"]),
        title=row["title"],
        addressee=row["for"],
        states=row["states"],
        items=tuple(Item(one["name"], tuple(one["shows"])) for one in row["items"]),
        basis=tuple(Basis(one["law"], one["says"], one["read"]) for one in row["basis"]),
    )


@cache
def _file() -> Mapping:
    text = resources.files("hejie.rulebooks").joinpath("templates/certificates.yaml").read_text("utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
