"""The parts that people play in a case: each act is one call of a use case, with the stage's clock and a key of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from random import Random

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from hejie.adapters.orders.sample_texts import Story
from hejie.demo import proofs
from hejie.demo.stage import Script, Stage
from hejie.domain.cases import bargain_state
from hejie.domain.cases import commands as c
from hejie.domain.cases.bargain_commands import AskProposals, RankProposals, TellPreferences
from hejie.domain.cases.bidding import OpenBidding
from hejie.domain.cases.mediating import ConfirmOpening
from hejie.domain.kernel.actor import Actor
from hejie.domain.procedure.rulebook import Procedure
from hejie.record import reader
from hejie.store import rulebooks
from hejie.store.projections import NEVER
from hejie.usecases import bargaining, bidding, cases, evidence, mediating, mediation, promises, reading, settlement

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SIDE_COLOURS = {"buyer": (39, 89, 155), "seller": (141, 79, 18)}
# What matters to whom, in points of 100, where somebody says so.
WEIGHED = {
    "buyer": {"refund": 55, "words": 25, "days": 20},
    "seller": {"refund": 65, "voucher": 15, "public_reply": 20},
}
__all__ = ["DAY", "HOUR", "NEVER", "Claim", "Play", "Script"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a case is about before it opens."""

    root: str
    buyer: str
    seller: str
    seller_person: str
    lines: tuple[int, ...]
    reason: str
    remedy: str
    story: str
    currency: str


class Play:
    """One case with its people. The case id is known once it has been opened."""

    def __init__(self, stage: Stage, claim: Claim, words: Story) -> None:
        self.stage, self.claim, self.words = stage, claim, words
        market = stage.marketplace
        self.buyer = Actor("buyer", claim.buyer, market)
        self.seller = Actor("seller", claim.seller_person, market, seller=claim.seller, second_factor=True)
        self.case_id = ""

    def do(self, actor: Actor, use_case: Callable, command: object) -> None:
        """One act."""
        use_case(self.stage.as_actor(actor), command, key=self.stage.key())

    def open(self, package: Mapping) -> None:
        """The buyer opens the claim."""
        ctx = self.stage.as_actor(self.buyer)
        claim = self.claim
        receipts = cases.open_cases(
            ctx,
            root=claim.root,
            lines=claim.lines,
            reason=claim.reason,
            remedy=claim.remedy,
            package=package,
            story=claim.story,
            shown=ctx.in_force().digest,
            key=self.stage.key(),
        )
        self.case_id = receipts[0].created["case"]

    @property
    def state(self):
        """The case as it stands."""
        return reader.case(self.case_id)

    @property
    def procedure(self) -> Procedure:
        """The procedure that the case has pinned."""
        pinned = self.state.procedure
        return rulebooks.procedure(pinned["id"], pinned["digest"])

    @property
    def paid(self) -> int:
        """What was paid for the lines."""
        return self.state.paid_minor

    def share(self, percent: int) -> dict:
        """Terms: so much of the paid sum back, the goods stay."""
        return {"refund": self.paid * percent // 100}

    def neutral(self) -> Actor:
        """The neutral who has the case now."""
        return Actor("neutral", self.state.neutral, self.stage.marketplace, second_factor=True)

    def says(self, side: str, text: str, room: str = "joint") -> None:
        """A message of a side."""
        self.do(self._side(side), cases.write_message, c.WriteMessage(self.case_id, text, room))

    def states(self, side: str, text: str) -> None:
        """A statement of a side."""
        self.do(self._side(side), cases.make_statement, c.MakeStatement(self.case_id, text))

    def files(self, side: str, purpose: str, name: str) -> None:
        """A picture, drawn here."""
        ctx = self.stage.as_actor(self._side(side))
        drawn = ContentFile(picture(side, len(self.state.of_kind("evidence")), self.case_id))
        told = {"name": name, "purpose": purpose, "proves": proofs.turn_of(side, self.state, self.procedure)}
        evidence.file_upload(ctx, self.case_id, drawn, key=self.stage.key(), **told)

    def offers(self, side: str, package: Mapping, note: str = "", reply: str = "") -> str:
        """An offer (by the neutral: a proposal); returns its id. Buyers here know what they give up."""
        command = c.MakeOffer(self.case_id, package, note, reply, waives=side == "buyer")
        self.do(self._side(side), settlement.make_offer, command)
        return self.state.offers[-1].id

    def accepts(self, side: str, offer: str) -> None:
        """Accept an offer."""
        self.do(self._side(side), settlement.accept_offer, c.AcceptOffer(self.case_id, offer, waives=side == "buyer"))

    def rejects(self, side: str, offer: str, note: str = "") -> None:
        """Decline an offer."""
        self.do(self._side(side), settlement.reject_offer, c.RejectOffer(self.case_id, offer, note))

    def signs(self, side: str) -> None:
        """Sign the agreement."""
        self.do(self._side(side), settlement.sign_agreement, c.SignAgreement(self.case_id, waives=side == "buyer"))

    def escalates(self, side: str) -> None:
        """Ask for a neutral, or for a decision; the worker assigns one at once."""
        self.do(self._side(side), mediation.escalate, c.Escalate(self.case_id))
        self.stage.work()

    def opens_mediation(self, *confirming: str) -> None:
        """The neutral puts the opening statement, where the procedure knows one, and these sides confirm it."""
        ctx = self.stage.as_actor(self.neutral())
        if "open_mediation" not in self.procedure.acts.get(self.state.stage, {}).get("neutral", ()):
            return
        mediating.open_mediation(ctx, self.case_id, key=self.stage.key())
        digest = self.state.openings[-1].digest
        for side in confirming:
            self.do(self._side(side), mediating.confirm_opening, ConfirmOpening(self.case_id, digest))

    def asks(self, to: str, text: str) -> str:
        """The neutral asks a side; returns the question's id."""
        self.do(self.neutral(), cases.ask_question, c.AskQuestion(self.case_id, to, text))
        return self.state.of_kind("question")[-1].id

    def answers(self, side: str, question: str, text: str) -> None:
        """A side answers."""
        self.do(self._side(side), cases.answer_question, c.AnswerQuestion(self.case_id, question, text))

    def decides(self, package: Mapping, kind: str) -> None:
        """The neutral decides; `kind` picks the words (for_buyer, for_seller, split)."""
        if self.state.stage == "mediation":
            self.do(self.neutral(), mediation.go_to_decision, c.GoToDecision(self.case_id))
        cited = tuple(item.id for item in self.state.of_kind("evidence"))
        why = proofs.reasons(self.state, self.procedure, kind, self.words.language)
        command = c.DecideCase(self.case_id, self.words.findings[kind], self.words.reasons[kind], package, cited, why)
        self.do(self.neutral(), mediation.decide_case, command)

    def appeals(self, side: str) -> None:
        """A side asks for a second look; the worker assigns another neutral at once."""
        self.do(self._side(side), mediation.appeal_ruling, c.AppealRuling(self.case_id, self.words.grounds[side]))
        self.stage.work()

    def answers_appeal(self, side: str) -> None:
        """The other side answers the appeal."""
        self.do(self._side(side), mediation.answer_appeal, c.AnswerAppeal(self.case_id, self.words.appeal_answer))

    def decides_appeal(self, upheld: bool, package: Mapping | None = None) -> None:
        """The second neutral decides."""
        text = self.words.upheld if upheld else self.words.changed
        kind = "for_buyer" if upheld else "split"
        why = proofs.reasons(self.state, self.procedure, kind, self.words.language)
        command = c.DecideAppeal(self.case_id, upheld, text, self.words.reasons[kind], package, why)
        self.do(self.neutral(), mediation.decide_appeal, command)

    def withdraws(self) -> None:
        """The buyer gives the claim up."""
        self.do(self.buyer, cases.withdraw_case, c.WithdrawCase(self.case_id, self.words.withdrawn))

    def reports(self, side: str, note: str) -> None:
        """A side reports its first open obligation as done."""
        duty = next(row for row in self.state.obligations if row.side == side and row.status == "open")
        self.do(self._side(side), settlement.report_performance, c.ReportPerformance(self.case_id, duty.id, note))

    def confirms(self, side: str, done: bool = True, note: str = "") -> None:
        """A side confirms, or disputes, what the other has reported."""
        duty = next(row for row in self.state.obligations if row.status == "reported")
        command = c.ConfirmPerformance(self.case_id, duty.id, done, note)
        self.do(self._side(side), settlement.confirm_performance, command)

    def promises(self, side: str, keeper: str, text: str, *, days: int, minor: int = 0, message: str = "") -> str:
        """A side wants a promise to be binding; returns its id."""
        command = c.ProposePromise(self.case_id, keeper, text, days, message, minor)
        self.do(self._side(side), promises.propose_promise, command)
        return self.state.promises[-1].id

    def agrees(self, side: str, promise: str) -> None:
        """The other side agrees to a promise."""
        self.do(self._side(side), promises.accept_promise, c.AcceptPromise(self.case_id, promise))

    def tells(self, side: str) -> None:
        """A side says privately what matters to it."""
        told = {name: {"points": points} for name, points in WEIGHED[side].items()}
        self.do(self._side(side), bargaining.tell, TellPreferences(self.case_id, told))

    def asks_proposals(self, side: str) -> None:
        """A side asks for proposals to both; the worker puts them at once."""
        self.do(self._side(side), bargaining.ask, AskProposals(self.case_id))
        self.stage.work()

    def ranks(self, side: str, accepts: int) -> None:
        """A side ranks the open round as its own points have it, and accepts so many of the best; the worker counts at once."""
        ctx, row = self.stage.as_actor(self._side(side)), bargain_state.open_round(self.state)
        worth = bargaining.table_of(ctx, reading.read_case(ctx, self.case_id)).points
        order = [one.id for one in sorted(row.proposals, key=lambda one: -worth(one.package).total)]
        command = RankProposals(self.case_id, row.id, tuple(order), tuple(order[:accepts]), waives=side == "buyer")
        self.do(self._side(side), bargaining.rank, command)
        self.stage.work()

    def asks_bids(self, side: str, offer: str) -> None:
        """A side asks both for sealed bids on the terms of an offer."""
        self.do(self._side(side), bidding.open_, OpenBidding(self.case_id, offer))

    def bids(self, side: str, percent: int) -> None:
        """A side seals a limit, so much of the paid sum; the worker looks at once."""
        ctx, minor = self.stage.as_actor(self._side(side)), self.paid * percent // 100
        limit = bidding.Limit(self.state.biddings[-1].id, minor, waives=side == "buyer")
        bidding.seal(ctx, self.case_id, limit, key=self.stage.key())
        self.stage.work()

    def _side(self, side: str) -> Actor:
        return {"buyer": self.buyer, "seller": self.seller}.get(side) or self.neutral()


def picture(side: str, number: int, case_id: str) -> bytes:
    """A small drawing in place of a photo: a parcel among things with a mark where something is wrong; in each case another."""
    chance = Random(f"{case_id} {number}")
    tint = chance.randrange(-30, 16)
    image = Image.new("RGB", (960, 720), (238 + tint, 232 + tint, 220 + tint))
    pen = ImageDraw.Draw(image)
    for _ in range(7):
        x, y, size = chance.randrange(-60, 900), chance.randrange(-60, 660), chance.randrange(90, 300)
        shade = chance.randrange(120, 225)
        shape = chance.choice((pen.ellipse, pen.rectangle))
        shape((x, y, x + size, y + chance.randrange(60, 260)), fill=(shade, shade - chance.randrange(30), shade - 40))
    left, top = chance.randrange(40, 320), chance.randrange(160, 320)
    right, bottom = left + chance.randrange(380, 580), top + chance.randrange(240, 370)
    middle = (left + right) // 2
    pen.rectangle((left, top, right, bottom), fill=(214, 190, 150), outline=(120, 95, 60), width=6)
    pen.line((left, top, middle, top - 100, right, top), fill=(120, 95, 60), width=6)
    pen.line((middle, top - 100, middle, bottom), fill=(170, 140, 95), width=24)
    colour, place = SIDE_COLOURS.get(side, (90, 90, 90)), left + 30 + 70 * (number % 4)
    pen.ellipse((place, top + 70, place + 150, top + 220), outline=colour, width=10)
    pen.line((place + 30, top + 100, place + 120, top + 190), fill=colour, width=8)
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
