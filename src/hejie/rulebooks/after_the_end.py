"""Loads when people are asked after the end, and from how many on figures say something."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hejie.domain.cases.claims import REASONS
from hejie.rulebooks.strict import Book

_FILE = Path(__file__).parent / "after_end" / "standard.yaml"


@dataclass(frozen=True, slots=True)
class AfterEnd:
    """The rulebook; times in days.

    ask_after      after a case was closed; outcomes: for which it is done; again_within: until when buying again counts
    figures_days   how far back figures look; least: answers below which no share is shown
    enough         vouchers that must have ended before their real use counts; voucher_days: how far back
    voucher_back   reasons of a refund for which a voucher's share comes back as one, each with the rules of law that say so
    back_days      what comes back so is good for these at least
    """

    ask_after: int
    outcomes: frozenset[str]
    again_within: int
    figures_days: int
    least: int
    enough: int
    voucher_days: int
    voucher_back: Mapping[str, tuple[str, ...]]
    back_days: int


@cache
def load() -> AfterEnd:
    """The rulebook in force. Raises BadRulebook with the line of what is wrong."""
    book = Book(_FILE.read_text(encoding="utf-8"))
    book.keys((), ("id", "version", "follow_up", "figures", "vouchers"))
    book.keys(("follow_up",), ("days", "outcomes", "again_within"))
    book.keys(("figures",), ("days", "least"))
    book.keys(("vouchers",), ("enough", "days", "back", "back_days"))

    def number(*place: str) -> int:
        return book.kind(place, int, "a whole number")

    names = book.kind(("follow_up", "outcomes"), list, "a list of outcomes")
    reasons = book.kind(("vouchers", "back"), dict, "reasons, each with rules of law")
    if unknown := next((reason for reason in reasons if reason not in REASONS), None):
        raise book.wrong(("vouchers", "back", unknown), "is no reason of a claim")
    return AfterEnd(
        ask_after=number("follow_up", "days"),
        outcomes=frozenset(book.kind(("follow_up", "outcomes", place), str, "text") for place, _ in enumerate(names)),
        again_within=number("follow_up", "again_within"),
        figures_days=number("figures", "days"),
        least=number("figures", "least"),
        enough=number("vouchers", "enough"),
        voucher_days=number("vouchers", "days"),
        voucher_back={reason: _rules(book, reason) for reason in reasons},
        back_days=number("vouchers", "back_days"),
    )


def _rules(book: Book, reason: str) -> tuple[str, ...]:
    place = ("vouchers", "back", reason)
    rows = book.kind(place, list, "a list of rules of law")
    return tuple(book.kind((*place, number), str, "the name of a rule") for number, _row in enumerate(rows))
