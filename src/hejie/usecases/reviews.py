"""Reviews of what was bought: written and changed by the buyer, explained by the shop, moderated by operators, read by all."""

from collections.abc import Mapping
from dataclasses import dataclass

from hejie.domain.cases import access
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import reviews as rules
from hejie.domain.wording import reviews as guard
from hejie.record import reader, writer
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.rulebooks import wordings
from hejie.store import after_lists, people, queries

PAGE = 25


@dataclass(frozen=True, slots=True)
class Reviews:
    """A page of a shop's reviews: rows of `review_row`, the cursor on, texts by reference, how many have how many stars."""

    seller: str
    name: str
    rows: tuple[dict, ...]
    after: str
    texts: Mapping[str, str]
    stars: Mapping[int, int]


def write(ctx: Context, command: rules.WriteReview, *, key: str) -> Receipt:
    """Say how a line was, or change what one has said."""
    return _in_order(ctx, command, key=key, decide=rules.write, action="order.review")


def reply(ctx: Context, command: rules.ReplyToReview, *, key: str) -> Receipt:
    """Explain in public. Refuses review_bought: nobody is asked in public to change his review for something."""
    guard.refuse(wordings.reviews(), command.text)
    return _in_order(ctx, command, key=key, decide=rules.reply, action="order.review_reply")


def moderate(ctx: Context, command: rules.ModerateReview, *, key: str) -> Receipt:
    """Hide what insults or tells of people, or show it again; both are told why."""
    return _in_order(ctx, command, key=key, decide=rules.moderate, action="order.moderate")


def named(ctx: Context, review: str) -> tuple[str, str]:
    """(root, its name in the order) of a review by the name that everybody may know, or by the earlier one: the order's id, a dash and
    its name in the order. Refuses not_found."""
    root, dash, name = review.partition("-")
    if dash and len(root) == 16 and name:
        return root, name
    found = after_lists.review_named(ctx.actor.marketplace, review[:40].replace("\x00", ""))
    if found is None:
        raise Refusal("not_found")
    return found


def of_seller(marketplace: str, seller: str, after: str = "", *, staff: bool = False) -> Reviews:
    """A shop's reviews for everybody; what is hidden is left out, but for its operators. Refuses not_found, bad_cursor."""
    name = people.shop_name(marketplace, seller)
    if not name:
        raise Refusal("not_found")
    page = after_lists.reviews_of_seller(marketplace, seller, after, PAGE)
    texts = {}
    for column in ("text_ref", "reply_ref", "title_ref"):
        texts |= queries.texts_of_rows(page.rows, column)
    rows = tuple(row if staff else _public(row) for row in page.rows)
    stars = after_lists.stars_of_seller(marketplace, seller)
    return Reviews(seller, name, rows, page.after, texts, stars)


def _public(row: dict) -> dict:
    hidden = row["hidden"].split()
    return row | {part: "" for part, what in (("text_ref", "review"), ("reply_ref", "reply")) if what in hidden}


def of_order(ctx: Context, root: str) -> tuple[object, Mapping[str, str]]:
    """(order, texts of its reviews with all their versions and answers) for whoever may read it. Refuses not_found."""
    order = access.may_read_order(ctx.actor, reader.order(root))
    refs = []
    for one in order.reviews:
        refs += [version.text["ref"] for version in one.versions]
        refs += [reference["ref"] for reference in (one.reply, *one.notes.values()) if reference]
    return order, queries.texts(root, refs)


def _in_order(ctx: Context, command: object, *, key: str, decide: object, action: str) -> Receipt:
    streams = {"order": f"order:{command.root}"}
    return writer.write(ctx, command, key=key, decide=decide, action=action, root=command.root, streams=streams)
