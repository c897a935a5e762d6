"""Whom a case is given to: who may take it at all, and of those the one who fits best.

Pure: facts about people in, an order with reasons out. Chance is drawn from a seed that stands on the record, so that anybody
who has the same facts comes to the same order.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

MOST_OF_SHOP = 10
MOST_OF_BUYER = 3
"""So many earlier cases with the same party within a year are nothing; more than these count if they are out of proportion."""
OUT_OF_PROPORTION = 2

# Why somebody cannot take a case. In this order: what is lasting is told before what passes.
HINDRANCES = (
    "not_a_neutral", "party", "shop_member", "declared", "former", "often_seller", "often_buyer", "away", "full",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a case matters when somebody is chosen.

    former              who was on it before
    buyer_languages, seller_languages   what each side reads, as far as it is known; of a shop any of them will do
    seed                what chance is drawn from: a hash of the case's own record
    """

    buyer: str
    seller: str
    former: tuple[str, ...]
    reason: str
    category: str
    buyer_languages: frozenset[str]
    seller_languages: frozenset[str]
    seed: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could take a case, with all that is known of him.

    languages            in which he works
    reasons, categories  what he knows best, in the words of claims and of the marketplace's goods
    most_open            how many open cases he takes at once; None: any number
    open                 cases that he has now
    away_until           the first day on which he is there again; None: he is there
    declared             shops and people with whom he has declared a stake
    is_member            he belongs to the shop; is_neutral: he may be given cases at all
    with_buyer, with_seller   his cases with this party within a year; cases: all of his within a year
    """

    id: str
    languages: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    most_open: int | None = None
    open: int = 0
    away_until: date | None = None
    declared: frozenset[str] = frozenset()
    is_member: bool = False
    is_neutral: bool = True
    with_buyer: int = 0
    with_seller: int = 0
    cases: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate as he stands towards one case.

    hindrance   why he cannot take it, one of HINDRANCES; "" : he can
    speaks      sides whose language he speaks; skills: words of the case that he knows best
    draw        his lot among equals; the lowest is first
    """

    candidate: Candidate
    hindrance: str
    speaks: tuple[str, ...]
    skills: tuple[str, ...]
    draw: str

    @property
    def rank(self) -> tuple[int, int, int]:
        """Who is equal before the lot is drawn: languages of both sides, then skill, then load; the lowest is first."""
        return (-len(self.speaks), -len(self.skills), self.candidate.open)


def judged(wanted: Wanted, candidates: Iterable[Candidate], today: date) -> tuple[Judged, ...]:
    """All candidates: those who can take the case, the fittest first, then those who cannot, by id."""
    pool = tuple(candidates)
    usual = _usual(pool)
    found = [_judge(wanted, one, usual, today) for one in pool]
    free = sorted((one for one in found if not one.hindrance), key=lambda one: (one.rank, one.draw))
    return (*free, *sorted((one for one in found if one.hindrance), key=lambda one: one.candidate.id))


def why(all_judged: tuple[Judged, ...], chosen: Judged, how: str, seed: str) -> Mapping[str, object]:
    """What the record says of a choice, for both sides to read.

    how    `lot` (the program chose, by lot among equals), `operator` or `colleague` (a person chose)
    Of earlier cases with a party it says nothing: what one side has been through elsewhere is not the other side's affair.
    """
    free = [one for one in all_judged if not one.hindrance]
    equals = [one for one in free if one.rank == chosen.rank]
    told: dict[str, object] = {
        "how": how,
        "speaks": list(chosen.speaks),
        "skills": list(chosen.skills),
        "open": chosen.candidate.open,
        "free": len(free),
    }
    return told | {"equals": len(equals), "seed": seed} if how == "lot" else told


def lot(seed: str, candidate: str) -> str:
    """A candidate's lot: SHA-256 over the seed and his id, so that it depends on nobody else who stands for choice."""
    return hashlib.sha256(f"{seed}:{candidate}".encode()).hexdigest()


def _judge(wanted: Wanted, one: Candidate, usual: Mapping[str, float], today: date) -> Judged:
    sides = (("buyer", wanted.buyer_languages), ("seller", wanted.seller_languages))
    speaks = tuple(side for side, languages in sides if not languages or languages & one.languages)
    known = ((wanted.reason, one.reasons), (wanted.category, one.categories))
    skills = tuple(word for word, words in known if word and word in words)
    return Judged(one, _hindrance(wanted, one, usual, today), speaks, skills, lot(wanted.seed, one.id))


def _hindrance(wanted: Wanted, one: Candidate, usual: Mapping[str, float], today: date) -> str:
    holds = {
        "not_a_neutral": not one.is_neutral,
        "party": one.id == wanted.buyer,
        "shop_member": one.is_member,
        "declared": bool(one.declared & {wanted.buyer, wanted.seller}),
        "former": one.id in wanted.former,
        "often_seller": _too_often(one.with_seller, one.cases, MOST_OF_SHOP, usual["seller"]),
        "often_buyer": _too_often(one.with_buyer, one.cases, MOST_OF_BUYER, usual["buyer"]),
        "away": one.away_until is not None and today < one.away_until,
        "full": one.most_open is not None and one.open >= one.most_open,
    }
    return next((name for name in HINDRANCES if holds[name]), "")


def _usual(pool: tuple[Candidate, ...]) -> Mapping[str, float]:
    """What share of all their cases within a year this buyer and this shop have."""
    whole = sum(one.cases for one in pool) or 1
    return {
        "buyer": sum(one.with_buyer for one in pool) / whole,
        "seller": sum(one.with_seller for one in pool) / whole,
    }


def _too_often(shared: int, cases: int, most: int, usual: float) -> bool:
    """More than so many, and more than twice the share that the party has of everybody's cases.

    The second half keeps a shop that all neutrals meet every day from having nobody left: somebody always has no more than
    the usual share.
    """
    return shared > most and shared > OUT_OF_PROPORTION * usual * cases
