"""A market whose procedure lets a panel of three decide, and a case that has come so far."""

from dataclasses import dataclass

from tests.support.world import Somebody

LINE = "panel: {members: 3, stage: decision, vote: {days: 3}}\n"
NAME = "procedures/with-panel"


def text(line: str = LINE, name: str = NAME) -> str:
    """The standard procedure with a panel."""
    from hejie.rulebooks import procedures

    written = procedures.text("procedures/standard").partition("\n---\n")[0]
    return written.replace("id: procedures/standard\n", f"id: {name}\n{line}", 1)


def procedure(line: str = LINE):
    """The same, read."""
    from hejie.rulebooks import procedures

    return procedures.parse(text(line))


@dataclass(frozen=True)
class Panelled:
    """A case with its sides, and its neutrals: the mediator first, as they were made."""

    case: str
    root: str
    buyer: Somebody
    seller: Somebody
    neutrals: tuple[Somebody, ...]

    def members(self) -> list[Somebody]:
        """Who sits on the panel, by seat."""
        from hejie.record import reader
        from hejie.store import seats

        panel = reader.case(self.case).panel.id
        by_id = {one.id: one for one in self.neutrals}
        return [by_id[person] for name, _seat, person in seats.members(self.root, self.case) if name == panel]


class Panels:
    """`panels()` brings a case to the point at which its panel has been drawn."""

    def __init__(self, people, ctx, orders, clock, work) -> None:
        self.people, self.ctx, self.orders, self.clock, self.work = people, ctx, orders, clock, work
        self.ready = False
        self.neutrals: list[Somebody] = []

    def install(self) -> None:
        """Let the procedure be in force."""
        from hejie.store import market_procedures

        market = self.people.marketplace.pk
        market_procedures.install(market, procedure(), text(), self.clock.now)
        market_procedures.choose(market, NAME)

    def __call__(self, neutrals: int = 6, price: int = 19900, mediating=None) -> Panelled:
        """mediating: what is done while the mediator is there, with (case, mediator, buyer, seller)."""
        from hejie.domain.cases import commands
        from hejie.record import reader
        from hejie.usecases import cases, mediation

        if not self.ready:
            self.install()
            self.ready = True
        ctx, buyer, seller = self.ctx, self.people("buyer"), self.people("seller")
        self.neutrals += [self.people("neutral") for _ in range(neutrals)]
        people = tuple(self.neutrals)
        root = self.orders(buyer, seller, price=price)
        (receipt,) = cases.open_cases(
            ctx(buyer), root=root, lines=(1,), reason="not_as_described", remedy="refund", story="Too short.",
            package={"refund": price, "currency": "CNY"}, shown=procedure().digest, key=f"open {root}",
        )  # fmt: skip
        case = receipt.stream.removeprefix("case:")
        cases.write_message(ctx(seller), commands.WriteMessage(case, "They are as described."), key=f"m {case}")
        mediation.escalate(ctx(buyer), commands.Escalate(case), key=f"e {case}")
        self.work()
        mediator = next(one for one in people if one.id == reader.case(case).neutral)
        if mediating:
            mediating(case, mediator, buyer, seller)
        mediation.go_to_decision(ctx(mediator), commands.GoToDecision(case), key=f"go {case}")
        self.work()
        return Panelled(case, root, buyer, seller, (mediator, *(one for one in people if one is not mediator)))
