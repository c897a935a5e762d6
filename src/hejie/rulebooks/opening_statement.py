"""Loads what a mediator says at the beginning: four principles and confidentiality, in three languages.

Read strictly, as all rulebooks are. The digest is SHA-256 over the canonical JSON of the words, as the record keeps them.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hejie.domain.kernel import canonical
from hejie.rulebooks.strict import BadRulebook, Book

_FILE = Path(__file__).parent / "templates" / "opening_statement.yaml"
_LANGUAGES = ("en", "zh", "ru")


@dataclass(frozen=True, slots=True)
class Statement:
    """The words of an opening statement: {language: {"lead", "points": [{"name", "words"}], "closing"}}, and their digest."""

    id: str
    version: str
    texts: Mapping
    digest: str


def parse(text: str) -> Statement:
    """The statement that a YAML text holds. Raises BadRulebook with the line of what is wrong."""
    book = Book(text)
    document = book.keys((), ("id", "version", "texts"), ("sources",))
    book.keys(("texts",), _LANGUAGES)
    texts = {language: _words(book, language) for language in _LANGUAGES}
    many = {len(one["points"]) for one in texts.values()}
    if len(many) > 1:
        raise book.wrong(("texts",), "has not as many points in every language")
    digest = hashlib.sha256(canonical.dumps(texts)).hexdigest()
    return Statement(book.kind(("id",), str, "text"), str(document["version"]), texts, digest)


def _words(book: Book, language: str) -> dict:
    here = ("texts", language)
    book.keys(here, ("lead", "points", "closing"))
    points = []
    for number, _ in enumerate(book.kind((*here, "points"), list, "a list of points")):
        book.keys((*here, "points", number), ("name", "words"))
        points.append({name: _text(book, (*here, "points", number, name)) for name in ("name", "words")})
    if not points:
        raise book.wrong((*here, "points"), "is empty")
    return {"lead": _text(book, (*here, "lead")), "points": points, "closing": _text(book, (*here, "closing"))}


def _text(book: Book, path: tuple) -> str:
    text = book.kind(path, str, "text").strip()
    if not text:
        raise book.wrong(path, "is empty")
    return text


@cache
def standard() -> Statement:
    """The statement that comes with the program."""
    return parse(_FILE.read_text(encoding="utf-8"))


def chosen(folder: Path, marketplace: str) -> Statement:
    """The operator's own statement for a marketplace, out of the installation's folder; else the program's.

    Raises BadRulebook where his file cannot be read.
    """
    for name in (f"opening_statement.{marketplace}.yaml", "opening_statement.yaml"):
        path = folder / name
        if path.is_file():
            return _read(path)
    return standard()


def own_files(folder: Path) -> dict[str, str]:
    """An operator's own statements in the installation's folder: name of the file → what is wrong with it, or ""."""
    found = {}
    for path in sorted(folder.glob("opening_statement*.yaml")):
        try:
            _read(path)
            found[path.name] = ""
        except BadRulebook as wrong:
            found[path.name] = str(wrong)
    return found


def _read(path: Path) -> Statement:
    try:
        return parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadRulebook(0, f"{path.name} cannot be read: {wrong}") from wrong
