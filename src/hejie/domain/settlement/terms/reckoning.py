"""One reckoning of a round, whole: from facts, words and evidence to packages, and all of it as plain JSON to be done again.

What is kept names the rulebook by its digest and every number that went in, so that anybody who may read it can reckon anew
and come to the same packages (`again`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from hejie.domain.settlement.scenario import Offer, Ranked
from hejie.domain.settlement.terms import bargain as bargains
from hejie.domain.settlement.terms import better, preferences, proposals
from hejie.domain.settlement.terms import space as spaces
from hejie.domain.settlement.terms.bargain import Bargain
from hejie.domain.settlement.terms.book import SIDES, Book
from hejie.domain.settlement.terms.facts import Chance, Facts, Guarantee
from hejie.domain.settlement.terms.preferences import Preferences
from hejie.domain.settlement.terms.space import Space

RULES = {
    "three": "Nash of the posterior means; egalitarian; the most informative of those nearly as good",
    "text": "the frontier's greatest product of both sides' gains over the text that stands",
    "improvement": "the frontier's greatest product of both sides' gains over what was agreed, two points for each at least",
}
_USES = {"voucher": "voucher_use", "points": "points_use"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be reckoned.

    kind      three, text or improvement
    told      each side's own word, None where it has given none
    history   evidence, oldest first, packages as the space has them
    texts     packages that a single text begins with (all proposals so far) or the one that stands; of an improvement the agreed one
    """

    facts: Facts
    space: Space
    kind: str
    told: Mapping[str, Preferences | None]
    history: tuple[Offer | Ranked, ...]
    texts: tuple[Mapping, ...] = ()


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Packages to put to both sides (none: there is nothing), and the basis as plain JSON."""

    packages: tuple[Mapping, ...]
    basis: dict


def reckon(asked: Asked, book: Book) -> Reckoned:
    """Reckon a round."""
    found = bargains.of(asked.facts, book, asked.space, asked.told, asked.history)
    packages = _packages(found, asked)
    return Reckoned(packages, _basis(found, asked, packages))


def _packages(found: Bargain, asked: Asked) -> tuple[Mapping, ...]:
    if asked.kind == "three":
        return proposals.three(found)
    if asked.kind == "improvement":
        other = better.for_both(found, asked.texts[0], better.TWO_POINTS)
        return (asked.texts[0], other) if other else ()
    standing = better.most_tolerated(found, list(asked.texts))
    other = better.for_both(found, standing, better.HALF_A_POINT)
    return (standing, other) if other else ()


def _basis(found: Bargain, asked: Asked, packages: Sequence[Mapping]) -> dict:
    return {
        "kind": asked.kind,
        "rule": RULES[asked.kind],
        "book": {"id": found.book.id, "digest": found.book.digest, **_measured(found.book)},
        "facts": _plain(asdict(asked.facts)),
        "extra": list(asked.space.extra),
        "told": {side: one.said() if (one := asked.told.get(side)) else None for side in SIDES},
        "evidence": [_said(event) for event in asked.history],
        "texts": [_plain(one) for one in asked.texts],
        "theta": {side: [list(one) for one in found.believed[side]] for side in SIDES},
        "without": dict(zip(SIDES, found.solved.without, strict=True)),
        "confidence": {side: round(1000 * found.confidence(side)) for side in SIDES},
        "frontier": len(found.solved.frontier),
        "proposals": [
            {"package": _plain(one), "gains": {side: found.gain(side, one) for side in SIDES}} for one in packages
        ],
    }


def again(basis: Mapping, book: Book) -> Reckoned:
    """The same reckoning from what was kept of it. book: the one that the basis names."""
    measured = {form: basis["book"][name] / 100 for form, name in _USES.items() if name in basis["book"]}
    if measured:
        book = book.measured(**measured)
    facts = _facts(basis["facts"])
    space = spaces.of(facts, book, tuple(basis["extra"]))
    told = {side: preferences.read(one, space) if one else None for side, one in basis["told"].items()}
    history = tuple(_event(one) for one in basis["evidence"])
    return reckon(Asked(facts, space, basis["kind"], told, history, tuple(basis["texts"])), book)


def _measured(book: Book) -> dict:
    """The shares of vouchers and of points used, in per cent, where they were measured and not taken from the rulebook."""
    found = {name: getattr(book, name) for name in _USES.values()}
    return {name: round(100 * share) for name, share in found.items() if share is not None}


def _facts(plain: Mapping) -> Facts:
    whole = dict(plain)
    whole["guarantees"] = tuple(Guarantee(**one) for one in plain["guarantees"])
    whole["chances"] = tuple(Chance(**one) for one in plain["chances"])
    whole["packages"] = tuple(plain["packages"])
    return Facts(**whole)


def _said(event: Offer | Ranked) -> dict:
    if isinstance(event, Offer):
        return {"by": event.by, "package": list(event.package), "answer": event.answer}
    rankings = [None if one is None else list(one) for one in event.rankings]
    return {"proposals": [list(one) for one in event.proposals], "rankings": rankings}


def _event(plain: Mapping) -> Offer | Ranked:
    if "by" in plain:
        return Offer(plain["by"], tuple(plain["package"]), plain["answer"])
    first, second = (None if one is None else tuple(one) for one in plain["rankings"])
    return Ranked(tuple(tuple(one) for one in plain["proposals"]), (first, second))


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
