"""The rulebook of service: which steps each kind takes, who has how long, and what silence means. Read by `rulebooks.service`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hejie.domain.aftersales import longer
from hejie.domain.aftersales.flow import Step
from hejie.domain.cases.claims import NOTHING_THERE


@dataclass(frozen=True, slots=True)
class Book:
    """Flows by kind of service.

    flows     steps by kind, the order first, then those that come only where something calls for them
    auto      limits of the shop below which nobody need answer: {"minor", "currency",
              "reasons"?, "keep"? (below which goods need not come back), "guaranteed"? (only under guarantee)}; {} where it has set none
    held      grades of returned goods that are kept apart; warn: percent of a clock after which it is reminded of
    guarantee what a repair adds to the guarantee, by the place whose law counts; place: of the order, "" unknown
    """

    id: str
    version: str
    digest: str
    flows: Mapping[str, tuple[Step, ...]]
    auto: Mapping = field(default_factory=dict)
    held: tuple[str, ...] = ()
    warn: int = 75
    guarantee: Mapping[str, Mapping] = field(default_factory=dict)
    place: str = ""

    def after_repair(self, ordered: str = "") -> Mapping:
        """What a repair adds to the guarantee here, for an order of a moment; {} where no law is known."""
        return longer.in_force(self.guarantee.get(self.place) or {}, ordered)

    def flow(self, kind: str, reason: str) -> tuple[Step, ...]:
        """The steps of a request; without those of goods that go back, where its buyer has none."""
        steps = self.flows[kind]
        if reason in NOTHING_THERE:
            return tuple(step for step in steps if step.name not in ("send", "receive", "inspect"))
        return steps
