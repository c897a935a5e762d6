"""A case's three proposals from a cold start: a new process that has loaded the program reads the book of values, lays out
what can be agreed, believes both sides, finds the exact frontier and chooses, once.

Three cases: nobody has told anything; both have told what matters to them and have offered and ranked for a while; one with
two hundred offers, so with as many amounts more on its grid.
"""

import json
import subprocess
import sys

from bench.ground import Ground
from bench.results import Result, compared

_ASKED = 50.0
_COLD = """
import json, sys, time
from hejie.domain.settlement.scenario import Offer, Ranked
from hejie.domain.settlement.terms import bargain, preferences, proposals, space
from hejie.domain.settlement.terms.facts import Chance, Facts, Guarantee
from hejie.rulebooks import settlement

CASE = sys.argv[1]
PAID = 11940

def package(refund, days=10, **more):
    plain = {"goods": "keep", "return_freight": {"payer": "buyer", "minor": 0}, "service": "none", "apology": False}
    return {"refund": refund, "currency": "CNY", "explanation": False, "days": days, **plain, **more}

offers = tuple(package(37 * one, 1 + one % 90) for one in range({"many": 200, "told": 10}.get(CASE, 1)))
facts = Facts(
    PAID, "CNY", "not_as_described", packages=offers, claim=offers[0], freight_minor=600,
    chances=(Chance(PAID, "return", burden="seller"),),
    guarantees=(Guarantee("price_reduction", 1200, "r"),) if CASE == "told" else (),
)
raw = {
    "buyer": {"refund": {"best": str(PAID), "worst": "0", "points": 60, "ratings": {"5970": 4}}, "words": {"points": 40}},
    "seller": {"refund": {"points": 50}, "goods": {"best": "return", "points": 30}, "service": {"points": 20}},
}
begin = time.perf_counter()
book = settlement.load()
room = space.of(facts, book)
words, history = {}, ()
if CASE != "quiet":
    words = {side: preferences.read(one, room) for side, one in raw.items()}
    history = tuple(Offer(n % 2, room.values(one), "rejected") for n, one in enumerate(offers))
    three = tuple(room.values(one) for one in (package(PAID), package(4776), package(1791, apology=True)))
    history += (Ranked(three, ((0, 1, 2), (2, 1, 0))), Ranked(three, ((0, 2, 1), None)))
found = proposals.three(bargain.of(facts, book, room, words, history))
spent = 1000 * (time.perf_counter() - begin)
assert len(found) == 3, found
print(json.dumps(spent))
"""


def measure(ground: Ground, quick: bool) -> list[Result]:
    """Milliseconds from facts to three packages, each time in a process of its own."""
    rounds = 3 if quick else 15
    return [
        compared(name, "ms", "asked for", [(_cold(case), _ASKED) for _ in range(rounds)], goal=1.0, at_most=True)
        for name, case in (
            ("proposals, nothing told", "quiet"),
            ("proposals, both told", "told"),
            ("proposals, 200 offers", "many"),
        )
    ]


def _cold(case: str) -> float:
    done = subprocess.run([sys.executable, "-c", _COLD, case], stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)
