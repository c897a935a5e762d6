"""The sample market's words: everything that the people of one dispute say, picked from our own sentences."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[2] / "rulebooks" / "texts" / "sample"
LANGUAGES = ("zh", "en", "ru")
OUTCOMES = ("for_buyer", "for_seller", "split")


@dataclass(frozen=True, slots=True)
class Story:
    """What is said in one dispute, whatever way it goes; all in one language, each text used where it fits.

    evidence     captions of two exhibits of the buyer's
    offers       the note beside an offer, by the kind of its terms: part_refund, buyer_counter, more_refund,
                 full_refund, return_and_refund, replacement
    findings     what the neutral finds, by outcome (for_buyer, for_seller, split); `reasons` likewise
    grounds      of an appeal, by who appeals (buyer, seller)
    """

    language: str
    claim: str
    evidence: tuple[str, str]
    answer: str
    buyer_follow_up: str
    buyer_upset: str
    seller_follow_up: str
    private_buyer: str
    private_seller: str
    offers: dict[str, str]
    rejected: str
    withdrawn: str
    question_to_seller: str
    question_to_buyer: str
    proposal: str
    findings: dict[str, str]
    reasons: dict[str, str]
    grounds: dict[str, str]
    appeal_answer: str
    upheld: str
    changed: str
    apology: str
    promise: str
    promise_asked: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One way to complain of a problem. `goods`: the listings that it can be said of; empty for all."""

    id: str
    problem: str
    goods: tuple[str, ...]


def texts(name: str) -> Any:
    """One of the text files of the sample, by its name without ending."""
    return _read(name)


def problems() -> tuple[str, ...]:
    """The problems that the sample has stories for."""
    return tuple(texts("claims"))


def claims_of(problem: str) -> tuple[Claim, ...]:
    """The ways in which buyers complain of this problem."""
    return tuple(Claim(entry["id"], problem, tuple(entry.get("goods", ()))) for entry in texts("claims")[problem])


def story(chance: random.Random, claim: Claim, language: str, *, item: str, days: int = 0) -> Story:
    """Pick one dispute's words.

    claim      one of `claims_of(problem)`, whose goods include the item
    language   zh, en or ru
    item       the listing's title in that language; `days`: how late it was
    """
    problem = claim.problem

    def filled(entry: dict[str, Any]) -> str:
        return entry[language].format(item=item, days=days)

    def pick(name: str, *path: str) -> str:
        entries = texts(name)
        for step in path:
            entries = entries[step]
        fitting = [entry for entry in entries if problem in entry.get("fits", (problem,))]
        return filled(chance.choice(fitting))

    told = next(entry for entry in texts("claims")[problem] if entry["id"] == claim.id)
    answers = [entry for entry in texts("answers")[problem] if claim.id in entry.get("to", (claim.id,))]
    neutral, findings = texts("neutral"), texts("decisions")["findings"]
    first, second = texts("evidence")[problem][language]
    return Story(
        language=language,
        claim=filled(told),
        evidence=(first, second),
        answer=filled(chance.choice(answers)),
        **{kind: pick("messages", kind) for kind in _MESSAGES},
        offers={kind: pick("offers", kind) for kind in _OFFERS},
        rejected=pick("offers", "rejected"),
        withdrawn=pick("offers", "withdrawn"),
        question_to_seller=filled(neutral["questions_to_seller"][problem]),
        question_to_buyer=filled(neutral["questions_to_buyer"][problem]),
        proposal=pick("neutral", "proposal"),
        findings={outcome: filled(findings[outcome][problem]) for outcome in OUTCOMES},
        reasons={outcome: pick("decisions", "reasons", outcome) for outcome in OUTCOMES},
        grounds={side: pick("appeals", f"grounds_{side}") for side in ("buyer", "seller")},
        appeal_answer=pick("appeals", "answer"),
        upheld=pick("appeals", "upheld"),
        changed=pick("appeals", "changed"),
        apology=pick("apologies"),
        promise=pick("promises", "given"),
        promise_asked=pick("promises", "asked"),
    )


_MESSAGES = ("buyer_follow_up", "buyer_upset", "seller_follow_up", "private_buyer", "private_seller")
_OFFERS = ("part_refund", "buyer_counter", "more_refund", "full_refund", "return_and_refund", "replacement")


@cache
def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
