"""Loads burden books: who must prove what in which order; a case keeps to the very text that its procedure has pinned.

Read strictly: a mistake stops the text and is named with its line. The digest is SHA-256 over the canonical JSON of the
content. A book answers for every case: its last tree fits all.
"""

import hashlib
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from hejie.domain.burden.book import (
    AFTER,
    NEXT,
    NOT_PROVED,
    PARTIES,
    PROVED,
    UNITS,
    BurdenBook,
    Point,
    Step,
    Texts,
    Tree,
    Value,
    When,
)
from hejie.domain.cases.claims import REASONS, REMEDIES
from hejie.domain.kernel import canonical
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import shelf
from hejie.rulebooks.strict import Book
from hejie.rulebooks.strict import Path as Place

STANDARD = "burdens/standard"
_FOLDER = Path(__file__).parent / "burdens"
_LANGUAGES = ("en", "zh", "ru")
_KEYS = ("id", "version", "name", "sources", "kinds", "points", "trees")
_WHEN = ("reason", "remedy", "category", "claimant", "confirmed")


def parse(text: str) -> BurdenBook:
    """The burden book that a YAML text describes. Raises BadRulebook with the line of what is wrong."""
    book = Book(text)
    document = book.keys((), _KEYS, ("also", "values"))
    for number, _ in enumerate(book.kind(("sources",), list, "a list of sources")):
        book.kind(("sources", number), str, "text")
    kinds = {
        name: _texts(book, ("kinds", name)) for name in book.kind(("kinds",), dict, "a mapping of kinds of evidence")
    }
    points = {name: _point(book, name, kinds) for name in book.kind(("points",), dict, "a mapping of points")}
    trees, also = _trees(book, points), _also(book, points) if "also" in document else ()
    _all_used(
        book, points, {name for tree in trees for name in tree.points} | {one for _, names in also for one in names}
    )
    return BurdenBook(
        id=book.kind(("id",), str, "text"),
        version=book.kind(("version",), str, "text, so put the date into quotes"),
        digest=hashlib.sha256(canonical.dumps(document)).hexdigest(),
        name=_texts(book, ("name",)),
        kinds=kinds,
        points=points,
        trees=trees,
        also=also,
        values=_values(book) if "values" in document else (),
        sources=tuple(document["sources"]),
    )


@cache
def _in_force() -> dict[str, tuple[BurdenBook, str]]:
    return shelf.in_force(_FOLDER, parse)


def load(book: str = STANDARD, digest: str = "") -> BurdenBook:
    """The burden book in force with this id; with a digest, exactly that text of it. Refuses burdens_unknown."""
    return shelf.pick(_in_force(), book, digest, Refusal("burdens_unknown", book=book, digest=digest))


def text(book: str = STANDARD) -> str:
    """The YAML text in force under this id. Refuses burdens_unknown."""
    load(book)
    return _in_force()[book][1]


def names() -> tuple[str, ...]:
    """Ids of all burden books that come with the program."""
    return tuple(_in_force())


def _point(book: Book, name: str, kinds: Collection[str]) -> Point:
    path = ("points", name)
    book.keys(path, ("says", "text", "steps", "follows"))
    steps = [
        _step(book, (*path, "steps", number), kinds)
        for number, _ in enumerate(book.kind((*path, "steps"), list, "a list of steps"))
    ]
    if not steps:
        raise book.wrong((*path, "steps"), "is empty; a point has at least one step")
    _ends(book, path, steps)
    book.keys((*path, "follows"), (PROVED, NOT_PROVED))
    return Point(
        id=name,
        says=book.one_of((*path, "says"), PARTIES),
        text=_texts(book, (*path, "text")),
        steps=tuple(steps),
        follows={finding: _texts(book, (*path, "follows", finding)) for finding in (PROVED, NOT_PROVED)},
    )


def _step(book: Book, path: Place, kinds: Collection[str]) -> Step:
    book.keys(path, ("id", "who", "proof", "by", PROVED, "missing", "source"))
    counted = book.kind((*path, "by"), list, "a list of kinds of evidence")
    if not counted:
        raise book.wrong((*path, "by"), "is empty; say what counts as evidence of it")
    return Step(
        id=book.kind((*path, "id"), str, "a word"),
        who=book.one_of((*path, "who"), PARTIES),
        proof=_texts(book, (*path, "proof")),
        kinds=tuple(book.one_of((*path, "by", number), kinds) for number, _ in enumerate(counted)),
        proved=book.one_of((*path, PROVED), AFTER),
        missing=book.one_of((*path, "missing"), AFTER),
        source=_said(book, (*path, "source"), "where it is written"),
    )


def _ends(book: Book, path: Place, steps: list[Step]) -> None:
    """Every step is reached, the last one ends, each turn decides something, and both findings can be reached."""
    for number, step in enumerate(steps):
        here = (*path, "steps", number)
        if step.id in {other.id for other in steps[:number]}:
            raise book.wrong((*here, "id"), f"{step.id} is a step of this point already")
        if step.proved == step.missing:
            raise book.wrong(here, "leads to the same whether it is proved or not; leave the step out")
        last = number == len(steps) - 1
        if last and NEXT in (step.proved, step.missing):
            raise book.wrong(here, "is the last step; it leads to proved or not_proved")
        if not last and NEXT not in (step.proved, step.missing):
            raise book.wrong((*path, "steps", number + 1), "is never reached; the step before it always ends")
    for finding in (PROVED, NOT_PROVED):
        if not any(finding in (step.proved, step.missing) for step in steps):
            raise book.wrong((*path, "steps"), f"never leads to {finding}")


def _trees(book: Book, points: Collection[str]) -> tuple[Tree, ...]:
    found: list[Tree] = []
    for number, _ in enumerate(book.kind(("trees",), list, "a list of trees")):
        path = ("trees", number)
        here = book.keys(path, ("id", "name", "points"), ("when",))
        name = book.kind((*path, "id"), str, "a word")
        if name in {tree.id for tree in found}:
            raise book.wrong((*path, "id"), f"{name} is a tree of this book already")
        when = _when(book, (*path, "when")) if "when" in here else When()
        found.append(Tree(name, _texts(book, (*path, "name")), when, _listed(book, (*path, "points"), points)))
    if not found or found[-1].when != When():
        raise book.wrong(("trees",), "must end with a tree without `when`, so that every case has its points")
    early = next((number for number, tree in enumerate(found[:-1]) if tree.when == When()), None)
    if early is not None:
        raise book.wrong(("trees", early), "fits every case; only the last tree may")
    return tuple(found)


def _also(book: Book, points: Collection[str]) -> tuple[tuple[When, tuple[str, ...]], ...]:
    found = []
    for number, _ in enumerate(book.kind(("also",), list, "a list")):
        path = ("also", number)
        book.keys(path, ("when", "points"))
        found.append((_when(book, (*path, "when")), _listed(book, (*path, "points"), points)))
    return tuple(found)


def _all_used(book: Book, points: Collection[str], used: Collection[str]) -> None:
    for name in points:
        if name not in used:
            raise book.wrong(("points", name), "stands in no tree; put it into one, or leave it out")


def _when(book: Book, path: Place) -> When:
    when = book.keys(path, (), _WHEN)
    if not when:
        raise book.wrong(path, f"says for which cases: {', '.join(_WHEN)}")
    known = {"reason": REASONS, "remedy": REMEDIES, "claimant": ("buyer", "seller")}
    of = {name: frozenset(_listed(book, (*path, name), words)) for name, words in known.items() if name in when}
    return When(
        reasons=of.get("reason", frozenset()),
        remedies=of.get("remedy", frozenset()),
        categories=frozenset(_words(book, (*path, "category"))) if "category" in when else frozenset(),
        claimants=of.get("claimant", frozenset()),
        confirmed=book.kind((*path, "confirmed"), bool, "true or false") if "confirmed" in when else None,
    )


def _values(book: Book) -> tuple[Value, ...]:
    found: list[Value] = []
    for number, _ in enumerate(book.kind(("values",), list, "a list of figures")):
        path = ("values", number)
        here = book.keys(path, ("id", "value", "text", "source"), ("when",))
        name = book.kind((*path, "id"), str, "a word")
        if name in {value.id for value in found}:
            raise book.wrong((*path, "id"), f"{name} is a figure of this book already")
        value = book.keys((*path, "value"), (), (*UNITS, "currency"))
        units = [unit for unit in value if unit != "currency"]
        if len(units) != 1 or ("minor" in units) != ("currency" in value):
            raise book.wrong((*path, "value"), "one figure with its unit; minor units with their currency")
        amount = book.kind((*path, "value", units[0]), int, "a whole number")
        if amount < 1:
            raise book.wrong((*path, "value", units[0]), f"must be 1 or more, and is {amount}")
        when = _when(book, (*path, "when")) if "when" in here else When()
        source = _said(book, (*path, "source"), "where it is written")
        text = _texts(book, (*path, "text"))
        found.append(Value(name, when, amount, units[0], text, source, value.get("currency", "")))
    return tuple(found)


def _texts(book: Book, path: Place) -> Texts:
    """A text in the three languages."""
    found: Mapping[str, str] = book.keys(path, _LANGUAGES)
    for language in found:
        _said(book, (*path, language), "text")
    return found


def _said(book: Book, path: Place, what: str) -> str:
    found = book.kind(path, str, what)
    if not found.strip():
        raise book.wrong(path, "is empty")
    return found


def _listed(book: Book, path: Place, known: Collection[str]) -> tuple[str, ...]:
    """A list of known words, at least one, none twice."""
    listed = book.kind(path, list, "a list of words")
    if not listed:
        raise book.wrong(path, "is empty")
    found = tuple(book.one_of((*path, number), known) for number, _ in enumerate(listed))
    if len(set(found)) < len(found):
        raise book.wrong(path, "names a word twice")
    return found


def _words(book: Book, path: Place) -> list[str]:
    return [_said(book, (*path, number), "a word") for number, _ in enumerate(book.kind(path, list, "a list of words"))]
