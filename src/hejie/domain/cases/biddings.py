"""Sealed bids as the case's own record knows them: for which terms a bidding is open, and what came of it.

Whether anybody has sealed a bid stands nowhere in any record; what was sealed lies outside of it and is destroyed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from hejie.domain.kernel.frozen import changed

MOST = 3
"""How many biddings a case can have, so that nobody feels his way to the other's limit; void ones, and those whose terms the shop
cannot bear, do not count."""


@dataclass(frozen=True, slots=True)
class Bidding:
    """Both sides are asked for a limit of the one sum that is open.

    id          bd1, bd2 …; at: when it was opened; side: by whom (buyer, seller, neutral)
    package     terms, all but the refund
    commitment  digest of the seed that the draw will be made from
    status      open, closed (nobody can seal any more, what was sealed is about to be looked at) or ended
    result      agreed, none (they did not meet, or somebody did not bid), void (what was sealed is lost), unfunded (the shop cannot give
                the credit of the terms), or over (the case has gone another way); minor: the sum that was agreed
    ended_seq   number of the entry with which it ended; 0 while it is open
    """

    id: str
    at: str
    side: str
    package: Mapping
    commitment: str
    status: str = "open"
    result: str = ""
    minor: int = 0
    ended_seq: int = 0

    @property
    def open(self) -> bool:
        """Whether bids can be sealed."""
        return self.status == "open"

    def whole(self, minor: int) -> dict:
        """The package with this sum to the buyer."""
        return {**self.package, "refund": minor}


def open_bidding(state: object) -> Bidding | None:
    """The bidding in which bids can be sealed now, if any."""
    last = state.biddings[-1] if state.biddings else None
    return last if last is not None and last.open else None


def unfinished(state: object) -> Bidding | None:
    """The bidding that has not ended: bids can be sealed, or are about to be looked at."""
    last = state.biddings[-1] if state.biddings else None
    return last if last is not None and last.status != "ended" else None


def left(state: object) -> int:
    """How many biddings the case can still have."""
    return MOST - sum(row.result not in ("void", "unfunded") for row in state.biddings)


def number(state: object) -> str:
    """The id that the next bidding has."""
    return f"bd{len(state.biddings) + 1}"


def over(state: object, seq: int) -> object:
    """The wait for bids has ended without anybody saying what came of it: the case has gone another way."""
    last = open_bidding(state)
    return _last(state, status="ended", result="over", ended_seq=seq) if last is not None else state


def closed(state: object, bidding: str) -> object:
    """The time of a bidding is over."""
    last = open_bidding(state)
    return _last(state, status="closed") if last is not None and last.id == bidding else state


def _last(state: object, **fields: object) -> object:
    return changed(state, biddings=(*state.biddings[:-1], replace(state.biddings[-1], **fields)))


def _opened(state: object, entry: Mapping, data: Mapping) -> object:
    row = Bidding(data["bidding"], entry["at"], data["side"], data["package"], data["commitment"])
    return changed(state, biddings=(*state.biddings, row))


def _ended(state: object, entry: Mapping, data: Mapping) -> object:
    return _last(state, status="ended", result=data["result"], minor=data.get("minor", 0), ended_seq=entry["seq"])


HANDLERS: dict[str, Callable] = {"BiddingOpened": _opened, "BiddingEnded": _ended}
