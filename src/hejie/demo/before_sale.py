"""Before the sale in the sample market: pages of goods with what is noticed about them, shops' policies in versions, deals at several steps."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

import yaml

from hejie.conf import context
from hejie.demo.parts import DAY, HOUR, Play, Script
from hejie.demo.stage import Stage
from hejie.domain.deals import commands as c
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.orders.commands import NewLine, PlaceOrder
from hejie.usecases import deals, ids, listings, orders, return_policies

LANGUAGES = ("zh", "en", "ru")


class People:
    """Who acts: shops by their names in the sample, a buyer of each language, the operator."""

    def __init__(
        self, stage: Stage, staff_of: Mapping[str, str], buyers: Mapping[str, str], operator: str, play: Play
    ) -> None:
        self.stage, self._staff, self._buyers, self.shown = stage, staff_of, buyers, play
        self.operator = Actor("operator", operator, stage.marketplace, second_factor=True)

    def shop(self, name: str) -> Actor:
        """Somebody of a shop; `shown`: of the shop that signs in."""
        if name == "shown":
            return self.shown.seller
        seller = "s" + ids.derived(self.stage.marketplace, "seller", name, length=12)
        return Actor("seller", self._staff[seller], self.stage.marketplace, seller=seller, second_factor=True)

    def buyer(self, language: str) -> Actor:
        """A buyer who writes in a language; he who signs in where it is his."""
        own = self.shown.words.language == language
        return self.shown.buyer if own else Actor("buyer", self._buyers[language], self.stage.marketplace)

    def ctx(self, actor: Actor) -> Any:
        """His context at the stage's moment."""
        return self.stage.as_actor(actor)


@cache
def texts() -> Mapping[str, Any]:
    """All that they write."""
    text = resources.files("hejie.rulebooks").joinpath("texts/sample/before_sale.yaml").read_text("utf-8")
    return yaml.safe_load(text)


def enter(stage: Stage, people: People, now: datetime) -> None:
    """Put it on the agenda in the last days before `now`; it touches no order that was placed before."""
    stage.enter("listings", _listings(people), now - 5 * DAY)
    stage.enter("policies", _policies(people), now - 4 * DAY)
    for number, (way, language, shop) in enumerate(DEALS):
        deal = Deal(people, language, shop, number)
        stage.enter(f"{way.__name__} {language}", way(deal), now - timedelta(days=3) + number * HOUR)


def _listings(people: People) -> Script:
    for number, (shop, pages) in enumerate(texts()["listings"].items()):
        language = LANGUAGES[number % 3]
        for page in pages:
            written = {
                "product": page["product"], "category": page["category"], "title": page["title"][language],
                "text": page["text"][language], "price": {"minor": page["minor"], "currency": "CNY"}, "facts": page["facts"],
            }  # fmt: skip
            listings.publish(people.ctx(people.shop(shop)), written)
    yield timedelta(0)


def _policies(people: People) -> Script:
    """The shop that signs in has two versions of its policy; two others have one; the marketplace has its own."""
    said = {name: {language: text[language] for language in LANGUAGES} for name, text in texts()["policies"].items()}
    for number, shop in enumerate(("shown", "yunshang", "xiaomai")):
        language = ("en", "zh", "ru")[number]
        first = {
            "id": "shop", "name": said["name"][language], "windows": [{"id": "everybody", "days": 10 + 5 * number}],
            "fees": {"changed_mind": {"kinds": ["customer"]}, "defect": {"kinds": ["free"]}}, "refunds": ["full"],
        }  # fmt: skip
        return_policies.publish(people.ctx(people.shop(shop)), first)
    own = {"id": "market", "name": "Sample market", "windows": [{"id": "all", "days": 7}]}
    return_policies.publish(people.ctx(people.operator), own)
    yield 2 * DAY
    language = "en"
    second = {
        "id": "shop", "name": said["name"][language], "combine": "longest",
        "windows": [
            {"id": "everybody", "days": 15},
            {"id": "members", "if": {"member": True}, "days": 30},
            {"id": "holiday", "if": {"purchase_between": ["YYYY-11-11", "YYYY-12-31"]}, "days": 60, "note": said["holiday"][language]},
        ],
        "exclusions": [{"id": "worn", "if": {"condition": ["worn"]}, "note": said["worn"][language]}],
        "charges": [{"id": "opened", "what": "Restocking", "if": {"opened": True}, "amount": {"percent": "15"}}],
        "fees": {"changed_mind": {"kinds": ["free"], "label": "download"}, "defect": {"kinds": ["free"]}},
        "refunds": ["full", "exchange"], "refund_days": 5, "other": [said["other"][language]],
    }  # fmt: skip
    return_policies.publish(people.ctx(people.shop("shown")), second)
    yield timedelta(0)


class Deal:
    """A deal on one thing between a buyer of a language and a shop."""

    def __init__(self, people: People, language: str, shop: str, number: int) -> None:
        self.people, self.language, self.number = people, language, number
        self.buyer, self.seller, self.id = people.buyer(language), people.shop(shop), ""

    def said(self, name: str) -> str:
        """Words in the buyer's language."""
        return texts()["deals"][name][self.language]

    def terms(self, price: int, *clauses: str, goods: str = "camera", **more: object) -> dict:
        """Terms on one thing. price: in whole yuan"""
        row = {
            "title": self.said(goods),
            "details": self.said("facts") if goods == "camera" else "",
            "price": price * 100,
        }
        found = {
            "currency": "CNY",
            "goods": [{**row, "product": goods, "quantity": 1}],
            "freight": 2000,
            "freight_by": "buyer",
        }
        return found | ({"clauses": [self.said(one) for one in clauses]} if clauses else {}) | more

    def proposes(self, terms: dict, note: str = "") -> None:
        """The buyer puts it to the shop."""
        people = self.people
        receipt = deals.propose(
            people.ctx(self.buyer),
            seller=self.seller.seller,
            buyer="",
            written=terms,
            note=note,
            key=people.stage.key(),
        )
        self.id = receipt.created["deal"]

    def amends(self, actor: Actor, terms: dict, note: str = "") -> None:
        """Another version."""
        deals.amend(self.people.ctx(actor), c.AmendDeal(self.id, terms, note), key=self.people.stage.key())

    def confirms(self, *actors: Actor) -> str:
        """Both, or one, confirm what lies on the table; its hash."""
        digest = deals.read(self.people.ctx(self.buyer), self.id).deal.newest.hash
        for actor in actors:
            deals.confirm(self.people.ctx(actor), c.ConfirmDeal(self.id, digest), key=self.people.stage.key())
        return digest

    def orders(self, digest: str, price: int, goods: str) -> None:
        """The shop's program places the order with it, paid into custody. price: in whole yuan, as the order has it"""
        stage, name = self.people.stage, f"DEAL-{self.number:03}"
        line = NewLine(1, self.seller.seller, price * 100, freight=2000, title=self.said(goods), product=goods)
        command = PlaceOrder(
            ids.order_root(stage.marketplace, name), name, self.buyer.id, "CNY", (line,), paid=price * 100 + 2000,
            dates={"ordered": clock.text(clock.cut(stage.now))},
        )  # fmt: skip
        orders.place_order(
            context.for_worker(stage.marketplace, stage.now), command, key=f"place {name}", deal=(self.id, digest)
        )


def waits_for_the_shop(deal: Deal) -> Script:
    """Put by the buyer, not answered yet."""
    deal.proposes(deal.terms(2500), deal.said("note"))
    yield HOUR


def was_changed(deal: Deal) -> Script:
    """The shop has put another version; one of its words does not bind a consumer."""
    deal.proposes(deal.terms(2500), deal.said("note"))
    yield 5 * HOUR
    deal.amends(deal.seller, deal.terms(2550, "strap", "void", repair_months=6), deal.said("answer"))


def was_confirmed(deal: Deal) -> Script:
    """Both have confirmed it; the order is still to come."""
    deal.proposes(deal.terms(1800, "strap", return_days=10, return_freight="seller"))
    yield 7 * HOUR
    deal.confirms(deal.buyer, deal.seller)


def goes_with_its_order(deal: Deal) -> Script:
    """Confirmed, ordered and paid: the price of the deal lies in custody, and nothing of it changes any more."""
    deal.proposes(deal.terms(3200, goods="sheet", repair_months=24))
    yield 9 * HOUR
    digest = deal.confirms(deal.seller, deal.buyer)
    yield 2 * HOUR
    deal.orders(digest, 3200, "sheet")


def differs_from_its_order(deal: Deal) -> Script:
    """The order was placed at another price than both had confirmed; both are told."""
    deal.proposes(deal.terms(2400))
    yield 3 * HOUR
    digest = deal.confirms(deal.seller, deal.buyer)
    yield HOUR
    deal.orders(digest, 2450, "camera")


def was_declined(deal: Deal) -> Script:
    """The shop has sold it meanwhile."""
    deal.proposes(deal.terms(2500))
    yield 4 * HOUR
    deals.leave(deal.people.ctx(deal.seller), c.LeaveDeal(deal.id, deal.said("leave")), key=deal.people.stage.key())


def leads_away(deal: Deal) -> Script:
    """A note that leads off the platform; the other side is warned beside it."""
    deal.proposes(deal.terms(3200, goods="sheet"), deal.said("away"))
    yield HOUR


DEALS = (
    (was_changed, "en", "shown"), (waits_for_the_shop, "zh", "shown"), (was_confirmed, "en", "shown"), (goes_with_its_order, "zh", "qingshan"),
    (goes_with_its_order, "en", "shown"), (differs_from_its_order, "ru", "shown"), (was_declined, "ru", "yunshang"),
    (leads_away, "ru", "shown"),
)  # fmt: skip
