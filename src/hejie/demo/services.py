"""Requests for service in the sample market, one for each step at which people meet them."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib import resources

import yaml
from django.core.files.base import ContentFile

from hejie.conf import context
from hejie.demo.parts import DAY, HOUR, Play, Script, picture
from hejie.demo.stage import Stage
from hejie.domain.cases.servicing.commands import AnswerService, TakeServiceStep
from hejie.domain.kernel import clock
from hejie.domain.orders.commands import NewLine, PlaceOrder
from hejie.usecases import diagnosis, evidence, ids, orders, registrations, service_settings, services, shop_desk


class Service(Play):
    """One request with its people: an order of its own, then the acts on it."""

    def __init__(self, play: Play, language: str, number: int) -> None:
        super().__init__(play.stage, play.claim, play.words)
        self.language, self.name = language, f"SRV-{number:03}"
        self.root = ids.order_root(self.stage.marketplace, self.name)
        self._unit = 100 if self.claim.currency != "RUB" else 1000

    def said(self, name: str) -> str:
        """Words in the buyer's language."""
        return _texts()["said"][name][self.language]

    def orders(self, price: int = 199, *, sent: bool = True) -> None:
        """Two kettles, three cups and a gift, delivered two days before; or paid, not sent, and with a course to be watched.

        price   of a kettle, in whole units
        """
        seller, named = self.claim.seller, {name: row[self.language] for name, row in _texts()["goods"].items()}
        unit = self._unit
        lines = (
            NewLine(
                1,
                seller,
                2 * price * unit,
                quantity=2,
                freight=10 * unit,
                title=named["kettle"],
                product="kettle",
                category="home_appliance",
            ),
            NewLine(2, seller, 87 * unit, quantity=3, freight=0, title=named["cups"], product="cups"),
            NewLine(3, seller, 0, freight=0, title=named["spoon"], gift_for=1, worth=9 * unit),
        )
        days = {"ordered": 6, "shipped": 4, "delivered": 2} if sent else {"ordered": 1}
        if not sent:
            lines = (*lines[:2], NewLine(3, seller, 30 * unit, freight=0, title=named["course"], way="digital"))
        command = PlaceOrder(
            self.root, self.name, self.claim.buyer, self.claim.currency, lines,
            paid=sum(line.price + line.freight for line in lines),
            dates={what: clock.text(clock.cut(self.stage.now - past * DAY)) for what, past in days.items()},
            offer={"free_from": 300 * unit, "freight": 12 * unit},
        )  # fmt: skip
        orders.place_order(
            context.for_worker(self.stage.marketplace, self.stage.now), command, key=f"place {self.name}"
        )

    def asks(
        self, reason: str = "not_as_described", pieces: tuple = ((1, 1),), kind: str = "return", **wish: object
    ) -> None:
        """The buyer asks."""
        ctx = self.stage.as_actor(self.buyer)
        receipt = services.ask(
            ctx, root=self.root, kind=kind, pieces=pieces, reason=reason,
            story=self.said({"none": "none", "defective": "broken"}.get(reason, "story")), shown=ctx.in_force().digest, key=self.stage.key(),
            facts={"goods": ["physical"]}, wish=wish,
        )  # fmt: skip
        self.case_id = receipt.stream.removeprefix("case:")

    def answers(self, *, approve: bool = True, **told: object) -> None:
        """The seller answers."""
        self.do(self.seller, services.answer, AnswerService(self.case_id, approve, **told))

    def step(self, side: str, name: str, note: str = "", shown: tuple[str, ...] = (), **told: object) -> None:
        """One step."""
        self.do(self._side(side), services.take, TakeServiceStep(self.case_id, name, told, note, shown))

    def photo(self, side: str, purpose: str) -> str:
        """A picture on the file; its number."""

        ctx = self.stage.as_actor(self._side(side))
        drawn = ContentFile(picture(side, len(self.state.of_kind("evidence")), self.case_id))
        return evidence.file_upload(
            ctx, self.case_id, drawn, name="IMG_3107.jpg", purpose=purpose, key=self.stage.key()
        ).created["id"]


def enter(stage: Stage, play: Play, language: str, now: datetime) -> None:
    """Put all of them on the agenda, so that each is at its step now."""
    for number, (way, days) in enumerate(SERVICES, 1):
        one = Service(play, language, number)
        stage.enter(f"{way.__name__} {one.name}", way(one), now - timedelta(days=days))


def just_asked(one: Service) -> Script:
    """The seller has not looked at it yet."""
    one.orders()
    one.asks(way="drop_off")
    yield HOUR


def asked_for_facts(one: Service) -> Script:
    """The seller wants to know something first."""
    one.orders()
    one.asks(way="pick_up")
    yield 5 * HOUR
    one.step("seller", "ask_facts", one.said("ask"))


def to_be_sent(one: Service) -> Script:
    """Approved, and a label is there."""
    one.orders()
    one.asks(way="drop_off")
    yield 7 * HOUR
    one.answers()
    one.step("seller", "label", carrier="SF Express", waybill="SF1380042207719")
    shop_desk.give(one.stage.as_actor(one.seller), one.case_id, shop_desk.ME, over="")


def on_its_way(one: Service) -> Script:
    """Going back without a reason: approved by the rule at once, and sent."""
    one.orders()
    one.asks("none", ((1, 2),), way="own_carrier")
    yield 20 * HOUR
    one.step("buyer", "send", carrier="SF Express", waybill="SF1380042207733")


def _back(one: Service, grade: str = "C") -> Script:
    one.orders()
    one.asks(pieces=((1, 2),), way="drop_off")
    yield 6 * HOUR
    one.answers()
    yield 20 * HOUR
    one.step("buyer", "send", carrier="SF Express", waybill="SF1380042207747")
    yield 30 * HOUR
    one.step("seller", "receive", pieces=[{"line": 1, "received": 2, "grade": grade}])
    yield 3 * HOUR


def something_taken_off(one: Service) -> Script:
    """The inspection found one kettle used; the buyer has not said yet what he thinks of it."""
    yield from _back(one)
    shown = one.photo("seller", one.said("worn"))
    found = [{"outcome": "right", "quantity": 1}, {"outcome": "used", "quantity": 1}]
    less = [{"what": "use", "minor": -40 * one._unit, "note": one.said("why")}]
    one.step("seller", "inspect", one.said("worn"), (shown,), pieces=[{"line": 1, "found": found}], adjust=less)


def paid_back(one: Service) -> Script:
    """All came back in order, and the money with it."""
    yield from _back(one)
    one.step("seller", "inspect")


def kept_apart(one: Service) -> Script:
    """All was paid back; the kettles cannot be sold again and are kept apart."""
    yield from _back(one, "D")
    one.step("seller", "inspect")


def unsent(one: Service) -> Script:
    """A paid order whose parcels the shop has still to send."""
    one.orders(sent=False)
    yield HOUR


def declined(one: Service) -> Script:
    """Declined with a reason; the buyer may take it on."""
    one.orders()
    one.asks(way="drop_off")
    yield 9 * HOUR
    one.answers(approve=False, code="no_fault", note=one.said("decline"))


def taken_on(one: Service) -> Script:
    """Declined, and taken on as a dispute."""
    from hejie.domain.cases import commands
    from hejie.usecases import mediation

    yield from declined(one)
    yield 4 * HOUR
    one.do(one.buyer, mediation.escalate, commands.Escalate(one.case_id, ""))


def kept(one: Service) -> Script:
    """Worth so little that the shop lets the goods stay; it may object for three days."""
    one.orders()
    actor = one.seller
    wanted = {"keep_minor": 30 * one._unit, "currency": one.claim.currency}
    if not service_settings.of(actor.marketplace, actor.seller).version:
        service_settings.save(one.stage.as_actor(actor), wanted, over=0)
    one.asks(pieces=((2, 1),), way="drop_off")
    yield HOUR


def exchange(one: Service) -> Script:
    """Another one of the same instead."""
    one.orders()
    one.asks("defective", kind="exchange", order="back_first", way="drop_off")
    yield HOUR


def dearer_exchange(one: Service) -> Script:
    """A dearer one instead, approved: the buyer has the payment of the difference before him."""
    one.orders()
    steel = {"title": one.said("steel"), "price": 239 * one._unit}
    one.asks("none", kind="exchange", order="back_first", way="drop_off", **steel)
    yield 6 * HOUR
    one.answers()


def quoted_repair(one: Service) -> Script:
    """Sent in, with another kettle lent meanwhile; not covered, and the buyer has the quote before him."""
    one.orders()
    thing = {"serial": "EK-17-204881", "order": one.root, "line": 1}
    row, _new = registrations.register(one.stage.as_actor(one.buyer), thing)
    registrations.change(one.stage.as_actor(one.seller), row.pk, {"months": 24}, over=row.version)
    guide = {"id": "diagnosis/appliance", "version": "2026-11-1", "answers": ["no", "yes", "no", "yes"]}
    one.asks(
        "defective", kind="repair", where="send_in", need="daily", way="drop_off", serial="EK-17-204881", guide=guide
    )
    yield 5 * HOUR
    one.answers()
    one.step("seller", "loan", what=one.said("lent"), serial="L-0032")
    yield 9 * HOUR
    one.step("buyer", "send", carrier="SF Express", waybill="SF1380042207754")
    yield 20 * HOUR
    one.step("seller", "receive", pieces=[{"line": 1, "received": 1, "grade": "C"}])
    yield 2 * HOUR
    one.step("seller", "diagnose", covered=False, fault=one.said("fault"))
    shown = one.photo("seller", one.said("fault"))
    parts = [{"name": one.said("part"), "minor": 25 * one._unit}]
    one.step("seller", "quote", one.said("uncovered"), (shown,), minor=40 * one._unit, parts=parts, days=4)


def solved(one: Service) -> Script:
    """The guide's advice helped, so that nothing was asked for."""
    one.orders()
    answers = ("no", "yes", "no", "yes")
    diagnosis.solved(one.stage.as_actor(one.buyer), one.root, "home_appliance", "defective", answers)
    yield HOUR


SERVICES: tuple[tuple[Callable[[Service], Script], float], ...] = (
    (just_asked, 0.4), (asked_for_facts, 0.9), (to_be_sent, 1.4), (on_its_way, 2.1), (something_taken_off, 3.2), (paid_back, 5.0),
    (declined, 1.2), (taken_on, 1.6), (kept, 0.6), (exchange, 0.7), (quoted_repair, 2.6), (kept_apart, 5.5), (unsent, 0.3),
    (dearer_exchange, 0.8), (solved, 1.1),
)  # fmt: skip


@cache
def _texts() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    text = resources.files("hejie.rulebooks").joinpath("texts/sample/services.yaml").read_text("utf-8")
    return yaml.safe_load(text)
