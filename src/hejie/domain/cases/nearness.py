"""What offers that both sides can read say of a new one: in which terms it comes nearer to the other side, and whether that
side has itself offered as much, or declined as much.

Only the packages on the joint file come in, so nothing of what a side has told in private can come out.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hejie.domain.cases import credit
from hejie.domain.cases.state import CaseState, Offer

TERMS = ("refund", "goods", "return_freight", "service", "voucher", "points", "words", "public_reply", "days")
_OFFERED = frozenset({"open", "rejected", "countered", "lapsed", "accepted"})


@dataclass(frozen=True, slots=True)
class Moved:
    """In which terms (`TERMS`) a package comes nearer to another one than an earlier package did, and in which it goes away."""

    nearer: tuple[str, ...] = ()
    farther: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signs:
    """What the joint file says of a package that a side is putting together.

    moved      against the other side's last offer, compared with the side's own last one; None where one of them is missing
    offered    the other side's last offer asked at least as much of that side in every term: taking it is open
    declined   the other side has declined an offer that asked no more of it than this one does
    """

    moved: Moved | None
    offered: bool
    declined: bool


def signs(package: Mapping, case: CaseState, side: str) -> Signs:
    """What the offers and answers on the joint file say of a package of `side` (buyer or seller)."""
    other = "seller" if side == "buyer" else "buyer"
    theirs, mine = _last(case, other), _last(case, side)
    answered = [row for row in case.offers if row.side == side and row.status in ("rejected", "countered")]
    return Signs(
        moved=moved(package, mine.package, theirs.package) if mine and theirs else None,
        offered=theirs is not None and asks_no_more(package, theirs.package, other),
        declined=any(asks_no_more(row.package, package, other) for row in answered),
    )


def moved(package: Mapping, before: Mapping, target: Mapping) -> Moved:
    """How `package` stands to `target` beside `before`, term by term."""
    nearer, farther = [], []
    for term in TERMS:
        then, now = _distance(term, before, target), _distance(term, package, target)
        if now != then:
            (nearer if now < then else farther).append(term)
    return Moved(tuple(nearer), tuple(farther))


def asks_no_more(package: Mapping, than: Mapping, of: str) -> bool:
    """Whether a package asks no more of a side than another one does, in every term. Where a term is neither more nor less
    for anybody by its nature (what becomes of the goods, one service or another), it must be the same."""
    if package["goods"] != than["goods"]:
        return False
    if package["service"] != than["service"] and (package["service"] if of == "seller" else than["service"]) != "none":
        return False
    sign = 1 if of == "seller" else -1
    return all(sign * _burden(term, package) <= sign * _burden(term, than) for term in _BURDENS)


def _last(case: CaseState, side: str) -> Offer | None:
    """The last offer of a side that it has not taken back; its claim where it has made none."""
    return next((row for row in reversed(case.offers) if row.side == side and row.status in _OFFERED), None)


def _distance(term: str, package: Mapping, target: Mapping) -> int:
    if term == "words":
        return sum(package[name] != target[name] for name in ("apology", "explanation"))
    if term in ("goods", "service"):
        return int(package[term] != target[term])
    return abs(_burden(term, package) - _burden(term, target))


def _freight(package: Mapping) -> int:
    """What the way back costs the seller: nothing where there is none or the buyer pays; one where the sum is not named."""
    freight = package["return_freight"]
    if package["goods"] != "return" or freight["payer"] != "seller":
        return 0
    return max(freight["minor"], 1)


# What each term asks of the seller; more for him is less for the buyer. Time is the seller's.
_BURDENS = {
    "refund": lambda package: package["refund"],
    "return_freight": _freight,
    "voucher": lambda package: credit.of(package, credit.VOUCHER)["minor"],
    "voucher_days": lambda package: credit.of(package, credit.VOUCHER)["days"],
    "points": lambda package: credit.of(package, credit.POINTS)["minor"],
    "points_days": lambda package: credit.of(package, credit.POINTS)["days"],
    "apology": lambda package: int(package["apology"]),
    "explanation": lambda package: int(package["explanation"]),
    "public_reply": lambda package: int(package.get("public_reply", False)),
    "days": lambda package: -package["days"],
}


def _burden(term: str, package: Mapping) -> int:
    return _BURDENS[term](package)
