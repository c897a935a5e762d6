"""Guided diagnosis as people walk through it, in their language."""

from collections.abc import Sequence
from dataclasses import dataclass

from hejie.domain.aftersales import diagnosis as rules
from hejie.domain.aftersales.diagnosis import Turn
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.context import Context
from hejie.rulebooks import diagnosis as books
from hejie.rulebooks.diagnosis import Written
from hejie.store import guides as store


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


def words(guide: str, version: str, answers: Sequence[str], language: str) -> list[list[str]]:
    """What was asked and answered, in a language; [] where this guide is not in force any more, or never had such answers."""
    written = next((one for one in books.load() if (one.guide.id, one.guide.version) == (guide, version)), None)
    if written is None:
        return []
    try:
        return _said(written, rules.walk(written.guide, answers), language).told
    except Refusal:
        return []


def subjects(reason: str, language: str) -> list[tuple[str, str]]:
    """(category, what its guide is about) of all guides for a reason: where nobody knows what kind of goods it is."""
    return [(one.guide.categories[0], one.title[language]) for one in books.load() if reason in one.guide.reasons]


def solved(ctx: Context, root: str, category: str, reason: str, answers: Sequence[str]) -> None:
    """Keep that a guide has helped with an order, so that nothing was asked for; once for each order and guide.

    Refuses   not_found (no order of his, no guide), diagnosis_answer (also: the guide is not at its end)
    """
    order, actor = reader.order(root), ctx.actor
    guide = rules.find((one.guide for one in books.load()), category, reason)
    own = (
        order is not None
        and order.marketplace == actor.marketplace
        and actor.role == "buyer"
        and order.buyer == actor.id
    )
    if guide is None or not own:
        raise Refusal("not_found")
    turn = rules.walk(guide, answers)
    if not turn.advice:
        raise Refusal(
            "diagnosis_answer",
            question=turn.question,
            given="",
            known=", ".join(guide.questions[turn.question].answers),
        )
    store.keep(actor.marketplace, guide.id, turn.advice, root, clock.milliseconds(ctx.now))


def helped(ctx: Context, language: str) -> list[dict]:
    """How often each end of each guide has solved it, for those who look after the marketplace. Refuses not_found."""
    if ctx.actor.role not in ("operator", "auditor", "integrator", "system"):
        raise Refusal("not_found")
    counts = store.counts(ctx.actor.marketplace)
    return [
        {
            "guide": one.guide.id,
            "title": one.title[language],
            "advice": name,
            "text": words[language],
            "solved": counts[one.guide.id, name],
        }
        for one in books.load()
        for name, words in one.advice.items()
        if (one.guide.id, name) in counts
    ]


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
