"""What the fairness watch keeps of an agreement: log gains of both sides, languages, size of the sum, how it came about.

It stands in the room of what was reckoned, which the neutral of the case alone reads; the query table beside it is read only
as means over many. No name, no word, nobody's id.
"""

from collections.abc import Mapping

from hejie.domain.cases.state import SIDES, CaseState, RoomState
from hejie.domain.kernel.money import exponent

WAYS = ("claim", "offer", "neutral", "three", "text", "improvement", "bids")
"""How an agreement came about: the claim was accepted, a side's own offer, the neutral's proposal, a round of proposals of one
of three kinds, or sealed bids that met."""
NO_SUM = "none"


def watched(case: CaseState, languages: Mapping[str, str], logs: Mapping[str, int]) -> dict:
    """What is kept of the agreement that is in effect. logs: log gains of both sides in millionths."""
    return {
        "marketplace": case.marketplace,
        "buyer": logs["buyer"],
        "seller": logs["seller"],
        "buyer_language": languages["buyer"],
        "seller_language": languages["seller"],
        "band": band(case.paid_minor, case.currency),
        "way": way(case),
    }


def way(case: CaseState) -> str:
    """One of `WAYS` for the agreement that stands."""
    offer = case.offer(case.agreement.offer)
    if offer.is_claim:
        return "claim"
    if offer.side in SIDES:
        return "offer"
    if offer.side == "neutral":
        return "neutral"
    agreed = [row for row in case.rounds if row.result == "agreed"]
    if agreed and agreed[-1].package(agreed[-1].proposal) == offer.package:
        return agreed[-1].kind
    return "bids"


def band(minor: int, currency: str) -> str:
    """The size of a sum as its currency and the power of ten that it reaches in whole units: CNY:2 is from 100 to below 1000."""
    whole = minor // 10 ** exponent(currency)
    return f"{currency}:{len(str(whole)) - 1 if whole else 0}" if minor else NO_SUM


def of_room(room: RoomState | None) -> tuple[tuple[str, str, Mapping], ...]:
    """(offer, moment, what is kept) of all agreements of a case; entries from before the watch hold nothing for it."""
    kept = room.kept_as("GainsRecorded") if room is not None else ()
    return tuple((one.data["offer"], one.at, one.data["watch"]) for one in kept if "watch" in one.data)
