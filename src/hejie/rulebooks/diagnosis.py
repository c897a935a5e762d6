"""Loads the guides of diagnosis, read strictly: every question leads on, nothing goes in a circle, all is said in three languages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hejie.domain.aftersales.diagnosis import LEADS, Guide, Question
from hejie.domain.cases.claims import REASONS
from hejie.rulebooks.strict import Book

LANGUAGES = ("en", "zh", "ru")
_FOLDER = Path(__file__).parent / "service" / "diagnosis"
_CATEGORY = re.compile(r"[a-z_]+(\.[a-z_]+)*")
_COMMON = {
    "yes": {"en": "Yes", "zh": "是", "ru": "Да"},
    "no": {"en": "No", "zh": "否", "ru": "Нет"},
}


@dataclass(frozen=True, slots=True)
class Written:
    """A guide with its words.

    title     by language; questions, advice: their words by name and language; answers: by (question, answer) and language
    """

    guide: Guide
    title: Mapping[str, str]
    questions: Mapping[str, Mapping[str, str]]
    answers: Mapping[tuple[str, str], Mapping[str, str]]
    advice: Mapping[str, Mapping[str, str]]


def parse(text: str) -> Written:
    """The guide that a YAML text describes. Raises BadRulebook with the line of what is wrong."""
    book = Book(text)
    book.keys((), ("id", "version", "title", "categories", "reasons", "start", "questions", "advice"))
    names = list(book.kind(("questions",), dict, "questions by name"))
    ends = list(book.kind(("advice",), dict, "advice by name"))
    for name in set(names) & set(ends):
        raise book.wrong(("advice", name), "a question has this name too")
    questions, words, answers = {}, {}, {}
    for name in names:
        questions[name] = _question(book, name, (*names, *ends), answers)
        words[name] = _said(book, ("questions", name, "text"))
    leads, advice = {}, {}
    for name in ends:
        book.keys(("advice", name), ("lead", "text"))
        leads[name] = book.one_of(("advice", name, "lead"), LEADS)
        advice[name] = _said(book, ("advice", name, "text"))
    guide = Guide(
        book.kind(("id",), str, "text"),
        book.kind(("version",), str, "text, so put the date into quotes"),
        tuple(
            book.checked(("categories", number), _category, "a category as listings have it (electronics.phone)")
            for number, _ in enumerate(book.kind(("categories",), list, "a list of categories"))
        ),
        tuple(
            book.one_of(("reasons", number), REASONS)
            for number, _ in enumerate(book.kind(("reasons",), list, "a list of reasons"))
        ),
        book.one_of(("start",), names),
        questions,
        leads,
    )
    _ends_somewhere(book, guide)
    return Written(guide, _said(book, ("title",)), words, answers, advice)


@cache
def load() -> tuple[Written, ...]:
    """All guides in force."""
    return tuple(parse(file.read_text(encoding="utf-8")) for file in sorted(_FOLDER.glob("*.yaml")))


def _category(given: object) -> str:
    if not isinstance(given, str) or not _CATEGORY.fullmatch(given):
        raise ValueError
    return given


def _question(book: Book, name: str, targets: tuple[str, ...], answers: dict) -> Question:
    path = ("questions", name)
    book.keys(path, ("text", "answers"))
    found = {}
    for answer in book.kind((*path, "answers"), dict, "answers by name"):
        place = (*path, "answers", answer)
        if answer in _COMMON:
            book.keys(place, ("to",), ("text",))
        else:
            book.keys(place, ("to", "text"))
        found[answer] = book.one_of((*place, "to"), targets)
        answers[name, answer] = _said(book, (*place, "text")) if "text" in book.at(*place) else _COMMON[answer]
    if len(found) < 2:
        raise book.wrong((*path, "answers"), "a question has at least two answers")
    return Question(name, found)


def _said(book: Book, path: tuple) -> dict[str, str]:
    book.keys(path, LANGUAGES)
    return {language: book.kind((*path, language), str, "text") for language in LANGUAGES}


def _ends_somewhere(book: Book, guide: Guide) -> None:
    """From the first question all is reached, and nothing leads back to where one has been."""
    seen: set[str] = set()

    def go(name: str, before: tuple[str, ...]) -> None:
        if name in before:
            raise book.wrong(("questions", name), f"leads back to itself: {' → '.join((*before, name))}")
        seen.add(name)
        for to in guide.questions[name].answers.values() if name in guide.questions else ():
            go(to, (*before, name))

    go(guide.start, ())
    for part, names in (("questions", guide.questions), ("advice", guide.advice)):
        for name in names:
            if name not in seen:
                raise book.wrong((part, name), "nothing leads here")
