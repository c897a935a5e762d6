"""Who hears of what happens at an order outside of cases.

Of reviews and of promises the other side; of what is hidden both; of a broken promise the operators too; of a legal hold the
buyer and all shops of the order.
"""

from hejie.domain.orders import holding
from hejie.record import reader
from hejie.record.context import Context
from hejie.store import story
from hejie.store.outbox import Row
from hejie.usecases import news

TOPIC = "told_at_order"


def deliver(ctx: Context, row: Row, post: object) -> None:
    """Queue the notices about one entry of an order's stream."""
    seq, order = row.payload["seq"], reader.order(row.root)
    entry = story.newest(row.root, f"order:{row.root}", before=seq + 1, limit=1)[0]
    kind, data = entry["kind"], entry["data"]
    if kind in holding.KINDS:
        path, facts = f"/orders/{row.root}/", {"order_name": order.external_id}
        for side, of in (("buyer", order.buyer), *(("seller", seller) for seller in sorted(order.sellers()))):
            news.put(ctx, row.root, f"{kind}:{seq}:{of}", side, (of,), f"Order{kind}", facts, path, entry["hash"])
        return
    if kind.startswith("Review"):
        review = next(one for one in order.reviews if one.id == data["review"])
        seller, facts = review.seller, {"order_name": order.external_id}
        facts |= {"why": data["why"], "what_hidden": data["what"]} if kind == "ReviewHidden" else {}
        seller_path = f"/sellers/{seller}/reviews/"
        sides = {"ReviewWritten": ("seller",), "ReviewReplied": ("buyer",)}.get(kind, ("buyer", "seller"))
    else:
        promise = next(one for one in order.promises if one.id == data["promise"])
        seller, seller_path = promise.seller, f"/orders/{row.root}/"
        facts = {"order_name": order.external_id, "until": promise.due, "promiser": promise.side}
        sides = ("buyer", "seller", "platform") if kind == "PromiseBroken" else ("buyer",)
    for side in sides:
        of = {"buyer": order.buyer, "seller": seller, "platform": ""}[side]
        if of or side == "platform":
            path = {"buyer": f"/orders/{row.root}/", "seller": seller_path, "platform": "/promises/"}[side]
            news.put(
                ctx, row.root, f"{kind}:{seq}", side, (of,) if of else (), f"Order{kind}", facts, path, entry["hash"]
            )
