"""A signal in the words of its rulebook, in the reader's language: what was seen, what it may mean, how often it is wrong.

A signal of an older version of the rulebook is told in the words of the one in force; its facts stay its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hejie.rulebooks import signals as rulebook
from hejie.usecases import wording


@dataclass(frozen=True, slots=True)
class SignalWords:
    """Plain sentences.

    title, seen      what was noticed, and its figures
    may_mean         what may be behind it, the harmless too
    errors           how often it is wrong, and how that was measured
    proof            what further proof would answer it
    decides_nothing  stands with every signal
    """

    title: str
    seen: str
    may_mean: str
    errors: str
    proof: str
    decides_nothing: str


def words(data: Mapping, language: str) -> SignalWords:
    """The words for an entry's data; of a signal that the rulebook does not know, that one is there and nothing more."""
    language = wording.known_language(language)
    book = rulebook.load()
    last = book.decides_nothing[language]
    said = book.words.get(data["signal"])
    if said is None:
        return SignalWords(data["signal"], "", "", "", "", last)
    told = {part: said[part][language] for part in rulebook.PARTS}
    return SignalWords(**{**told, "seen": _seen(told["seen"], data["facts"], book)}, decides_nothing=last)


def _seen(sentence: str, facts: Mapping, book: rulebook.Signals) -> str:
    named = {**facts, "program": book.programs.get(facts.get("program", ""), "")}
    try:
        return sentence.format(**named)
    except KeyError:  # facts of another version
        return ""
