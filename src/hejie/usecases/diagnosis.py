"""Guided diagnosis as people walk through it, in their language."""

from collections.abc import Sequence
from dataclasses import dataclass

from hejie.domain.aftersales import diagnosis as rules
from hejie.domain.aftersales.diagnosis import Turn
from hejie.rulebooks import diagnosis as books
from hejie.rulebooks.diagnosis import Written


@dataclass(frozen=True, slots=True)
class Step:
    """Where somebody stands in a guide, in words.

    question  "" at the end; answers: (name, words); advice, lead: "" before the end
    path      (question, its words, answer, its words) so far; told: as a wish for a repair holds it
    """

    guide: str
    version: str
    title: str
    question: str
    text: str
    answers: tuple[tuple[str, str], ...]
    advice: str
    lead: str
    path: tuple[tuple[str, str, str, str], ...]

    @property
    def told(self) -> list[list[str]]:
        """[[question, answer], …] in words, for the wish of a repair."""
        return [[question, answer] for _, question, _, answer in self.path]


def step(category: str, reason: str, answers: Sequence[str], language: str) -> Step | None:
    """The next question, or the advice, for a kind of goods and a reason; None where there is no guide.

    Refuses   diagnosis_answer
    """
    guide = rules.find((one.guide for one in books.load()), category, reason)
    if guide is None:
        return None
    written = next(one for one in books.load() if one.guide is guide)
    return _said(written, rules.walk(guide, answers), language)


def _said(written: Written, turn: Turn, language: str) -> Step:
    guide = written.guide
    asked = guide.questions.get(turn.question)
    return Step(
        guide.id,
        guide.version,
        written.title[language],
        turn.question,
        written.questions[turn.question][language] if asked else "",
        tuple((name, written.answers[turn.question, name][language]) for name in asked.answers) if asked else (),
        written.advice[turn.advice][language] if turn.advice else "",
        guide.advice[turn.advice] if turn.advice else "",
        tuple(
            (question, written.questions[question][language], answer, written.answers[question, answer][language])
            for question, answer in turn.path
        ),
    )
