"""What agents, shops and the marketplace commit themselves to, in a case or at an order; lists of it, and how much was kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from hejie.domain.cases import access, commands, committing
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import promises
from hejie.domain.wording import promises as wording
from hejie.domain.wording import reviews
from hejie.record import reader, writer
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.rulebooks import after_the_end, wordings
from hejie.store import after_lists, people, queries
from hejie.usecases import acts

PAGE = 25


@dataclass(frozen=True, slots=True)
class Kept:
    """Promises of one agent of a shop (agent "": nobody knows whose) over the last year."""

    seller: str
    agent: str
    kept: int
    broken: int
    open: int

    @property
    def share(self) -> int | None:
        """Per cent kept of those that have ended; None while none has."""
        ended = self.kept + self.broken
        return round(100 * self.kept / ended) if ended else None


@dataclass(frozen=True, slots=True)
class Board:
    """Promises as whoever answers for them sees them: how many were kept, and what waits, by what is due first."""

    kept: tuple[Kept, ...]
    waiting: tuple[dict, ...]
    after: str
    texts: Mapping[str, str]
    names: Mapping[str, str]


def make(ctx: Context, command: committing.MakePromise, *, key: str, if_match: str = "") -> Receipt:
    """Bind one's own side in a case. Refuses review_bought and what `committing.make` does."""
    reviews.refuse(wordings.reviews(), command.text)
    return acts.in_case(ctx, command, key=key, decide=committing.make, action="commit", if_match=if_match)


def keep(ctx: Context, command: commands.ReportPerformance, *, key: str, if_match: str = "") -> Receipt:
    """The marketplace's own people say that what they promised in a case is done."""
    return acts.in_case(ctx, command, key=key, decide=committing.keep, action="commit.keep", if_match=if_match)


def make_at_order(ctx: Context, command: promises.MakeOrderPromise, *, key: str) -> Receipt:
    """Bind one's own shop, or the marketplace, at an order. Refuses review_bought and what `promises.make` does."""
    reviews.refuse(wordings.reviews(), command.text)
    return _at_order(ctx, command, key=key, decide=promises.make, action="order.promise")


def keep_at_order(ctx: Context, command: promises.KeepOrderPromise, *, key: str) -> Receipt:
    """Say that it is kept, and how that can be seen."""
    return _at_order(ctx, command, key=key, decide=promises.keep, action="order.promise")


def contest(ctx: Context, command: promises.ContestOrderPromise, *, key: str) -> Receipt:
    """The buyer says that it was not kept."""
    return _at_order(ctx, command, key=key, decide=promises.contest, action="order.promise_contest")


def of_order(ctx: Context, root: str) -> tuple[object, Mapping[str, str]]:
    """(order, texts of its promises) for whoever may read it. Refuses not_found."""
    order = access.may_read_order(ctx.actor, reader.order(root))
    refs = [reference["ref"] for one in order.promises for reference in (one.text, one.note) if reference]
    return order, queries.texts(root, refs)


def board(ctx: Context, after: str = "") -> Board:
    """How promises were kept, for a shop its own, for operators and auditors all. Refuses not_found, bad_cursor."""
    actor = ctx.actor
    seller = actor.seller or None
    if actor.only_case or not (seller and actor.role in ("seller", "agent") or actor.role in ("operator", "auditor")):
        raise Refusal("not_found")
    since = clock.milliseconds(ctx.now - timedelta(days=after_the_end.load().figures_days))
    kept = tuple(Kept(*row) for row in after_lists.promises_kept(actor.marketplace, since, seller))
    page = after_lists.promises_open(actor.marketplace, seller, after, PAGE)
    texts = queries.texts_of_rows(page.rows, "text_ref")
    ids = [one for row in kept for one in (row.seller, row.agent)]
    ids += [row[name] for row in page.rows for name in ("seller", "agent")]
    return Board(kept, page.rows, page.after, texts, people.names(actor.marketplace, ids))


def sounds_like_one(text: str) -> tuple[str, int] | None:
    """(the sentence, days) where a message sounds like a promise; None otherwise. A hint, nothing is kept of it."""
    sentence = wording.sounds(wordings.promises(), text)
    return (sentence, wording.days(sentence)) if sentence else None


def buys_a_review(text: str) -> str:
    """The words of a message that buy or demand a review; "" where there are none."""
    hits = reviews.in_talk(wordings.reviews(), text)
    return hits[0].words if hits else ""


def _at_order(ctx: Context, command: object, *, key: str, decide: object, action: str) -> Receipt:
    streams = {"order": f"order:{command.root}"}
    return writer.write(ctx, command, key=key, decide=decide, action=action, root=command.root, streams=streams)
