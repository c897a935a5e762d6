"""The law put to what was answered: which rules answer, what they give, and what is worth asking next."""

from dataclasses import dataclass, replace
from datetime import datetime

from hejie.domain.entitlements import answer, facts, proof, questions
from hejie.domain.entitlements.logic import FALSE, TRUE
from hejie.domain.entitlements.questions import Question
from hejie.domain.entitlements.rows import Row
from hejie.domain.entitlements.rules import Bundle, Rule
from hejie.domain.entitlements.unmet import unmet
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import law
from hejie.web.way_in import words
from hejie.web.way_in.carried import Carried

_ORDER = tuple(words.TITLES)
MOST_QUESTIONS = 7
PROBLEM, PURCHASE, LINES = "problem", "purchase", "lines"
IN_PURCHASE = ("jurisdiction", "buyer", "seller", "channel", "price")


@dataclass(frozen=True, slots=True)
class Found:
    """What the law says about the answers so far."""

    carried: Carried
    finding: answer.Finding
    policy: str
    now: datetime

    @property
    def bundle(self) -> Bundle:
        """The rules that answered."""
        return self.finding.asked.bundle

    @property
    def open(self) -> list[Row]:
        """Remedies that are due or possible, the surest first, then what helps most; last what had to be said before."""
        rows = [row for row in self.finding.rows if row.value != FALSE]
        return sorted(rows, key=lambda row: (row.value != TRUE, self.over(row), self._helps(row.remedy)))

    def _helps(self, remedy: str) -> float:
        """The place of a remedy among equals; who complains of something wants it mended before he gives up the deal."""
        complains = set(self.carried.told.get(PROBLEM, ())) - {"none"}
        return _ORDER.index("price_reduction") + 0.5 if remedy == "withdrawal" and complains else _ORDER.index(remedy)

    def over(self, row: Row) -> bool:
        """Whether the last day of a remedy has passed; a due one was then claimed in time."""
        return bool(row.until) and row.until < self.finding.asked.as_of

    @property
    def closed(self) -> list[Row]:
        """Remedies to which no way is left."""
        return [row for row in self.finding.rows if row.value == FALSE]

    def reasons(self, row: Row) -> list[Rule]:
        """The rules that a row rests on."""
        return [self.bundle.rules[number] for number in proof.reasons(self.finding.asked, row)]

    def unmet(self, row: Row) -> list[str]:
        """Facts that were told and close a row."""
        return [] if row.rule is None else unmet(self.finding.asked, row.rule)

    def ranked(self) -> list[Question]:
        """Questions worth asking, the one that can change most first."""
        return questions.ranked(self.finding.asked, self.finding.rows)


def find(carried: Carried, policy: str, now: datetime) -> Found:
    """What the law says about the answers. Refuses as `facts.read` does, where they contradict each other."""
    schema = law.schema()
    known = {path: value for path, value in carried.told.items() if path in schema.facts}
    carried = replace(carried, told=known)  # an old address may tell what is no fact any more
    bundle = law.bundle(str(known.get("jurisdiction", "")), policy)
    told = facts.read(carried.facts(), schema, bundle.zone, now)
    return Found(carried, answer.find(bundle, told), policy, now)


def sound(carried: Carried, policy: str, now: datetime) -> Carried:
    """Without what contradicts itself: days of an order that cannot all be right are asked for, not believed."""
    while carried.told:
        try:
            find(carried, policy, now)
        except Refusal as refusal:
            named = {refusal.facts.get(key) for key in ("one", "other", "fact")} & set(carried.told)
            wrong = named or {path for path in carried.told if path.startswith("dates.")} or set(carried.told)
            carried = replace(carried, told={path: value for path, value in carried.told.items() if path not in wrong})
        else:
            break
    return carried


def next_page(found: Found) -> tuple[str, tuple[str, ...]]:
    """The next question and the remedies that it decides; "" where nothing is left to ask."""
    carried = found.carried
    for page in (PROBLEM, PURCHASE):
        if page not in carried.pages and not (page == PURCHASE and carried.order):
            return page, ()
    if len(carried.pages) >= MOST_QUESTIONS:
        return "", ()
    asks = [one for one in found.ranked() if may_be_asked(one.fact, carried)]
    best = max(asks, key=_worth, default=None)
    return (best.fact, best.decides) if best else ("", ())


def _worth(question: Question) -> float:
    """What an answer can change, by how easily it can be given; of equals the first, as `max` does."""
    return question.weight * law.words()[question.fact].get("ease", 10)


def may_be_asked(path: str, carried: Carried) -> bool:
    """Whether this side can be asked for a fact, it makes sense beside the problem, and it has not been yet."""
    said = law.words()[path]
    told = path in carried.told or path in carried.unknown
    if told or not said.get("ask", True) or said.get("who", "either") not in ("either", carried.side):
        return False
    problems = carried.told.get(PROBLEM)
    return "asked_with" not in said or not problems or bool(set(problems) & set(said["asked_with"]))
