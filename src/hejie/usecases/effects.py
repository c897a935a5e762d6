"""What waits in the outbox, carried out outside of any transaction; what fails is tried again ever later.

Every effect has a stable id. Carrying one out twice (after a kill between the deed and its mark) changes nothing more:
notices keep their own state, payments and debts repeat with the same key, an assignment and a case to be opened meet
their own receipt, a message to an endpoint has the same id again.
"""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random

from hejie.adapters import payments, postman, vault
from hejie.domain.cases.commands import AssignNeutral
from hejie.domain.kernel import clock
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.context import Context
from hejie.store import files, outbox, told
from hejie.store.outbox import Row
from hejie.usecases import (
    assigning,
    bargain_work,
    bid_work,
    entitlements,
    expert_letters,
    fairness,
    following,
    mediation,
    money,
    news,
    noticing,
    opening_itself,
    operator_notices,
    order_news,
    order_papers,
    panels,
    paying,
    points,
    questions,
    signals,
    simulations,
    standings,
    system,
    vetting,
    vouchers,
    vouchers_back,
    webhook_delivery,
)
from hejie.usecases.noticing import NotYet
from hejie.usecases.outages import is_database_away
from hejie.usecases.patience import pause
from hejie.usecases.people import erasure_requests

_AT_ONCE = 16
_LEASE = timedelta(minutes=3)
_SAFE_LEFT = timedelta(seconds=90)
_MARK_EVERY = 1.0  # seconds; what was done since is done once more where the worker is killed
_log = logging.getLogger(__name__)


def drain(now: Callable[[], datetime], random: Random, post: postman.Postman, stopped: Callable[[], bool]) -> int:
    """Carry out some effects that are due; returns how many were taken up."""
    ready = outbox.due(clock.milliseconds(now()), _AT_ONCE * 4)
    some = random.sample(ready, min(len(ready), _AT_ONCE))  # workers beside each other seldom want the same rows
    taken = outbox.claim(some, clock.milliseconds(now() + _LEASE)) if some else []
    reader.read_ahead(place for row in taken for place in _streams(row))
    reader.read_entries({_entry(row) for row in taken if row.payload.get("seq") and row.payload.get("stream")})
    done = _Done(now)
    try:
        for row in taken:
            left = row.due_ms - clock.milliseconds(now())
            if stopped() or left < _SAFE_LEFT // timedelta(milliseconds=1):
                outbox.later(row, clock.milliseconds(now()), "put back")
                continue
            if _carry_out(row, now(), random, post):
                done.add(row)
    finally:
        post.close()
        reader.forget_entries()
        done.mark()
    return len(taken)


class _Done:
    """Rows that were carried out and have still to be marked so: some together, since each mark is a commit."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now, self._rows, self._since = now, [], time.monotonic()

    def add(self, row: Row) -> None:
        """Mark it soon, with what was done about the same time."""
        self._rows.append(row)
        if time.monotonic() - self._since > _MARK_EVERY:
            self.mark()

    def mark(self) -> None:
        """Mark now what has not been marked."""
        outbox.done(self._rows, clock.milliseconds(self._now()))
        self._rows, self._since = [], time.monotonic()


def _streams(row: Row) -> Iterator[tuple[str, str]]:
    """What most handlers look at first: the order, the case, and the stream that a notice is about."""
    yield row.root, f"order:{row.root}"
    if row.payload.get("case"):
        yield row.root, f"case:{row.payload['case']}"
    if row.payload.get("stream"):
        yield row.root, row.payload["stream"]


def _entry(row: Row) -> tuple[str, str, int]:
    """The entry that a notice is about."""
    return row.payload.get("root", row.root), row.payload["stream"], row.payload["seq"]


def _carry_out(row: Row, now: datetime, random: Random, post: postman.Postman) -> bool:
    """Whether it has been carried out; else it is there again later."""
    try:
        _HANDLERS[row.topic](system.context(row.marketplace, now), row, post)
    except NotYet as reason:
        outbox.later(row, _next(row, now, random), str(reason))
    except webhook_delivery.Waits as reason:
        outbox.later(row, clock.milliseconds(reason.until), str(reason))
    except payments.ProviderUnreachable as reason:
        outbox.later(row, _next(row, now, random), f"provider: {reason}")
    except Exception as fault:
        if is_database_away(fault):
            raise
        _log.exception("effect %s of %s could not be carried out", row.id, row.root)
        outbox.later(row, _next(row, now, random), f"{type(fault).__name__}: {fault}")
    else:
        return True
    return False


def _next(row: Row, now: datetime, random: Random) -> int:
    return clock.milliseconds(now + pause(row.tries, random))


def _notice(ctx: Context, row: Row, post: postman.Postman) -> None:
    noticing.deliver(ctx, row, post)


def _payment(ctx: Context, row: Row, post: postman.Postman) -> None:
    def pay(transfer, key: str, reference: str) -> payments.Answer:
        if transfer.points:
            return points.pay_back(ctx, row.root, transfer)
        if transfer.voucher:
            return vouchers_back.pay_back(ctx, row.root, transfer)
        return payments.provider().transfer(
            payments.Instruction(
                key=key,
                marketplace=row.marketplace,
                debit=transfer.debit,
                credit=transfer.credit,
                amount=Money(transfer.amount, transfer.currency),
                reference=reference,
            )
        )

    money.carry_out_transfer(ctx, row.root, row.payload["transfer"], pay=pay)


def _pay_in(ctx: Context, row: Row, post: postman.Postman) -> None:
    """Take what a buyer pays on top while his request is under way into custody."""

    def hold(key: str, debit: str, credit: str, amount: Money, reference: str) -> payments.Answer:
        instruction = payments.Instruction(key, row.marketplace, debit, credit, amount, reference)
        return payments.provider().hold(instruction)

    paying.carry_out(ctx, row.payload["case"], row.payload["payment"], hold=hold)


def _debt(ctx: Context, row: Row, post: postman.Postman) -> None:
    owed = money.collect_debt(ctx, row.root, row.payload["debt"])
    if owed:
        raise NotYet(f"deposit and guarantee fund are empty; {owed} is still owed")


def _assign(ctx: Context, row: Row, post: postman.Postman) -> None:
    """Give the case to the neutral who fits best and has no stake in it."""
    case = reader.case(row.payload["case"])
    if case is None or case.closed or not case.waits("assign"):
        return
    if panels.wanted(ctx, case):
        try:
            drawn = panels.draw(ctx, case, key=f"{row.id}:panel:{row.tries}")
        except Refusal as refusal:
            if refusal.code != "neutral_already_there":
                raise
            return
        if drawn:
            return
        case = reader.case(case.id)
    best = assigning.fittest(ctx, case)
    if best is None:
        _tell_that_nobody_is_free(ctx, row, case.head)
        raise NotYet("no neutral is free")
    try:
        mediation.assign_the_fittest(ctx, AssignNeutral(case.id, best[0]), best[1], key=f"{row.id}:{row.tries}")
    except Refusal as refusal:
        if refusal.code != "neutral_already_there":
            raise


def _tell_that_nobody_is_free(ctx: Context, row: Row, head: str) -> None:
    payload = {
        "root": row.root, "case": row.payload["case"], "kind": "NeutralMissing", "to": "platform",
        "stream": f"case:{row.payload['case']}", "seq": 0, "head": head, "facts": {},
    }  # fmt: skip
    now_ms = clock.milliseconds(ctx.now)
    outbox.put(row.root, f"notice:missing:{row.id}", "notice", row.marketplace, payload, now_ms, now_ms)


def _open_case(ctx: Context, row: Row, post: postman.Postman) -> None:
    opening_itself.open_for_buyer(ctx, row.payload, key=row.id)


def _standing(ctx: Context, row: Row, post: postman.Postman) -> None:
    standings.count(ctx, row.payload, key=row.id)


def _webhook(ctx: Context, row: Row, post: postman.Postman) -> None:
    webhook_delivery.deliver(ctx, row, Random())


def _webhook_off(ctx: Context, row: Row, post: postman.Postman) -> None:
    webhook_delivery.tell_operators(ctx, row, post)


def _fairness(ctx: Context, row: Row, post: postman.Postman) -> None:
    """Tell operators that the fairness watch rings, unless another row of the same look does."""
    if row.payload["told"]:
        return
    facts = {"to": "platform", "period": row.payload["period"], "what_rings": row.payload["what"]}
    operator_notices.tell(ctx, row, operator_notices.News("FairnessDrift", facts, "/fairness/"), post)


def _simulation(ctx: Context, row: Row, post: postman.Postman) -> None:
    simulations.go_on(ctx, row.payload)


def _panel(ctx: Context, row: Row, post: postman.Postman) -> None:
    """Look whether the votes of a panel can be counted."""
    panels.count(ctx, row.payload["case"], key=f"{row.id}:{row.tries}")


def _erase(ctx: Context, row: Row, post: postman.Postman) -> None:
    """Remove files that no content names (any more), and keys of what was told alone and is erased."""
    for path in row.payload["paths"]:
        if not files.is_named(row.root, path):
            vault.remove(path)
    told.destroy(row.root, row.payload.get("keys", ()))


def _bids(ctx: Context, row: Row, post: postman.Postman) -> None:
    """Say what came of sealed bids, now that their time is over, and destroy what was sealed."""
    try:
        bid_work.time_is_over(row.payload["case"], row.payload["commitment"], ctx.now)
    except Exception as fault:
        if is_database_away(fault):
            raise
        raise NotYet(type(fault).__name__) from None  # its text may hold a sum


def _settle(ctx: Context, row: Row, post: postman.Postman) -> None:
    """Do what is to be done for both sides at once: count a round, put the next, offer an improvement."""
    bargain_work.look(ctx, row.payload["case"], key=f"{row.id}:{row.tries}")


def _signals(ctx: Context, row: Row, post: postman.Postman) -> None:
    """Look at a piece, at words or at a waybill, and put what is noticed on the file."""
    signals.look(ctx, row)


def _look(ctx: Context, row: Row, post: postman.Postman) -> None:
    """See what the rules say of a case, now that more is known of its order."""
    entitlements.look_again(ctx, row.payload["case"], key=row.id)


def _papers(ctx: Context, row: Row, post: postman.Postman) -> None:
    """Put pages of the goods and the deal, as they were when an order was placed, on its record."""
    order_papers.keep(ctx, row.root)


def _questions(ctx: Context, row: Row, post: postman.Postman) -> None:
    """Keep with an order what its buyer asked the shop, and what was answered."""
    questions.keep_with_order(ctx, row.payload["order"])


def _deposit(ctx: Context, row: Row, post: postman.Postman) -> None:
    """See what a shop's deposit lacks now."""
    vetting.see_deposit(ctx, row.payload["seller"], key=row.id)


_HANDLERS: dict[str, Callable[[Context, Row, postman.Postman], None]] = {
    "notice": _notice,
    "payment": _payment,
    paying.TOPIC: _pay_in,
    "debt": _debt,
    "assign": _assign,
    "look": _look,
    "panel": _panel,
    "bids": _bids,
    bargain_work.TOPIC: _settle,
    "expert": expert_letters.deliver,
    "open_case": _open_case,
    "papers": _papers,
    "questions": _questions,
    "standing": _standing,
    "deposit": _deposit,
    "erase": _erase,
    "webhook": _webhook,
    "webhook_off": _webhook_off,
    fairness.TOPIC: _fairness,
    erasure_requests.TOPIC: erasure_requests.deliver,
    simulations.TOPIC: _simulation,
    signals.TOPIC: _signals,
    vouchers.TOPIC: vouchers.deliver,
    points.TOPIC: points.deliver,
    following.TOPIC: following.deliver,
    order_news.TOPIC: order_news.deliver,
    news.TOPIC: news.deliver,
}
TOPICS = frozenset(_HANDLERS)
