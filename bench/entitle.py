"""`bench entitle`: answers from the whole Chinese bundle beside what is asked for: evaluations with their proof, the next
question, the loading of all rulebooks.

Every question has facts of its own and nothing is answered from a cache. An evaluation is all of it but the ranking of
questions: reading the facts, every remedy's row, the proof of each down to facts and figures. A second line adds the words
of the answer in one language.
"""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

from bench.ground import Ground
from bench.results import Result, compared

_A_SECOND, _MILLISECONDS, _LOADED = 2_000, 20.0, 0.5
_NOW = datetime(2026, 11, 27, tzinfo=UTC)
_LOAD = """
import time
from hejie.rulebooks import law
law.schema()
begin = time.perf_counter()
for one in {law.place_of(one): one for one in law.jurisdictions()}.values(): law.bundle(one)
print(time.perf_counter() - begin)
"""


def measure(ground: Ground, quick: bool) -> list[Result]:
    """Evaluations a second, answers a second, milliseconds for the next question, seconds to load all rulebooks."""
    number = 300 if quick else 4_000
    facts = list(questions(number))
    rounds = 1 if quick else 3
    proofs = [(number / _seconds(lambda: _proved(facts)), _A_SECOND) for _ in range(rounds)]
    answers = [(number / _seconds(lambda: _answered(facts)), _A_SECOND) for _ in range(rounds)]
    asks = [(_seconds(lambda: _asked(facts[:100])) * 10, _MILLISECONDS) for _ in range(rounds)]
    first = [(_seconds(lambda: _asked([{"jurisdiction": "CN"}] * 20)) * 50, _MILLISECONDS) for _ in range(rounds)]
    loads = [(_loaded(), _LOADED) for _ in range(rounds)]
    return [
        compared("entitle with proof", "/s", "asked for, a core", proofs, goal=1.0),
        compared("entitle with proof and words", "/s", "asked for, a core", answers, goal=0.5),
        compared("next question", "ms", "asked for", asks, goal=1.0, at_most=True),
        compared("first question, nothing told", "ms", "asked for", first, goal=1.0, at_most=True),
        compared("rulebooks loaded", "s", "asked for", loads, goal=1.0, at_most=True),
    ]


def questions(number: int) -> Iterator[dict]:
    """Questions about the law of China, no two with the same facts."""
    chance = random.Random(20261127)  # noqa: S311
    from hejie.rulebooks import law

    problems = sorted(law.schema().facts["problem"].values)
    categories = ("electronics.phone", "apparel.shoes", "furniture", "food.packaged", "vehicle.car", "cosmetics")
    for index in range(number):
        ordered = date(2016, 1, 1) + timedelta(days=chance.randrange(3_900))
        delivered = ordered + timedelta(days=chance.randrange(1, 6))
        yield {
            "jurisdiction": "CN",
            "buyer": "consumer",
            "seller": "business",
            "channel": chance.choice(("online", "live_stream", "shop")),
            "goods": ["physical"],
            "category": chance.choice(categories),
            "price": {"minor": 1_000 + index, "currency": "CNY"},
            "problem": [chance.choice(problems)],
            "dates": {
                "ordered": ordered.isoformat(),
                "delivered": delivered.isoformat(),
                "claimed": (delivered + timedelta(days=chance.randrange(40))).isoformat(),
            },
            "condition": {"intact": chance.random() < 0.5},
        }


def _proved(facts: list[dict]) -> None:
    from hejie.usecases import entitling

    for raw in facts:
        _ = entitling.find(raw, now=_NOW).proof


def _answered(facts: list[dict]) -> None:
    from hejie.domain.entitlements import answer
    from hejie.usecases import entitling

    words = entitling.words()
    for raw in facts:
        finding = entitling.find(raw, now=_NOW)
        _ = finding.proof
        answer.said(finding, words, "zh", ())


def _asked(facts: list[dict]) -> None:
    from hejie.domain.entitlements.questions import ranked
    from hejie.usecases import entitling

    for raw in facts:
        finding = entitling.find(raw, now=_NOW)
        ranked(finding.asked, finding.rows)


def _loaded() -> float:
    done = subprocess.run([sys.executable, "-c", _LOAD], check=True, capture_output=True, text=True)  # noqa: S603
    return float(done.stdout)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
