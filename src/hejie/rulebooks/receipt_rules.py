"""A procedure's word on custody: when silence of the buyer pays the seller, and that of a shop about a paid order the buyer."""

from collections.abc import Mapping

from hejie.domain.procedure.rulebook import Receipt
from hejie.rulebooks.strict import Book, Path

WAYS = ("digital", "virtual", "express", "surface")


def receipt(book: Book) -> Receipt:
    """When silence of the buyer about the goods pays the seller, and that of the shop about a paid order the buyer."""
    path = ("receipt",)
    found = book.keys(path, ("since", "days"), ("by_category", "by_way", "after_case", "accept", "extension"))
    days = _count(book, path, found, "days")
    by_category = book.kind((*path, "by_category"), dict, "days by kind of goods") if "by_category" in found else {}
    kinds = {name: _count(book, (*path, "by_category"), by_category, name) for name in by_category}
    ways = book.keys((*path, "by_way"), (), WAYS) if "by_way" in found else {}
    return Receipt(
        book.one_of((*path, "since"), ("shipped", "delivered")),
        days,
        kinds,
        {name: _hours(book, (*path, "by_way", name)) for name in ways},
        book.one_of((*path, "after_case"), ("rest", "anew")) if "after_case" in found else "anew",
        _hours(book, (*path, "accept")) if "accept" in found else 0,
        _hours(book, (*path, "extension")) if "extension" in found else 72,
    )


def _hours(book: Book, path: Path) -> int:
    """Whole hours, written as {hours: 24} or {days: 10}; `never` is none."""
    if book.at(*path) == "never":
        return 0
    found = book.keys(path, (), ("hours", "days"))
    if len(found) != 1:
        raise book.wrong(path, "must be either {hours: …} or {days: …}")
    (unit,) = found
    return _count(book, path, found, unit) * (24 if unit == "days" else 1)


def _count(book: Book, path: Path, found: Mapping, name: str) -> int:
    """A whole number from 1 on; 1 where nothing is said."""
    many = book.kind((*path, name), int, "a whole number") if name in found else 1
    if many < 1:
        raise book.wrong((*path, name), f"must be 1 or more, and is {many}")
    return many
