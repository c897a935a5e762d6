"""A dispute to begin with: a buyer, a seller with a shop, an order of theirs and an open case about it."""

from dataclasses import dataclass

from tests.support.world import Clock, Contexts, Orders, People, Somebody


@dataclass(frozen=True)
class Dispute:
    """An open case and its people."""

    case: str
    root: str
    buyer: Somebody
    seller: Somebody

    @property
    def stream(self) -> str:
        """The case's own stream."""
        return f"case:{self.case}"


class Disputes:
    """Opens cases through the use case: `dispute = disputes()`."""

    def __init__(self, people: People, ctx: Contexts, orders: Orders, clock: Clock) -> None:
        self._people, self._ctx, self._orders, self._clock = people, ctx, orders, clock

    def __call__(
        self,
        *,
        buyer: Somebody | None = None,
        seller: Somebody | None = None,
        price: int = 19900,
        story: str = "The shoes are 7 mm shorter than their page says.",
    ) -> Dispute:
        """A claim for the whole price, opened now, about an order that was delivered yesterday."""
        from hejie.rulebooks import procedures
        from hejie.usecases import cases

        buyer, seller = buyer or self._people("buyer"), seller or self._people("seller")
        root = self._orders(buyer, seller, price=price)
        (receipt,) = cases.open_cases(
            self._ctx(buyer), root=root, lines=(1,), reason="not_as_described", remedy="refund", story=story,
            package={"refund": price, "currency": "CNY"}, shown=procedures.load("procedures/standard").digest,
            key=f"open {root}",
        )  # fmt: skip
        return Dispute(receipt.stream.removeprefix("case:"), root, buyer, seller)
