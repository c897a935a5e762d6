"""What a case is at a moment: the fold of its entries. Built only by `fold.evolve`; never changed in place."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hejie.domain.aftersales.service import Service
from hejie.domain.cases.appointed import Talk
from hejie.domain.cases.bargain_state import Round
from hejie.domain.cases.biddings import Bidding
from hejie.domain.cases.called_in import Asking
from hejie.domain.cases.mediated import OpeningStatement, SettlementText
from hejie.domain.cases.panels import Panel, Seat
from hejie.domain.cases.signed import Signature
from hejie.domain.kernel.deadlines import Deadline

SIDES = ("buyer", "seller")


@dataclass(frozen=True, slots=True)
class Said:
    """Something put on the file: a message, statement, piece of evidence, question, answer or note.

    side       buyer, seller, neutral, platform or system; by: person id
    data       the entry's data (references inside); answers refer to a question by data["question"]
    """

    id: str
    kind: str
    side: str
    by: str
    at: str
    seq: int
    data: Mapping


@dataclass(frozen=True, slots=True)
class Offer:
    """A package put to the other side (or, by the neutral, to both).

    status     open, accepted, rejected, withdrawn, lapsed, countered
    accepted_by  sides that have accepted so far (a proposal needs both)
    waived     what the buyer, who said that he knows it, gives up by it of what the rules guarantee: {"minor", "rule"}, or None
    seq        of its entry in the case's own stream; 0 for the claim
    """

    id: str
    side: str
    package: Mapping
    at: str
    note: Mapping | None = None
    in_reply_to: str = ""
    is_claim: bool = False
    status: str = "open"
    accepted_by: tuple[str, ...] = ()
    seq: int = 0
    waived: Mapping | None = None

    @property
    def recipients(self) -> tuple[str, ...]:
        """Sides whose answer the offer waits for."""
        return tuple(side for side in SIDES if side != self.side)


@dataclass(frozen=True, slots=True)
class Agreement:
    """An accepted package; in effect once both sides have signed.

    signatures   in the order in which they came
    languages    of the text that they stand below, the buyer's first; texts: references of it by language, and in others of what
                 says the same for reading; none before the first signature, and none below those of old records
    """

    offer: str
    package: Mapping
    at: str
    signed_by: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    languages: tuple[str, ...] = ()
    texts: Mapping[str, Mapping] = field(default_factory=dict)

    @property
    def in_effect(self) -> bool:
        """Both signatures are there."""
        return set(self.signed_by) == set(SIDES)


@dataclass(frozen=True, slots=True)
class Promise:
    """Something said in talk that one side wants to be binding; it becomes an obligation once the other agrees.

    side     who proposes it; keeper: who is to keep it; at: when; status: open, agreed, declined, lapsed
    message  the message in which it was said, or ""; minor: what it is worth, 0 where it is no sum
    by       who has put it forward; own: it binds only his own side, so that nobody had to agree
    """

    id: str
    side: str
    keeper: str
    text: Mapping
    days: int
    at: str
    message: str = ""
    minor: int = 0
    status: str = "open"
    by: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Obligation:
    """Who must do what by when.

    what: ship_back, confirm_return, replacement, repair, redelivery, confirm, refund, apology, explanation, promise.

    status     open, reported, kept, broken, excused
    promise    the promise that it comes from, or ""
    due        when it must be done at the latest, in the record's form; "" where no clock runs for it
    note, evidence, reported_at   the proof: a word, pieces on the file, and when it was reported as done
    reason     why the other side says that it was not done, or None; ended_at: when it was kept, broken or excused
    deemed     it counts as kept because nobody said otherwise
    """

    id: str
    what: str
    side: str
    status: str = "open"
    minor: int = 0
    promise: str = ""
    due: str = ""
    note: Mapping | None = None
    evidence: tuple[str, ...] = ()
    reported_at: str = ""
    reason: Mapping | None = None
    ended_at: str = ""
    deemed: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """An outcome that was not agreed: a neutral's decision, a default, or an appeal's result.

    source     decision, default or appeal; outcome: the case outcome it stands for
    """

    id: str
    source: str
    outcome: str
    package: Mapping
    at: str
    by: str
    data: Mapping
    final: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """That somebody was the neutral of the case: since when, and where he no longer is, until when and why."""

    neutral: str
    at: str
    ended_at: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Referral:
    """That a side has turned to an outside body, and what came back.

    body       id in the directory; names: what it was called then, by language
    language   of the letter; letter: its reference
    answers    entries' data with `at`, oldest first: result, and a note where there was one
    """

    id: str
    side: str
    body: str
    names: Mapping
    language: str
    letter: Mapping
    at: str
    answers: tuple[Mapping, ...] = ()

    @property
    def result(self) -> str:
        """The last answer, or "" while none has come."""
        return self.answers[-1]["result"] if self.answers else ""


@dataclass(frozen=True)
class CaseState:
    """One dispute about lines of one order and one seller.

    category      the marketplace's word for the kind of goods, tier: for the standing of the seller; "" where unknown
    ended_agreements  such as somebody has signed and that stand no longer, oldest first
    granted       terms of the claim that silence has conceded, by name
    steps         steps of the procedure that have been taken, in order
    pause_asked   (kind, side) of wishes for a standstill that wait for the other side
    paused        kind, side and moment of the standstill that lasts now; pauses: kinds of all there have been
    teller        who has told `story`, and told_reason why he asked, where that is not the claimant: the claim was turned (`serviced.turned`)
    reopened      how often the case was taken up again after its closing
    panels        panels that were drawn for it; panel_failed: none could be, so that one neutral decides
    promised      what after-sales policies had promised when the goods were ordered: promises (contract: entitle), policy, digest
    openings      opening statements of a mediation; texts: versions of the neutral's settlement text that both were shown
    allowed       what was said in mediation and may be used in the decision: ids, or `all:` with a side; `agreed:` with an
                  offer out of which an agreement took effect
    told          facts that the sides have told since the opening, as entries' data, oldest first
    entitled      data of the newest finding of what the rules say, or None
    rounds        rounds of proposals to both sides, oldest first; proposals_asked: who waits for one to be put (buyer, seller,
                  neutral, or system where it follows another), or ""
    biddings      for sealed bids on the refund, oldest first
    held          of the legal hold that stands now: at, by, reason (a reference), seq; or None
    service       the after-sales request with which it began, if it did
    """

    id: str
    root: str
    marketplace: str
    opened_at: str
    order: Mapping
    buyer: str
    seller: str
    claimant: str
    reason: str
    remedy: str
    facts: Mapping
    story: Mapping
    procedure: Mapping
    currency: str
    paid_minor: int
    lines: tuple[int, ...]
    linked: tuple[str, ...] = ()
    category: str = ""
    tier: str = ""
    stage: str = "negotiation"
    outcome: str = ""
    closed_at: str = ""
    neutral: str = ""
    former_neutrals: tuple[str, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    replacements: int = 0
    shown_to: tuple[str, ...] = ()
    answered: bool = False
    objections: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()
    offers: tuple[Offer, ...] = ()
    agreement: Agreement | None = None
    ended_agreements: tuple[Agreement, ...] = ()
    promises: tuple[Promise, ...] = ()
    talks: tuple[Talk, ...] = ()
    askings: tuple[Asking, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    obligations_from: int = 0
    rulings: tuple[Ruling, ...] = ()
    appeal: Mapping | None = None
    referrals: tuple[Referral, ...] = ()
    granted: Mapping[str, object] = field(default_factory=dict)
    steps: tuple[str, ...] = ()
    pause_asked: tuple[tuple[str, str], ...] = ()
    paused: Mapping | None = None
    pauses: tuple[str, ...] = ()
    reopened: int = 0
    teller: str = ""
    told_reason: str = ""
    panels: tuple[Panel, ...] = ()
    panel_failed: bool = False
    promised: tuple[Mapping, ...] = ()
    openings: tuple[OpeningStatement, ...] = ()
    allowed: frozenset[str] = frozenset()
    texts: tuple[SettlementText, ...] = ()
    told: tuple[Mapping, ...] = ()
    entitled: Mapping | None = None
    rounds: tuple[Round, ...] = ()
    proposals_asked: str = ""
    biddings: tuple[Bidding, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    deadline_count: int = 0
    erased: frozenset[str] = frozenset()
    held: Mapping | None = None
    service: Service | None = None
    follow_ups: tuple[Mapping, ...] = ()
    vouchers: tuple[Mapping, ...] = ()
    seq: int = 0
    head: str = ""
    changed_at: str = ""

    @property
    def told_by(self) -> str:
        """The side whose words the claim's story is: the one who opened the case, also where the claim is the other side's by now."""
        return self.teller or self.claimant

    @property
    def respondent(self) -> str:
        """The side that answers the claim."""
        return "seller" if self.claimant == "buyer" else "buyer"

    @property
    def closed(self) -> bool:
        """Nothing is left to do."""
        return self.stage == "closed"

    @property
    def panel(self) -> Panel | None:
        """The panel that was drawn last, if any."""
        return self.panels[-1] if self.panels else None

    @property
    def ruling(self) -> Ruling | None:
        """The ruling that stands now, if any."""
        return self.rulings[-1] if self.rulings else None

    @property
    def settled(self) -> bool:
        """An agreement is in effect, a ruling is final or all service was given: only performance is left."""
        return bool((self.agreement and self.agreement.in_effect) or (self.ruling and self.ruling.final) or self.served)

    @property
    def served(self) -> bool:
        """What was asked for as a service has been done, but for the money that follows it."""
        return self.service is not None and self.service.status == "done"

    @property
    def terms(self) -> Mapping | None:
        """The package that is to be performed, once settled."""
        if self.ruling and self.ruling.final:
            return self.ruling.package
        if self.agreement and self.agreement.in_effect:
            return self.agreement.package
        return self.service.package if self.served else None

    def offer(self, offer_id: str) -> Offer | None:
        """The offer with this id, or None."""
        return next((offer for offer in self.offers if offer.id == offer_id), None)

    def open_offers(self) -> tuple[Offer, ...]:
        """Offers that can still be answered."""
        return tuple(offer for offer in self.offers if offer.status == "open")

    def obligation(self, obligation_id: str) -> Obligation | None:
        """The obligation with this id, or None."""
        return next((duty for duty in self.obligations if duty.id == obligation_id), None)

    def promise(self, promise_id: str) -> Promise | None:
        """The promise with this id, or None."""
        return next((promise for promise in self.promises if promise.id == promise_id), None)

    def referral(self, referral_id: str) -> Referral | None:
        """The referral with this id, or None."""
        return next((row for row in self.referrals if row.id == referral_id), None)

    def of_kind(self, kind: str) -> tuple[Said, ...]:
        """All that was put on the file of one kind, in order."""
        return tuple(item for item in self.said if item.kind == kind)

    def waits(self, *names: str, about: str | None = None) -> tuple[Deadline, ...]:
        """Open deadlines of these kinds (all without names), in the order in which they were set."""
        return tuple(
            row for row in self.deadlines if (not names or row.wait in names) and (about is None or row.about == about)
        )

    def next_deadline(self) -> Deadline | None:
        """The deadline that runs out first; one that stands still with the whole case comes after those that run, and the
        time of somebody who was asked in after that of those whose case it is."""
        return min(self.deadlines, key=lambda row: (row.held == "paused", row.who == "expert", row.until), default=None)


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry of a room in which nobody speaks: what one side told of itself, how it ranked, what was reckoned."""

    kind: str
    at: str
    seq: int
    by: str
    data: Mapping


@dataclass(frozen=True, slots=True)
class RoomState:
    """A private or internal room of a case: what was said in it, and how far it goes.

    seat   of a panel, whose room it is
    kept   entries of a room in which nobody speaks, in order
    """

    stream: str
    said: tuple[Said, ...] = ()
    seq: int = 0
    head: str = ""
    changed_at: str = ""
    erased: frozenset[str] = frozenset()
    seat: Seat | None = None
    kept: tuple[Kept, ...] = ()

    def of_kind(self, kind: str) -> tuple[Said, ...]:
        """All of one kind, in order."""
        return tuple(item for item in self.said if item.kind == kind)

    def kept_as(self, kind: str) -> tuple[Kept, ...]:
        """All entries of one kind in a room in which nobody speaks, in order."""
        return tuple(item for item in self.kept if item.kind == kind)
