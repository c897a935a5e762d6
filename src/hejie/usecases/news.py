"""Telling people what no case tells: a notice on their pages and a letter, through the outbox, each at most once."""

from hejie.adapters import postman
from hejie.record.context import Context
from hejie.store import people
from hejie.store.outbox import Row
from hejie.usecases import operator_notices
from hejie.usecases.news_queue import TOPIC, put
from hejie.usecases.noticing import NotYet
from hejie.usecases.operator_notices import News

__all__ = ["TOPIC", "deliver", "put"]


def deliver(ctx: Context, row: Row, post: postman.Postman) -> None:
    """Bring it to all whom it is for. Raises NotYet when a letter is to be tried again."""
    told = row.payload
    one = News(told["kind"], told["facts"], told["path"], told.get("head", ""))
    found = {}
    for of in told["of"] or [""]:
        if told["side"] == "person":
            found |= {
                person.pk: person
                for person in people.recipients(row.marketplace, "buyer", buyer=of, seller="", neutral="")
            }
            continue
        sides = {"buyer": of, "seller": of} if told["side"] != "platform" else {"buyer": "", "seller": ""}
        for person in people.recipients(row.marketplace, told["side"], **sides, neutral=""):
            found[person.pk] = person
    late = [why for person in found.values() if (why := operator_notices.tell_one(ctx, row, one, person, post))]
    if late:
        raise NotYet("; ".join(dict.fromkeys(late)))
