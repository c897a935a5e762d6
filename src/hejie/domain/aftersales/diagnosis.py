"""Guided diagnosis: a few questions, each leading to the next or to advice, before something is sent anywhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hejie.domain.kernel.refusal import Refusal

LEADS = ("try", "replace", "repair", "visit", "refund")
"""What advice comes to: try something first, ask for another one, for a repair, for a visit at home, for the money."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. answers: what may be said, each with the question or advice that follows."""

    id: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Guide:
    """Questions about one kind of goods for some reasons.

    categories  as listings have them; a wider one stands for all narrower ones (`electronics` for `electronics.phone`)
    reasons     of claims, for which it is asked; start: the first question; advice: what each comes to, by name
    """

    id: str
    version: str
    categories: tuple[str, ...]
    reasons: tuple[str, ...]
    start: str
    questions: Mapping[str, Question]
    advice: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Turn:
    """Where somebody stands: at a question, or at advice ("" for the other one). path: (question, answer) so far."""

    question: str
    advice: str
    path: tuple[tuple[str, str], ...]


def find(guides: Iterable[Guide], category: str, reason: str) -> Guide | None:
    """The guide for a kind of goods and a reason, the narrowest one; None where there is none."""
    fitting = [
        (max(map(len, named)), guide)
        for guide in guides
        if reason in guide.reasons
        and (named := [one for one in guide.categories if category == one or category.startswith(f"{one}.")])
    ]
    return max(fitting, key=lambda row: row[0])[1] if fitting else None


def walk(guide: Guide, answers: Iterable[str]) -> Turn:
    """Where these answers lead, in their order; what comes after advice is not looked at.

    Refuses   diagnosis_answer (facts: question, given, known)
    """
    at, path = guide.start, []
    for given in answers:
        question = guide.questions.get(at)
        if question is None:
            break
        if given not in question.answers:
            raise Refusal("diagnosis_answer", question=at, given=str(given)[:40], known=", ".join(question.answers))
        path.append((at, given))
        at = question.answers[given]
    return Turn(at, "", tuple(path)) if at in guide.questions else Turn("", at, tuple(path))
