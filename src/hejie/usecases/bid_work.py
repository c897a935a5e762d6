"""The worker's part in sealed bids: it alone opens both, puts an agreement on the record, and destroys what was sealed.

Where the bids do not meet, or one is missing, it writes nothing; when the time is over it writes the same in every case.
No failure is logged with more than its kind, and none of its texts is kept.
"""

import logging
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from django.conf import settings

from hejie.adapters import draws, sealed
from hejie.domain.cases import bidding, waiving
from hejie.domain.cases.biddings import Bidding
from hejie.domain.cases.state import CaseState
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.frozen import changed
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.settlement import bids, draw_audit
from hejie.record import reader, writer
from hejie.record.context import Context
from hejie.usecases import credit_terms, reading, system
from hejie.usecases.agreement import document
from hejie.usecases.outages import is_database_away

_CLEAR_EVERY, _AT_ONCE = timedelta(seconds=20), 100
_LEFT_OVER = timedelta(hours=1)
_FILES_KEPT, _ANSWERS_KEPT = timedelta(days=90), timedelta(days=7)
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Looking:
    """One worker's memory of sealed bids between passes: when it has gone through some of all places, and how far."""

    cleared: datetime | None = None
    after: str = ""

    def step(self, now: datetime) -> int:
        """Look at the biddings in which somebody has sealed; now and then also at all that lie there."""
        done = sum(_tried(commitment, now) for commitment in sealed.asked(settings.HOME))
        if self.cleared is None or now - self.cleared >= _CLEAR_EVERY or now < self.cleared:
            self.cleared, self.after = now, clear(now, self.after)
        return done


def _tried(commitment: str, now: datetime) -> int:
    try:
        sealed.answered(settings.HOME, commitment)
        look(commitment, now)
    except Exception as fault:
        sealed.ask(settings.HOME, commitment)
        if is_database_away(fault):
            raise
        _log.error("a bidding could not be looked at: %s", type(fault).__name__)  # noqa: TRY400  (its text may hold a sum)
        return 0
    return 1


def look(commitment: str, now: datetime) -> None:
    """Look whether the bids of a bidding meet, and put on the record what there is to say; what has ended is destroyed."""
    try:
        with sealed.looking(settings.HOME, commitment):
            case_id, seed = sealed.drawn(settings.HOME, commitment)
            found = _found(case_id, commitment)
            if found is None:
                return
            case, row = found
            if row.status != "ended" and not case.closed:
                ctx = _context(case, now)
                _come_to(ctx, case, row, _met(ctx, case, row, seed))
                case, row = _found(case_id, commitment)
            if row.status != "ended" and not case.closed:
                return
            if row.result == "agreed":
                _keep(case, row, seed)
            sealed.destroy(settings.HOME, commitment)
    except sealed.Gone:
        return


def time_is_over(case_id: str, commitment: str, now: datetime) -> None:
    """What the outbox asks when a bidding's time is over or it has ended: look, and say the same where nothing is left."""
    look(commitment, now)
    found = _found(case_id, commitment)
    if found is not None and found[1].status == "closed" and not found[0].closed:
        _say(_context(found[0], now), *found, None)  # what was sealed is lost


def _found(case_id: str, commitment: str) -> tuple[CaseState, Bidding] | None:
    case = reader.case(case_id) if not case_id.startswith(sealed.FILES) else None
    row = next((one for one in case.biddings if one.commitment == commitment), None) if case else None
    return (case, row) if row is not None else None


def _met(ctx: Context, case: CaseState, row: Bidding, seed: bytes) -> bidding.Met | None:
    if bids.commitment(case.id, seed) != row.commitment:
        return None
    buyer, seller = (sealed.bid(settings.HOME, row.commitment, side) for side in ("buyer", "seller"))
    if buyer is None or seller is None:
        return None
    share = bids.draw(seed, bids.share_of(bids.earlier(buyer.at_ms, seller.at_ms)))
    minor = bids.settle(buyer.minor, seller.minor, share, bidding.step(case))
    if minor is None:
        return None
    if waiving.given_up(case, row.whole(minor)) and not buyer.waives:
        return None  # what he is guaranteed was found only since he sealed: he has not given it up knowingly
    agreed = bidding.agreement(case, row, minor, ctx.now)
    view = reading.joint_file(ctx, case.id, side="system")
    written = document.of_view(replace(view, case=changed(view.case, agreement=agreed))).written()
    signers, sealed_ms = (
        {"buyer": buyer.person, "seller": seller.person},
        {"buyer": buyer.at_ms, "seller": seller.at_ms},
    )
    return bidding.Met(minor, signers, written, sealed_ms)


def _context(case: CaseState, now: datetime) -> Context:
    actor = Actor("system", "bids", case.marketplace, through="bid")
    return replace(system.context(case.marketplace, now), actor=actor)


def _come_to(ctx: Context, case: CaseState, row: Bidding, met: bidding.Met | None) -> None:
    """Say what the bids have come to. Where the shop cannot give the credit of the terms now, they bind nobody yet."""
    try:
        _say(ctx, case, row, met)
    except Refusal as refusal:
        if refusal.code != "credit_not_there":
            raise
        _say(ctx, case, row, None)


def _say(ctx: Context, case: CaseState, row: Bidding, met: bidding.Met | None) -> None:
    if met is None and row.open:
        return
    rooms = {f"{writer.SEAT}-bid-{side}": bidding.own_room(case, side) for side in (met.sealed if met else ())}
    decide = partial(bidding.settle, met=met, funded=credit_terms.is_there(case, row.package, ctx.now))
    writer.write(
        ctx,
        bidding.SettleBids(case.id, row.id),
        key=f"{row.commitment}:{'met' if met else 'over'}",
        decide=credit_terms.settling(decide, met.signers["seller"]) if met else decide,
        action="system.bids",
        root=case.root,
        streams={"case": f"case:{case.id}", "order": f"order:{case.root}", **rooms},
    )


def _keep(case: CaseState, row: Bidding, seed: bytes) -> None:
    """Of an agreement: what the audit is told of the draw, and the first answers for whoever asks again."""
    found = [sealed.bid(settings.HOME, row.commitment, side) for side in ("buyer", "seller")]
    if None in found:
        return
    earlier = bids.earlier(found[0].at_ms, found[1].at_ms)
    share = bids.share_of(earlier)
    told = draw_audit.told(seed, share.below(bids.draw(seed, share)))
    lean = draw_audit.lean(seed, told, earlier)
    draws.keep(settings.HOME, case.marketplace, row.commitment, tenth=told, lean=lean)
    for one in found:
        sealed.keep_answer(settings.HOME, one, row.id)


def clear(now: datetime, after: str = "") -> str:
    """Look at the next hundred places, whoever was killed meanwhile, and destroy what no case knows any more.

    after   the last place that was looked at; returns the last one now, "" once all have been
    """
    moment = time.time()
    some = list(islice((one for one in sealed.biddings(settings.HOME) if one[0] > after), _AT_ONCE))
    for commitment, since in some:
        try:
            look(commitment, now)
            if moment - since > _LEFT_OVER.total_seconds() and is_left_over(commitment, moment - since):
                sealed.destroy(settings.HOME, commitment)
        except Exception as fault:
            if is_database_away(fault):
                raise
            _log.error("a bidding could not be looked at: %s", type(fault).__name__)  # noqa: TRY400  (its text may hold a sum)
    sealed.drop_answers(settings.HOME, moment - _ANSWERS_KEPT.total_seconds())
    return some[-1][0] if len(some) == _AT_ONCE else ""


def is_left_over(commitment: str, age: float) -> bool:
    """Whether no case has this bidding open and no file can still ask for it. age: in seconds."""
    try:
        about, _seed = sealed.drawn(settings.HOME, commitment)
    except sealed.Gone:
        return True
    if about.startswith(sealed.FILES):
        return age > _FILES_KEPT.total_seconds()
    found = _found(about, commitment)
    return found is None or found[1].status == "ended" or found[0].closed
