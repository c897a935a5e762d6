"""The rules that a marketplace's cases are looked at by, put together from what its operator has chosen."""

import logging
from functools import cache

from hejie.domain.cases.entitled import Law
from hejie.domain.entitlements.rules import Bundle, Rule
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.state import OrderState
from hejie.rulebooks import law, points_as_facts
from hejie.rulebooks.strict import BadRulebook
from hejie.store import market_law
from hejie.usecases import return_policies

_log = logging.getLogger("hejie.law")


def of(marketplace: str) -> Law | None:
    """The law of a marketplace's cases; None where a book cannot be read: no claim waits for a rule to be mended."""
    try:
        chosen = market_law.chosen(marketplace)
        return Law(chosen.of, chosen.policy, _bundle, law.schema(), _categories(), points_as_facts.load())
    except BadRulebook:
        _log.exception("the law cannot be read")
        return None


def warm() -> None:
    """Read the law that most cases are looked at by now, so that no claim waits for it; what cannot be read is left out."""
    for place in market_law.BY_CURRENCY.values():
        try:
            _bundle(place, "")
        except Refusal:
            continue


def _bundle(jurisdiction: str, policy: str) -> Bundle:
    try:
        return law.bundle(jurisdiction, policy)
    except BadRulebook:
        _log.exception("the law of %s cannot be read", jurisdiction or policy)
        raise Refusal("law_unknown", jurisdiction=jurisdiction, known="") from None


@cache
def _categories() -> frozenset[str]:
    return frozenset(path.split(".")[0] for path in law.words()["category"]["values"])


def promised(marketplace: str, order: OrderState | None, lines: tuple[int, ...]) -> tuple[dict, ...]:
    """What after-sales policies had promised for lines of an order when it was placed, as a case copies it."""
    if order is None or not lines or not (order.deal or market_law.chosen(marketplace).policies_written):
        return ()
    found = return_policies.promised(marketplace, order.seller_of(lines[0]), order, lines)
    return tuple(
        {"promises": list(one.promises), "policy": one.policy, "window": one.window, "digest": one.digest}
        for one in found
    )


def rule(name: str, book: str) -> Rule | None:
    """A rule by its id and that of its book; None where it is not here any more, or its book cannot be read."""
    return next((one for one in _of_book(book) if one.id == name), None)


def instrument(book: str, language: str) -> str:
    """What an instrument of the law is called, by the id of its book; "" for what is none of those that are here."""
    return next((one.instrument[language] for one in _of_book(book)), "")


def _of_book(book: str) -> tuple[Rule, ...]:
    """The rules of a book as they stand now."""
    folder = book.partition("/")[0]
    if not (law.FOLDER / folder / "bundle.yaml").exists():
        return ()
    places = law.place(folder).jurisdictions or ("",)
    try:
        found = law.bundle(places[0], "" if places[0] else book.partition("/")[2].partition("-")[0])
    except (BadRulebook, Refusal):
        return ()
    return tuple(one for one in found.rules if one.book == book)
