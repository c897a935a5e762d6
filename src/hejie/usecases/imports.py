"""Many orders at once, from files: each on its own, so that a stop in the middle costs nothing and a repeat goes on."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from django.db import connection, transaction

from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.usecases import ids, orders

TOGETHER = 50
"""Orders that share one commit: waiting for the disk once for each order would take twice as long."""

NEW, KNOWN = "new", "known"


def import_orders(
    ctx: Context, drafts: Iterable[tuple[object, str]], *, currency: str
) -> Iterator[tuple[object, str | Refusal]]:
    """Take in drafts (`adapters.orders.draft.OrderDraft`) with their digests; yields each with what became of it.

    currency   of the marketplace, for drafts that name none
    The answer is `new`, `known` (the same order is there already, nothing was written), or the Refusal: another order
    is there under this id, or the order itself cannot be. Answers come once they are committed.
    """
    waiting = iter(drafts)
    while batch := list(islice(waiting, TOGETHER)):
        with transaction.atomic():
            outcomes = list(_batch(ctx, batch, currency))
        yield from outcomes


def _batch(ctx: Context, batch: list[tuple[object, str]], currency: str) -> Iterator[tuple[object, str | Refusal]]:
    roots = [ids.order_root(ctx.actor.marketplace, draft.external_id) for draft, _ in batch]
    known = _digests(roots)
    for root, (draft, digest) in zip(roots, batch, strict=True):
        if known.get(root) == digest:
            yield draft, KNOWN
            continue
        try:
            orders.import_order(ctx, draft, digest=digest, currency=currency)
        except Refusal as refusal:
            yield draft, refusal
        else:
            yield draft, NEW


def _digests(roots: list[str]) -> Mapping[str, str]:
    places = ", ".join(["%s"] * len(roots))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT root, digest FROM order_row WHERE root IN ({places})", roots)
        return dict(cursor.fetchall())
