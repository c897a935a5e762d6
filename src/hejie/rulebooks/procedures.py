"""Loads procedure rulebooks; a case keeps to the very text, and the very calendars, whose digest it pinned.

The digest of a procedure is SHA-256 over the canonical JSON of its content and of the digests of the calendars that its
clocks ask. A text that is kept for a case names these digests in a second YAML document, `calendars: {id: digest}`.
"""

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from hejie.domain.cases.silence import SILENCES
from hejie.domain.kernel import canonical
from hejie.domain.kernel.calendars import Calendar
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import Override, Procedure, Wait
from hejie.rulebooks import calendars, shelf
from hejie.rulebooks.clock_words import Usual, clock, zone_at
from hejie.rulebooks.strict import Book
from hejie.rulebooks.strict import Path as Place

LANGUAGES = ("en", "zh", "ru")
PARTIES = ("claimant", "respondent", "neutral", "platform")
WHO = ("claimant", "respondent", "other", "both", "unsigned", "neutral", "platform", "buyer", "seller")
_FOLDER = Path(__file__).parent / "procedures"
_KEYS = ("id", "version", "stages", "final_stage", "courts_open", "waits", "replacements", "acts", "texts")
_OPTIONAL = ("zone", "calendar", "overrides", "sources")
_TEXTS = ("name", "summary", "final_stage", "courts")
_WHEN = ("reason", "remedy", "value_from", "value_below")
_NEXT = "\n---\n"
Find = Callable[[str, str], Calendar]


def parse(text: str, find: Find = calendars.load) -> Procedure:
    """The procedure that a YAML text describes. Raises BadRulebook with the line of what is wrong.

    find   how a calendar is found by id and digest; "" : the one in force
    """
    text, _, pins = text.partition(_NEXT)
    pinned = Book(pins).keys((), ("calendars",))["calendars"] if pins else {}
    book = Book(text)
    document = book.keys((), _KEYS, _OPTIONAL)
    asked: dict[str, Calendar] = {}

    def ask(name: str) -> Calendar:
        try:
            asked[name] = find(name, pinned.get(name, ""))
        except Refusal as refusal:
            if name in pinned:  # no mistake of the author: what was pinned is not here
                raise
            raise LookupError(name) from refusal
        return asked[name]

    usual = Usual(
        zone=zone_at(book, ("zone",)) if "zone" in document else "UTC",
        calendar=book.kind(("calendar",), str, "the id of a calendar") if "calendar" in document else "",
        find=ask,
    )
    stages = tuple(book.kind(("stages",), list, "a list of stages"))
    waits = {name: _wait(book, ("waits", name), name, usual) for name in book.kind(("waits",), dict, "a mapping")}
    overrides = tuple(_override(book, ("overrides", number), waits, usual) for number in _numbers(book, document))
    digests = {name: calendar.digest for name, calendar in sorted(asked.items())}
    whole = {**document, "calendars": digests} if digests else document
    return Procedure(
        id=book.kind(("id",), str, "text"),
        version=str(document["version"]),
        digest=hashlib.sha256(canonical.dumps(whole)).hexdigest(),
        stages=stages,
        final_stage=book.one_of(("final_stage",), stages),
        replacements=book.kind(("replacements",), int, "a whole number"),
        waits=waits,
        acts=_acts(book, stages),
        texts=_texts(book),
        calendars=digests,
        overrides=overrides,
    )


def _numbers(book: Book, document: Mapping) -> range:
    return range(len(book.kind(("overrides",), list, "a list"))) if "overrides" in document else range(0)


def _wait(book: Book, path: Place, name: str, usual: Usual) -> Wait:
    book.keys(path, ("who", "within", "silence"))
    return Wait(
        name,
        book.one_of((*path, "who"), WHO),
        clock(book, (*path, "within"), usual),
        book.one_of((*path, "silence"), SILENCES),
    )


def _override(book: Book, path: Place, waits: Mapping[str, Wait], usual: Usual) -> Override:
    book.keys(path, ("when", "waits"))
    when = book.keys((*path, "when"), (), _WHEN)
    if not when:
        raise book.wrong((*path, "when"), f"an override says for which cases it is: {', '.join(_WHEN)}")
    changed = {}
    for name in book.keys((*path, "waits"), (), waits):
        here, known = (*path, "waits", name), waits[name]
        found = book.keys(here, (), ("who", "within", "silence"))
        changed[name] = Wait(
            name,
            book.one_of((*here, "who"), WHO) if "who" in found else known.who,
            clock(book, (*here, "within"), usual) if "within" in found else known.within,
            book.one_of((*here, "silence"), SILENCES) if "silence" in found else known.silence,
        )
    return Override(
        waits=changed,
        reasons=_words(book, (*path, "when", "reason")) if "reason" in when else frozenset(),
        remedies=_words(book, (*path, "when", "remedy")) if "remedy" in when else frozenset(),
        value_from=_amounts(book, (*path, "when", "value_from")) if "value_from" in when else None,
        value_below=_amounts(book, (*path, "when", "value_below")) if "value_below" in when else None,
    )


def _words(book: Book, path: Place) -> frozenset[str]:
    return frozenset(
        book.kind((*path, number), str, "a word") for number, _ in enumerate(book.kind(path, list, "a list of words"))
    )


def _amounts(book: Book, path: Place) -> Mapping[str, int]:
    """Minor units by currency."""
    found = book.kind(path, dict, "amounts in minor units by currency, such as {CNY: 5000}")
    return {name: book.kind((*path, name), int, "whole minor units") for name in found}


def _acts(book: Book, stages: tuple[str, ...]) -> Mapping[str, Mapping[str, frozenset[str]]]:
    book.keys(("acts",), (), stages)
    found = {}
    for stage in book.at("acts"):
        parties = book.keys(("acts", stage), (), PARTIES)
        found[stage] = {party: _words(book, ("acts", stage, party)) for party in parties}
    return found


def _texts(book: Book) -> Mapping[str, Mapping[str, str]]:
    for language in book.keys(("texts",), LANGUAGES):
        book.keys(("texts", language), _TEXTS)
    return book.at("texts")


@cache
def _in_force() -> dict[str, tuple[Procedure, str]]:
    return shelf.in_force(_FOLDER, parse)


def load(rulebook: str, digest: str = "") -> Procedure:
    """The procedure in force with this id; with a digest, exactly that text of it. Refuses procedure_unknown."""
    return shelf.pick(_in_force(), rulebook, digest, Refusal("procedure_unknown", procedure=rulebook, digest=digest))


def text(rulebook: str) -> str:
    """The YAML text in force under this id, as it is kept for a case. Refuses procedure_unknown."""
    procedure, written = load(rulebook), _in_force()[rulebook][1]
    if not procedure.calendars:
        return written
    pins = "".join(f'  {name}: "{digest}"\n' for name, digest in procedure.calendars.items())
    return f"{written.rstrip()}{_NEXT}calendars:\n{pins}"
