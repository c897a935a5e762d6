"""Queues what `usecases.news` tells; apart from it, so that acts which letters themselves depend on can queue something too."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hejie.domain.kernel import clock
from hejie.record.context import Context
from hejie.store import outbox

TOPIC = "news"


def put(
    ctx: Context,
    root: str,
    name: str,
    side: str,
    of: Sequence[str],
    kind: str,
    facts: Mapping,
    path: str,
    head: str = "",
) -> None:
    """Queue it under a stable name; a second time it changes nothing.

    side   buyer, seller, platform, or person (who is meant himself, not those of his side); of: whose ids (a buyer, a shop, a
           person), none for the platform's operators
    path   where on the marketplace's pages more stands
    head   hash of the entry that it tells of, or of the last one of that record; "" where it is on no record
    """
    outbox.put(*_row(ctx, root, name, side, of, kind, facts, path, head))


def along(
    ctx: Context, root: str, name: str, side: str, of: Sequence[str], kind: str, facts: Mapping, path: str
) -> Context:
    """A context whose act queues it (as `put`) in its own transaction, so that neither is there without the other."""
    return replace(ctx, along=(*ctx.along, outbox.statement(*_row(ctx, root, name, side, of, kind, facts, path))))


def _row(
    ctx: Context,
    root: str,
    name: str,
    side: str,
    of: Sequence[str],
    kind: str,
    facts: Mapping,
    path: str,
    head: str = "",
) -> tuple[str, str, str, str, dict, int, int]:
    told = {
        "side": side,
        "of": list(of),
        "kind": kind,
        "facts": {"to": side, "path": path, **facts},
        "path": path,
        "head": head,
    }
    now_ms = clock.milliseconds(ctx.now)
    return root, f"news:{name}:{side}", TOPIC, ctx.actor.marketplace, told, now_ms, now_ms
