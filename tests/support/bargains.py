"""Two sides who look for terms that are better for both: what they tell, ask for and rank, on the real record."""

from dataclasses import dataclass

# What matters to whom: a buyer who wants to keep the shoes and some money, a seller who would rather have them back.
BUYER = {
    "refund": {"points": 50},
    "goods": {"best": "keep", "worst": "return", "points": 30},
    "words": {"best": "both", "worst": "none", "points": 20},
}
SELLER = {
    "refund": {"points": 70},
    "goods": {"best": "keep", "worst": "return", "points": 20},
    "public_reply": {"best": "yes", "worst": "no", "points": 10},
}


@dataclass(frozen=True)
class Bargain:
    """A case with two sides that bargain: `table.tell("buyer")`, `table.ask("seller")`, `table.rank("buyer", accepts=…)`."""

    dispute: object
    ctx: object
    work: object

    @property
    def case(self):
        from hejie.record import reader

        return reader.case(self.dispute.case)

    def who(self, side: str):
        return getattr(self.dispute, side)

    def room(self, side: str):
        from hejie.record import reader

        return reader.room(self.dispute.case, f"pref-{side}")

    def tell(self, side: str, preferences: dict | None = None, key: str = "tell"):
        from hejie.domain.cases.bargain_commands import TellPreferences
        from hejie.usecases import bargaining

        said = preferences or {"buyer": BUYER, "seller": SELLER}[side]
        command = TellPreferences(self.dispute.case, said)
        return bargaining.tell(self.ctx(self.who(side)), command, key=f"{key} {side} {self.dispute.case}")

    def ask(self, side: str = "seller", key: str = "ask", work: bool = True):
        from hejie.domain.cases.bargain_commands import AskProposals
        from hejie.usecases import bargaining

        receipt = bargaining.ask(
            self.ctx(self.who(side)), AskProposals(self.dispute.case), key=f"{key} {self.dispute.case}"
        )
        if work:
            self.work()
        return receipt

    def rank(
        self, side: str, order: str = "", accepts: str = "", waives: bool = False, key: str = "rank", row: str = ""
    ):
        """order: letters of the proposals, best first, by itself as they stand; accepts: letters."""
        from hejie.domain.cases.bargain_commands import RankProposals
        from hejie.usecases import bargaining

        last = self.case.rounds[-1]
        row = row or last.id
        letters = order or "".join(one.id[-1] for one in last.proposals)
        command = RankProposals(
            self.dispute.case,
            row,
            tuple(f"{row}{one}" for one in letters),
            tuple(f"{row}{one}" for one in accepts),
            waives,
        )
        return bargaining.rank(self.ctx(self.who(side)), command, key=f"{key} {side} {row} {self.dispute.case}")

    def sign(self, *sides: str) -> None:
        from hejie.domain.cases import commands
        from hejie.usecases import settlement

        for side in sides or ("buyer", "seller"):
            offer = self.case.agreement.offer
            settlement.sign_agreement(
                self.ctx(self.who(side)),
                commands.SignAgreement(self.dispute.case),
                key=f"sign {side} {offer} {self.dispute.case}",
            )

    def table(self, side: str):
        from hejie.usecases import bargaining, reading

        context = self.ctx(self.who(side))
        return bargaining.table_of(context, reading.read_case(context, self.dispute.case))
