"""Lists as people work through them: cases and orders of one actor with the names and texts that a row shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson
from django.db import connection

from hejie.domain.aftersales import flow as flows
from hejie.domain.kernel.actor import Actor
from hejie.domain.procedure.rulebook import BUILT_IN, Procedure
from hejie.record import reader
from hejie.record.context import Context
from hejie.store import notices, order_titles, people, queries, rulebooks
from hejie.usecases import reading

FEW = 100
_KNOWN = (*BUILT_IN, "pause")


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list: rows, cursor on, texts by reference, names by id.

    rules   by case id, the procedures of those cases whose turn is a wait that only their procedure has a word for
    """

    rows: tuple[dict, ...]
    after: str
    texts: Mapping[str, str]
    names: Mapping[str, str]
    rules: Mapping[str, Procedure] = field(default_factory=dict)


def cases(actor: Actor, **filters: object) -> Listed:
    """A page of cases with titles of the goods, the claimants' words and the names of both sides."""
    page = queries.cases(actor, **filters)
    texts = queries.texts_of_rows(page.rows, "title_ref") | queries.texts_of_rows(page.rows, "story_ref")
    ids = [row[name] for row in page.rows for name in ("buyer", "seller", "neutral")]
    own = [row["id"] for row in page.rows if row["turn_wait"] and not _is_known(row["turn_wait"])]
    return Listed(page.rows, page.after, texts, people.names(actor.marketplace, ids), {one: _rules(one) for one in own})


def _is_known(wait: str) -> bool:
    return wait in _KNOWN or flows.is_wait(wait)


def _rules(case_id: str) -> Procedure:
    pinned = reader.case(case_id).procedure
    return rulebooks.procedure(pinned["id"], pinned["digest"])


def orders(actor: Actor, **filters: object) -> Listed:
    """A page of orders; each row has its `lines` (titles and shops, of a shop only its own) and its open `cases`."""
    page = queries.orders(actor, **filters)
    titles = order_titles.of_roots(row["root"] for row in page.rows)
    open_cases = order_titles.open_cases(row["root"] for row in page.rows)
    rows = tuple(
        {**row, "lines": _own(actor, titles.get(row["root"], [])), "cases": open_cases.get(row["root"], [])}
        for row in page.rows
    )
    ids = [line["seller"] for row in rows for line in row["lines"]]
    return Listed(rows, page.after, {}, people.names(actor.marketplace, ids))


def order(ctx: Context, root: str) -> tuple[object, Mapping[str, str], Mapping[str, str]]:
    """(order, texts by reference, names of its shops and buyer) as this actor may see it. Refuses not_found."""
    found, texts = reading.read_order(ctx, root)
    return found, texts, people.names(found.marketplace, [found.buyer, *sorted(found.sellers())])


def _own(actor: Actor, lines: list[dict]) -> list[dict]:
    return [line for line in lines if not actor.seller or line["seller"] == actor.seller]


def case_counts(actor: Actor, *views: Mapping[str, str]) -> list[int]:
    """How many cases each view of a list holds, counted up to 100 each, so that the work stays bounded; one statement.

    views   filters as `cases` takes them, without what only orders rows
    """
    parts, values = [], []
    for view in views:
        where, own = queries.conditions(actor, **{name: told for name, told in view.items() if name != "sort"})
        parts.append(f"(SELECT count(*) FROM (SELECT 1 FROM case_row WHERE {' AND '.join(where)} LIMIT {FEW}) AS few)")
        values += own
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return list(cursor.fetchone())


def notices_of(actor: Actor, **filters: object) -> queries.Page:
    """A person's own notices, newest first, each with its facts as a mapping."""
    page = queries.notices(actor, **filters)
    rows = (
        {**row, "facts": row["facts"] if isinstance(row["facts"], dict) else orjson.loads(row["facts"])}
        for row in page.rows
    )
    return queries.Page(tuple(rows), page.after)


def unread(actor: Actor) -> int:
    """How many notices a person has not read, counted up to 100."""
    return notices.unread(actor.marketplace, actor.id, FEW)


def mark_read(actor: Actor, now_ms: int, up_to_ms: int) -> int:
    """Mark the actor's own notices up to a moment as read."""
    return notices.mark_read(actor.marketplace, actor.id, now_ms, up_to_ms)


def never(moment_ms: int) -> bool:
    """Whether a row's due moment means that no clock runs."""
    return queries.never(moment_ms)
