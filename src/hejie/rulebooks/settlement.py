"""Loads rulebooks of values: what terms of a settlement are usually worth to a buyer and to a seller.

Read strictly: a mistake stops the text and is named with its line. Every figure says where it is from: a source that the
book names, or `ours`. The digest is SHA-256 over the canonical JSON of the content.
"""

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from hejie.domain.cases.claims import REASONS
from hejie.domain.cases.packages import SERVICES
from hejie.domain.kernel import canonical
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.settlement.terms.book import GROUPS, SIDES, Book, Problem, Role
from hejie.rulebooks import shelf
from hejie.rulebooks.strict import Book as Text
from hejie.rulebooks.strict import Path as Place

STANDARD = "settlement/standard"
OURS = "ours"
_FOLDER = Path(__file__).parent / "settlement"
_GRID = ("step", "refined", "vouchers", "voucher_days", "days", "beside_service")
_ROLE = ("voucher", "points", "apology", "explanation", "public_reply", "day", "way_back", "dispute")
_PROBLEM = ("reasons", "kept", "salvage", "awarded", "services")
_IN_KIND = tuple(one for one in SERVICES if one != "none")
_SHARE = re.compile(r"(-?\d{1,3}(?:\.\d{1,2})?) ?%")
_MAY_GAIN = "public_reply"
_MOST_DAYS = 90
_LONGEST_VOUCHER = 1095


def parse(text: str) -> Book:
    """The book that a YAML text describes. Raises BadRulebook with the line of what is wrong."""
    book = Text(text)
    document = book.keys((), ("id", "version", "sources", "grid", "decision", "error", *SIDES, "problems"))
    sources = book.kind(("sources",), dict, "a mapping of sources by name")
    for name in sources:
        book.kind(("sources", name), str, "text")
    book.keys(("grid",), _GRID)
    book.keys(("decision",), ("days", "proof"))
    book.keys(("decision", "proof"), ("buyer", "seller", "none"))
    book.keys(("error",), ("prior", "told"))
    groups = _groups(book)
    return Book(
        id=book.kind(("id",), str, "text"),
        version=book.kind(("version",), str, "text, so put the date into quotes"),
        sources=dict(sources),
        step=_step(book),
        fine=_share(book, ("grid", "refined"), least=0.001),
        vouchers=tuple(_listed(book, ("grid", "vouchers"), _as_share)),
        voucher_days=_number(book, ("grid", "voucher_days"), _LONGEST_VOUCHER),
        days=tuple(_listed(book, ("grid", "days"), _as_days)),
        beside_service=_share(book, ("grid", "beside_service")),
        decision_days=_number(book, ("decision", "days"), 365),
        proof={one: _share(book, ("decision", "proof", one)) for one in ("buyer", "seller", "none")},
        prior_error=_error(book, "prior"),
        told_error=_error(book, "told"),
        roles={side: _role(book, side) for side in SIDES},
        problems={name: _problem(book, ("problems", name)) for name in GROUPS},
        groups=groups,
        digest=hashlib.sha256(canonical.dumps(document)).hexdigest(),  # once everything is known to be right
    )


@cache
def _in_force() -> dict[str, tuple[Book, str]]:
    return shelf.in_force(_FOLDER, parse)


def load(name: str = STANDARD, digest: str = "") -> Book:
    """The book in force with this id; with a digest, exactly that text of it. Refuses settlement_book_unknown."""
    return shelf.pick(_in_force(), name, digest, Refusal("settlement_book_unknown", book=name, digest=digest))


def text(name: str = STANDARD) -> str:
    """The YAML text in force under this id. Refuses settlement_book_unknown."""
    load(name)
    return _in_force()[name][1]


def _groups(book: Text) -> dict[str, str]:
    """Reason → kind of problem; every reason of a claim stands in exactly one."""
    book.keys(("problems",), GROUPS)
    found: dict[str, str] = {}
    for name in GROUPS:
        path = ("problems", name)
        book.keys(path, _PROBLEM)
        for number, _ in enumerate(book.kind((*path, "reasons"), list, "a list of reasons")):
            reason = book.one_of((*path, "reasons", number), REASONS)
            if reason in found:
                raise book.wrong((*path, "reasons", number), f"{reason} stands under {found[reason]} already")
            found[reason] = name
    left = [reason for reason in REASONS if reason not in found]
    if left:
        raise book.wrong(("problems",), f"{left[0]} stands under no kind of problem; add it to one")
    return found


def _role(book: Text, side: str) -> Role:
    book.keys((side,), _ROLE)
    return Role(**{name: _share(book, (side, name), least=-1.0 if name == _MAY_GAIN else 0.0) for name in _ROLE})


def _problem(book: Text, path: Place) -> Problem:
    services = book.kind((*path, "services"), dict, "a mapping of services")
    for name in services:
        if name not in _IN_KIND:
            raise book.wrong((*path, "services", name), f"is no service; known here: {', '.join(_IN_KIND)}")
        book.keys((*path, "services", name), ("worth", "cost"))
    return Problem(
        kept=_share(book, (*path, "kept")),
        salvage=_share(book, (*path, "salvage")),
        worth={name: _share(book, (*path, "services", name, "worth"), most=2.0) for name in services},
        cost={name: _share(book, (*path, "services", name, "cost"), most=2.0) for name in services},
        awarded=_share(book, (*path, "awarded")),
        services=tuple(services),
    )


def _error(book: Text, name: str) -> tuple[float, float]:
    book.keys(("error", name), ("weights", "ratings"))
    weights, ratings = (_share(book, ("error", name, one), most=2.0) for one in ("weights", "ratings"))
    return weights, ratings


def _step(book: Text) -> float:
    """A share that divides the whole evenly, so that nothing and all are on the grid."""
    step = _share(book, ("grid", "step"), least=0.01)
    if abs(round(1 / step) * step - 1) > 1e-9:
        raise book.wrong(("grid", "step", "is"), "must divide 100 % evenly, such as 5 % or 2.5 %")
    return step


def _figure(book: Text, path: Place) -> Place:
    """The place of a figure, which says where it is from."""
    book.keys(path, ("is", "from"))
    book.one_of((*path, "from"), (OURS, *book.at("sources")))
    return (*path, "is")


def _share(book: Text, path: Place, least: float = 0.0, most: float = 1.0) -> float:
    place = _figure(book, path)
    share = book.checked(place, _as_share, "a share such as 5 % or 0.4 %")
    if not least <= share <= most:
        raise book.wrong(place, f"must be from {100 * least:g} % to {100 * most:g} %, and is {100 * share:g} %")
    return share


def _as_share(written: Any) -> float:
    found = _SHARE.fullmatch(written)
    if not found:
        raise ValueError(written)
    return round(float(found[1]) / 100, 6)


def _as_days(written: Any) -> int:
    if type(written) is not int or not 1 <= written <= _MOST_DAYS:
        raise ValueError(written)
    return written


def _listed(book: Text, path: Place, read: Any) -> list:
    place = _figure(book, path)
    name = "a share such as 5 %" if read is _as_share else f"days from 1 to {_MOST_DAYS}"
    listed = book.kind(place, list, "a list")
    found = [book.checked((*place, number), read, name) for number, _ in enumerate(listed)]
    if not found or found != sorted(set(found)) or found[0] <= 0:
        raise book.wrong(place, "must rise from above zero and name nothing twice")
    return found


def _number(book: Text, path: Place, most: int) -> int:
    place = _figure(book, path)
    found = book.kind(place, int, "a whole number")
    if not 1 <= found <= most:
        raise book.wrong(place, f"must be from 1 to {most}, and is {found}")
    return found
