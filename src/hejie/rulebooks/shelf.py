"""Rulebook files in force: found by the id that each says it has, and by digest where one has been pinned."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, TypeVar

from hejie.domain.kernel.refusal import Refusal


class Rulebook(Protocol):
    """Anything that has an id and a digest, such as a procedure or a calendar."""

    id: str
    digest: str


Book = TypeVar("Book", bound=Rulebook)


def in_force(folder: Path, parse: Callable[[str], Book]) -> dict[str, tuple[Book, str]]:
    """All rulebooks of a folder with their texts, by id."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))]
    return {one.id: (one, text) for one, text in ((parse(text), text) for text in texts)}


def pick(found: Mapping[str, tuple[Book, str]], name: str, digest: str, refusal: Refusal) -> Book:
    """The rulebook with this id; with a digest, only if it is that very text. Raises the refusal otherwise."""
    one, _text = found.get(name, (None, ""))
    if one is None or (digest and one.digest != digest):
        raise refusal
    return one
