"""Loads the directory of outside bodies: one YAML file for each place, read strictly, all of them together."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from hejie.domain.cases.claims import REASONS
from hejie.domain.kernel import canonical
from hejie.domain.referral.directory import KINDS, REMEMBERED, Body, Directory, Period, Pin
from hejie.rulebooks import calendars
from hejie.rulebooks.clock_words import zone_at
from hejie.rulebooks.strict import Book
from hejie.rulebooks.strict import Path as Place

LANGUAGES = ("en", "zh", "ru")
_FOLDER = Path(__file__).parent / "referral"
_BODY = ("id", "kind", "names", "fee", "takes", "how", "languages", "rank", "source", "verified")
_BODY_TOO = (
    "address", "addressee", "where", "crossing", "sides", "consumers_only", "up_to", "above", "not_for", "by_agreement", "yields_to_arbitration",
    "free", "binding", "remembered",
)  # fmt: skip
_PERIOD = ("id", "law", "note", "begins", "begins_without_goods", "zone", "buyer_in", "source", "verified")
_PERIOD_TOO = (
    "years", "months", "outside", "only_for", "not_for", "sides", "to_year_end", "calendar", "renewed_by_claim",
)  # fmt: skip
_WHOLE = ("places", "groups", "languages", "large_from", "usual_place")
_DATES = ("ordered", "approved", "shipped", "promised", "delivered", "confirmed", "cancelled")
_SIDES = ("buyer", "seller")
_UNREAD = Pin("", "", "")


class _File:
    """One file as it was read. Its bodies and periods are pinned to its very text."""

    def __init__(self, text: str) -> None:
        self.book = book = Book(text)
        found = book.keys((), ("id", "version", "bodies", "periods"), _WHOLE)
        self.places = {name: _texts(book, ("places", name)) for name in _mapping(book, ("places",))}
        self.groups = {name: _words(book, ("groups", name)) for name in _mapping(book, ("groups",))}
        self.languages = {name: _words(book, ("languages", name)) for name in _mapping(book, ("languages",))}
        self.large_from = _sums(book, ("large_from",))
        self.usual_place = {
            name: book.kind(("usual_place", name), str, "a place") for name in _mapping(book, ("usual_place",))
        }
        bodies = [_body(book, ("bodies", number)) for number in _each(book, "bodies")]
        periods = [_period(book, ("periods", number)) for number in _each(book, "periods")]
        digest = hashlib.sha256(canonical.dumps(found)).hexdigest()  # only what was read has a canonical form
        pin = Pin(book.kind(("id",), str, "text"), str(found["version"]), digest)
        self.bodies = [replace(body, pin=pin) for body in bodies]
        self.periods = [replace(period, pin=pin) for period in periods]


def parse(*texts: str) -> Directory:
    """The directory that these YAML texts make together. Raises BadRulebook with the line of what is wrong.

    A place that no text names, or an id that two bodies share, is a mistake of the one who wrote it.
    """
    return _together([_File(text) for text in texts])


@cache
def load() -> Directory:
    """The directory in force."""
    return parse(*(path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.yaml"))))


def _together(files: Iterable[_File]) -> Directory:
    files = list(files)
    whole = {name: _merged(getattr(one, name) for one in files) for name in _WHOLE}
    directory = Directory(
        bodies=tuple(body for one in files for body in one.bodies),
        periods=tuple(period for one in files for period in one.periods),
        **whole,
    )
    known = {*directory.places, *directory.groups, *(name for one in directory.groups.values() for name in one)}
    for one in files:
        _check_places(one, known)
    _check_ids(files)
    return directory


def _check_places(one: _File, known: set[str]) -> None:
    countries = {place.partition("-")[0] for place in known}
    for number, body in enumerate(one.bodies):
        for place in (*body.buyer_in, *body.seller_in, *body.either_in):
            if place not in known | countries:
                raise one.book.wrong(("bodies", number, "where"), f"there is no place {place}")
    for number, period in enumerate(one.periods):
        for place in (*period.buyer_in, *period.outside):
            if place not in known | countries:
                raise one.book.wrong(("periods", number, "buyer_in"), f"there is no place {place}")


def _check_ids(files: Iterable[_File]) -> None:
    seen: set[str] = set()
    for one in files:
        for name, rows in (("bodies", one.bodies), ("periods", one.periods)):
            for number, row in enumerate(rows):
                if row.id in seen:
                    raise one.book.wrong((name, number, "id"), f"{row.id} is taken; give it another id")
                seen.add(row.id)


def _body(book: Book, path: Place) -> Body:
    found = book.keys(path, _BODY, _BODY_TOO)
    where = book.keys((*path, "where"), (), ("buyer", "seller", "either")) if "where" in found else {}
    rank = book.keys((*path, "rank"), ("small", "large"))
    remembered = _listed(book, (*path, "remembered"), REMEMBERED)
    if _flag(book, (*path, "verified")) == bool(remembered):
        raise book.wrong((*path, "verified"), "is false exactly when `remembered` names what nobody has read")
    return Body(
        id=book.kind((*path, "id"), str, "text"),
        kind=book.one_of((*path, "kind"), KINDS),
        **{name: _texts(book, (*path, name)) for name in ("names", "fee", "takes", "how")},
        languages=_words(book, (*path, "languages")),
        address=_address(book, (*path, "address")) if "address" in found else "",
        addressee=_strings(book, (*path, "addressee")),
        source=book.kind((*path, "source"), str, "text"),
        rank_small=book.kind((*path, "rank", "small"), int, "a whole number"),
        rank_large=book.kind((*path, "rank", "large"), int, "a whole number") if rank else 0,
        pin=_UNREAD,
        **{f"{name}_in": _words(book, (*path, "where", name)) for name in where},
        crossing=book.one_of((*path, "crossing"), ("home", "abroad")) if "crossing" in found else "",
        sides=_listed(book, (*path, "sides"), _SIDES) or ("buyer",),
        up_to=_sums(book, (*path, "up_to")),
        above=_sums(book, (*path, "above")),
        not_for=_listed(book, (*path, "not_for"), REASONS),
        remembered=remembered,
        **{
            name: _flag(book, (*path, name))
            for name in ("consumers_only", "by_agreement", "yields_to_arbitration", "free", "binding")
            if name in found
        },
    )


def _period(book: Book, path: Place) -> Period:
    found = book.keys(path, _PERIOD, _PERIOD_TOO)
    years, months = (
        book.kind((*path, name), int, "a whole number") if name in found else 0 for name in ("years", "months")
    )
    if years < 0 or months < 0 or not years + months:
        raise book.wrong(path, "years and months must make a length")
    calendar = found.get("calendar", "")
    if calendar and calendar not in calendars.names():
        raise book.wrong((*path, "calendar"), f"there is no calendar {calendar}")
    return Period(
        id=book.kind((*path, "id"), str, "text"),
        law=_texts(book, (*path, "law")),
        note=_texts(book, (*path, "note")),
        begins=_listed(book, (*path, "begins"), _DATES),
        begins_without_goods=_listed(book, (*path, "begins_without_goods"), _DATES),
        years=years,
        months=months,
        zone=zone_at(book, (*path, "zone")),
        source=book.kind((*path, "source"), str, "text"),
        verified=_flag(book, (*path, "verified")),
        pin=_UNREAD,
        buyer_in=_words(book, (*path, "buyer_in")),
        outside=_words(book, (*path, "outside")) if "outside" in found else (),
        only_for=_listed(book, (*path, "only_for"), REASONS),
        not_for=_listed(book, (*path, "not_for"), REASONS),
        sides=_listed(book, (*path, "sides"), _SIDES) or _SIDES,
        calendar=calendar,
        **{name: _flag(book, (*path, name)) for name in ("to_year_end", "renewed_by_claim") if name in found},
    )


def _each(book: Book, name: str) -> range:
    return range(len(book.kind((name,), list, "a list")))


def _there(book: Book, path: Place) -> bool:
    return path[-1] in book.at(*path[:-1])


def _mapping(book: Book, path: Place) -> Mapping:
    return book.kind(path, dict, "a mapping") if _there(book, path) else {}


def _texts(book: Book, path: Place) -> dict[str, str]:
    found = book.keys(path, LANGUAGES)
    for language in found:
        if not book.kind((*path, language), str, "text").strip():
            raise book.wrong((*path, language), "must not be empty")
    return dict(found)


def _strings(book: Book, path: Place) -> dict[str, str]:
    """Texts of some languages."""
    return {language: book.kind((*path, language), str, "text") for language in _mapping(book, path)}


def _words(book: Book, path: Place) -> tuple[str, ...]:
    found = book.kind(path, list, "a list")
    for number, _ in enumerate(found):
        book.kind((*path, number), str, "a word; put it into quotes")
    return tuple(found)


def _listed(book: Book, path: Place, known: Iterable[str]) -> tuple[str, ...]:
    if not _there(book, path):
        return ()
    for number, _ in enumerate(book.kind(path, list, "a list")):
        book.one_of((*path, number), tuple(known))
    return tuple(book.at(*path))


def _flag(book: Book, path: Place) -> bool:
    return book.kind(path, bool, "true or false")


def _sums(book: Book, path: Place) -> dict[str, int]:
    found = _mapping(book, path)
    for currency in found:
        if not (len(currency) == 3 and currency.isupper()):
            raise book.wrong((*path, currency), "must be a currency of three letters")
        if book.kind((*path, currency), int, "whole minor units") < 0:
            raise book.wrong((*path, currency), "must not be negative")
    return dict(found)


def _address(book: Book, path: Place) -> str:
    found = book.kind(path, str, "the address of a page")
    if not found.startswith("https://"):
        raise book.wrong(path, "must be the address of a page, beginning with https://")
    return found


def _merged(parts: Iterable[Mapping]) -> dict:
    whole: dict = {}
    for part in parts:
        whole |= part
    return whole
