"""A service to begin with: an order that came yesterday, and a request of its buyer about pieces of it."""

from dataclasses import dataclass
from datetime import timedelta

from tests.support.world import Clock, Contexts, People, Somebody


@dataclass(frozen=True)
class Asked:
    """An open request and its people, with the acts of both sides on it."""

    case: str
    root: str
    buyer: Somebody
    seller: Somebody
    ctx: Contexts

    def answer(self, *, approve: bool = True, key: str = "answer", **told):
        """The seller's answer."""
        from hejie.domain.cases.servicing.commands import AnswerService
        from hejie.usecases import services

        return services.answer(self.ctx(self.seller), AnswerService(self.case, approve, **told), key=key)

    def step(
        self,
        name: str,
        *,
        by: Somebody | None = None,
        note: str = "",
        evidence: tuple[str, ...] = (),
        key: str = "",
        **told,
    ):
        """One step, by the side whose it usually is."""
        from hejie.domain.cases.servicing.commands import TakeServiceStep
        from hejie.domain.cases.servicing.steps import STEPS
        from hejie.usecases import services

        who = by or (self.buyer if STEPS[name].by[0] == "buyer" else self.seller)
        command = TakeServiceStep(self.case, name, told, note, evidence)
        return services.take(self.ctx(who), command, key=key or f"step {name}")

    def file(self, who: Somebody, key: str = "photo") -> str:
        """A piece of evidence of theirs on the file; its number."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        from hejie.usecases import evidence

        upload = SimpleUploadedFile("words.txt", b"what I have seen", "text/plain")
        return evidence.file_upload(
            self.ctx(who), self.case, upload, name="words.txt", purpose="What came back", key=key
        ).created["id"]

    @property
    def state(self):
        """The case as it stands."""
        from hejie.record import reader

        return reader.case(self.case)

    @property
    def paid_back(self) -> int:
        """What the ledger has posted to the buyer, in minor units."""
        from hejie.record import reader

        return sum(hold.to_buyer for hold in reader.order(self.root).custody.holds)


class Services:
    """Asks through the use case: `asked = services()`."""

    def __init__(self, people: People, ctx: Contexts, marketplace, clock: Clock) -> None:
        self._people, self._ctx, self._marketplace, self._clock = people, ctx, marketplace, clock
        self.number = 0

    def order(
        self,
        buyer: Somebody,
        seller: Somebody,
        *,
        lines: tuple = (),
        delivered: bool = True,
        shipped: bool = True,
        **more,
    ) -> str:
        """An order of 2 kettles at 100.00 each with 5.00 of freight, or of these lines; delivered yesterday."""
        from hejie.domain.kernel import clock as moments
        from hejie.domain.orders.commands import NewLine, PlaceOrder
        from hejie.usecases import ids, orders

        self.number += 1
        name = f"S-{self.number}"
        days = (
            {"ordered": 3} | ({"shipped": 2} if shipped else {}) | ({"delivered": 1} if shipped and delivered else {})
        )
        root = ids.order_root(self._marketplace.pk, name)
        lines = lines or (NewLine(1, seller.shop, 20000, quantity=2, freight=500, title="Kettle"),)
        command = PlaceOrder(
            root, name, buyer.id, more.pop("currency", "CNY"), lines,
            paid=sum((line.price or 0) + (line.freight or 0) for line in lines),
            dates={what: moments.text(self._clock.now - timedelta(days=past)) for what, past in days.items()},
            **more,
        )  # fmt: skip
        orders.place_order(self._ctx(), command, key=f"place {name}")
        return root

    def __call__(
        self, *, kind: str = "return", pieces: tuple = ((1, 1),), reason: str = "not_as_described", buyer=None, seller=None,
        root: str = "", by: Somebody | None = None, key: str = "ask", order: dict | None = None, **told,
    ) -> Asked:  # fmt: skip
        """A request about one kettle of two, for a reason of the seller's."""
        from hejie.rulebooks import procedures
        from hejie.usecases import services

        buyer, seller = buyer or self._people("buyer"), seller or self._people("seller")
        root = root or self.order(buyer, seller, **(order or {}))
        receipt = services.ask(
            self._ctx(by or buyer), root=root, kind=kind, pieces=pieces, reason=reason, story="It is not what it was said to be.",
            shown=procedures.load("procedures/standard").digest, key=key, **told,
        )  # fmt: skip
        return Asked(receipt.stream.removeprefix("case:"), root, buyer, seller, self._ctx)
