"""How it was for people after the end: kept, satisfied, again; and whether they buy again after a case, beside those without one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.rulebooks import after_the_end
from hejie.store import people, satisfaction
from hejie.usecases import vouchers


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers of one side about one shop ("": of all). Shares in per cent, None while there are too few answers."""

    seller: str
    answers: int
    kept: int | None
    satisfied: int | None
    again: int | None
    stars: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What the page says. buyers, sellers: answers of each side, the whole first, then by shop (operators alone).

    repeat     with (True) and without (False) a case: (orders, per cent whose buyer bought again or None)
    reviews    (written, changed since, better than before)
    vouchers   (how many have ended, per cent of their worth that was used or None while too few have)
    """

    days: int
    within: int
    least: int
    buyers: tuple[Answers, ...]
    sellers: tuple[Answers, ...]
    repeat: Mapping[bool, tuple[int, int | None]]
    reviews: tuple[int, int, int]
    vouchers: tuple[int, int | None]
    names: Mapping[str, str]


def figures(ctx: Context) -> Figures:
    """Figures of the last year: of the whole marketplace for its operators and auditors, of one's own shop for its people.

    Refuses   not_found for others
    """
    actor, rules = ctx.actor, after_the_end.load()
    shop = actor.seller if actor.role in ("seller", "agent") else ""
    if actor.only_case or not (shop or actor.role in ("operator", "auditor")):
        raise Refusal("not_found")
    now_ms = clock.milliseconds(ctx.now)
    since_ms = clock.milliseconds(ctx.now - timedelta(days=rules.figures_days))
    within_ms = rules.again_within * 86_400_000
    buyers = _answers(actor.marketplace, "buyer", since_ms, shop, rules.least)
    sellers = _answers(actor.marketplace, "seller", since_ms, shop, rules.least)
    found = satisfaction.again(actor.marketplace, since_ms, now_ms, within_ms, shop)
    repeat = {had: (count, _share(came, count, rules.least)) for had, (count, came) in found.items()}
    ended, used = vouchers.real_use(actor.marketplace, ctx.now)
    names = people.names(actor.marketplace, [row.seller for row in (*buyers, *sellers)])
    return Figures(
        rules.figures_days, rules.again_within, rules.least, buyers, sellers, repeat,
        satisfaction.turned(actor.marketplace, since_ms, shop), (ended, None if used is None else round(100 * used)), names,
    )  # fmt: skip


def _answers(marketplace: str, side: str, since_ms: int, shop: str, least: int) -> tuple[Answers, ...]:
    rows = satisfaction.answers(marketplace, side, since_ms, (shop,) if shop else ())
    whole = ("", *(sum(row[place] for row in rows) for place in range(1, 7)))
    return tuple(_row(row, least) for row in ([whole] if shop else [whole, *rows]))


def _row(row: tuple, least: int) -> Answers:
    seller, answers, kept, _partly, satisfied, stars, again = row
    mean = round(stars / answers, 1) if answers >= least else None
    shares = [_share(part, answers, least) for part in (kept, satisfied, again)]
    return Answers(seller, answers, *shares, mean)


def _share(part: int, whole: int, least: int) -> int | None:
    return round(100 * part / whole) if whole >= least else None
