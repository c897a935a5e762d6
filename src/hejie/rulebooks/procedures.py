"""Loads procedure rulebooks; a case keeps to the very text, and the very calendars, whose digest it pinned.

The digest of a procedure is SHA-256 over the canonical JSON of its content and of the digests of the calendars that its
clocks ask and of its burden book. A text that is kept for a case names these digests in a second YAML document,
`calendars: {id: digest}` and `burdens: {id: digest}`.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping
from functools import cache
from pathlib import Path

from hejie.domain.burden.book import BurdenBook
from hejie.domain.kernel import canonical
from hejie.domain.kernel.calendars import Calendar
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import APPEAL_TO, BUILT_IN, STAGES, Procedure
from hejie.rulebooks import burdens, calendars, receipt_rules, shelf
from hejie.rulebooks import procedure_parts as parts
from hejie.rulebooks.clock_words import Usual, zone_at
from hejie.rulebooks.strict import Book

LANGUAGES = parts.LANGUAGES
ACTS = (
    "message", "statement", "evidence", "offer", "accept", "reject", "take_back", "sign", "escalate", "withdraw",
    "perform", "confirm", "answer_question", "answer_appeal", "object", "appeal", "room", "note", "assign", "hand_over", "ask",
    "propose", "to_decision", "decide", "decide_appeal", "extend", "pause", "resume", "reopen",
    "promise", "accept_promise", "talk", "ask_in", "prefer", "ask_proposals", "rank", "bid",
    "open_mediation", "confirm_opening", "allow_in_decision",
)  # fmt: skip
FOLDER = Path(__file__).parent / "procedures"
_KEYS = ("id", "version", "stages", "final_stage", "courts_open", "waits", "replacements", "acts", "texts")
_OPTIONAL = (
    "zone", "calendar", "overrides", "sources", "locks", "steps", "pauses", "opened_by", "openings", "opens_itself", "caps",
    "reopening", "receipt", "unfair", "appeal_to", "burdens", "panel",
)  # fmt: skip
_TEXTS = ("name", "summary", "final_stage", "courts")
_MORE_TEXTS = ("stages", "waits", "steps", "pauses")
_NEXT = "\n---\n"
Find = Callable[[str, str], Calendar]
FindBurdens = Callable[[str, str], BurdenBook]


def parse(
    text: str, find: Find = calendars.load, find_burdens: FindBurdens = burdens.load, *, kept: bool = False
) -> Procedure:
    """The procedure that a YAML text describes. Raises BadRulebook with the line of what is wrong.

    find, find_burdens   how a calendar or a burden book is found by id and digest; "" : the one in force
    kept                 it was kept for a case: where it pins no burden book, it is older than these, its digest knows of
                         none, and the one in force helps without binding
    """
    text, _, pins = text.partition(_NEXT)
    pins_of = Book(pins).keys((), (), ("calendars", "burdens")) if pins else {}
    pinned, pinned_burdens = pins_of.get("calendars", {}), pins_of.get("burdens", {})
    book = Book(text)
    document = book.keys((), _KEYS, _OPTIONAL)
    proof = _burdens(book, document, find_burdens, pinned_burdens)
    asked: dict[str, Calendar] = {}
    usual = Usual(
        zone=zone_at(book, ("zone",)) if "zone" in document else "UTC",
        calendar=book.kind(("calendar",), str, "the id of a calendar") if "calendar" in document else "",
        find=_asking(find, pinned, asked),
    )
    stages = _stages(book)
    steps = parts.steps(book, stages) if "steps" in document else {}
    waits = parts.waits(book, usual, steps)
    rest = _rest(book, document, usual)
    if "panel" in document:
        rest["panel"], waits["vote"] = parts.panel(book, usual, stages)
    overrides = parts.overrides(book, usual, waits, steps) if "overrides" in document else ()
    texts = _texts(book, [name for name in waits if name not in BUILT_IN], steps, rest.get("pauses", {}))
    if book.kind(("courts_open",), bool, "true or false") is not True:
        raise book.wrong(("courts_open",), "no procedure closes the courts to anybody; write true")
    digests = {name: calendar.digest for name, calendar in sorted(asked.items())}
    whole = {**document, "calendars": digests} if digests else dict(document)
    if pinned_burdens or not (kept or pins):
        whole["burdens"] = {proof.id: proof.digest}
    return Procedure(
        id=book.kind(("id",), str, "text"),
        version=str(document["version"]),
        digest=_digest(book, whole),
        stages=stages,
        final_stage=book.one_of(("final_stage",), stages),
        replacements=book.kind(("replacements",), int, "a whole number"),
        waits=waits,
        acts=parts.acts(book, stages, ACTS),
        texts=texts,
        calendars=digests,
        burdens=proof,
        overrides=overrides,
        locks=parts.locks(book, ACTS, waits) if "locks" in document else {},
        steps=steps,
        sources=tuple(parts.words(book, ("sources",))) if "sources" in document else (),
        **rest,
    )


def _digest(book: Book, whole: Mapping) -> str:
    try:
        return hashlib.sha256(canonical.dumps(whole)).hexdigest()
    except canonical.CanonicalError as error:
        raise book.wrong(_unheld(book.value, ()), f"no record can hold this: {error}") from error


def _unheld(value: object, path: tuple) -> tuple:
    """Where in a document something stands that has no canonical form; () where it is the whole."""
    if isinstance(value, dict | list):
        for name, one in value.items() if isinstance(value, dict) else enumerate(value):
            found = _unheld(one, (*path, name))
            if found:
                return found
        return ()
    try:
        canonical.dumps(value)
    except canonical.CanonicalError:
        return path
    return ()


def _rest(book: Book, document: Mapping, usual: Usual) -> dict:
    """What a procedure may have and need not."""
    read = {
        "pauses": lambda: parts.pauses(book, usual),
        "opened_by": lambda: parts.opened_by(book),
        "openings": lambda: parts.openings(book, usual),
        "opens_itself": lambda: parts.opens_itself(book, usual),
        "caps": lambda: parts.caps(book),
        "reopening": lambda: parts.reopening(book, usual),
        "receipt": lambda: receipt_rules.receipt(book),
        "unfair": lambda: parts.all_of(book, ("unfair",), parts.unfair),
        "appeal_to": lambda: book.one_of(("appeal_to",), APPEAL_TO),
    }
    return {name: take() for name, take in read.items() if name in document}


def _burdens(book: Book, document: Mapping, find: FindBurdens, pinned: Mapping[str, str]) -> BurdenBook:
    """The burden book that a procedure names, else the standard one."""
    named = "burdens" in document
    name = book.kind(("burdens",), str, "the id of a burden book") if named else next(iter(pinned), burdens.STANDARD)
    try:
        return find(name, pinned.get(name, ""))
    except Refusal as refusal:
        if name in pinned:  # no mistake of the author: what was pinned is not here
            raise
        known = ", ".join(burdens.names())
        raise book.wrong(("burdens",), f"{name} is no burden book; it may be {known}") from refusal


def _asking(find: Find, pinned: Mapping[str, str], asked: dict[str, Calendar]) -> Callable[[str], Calendar]:
    def ask(name: str) -> Calendar:
        try:
            asked[name] = find(name, pinned.get(name, ""))
        except Refusal as refusal:
            if name in pinned:  # no mistake of the author: what was pinned is not here
                raise
            raise LookupError(name) from refusal
        return asked[name]

    return ask


def _stages(book: Book) -> tuple[str, ...]:
    found = [book.one_of(("stages", number), STAGES) for number, _ in enumerate(book.kind(("stages",), list, "a list"))]
    if found != [stage for stage in STAGES if stage in found] or found[-1:] != ["closed"] or len(found) < 2:
        raise book.wrong(("stages",), f"must be some of {', '.join(STAGES)}, in this order, and end with closed")
    if "appeal" in found and "decision" not in found:
        raise book.wrong(("stages",), "only a decision can be appealed; add `decision`, or leave `appeal` out")
    return tuple(found)


def _texts(
    book: Book, own_waits: Collection[str], steps: Collection[str], pauses: Collection[str]
) -> Mapping[str, Mapping[str, object]]:
    """What people read: of the whole, and of every wait, step and standstill that is the procedure's own."""
    needed = {"waits": own_waits, "steps": steps, "pauses": pauses}
    for language in book.keys(("texts",), LANGUAGES):
        path = ("texts", language)
        wanted = [name for name, words in needed.items() if words]
        for name in wanted:
            if name not in book.kind(path, dict, "a mapping"):
                words = ", ".join(f"{one}: …" for one in needed[name])
                raise book.wrong(path, f"no words for {name} of the procedure's own; add `{name}: {{{words}}}`")
        book.keys(path, (*_TEXTS, *wanted), _MORE_TEXTS)
        for name in wanted:
            found = book.keys((*path, name), needed[name])
            for word in found:
                book.kind((*path, name, word), str, "text")
        if "stages" in book.at(*path):
            book.keys((*path, "stages"), (), STAGES)
    return book.at("texts")


@cache
def _in_force() -> dict[str, tuple[Procedure, str]]:
    return shelf.in_force(FOLDER, parse)


def load(rulebook: str, digest: str = "") -> Procedure:
    """The procedure in force with this id; with a digest, exactly that text of it. Refuses procedure_unknown."""
    return shelf.pick(_in_force(), rulebook, digest, Refusal("procedure_unknown", procedure=rulebook, digest=digest))


def names() -> tuple[str, ...]:
    """Ids of all procedures that come with the program."""
    return tuple(_in_force())


def text(rulebook: str) -> str:
    """The YAML text in force under this id, as it is kept for a case. Refuses procedure_unknown."""
    return pinned(load(rulebook), _in_force()[rulebook][1])


def pinned(procedure: Procedure, written: str) -> str:
    """A procedure's text as it is kept: with the digests of the calendars that it asks, and of its burden book."""
    pins = "".join(f'  {name}: "{digest}"\n' for name, digest in procedure.calendars.items())
    asked = f"calendars:\n{pins}" if pins else ""
    return f'{written.rstrip()}{_NEXT}{asked}burdens:\n  {procedure.burdens.id}: "{procedure.burdens.digest}"\n'
