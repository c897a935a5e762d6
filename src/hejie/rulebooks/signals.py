"""Loads the rulebook of signals: from which figures on something is noticed, and what is said of it in three languages.

Read strictly: a mistake stops the text and is named with its line. Every `SignalFound` names rulebook and version.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hejie.domain.evidence.prints import BITS, FINE
from hejie.domain.evidence.signals import SIGNALS, Rules
from hejie.domain.kernel import canonical
from hejie.rulebooks.strict import Book
from hejie.rulebooks.strict import Path as Place

STANDARD = "signals/standard"
LANGUAGES = ("en", "zh", "ru")
PARTS = ("title", "seen", "may_mean", "errors", "proof")
"""What is said of each signal: its name, what was seen (with facts in braces), what it may mean, how often it is wrong and
how that was measured, and what further proof would answer it."""
_FILE = Path(__file__).parent / "signals" / "standard.yaml"
_FIGURES = {
    "seen_picture": {"bits": (0, BITS // 4), "fine": (0, FINE // 3), "close": (0, FINE // 8), "detail": (0, 127)},
    "taken_before": {"days": (1, 3660)},
    "screen_in_screen": {"share_from": (1, 99), "share_to": (1, 99)},
    "copied_text": {"percent": (30, 100), "signs": (20, 10_000)},
}


@dataclass(frozen=True, slots=True)
class Signals:
    """The rulebook: figures, words by signal, part and language, names of programs, the sentence that stands with each."""

    rules: Rules
    words: Mapping[str, Mapping[str, Mapping[str, str]]]
    programs: Mapping[str, str]
    decides_nothing: Mapping[str, str]
    sources: tuple[str, ...]


def parse(text: str) -> Signals:
    """The rulebook that a YAML text describes. Raises BadRulebook with the line of what is wrong."""
    book = Book(text)
    document = book.keys((), ("id", "version", "sources", "kept", "programs", "decides_nothing", "signals"))
    for number, _ in enumerate(book.kind(("sources",), list, "a list of sources")):
        book.kind(("sources", number), str, "text")
    book.keys(("kept",), ("days",))
    book.keys(("signals",), SIGNALS)
    figures: dict[str, int] = {}
    for name in SIGNALS:
        figures |= _figures(book, ("signals", name), _FIGURES.get(name, {}))
    if figures["share_from"] > figures["share_to"]:
        raise book.wrong(("signals", "screen_in_screen", "when"), "share_from is above share_to; exchange them")
    rules = Rules(
        id=book.kind(("id",), str, "text"),
        version=book.kind(("version",), str, "text, so put the date into quotes"),
        digest=hashlib.sha256(canonical.dumps(document)).hexdigest(),
        programs={name: _program(book, name) for name in book.kind(("programs",), dict, "programs by name")},
        kept_days=_number(book, ("kept", "days"), 1, 36_600),
        **figures,
    )
    words = {name: {part: _said(book, ("signals", name, part)) for part in PARTS} for name in SIGNALS}
    names = {name: book.kind(("programs", name, "name"), str, "text") for name in document["programs"]}
    return Signals(rules, words, names, _languages(book, ("decides_nothing",)), tuple(document["sources"]))


@cache
def load() -> Signals:
    """The rulebook in force."""
    return parse(_FILE.read_text(encoding="utf-8"))


def _figures(book: Book, path: Place, wanted: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    book.keys(path, (*PARTS, *(("when",) if wanted else ())))
    if wanted:
        book.keys((*path, "when"), tuple(wanted))
    return {name: _number(book, (*path, "when", name), *limits) for name, limits in wanted.items()}


def _number(book: Book, path: Place, least: int, most: int) -> int:
    found = book.kind(path, int, "a whole number")
    if not least <= found <= most:
        raise book.wrong(path, f"must be from {least} to {most}, and is {found}")
    return found


def _program(book: Book, name: str) -> tuple[str, ...]:
    path = ("programs", name)
    book.keys(path, ("name", "words"))
    words = book.kind((*path, "words"), list, "a list of words")
    found = [book.kind((*path, "words", number), str, "text") for number, _ in enumerate(words)]
    wrong = next((number for number, word in enumerate(found) if not word or word != word.lower()), None)
    if wrong is not None:
        raise book.wrong((*path, "words", wrong), "metadata is compared in lower case; write it so")
    return tuple(found)


_FACTS = {
    "seen_picture": ("bits", "of", "cases"),
    "seen_file": ("cases",),
    "taken_before": ("days",),
    "edited": ("program",),
    "screen_in_screen": ("share",),
    "copied_text": ("percent", "signs"),
    "waybill_reused": ("orders",),
}


def _said(book: Book, path: Place) -> Mapping[str, str]:
    """The sentence in each language; what stands in braces must be a fact of that signal, or there is nothing to put there."""
    found = _languages(book, path)
    facts = dict.fromkeys(_FACTS.get(path[1], ()), 1) if path[2] == "seen" else {}
    for language, sentence in found.items():
        try:
            sentence.format(**facts)
        except (KeyError, IndexError, ValueError) as fault:
            known = ", ".join(facts) or "none"
            raise book.wrong((*path, language), f"{fault} is no fact of this signal; known here: {known}") from None
    return found


def _languages(book: Book, path: Place) -> Mapping[str, str]:
    book.keys(path, LANGUAGES)
    return {language: book.kind((*path, language), str, "a sentence") for language in LANGUAGES}
