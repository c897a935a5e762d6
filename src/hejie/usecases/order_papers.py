"""What an order keeps of the day on which it was placed: pages of its goods, and the deal that it was placed with.

Both stand by their digests in the order's own entry, and whole, as documents, among its records; so they are evidence in
every case about it. Should the second step be cut off, the outbox sees to it.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.commands import PlaceOrder
from hejie.record import reader
from hejie.record.context import Context
from hejie.store import listings as kept
from hejie.usecases import deal_papers, deals, listing_words, order_records, system
from hejie.usecases.intake import Pieces
from hejie.usecases.order_records import Told

_log = logging.getLogger("hejie.papers")


class _Text(Pieces):
    """A document as an upload would bring it."""

    def __init__(self, text: str) -> None:
        self._text = text

    def chunks(self):
        """The whole of it."""
        yield self._text.encode()


def with_listings(ctx: Context, command: PlaceOrder) -> PlaceOrder:
    """The command with the versions of its goods' pages that counted on the day of the order."""
    wanted = {(one.seller, one.product) for one in command.lines if one.product}
    if not wanted:
        return command
    at = clock.parse(command.dates["ordered"]) if command.dates.get("ordered") else ctx.now
    found = kept.on_day(ctx.actor.marketplace, wanted, at)
    copied = tuple(
        {"line": line.line, "product": line.product, "number": row.number, "digest": row.digest}
        for line in command.lines
        if (row := found.get((line.seller, line.product)))
    )
    return replace(command, listings=copied)


def with_deal(ctx: Context, command: PlaceOrder, deal: str, digest: str, *, key: str) -> PlaceOrder:
    """The command with its deal, which is taken for it; a day of delivery that the order itself does not name is the deal's."""
    bound = deals.bind(ctx, deal, digest, command, key=key)
    by = deals.deliver_by(ctx.actor.marketplace, bound["deliver_by"])
    dates = {"deliver_by": by, **command.dates} if by else command.dates
    return replace(command, deal=bound, dates=dates)


def keep_now(ctx: Context, root: str) -> None:
    """Put the documents on the order's record at once; what goes wrong is left to the outbox."""
    try:
        keep(system.context(ctx.actor.marketplace, ctx.now), root)
    except Exception:
        _log.exception("the papers of order %s wait for the outbox", root)


def keep(ctx: Context, root: str) -> None:
    """Put the documents on the order's record, each once, however often this is asked."""
    order = reader.order(root)
    if order is None:
        return
    for row in order.listings:
        if not _there(order, "listing", row["number"], row["line"]):
            _listing(ctx, order, row)
    if order.deal is not None:
        _deal(ctx, order)


def _there(order: Any, kind: str, version: int, line: int, at: str = "") -> bool:
    """Whether it was put there before. at: when it was, where that tells one from another."""
    found = (one for one in order.records if one.kind == kind and one.facts.get("version") == version)
    return any(line in one.lines and (not at or one.at == at) for one in found)


def _listing(ctx: Context, order: Any, row: Mapping) -> None:
    line = order.line(row["line"])
    version = kept.version(order.marketplace, line.seller, row["product"], row["number"])
    if version is None:
        return
    lines = tuple(one["line"] for one in order.listings if one["digest"] == row["digest"])
    price = version.data.get("price") or {}
    facts = {"title": version.data["title"], "version": version.number, "published": clock.text(version.published_at)}
    facts |= {"minor": price["minor"], "currency": price["currency"]} if price else {}
    facts |= {"address": version.data["address"]} if version.data.get("address") else {}
    told = Told("listing", "platform", order.dates.get("ordered") or order.changed_at, "", lines, facts)
    _import(ctx, order, told, f"listing:{row['digest']}", listing_words.document(version), "listing.txt")


def _deal(ctx: Context, order: Any) -> None:
    view = deals.read(ctx, order.deal["deal"])
    lines = tuple(one.line for one in order.lines if one.seller == view.deal.seller)
    if _there(order, "deal", view.deal.agreed, lines[0], order.deal["agreed_at"]):
        return
    facts = {
        "hash": order.deal["hash"],
        "minor": order.deal["total"],
        "currency": order.deal["currency"],
        "version": view.deal.agreed,
        "agreed": order.deal["agreed_at"],
    }
    told = Told("deal", "platform", order.deal["agreed_at"], "", lines, facts)
    _import(ctx, order, told, f"deal:{order.deal['hash']}", deal_papers.document(view), "deal.txt")


def _import(ctx: Context, order: Any, told: Told, key: str, text: str, name: str) -> None:
    try:
        order_records.import_record(ctx, order.root, told, key=f"paper:{key}", file=_Text(text), name=name)
    except Refusal as refusal:
        if refusal.code not in ("too_many_records", "record_lines"):
            raise
        _log.warning("order %s cannot keep its %s: %s", order.root, told.kind, refusal)
