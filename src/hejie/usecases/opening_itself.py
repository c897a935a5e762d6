"""The case that a marketplace opens for the buyer, because its procedure says so and a clock of the order has run out.

It is asked for by the outbox, so it may be asked for more than once; the ids of the cases come from the row that asks,
and what is there already is left alone.
"""

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml

from hejie.domain.cases.commands import OpenCase
from hejie.domain.cases.packages import usual_terms
from hejie.domain.escrow import holds
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import clocks
from hejie.domain.procedure.rulebook import Procedure
from hejie.record import reader
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.store.models import Marketplace
from hejie.usecases import cases, ids, notice_texts, wording

# Somebody was quicker: this very effect before it was cut off, or whoever has brought the line to its last case.
_SETTLED = ("case_exists", "key_used_otherwise", "cap_reached")


def open_for_buyer(ctx: Context, asked: Mapping, *, key: str) -> list[Receipt]:
    """Open a case for each seller of these lines, for the buyer; exactly once for each key.

    asked    root, lines, unless (the date that would have stopped it), reason, remedy, at (when the clock ran out)
    Nothing is opened about an order that has been called off, that the buyer has confirmed, or of which the missing
    date has come meanwhile, nor about lines that have a case by now.
    """
    order = reader.order(asked["root"])
    if order.cancelled or order.confirmed == "buyer" or clocks.has_come(order, asked["unless"]):
        return []
    groups = reader.lines_by_seller(order, tuple(asked["lines"]))
    names = {seller: ids.case_id(order.root, order.marketplace, "system", key, seller) for seller in groups}
    rules, tiers = ctx.in_force(), cases.tiers_of(ctx, groups, "")
    receipts = []
    for seller, own in groups.items():
        lines = tuple(line for line in own if not order.case_of(line))
        paid = holds.paid_for(order, lines)
        if not lines or not paid or reader.case(names[seller]) is not None:
            continue
        command = OpenCase(
            case_id=names[seller],
            lines=lines,
            reason=asked["reason"],
            remedy=asked["remedy"],
            package={"refund": paid, "currency": order.currency, **usual_terms(asked["remedy"])},
            story=_story(ctx, asked, rules),
            shown=rules.digest,
            linked=tuple(name for other, name in names.items() if other != seller),
        )
        try:
            receipts.append(cases.open_case(ctx, command, key=key, tier=tiers.get(seller, "")))
        except Refusal as refusal:
            if refusal.code not in _SETTLED:
                raise
    return receipts


@cache
def _texts() -> Mapping:
    text = resources.files("hejie.rulebooks").joinpath("templates/opened_by_rules.yaml").read_text("utf-8")
    return yaml.safe_load(text)


def _story(ctx: Context, asked: Mapping, rules: Procedure) -> str:
    """That the marketplace has opened it and why, in its languages, its own first."""
    market = Marketplace.objects.get(pk=ctx.actor.marketplace)
    at, zones = clock.parse(asked["at"]), notice_texts.texts()["zones"]
    return "\n\n".join(
        _texts()["story"][language].format(
            rules=rules.texts[language]["name"],
            version=rules.version,
            missing=_texts()["missing"][asked["unless"]][language],
            at=wording.moment(at, ctx.now, language, market.timezone, zones),
        )
        for language in market.offered_languages()
    )
