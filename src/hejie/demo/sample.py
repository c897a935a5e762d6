"""The sample market: invented orders, and a case for every trouble, walked to an end or left open at every stage."""

from collections.abc import Callable
from datetime import datetime, timedelta

from hejie.adapters.orders import draft as drafts
from hejie.adapters.orders.sample import SampleMarket, SampleOrder, sample_market
from hejie.conf import context
from hejie.demo import after_end, before_sale, desk, papers, scripts, services
from hejie.demo import cast as casting
from hejie.demo.cast import Cast
from hejie.demo.parts import Claim, Play
from hejie.demo.stage import Script, Stage
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import ids, imports

_TRADE_AGO = timedelta(
    days=125
)  # the last parcel of a market comes within 112 days, and open cases begin up to nine days ago
_COMPLAINS_AFTER = timedelta(days=1)
REMEDIES = {
    "not_received": "refund",
    "late": "partial_refund",
    "missing_parts": "redelivery",
    "wrong_item": "return_and_refund",
}


def make(now: datetime, seed: int, orders: int, told: Callable[[int], None]) -> Cast:
    """Make the market as it stands at `now`; tells how many acts still wait."""
    begin = now - _TRADE_AGO
    market = sample_market(seed, orders, first_order_at=begin)
    cast = casting.of_sample(market, begin)
    stage = Stage(cast.marketplace, begin, seed)
    troubled = sorted((order for order in market.orders if order.trouble), key=_complains_at)
    ended, left_open = troubled[: -len(scripts.OPEN)], troubled[-len(scripts.OPEN) :]
    for order in market.orders:
        if order not in left_open:
            stage.enter(f"import {order.draft.external_id}", _import(stage, order), _known_at(order))
    walked = _enter_ended(stage, cast, ended)
    _enter_open(stage, cast, left_open, now)
    shown = next((order for order in left_open if order.buyer.language == "en"), left_open[0])
    services.enter(stage, _play(stage, cast, shown), shown.buyer.language, now)
    after_end.enter(stage, walked, _play(stage, cast, shown), cast.operator, shown.buyer.language, now)
    _enter_trade(stage, cast, market, _play(stage, cast, shown), now)
    stage.play(until=now, told=told)
    stage.seal()
    if stage.refusals:
        raise AssertionError(f"the sample's own scripts were refused: {stage.refusals[:3]}")
    casting.add_buyer_sign_in(cast, cast.buyers[shown.buyer.ref])
    casting.add_seller_sign_in(cast, _play(stage, cast, shown).claim.seller_person)
    cast.token = casting.integrator_token(cast, now)
    return cast


def _enter_trade(stage: Stage, cast: Cast, market: SampleMarket, play: Play, now: datetime) -> None:
    """What happens before a sale and beside it: goods, policies, deals, papers, questions, complaints."""
    buyers = {one.language: cast.buyers[one.ref] for one in reversed(market.buyers)}
    people = before_sale.People(stage, cast.staff_of, buyers, cast.operator, play)
    before_sale.enter(stage, people, now)
    papers.enter(stage, people, now)
    desk.enter(stage, people, cast.agent, now)


def _import(stage: Stage, order: SampleOrder) -> Script:
    """The shop's program reports the order, with all that has happened to it by then."""
    ctx = context.for_worker(stage.marketplace, stage.now)
    pairs = [(order.draft, drafts.digest(order.draft))]
    for _draft, answer in imports.import_orders(ctx, pairs, currency=order.draft.currency):
        if isinstance(answer, Refusal):
            raise answer
    yield timedelta(0)


def _known_at(order: SampleOrder) -> datetime:
    draft = order.draft
    return draft.delivered_at or draft.cancelled_at or draft.deliver_by or draft.ordered_at


def _complains_at(order: SampleOrder) -> datetime:
    return _known_at(order) + _COMPLAINS_AFTER


def _play(stage: Stage, cast: Cast, order: SampleOrder) -> Play:
    trouble = order.trouble
    seller = "s" + ids.derived(cast.marketplace, "seller", trouble.shop, length=12)
    claim = Claim(
        root=ids.order_root(cast.marketplace, order.draft.external_id),
        buyer=cast.buyers[order.buyer.ref],
        seller=seller,
        seller_person=cast.staff_of[seller],
        lines=trouble.lines,
        reason=trouble.problem,
        remedy=REMEDIES.get(trouble.problem, "refund"),
        story=trouble.story.claim,
        currency=order.draft.currency,
    )
    return Play(stage, claim, trouble.story)


def _enter_ended(stage: Stage, cast: Cast, orders: list[SampleOrder]) -> list[Play]:
    walked = [_play(stage, cast, order) for order in orders]
    for number, (order, play) in enumerate(zip(orders, walked, strict=True)):
        way = scripts.ENDED[number % len(scripts.ENDED)]
        stage.enter(f"{way.__name__} {order.draft.external_id}", way(play), _complains_at(order))
    return walked


def _enter_open(stage: Stage, cast: Cast, orders: list[SampleOrder], now: datetime) -> None:
    for (way, days), order in zip(scripts.OPEN, orders, strict=True):
        at = now - timedelta(days=days)
        stage.enter(f"import {order.draft.external_id}", _import(stage, order), at - _COMPLAINS_AFTER)
        stage.enter(f"{way.__name__} {order.draft.external_id}", way(_play(stage, cast, order)), at)
