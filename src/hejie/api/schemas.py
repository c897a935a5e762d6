"""Shapes of requests. Money is whole minor units with an ISO 4217 currency; moments are UTC, ISO 8601."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

from hejie.api.shapes import Freight as Freight
from hejie.api.shapes import Minor, Strict, Text
from hejie.api.shapes import Money as Money
from hejie.api.shapes import Package as Package
from hejie.api.shapes import Reason as Reason
from hejie.api.shapes import Remedy as Remedy


class SignatureIn(Strict):
    """What the signer has read: the fingerprint that came with it."""

    document: Annotated[str, Field(max_length=64)] = ""
    waives: bool = False


class SellerIn(Strict):
    """A shop. `tier`: your word for its standing, for procedures that tell shops apart; "" takes it away."""

    tier: Annotated[str, Field(max_length=40)]


class PaymentIn(Strict):
    """The buyer has paid."""

    minor: Minor
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    reference: Annotated[str, Field(max_length=200)] = ""


class HoldIn(PaymentIn):
    """The buyer has paid; `order` is the order's id here."""

    order: str


class ReleaseIn(Strict):
    """To whom money of a hold goes; `minor`: how much of what is free, in the hold's own currency, all where left out."""

    to: Literal["buyer", "seller"]
    minor: Minor | None = None
    why: Annotated[str, Field(max_length=2000)] = ""


class LinesIn(Strict):
    """Lines that it is about; none named: all, of a shop its own."""

    lines: Annotated[list[Annotated[int, Field(ge=1)]], Field(max_length=1000)] = []


class MoreTimeIn(Strict):
    """A clock made longer: `days` that a shop gives; the buyer has his own once, by what the order says, and names none."""

    days: Annotated[int, Field(ge=0, le=30)] = 0


class AskTimeIn(Strict):
    """Days more that a shop asks the buyer for."""

    days: Annotated[int, Field(ge=1, le=30)]


class TimeAnswerIn(Strict):
    """Whether the buyer grants them."""

    granted: bool


class StationIn(LinesIn):
    """Goods shipped or delivered, or some lines of them; `on` defaults to now."""

    on: datetime | None = None
    carrier: Annotated[str, Field(max_length=120)] = ""
    waybill: Annotated[str, Field(max_length=120)] = ""


class WhyIn(Strict):
    """A word why."""

    why: Annotated[str, Field(max_length=2000)] = ""


class CaseIn(Strict):
    """Open a claim. `order`: the order's id here; `shown`: digest of the procedure that the claimant has been shown."""

    order: str
    lines: Annotated[list[int], Field(min_length=1, max_length=1000)]
    reason: Reason
    remedy: Remedy
    package: Package
    story: Text
    shown: str
    facts: dict[str, Any] = {}


class TextIn(Strict):
    """Words for the file."""

    text: Text


class MessageIn(Strict):
    """Words for a room."""

    text: Text
    room: Literal["joint", "buyer", "seller", "internal"] = "joint"


class NoteIn(Strict):
    """An optional word with an act."""

    note: Text = ""


class ExtensionIn(Strict):
    """More time for one open deadline (`d3`), and why."""

    deadline: Annotated[str, Field(min_length=1, max_length=12)]
    reason: Text


class PauseIn(Strict):
    """Which standstill of the procedure; `reason` may be left out where both sides have to wish it."""

    pause: Annotated[str, Field(min_length=1, max_length=60)]
    reason: Text = ""


class StepIn(Strict):
    """A step of the procedure that has been taken."""

    step: Annotated[str, Field(min_length=1, max_length=60)]
    note: Text = ""


class ReopeningIn(Strict):
    """Pieces of evidence (`e4`) filed since the case was closed, and what they change."""

    evidence: Annotated[list[Annotated[str, Field(max_length=12)]], Field(min_length=1, max_length=100)]
    reason: Text


class ReferralIn(Strict):
    """The way to an outside body, with the letter as it is sent; `…/referral/draft` writes one from the file."""

    body: Annotated[str, Field(min_length=1, max_length=60)]
    language: Literal["en", "zh", "ru", "de", "fr"]
    letter: Text


class ReferralResultIn(Strict):
    """What came back from an outside body."""

    result: Literal["accepted", "rejected", "settled", "decided", "no_answer"]
    note: Text = ""


class HolidayIn(Strict):
    """Time that does not count in this marketplace, and what people know it as."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class OfferIn(Strict):
    """A package put to the other side; `in_reply_to` makes it a counter-offer."""

    package: Package
    note: Text = ""
    in_reply_to: str = ""
    waives: bool = False


class WaivingIn(Strict):
    """`waives`: the buyer knows that he takes less than the rules give him with certainty."""

    waives: bool = False


class PromiseIn(Strict):
    """Something said that is to become binding; `message`: the one in which it was said (`m3`), `minor`: what it is worth."""

    keeper: Literal["buyer", "seller"]
    text: Text
    days: Annotated[int, Field(ge=1, le=90)]
    message: Annotated[str, Field(max_length=12)] = ""
    minor: Minor = 0


class ProofIn(Strict):
    """What shows that an obligation is done: a word, and pieces of evidence on the file (`e4`)."""

    note: Text = ""
    evidence: Annotated[list[Annotated[str, Field(max_length=12)]], Field(max_length=100)] = []


class DoneIn(Strict):
    """Whether the other side's obligation was done; a dispute needs its reason in `note`."""

    done: bool = True
    note: Text = ""


class QuestionIn(Strict):
    """The neutral asks one side."""

    to: Literal["buyer", "seller"]
    text: Text


class HandOverIn(Strict):
    """Why another neutral takes the case over (a note that he reads), and who; `to` empty: whoever fits best."""

    reason: str
    to: str = ""


class NeutralProfileIn(Strict):
    """What a neutral works on. `group`: on which side of trade he himself mostly is here.

    `most_open`, `away_until`: left out, no limit and there already.
    """

    languages: list[str]
    reasons: list[str] = []
    categories: list[str] = []
    most_open: int | None = None
    away_until: date | None = None
    group: Literal["buyer", "seller", "none"] = "none"


class StakeIn(Strict):
    """In which shop or person somebody has a stake, by id, and why."""

    party: str
    reason: str


class ReasonIn(Strict):
    """Why."""

    reason: str


class AssignmentIn(Strict):
    """The neutral who takes the case."""

    neutral: str


class TokenExchangeIn(Strict):
    """An OpenID Connect id token of a configured provider."""

    provider: str
    id_token: str
    days: Annotated[int, Field(ge=1, le=366)] = 1


class WebhookIn(Strict):
    """An endpoint to be told. `kinds`: kinds of entry, as `CaseOpened`; none means all."""

    url: Annotated[str, Field(min_length=1, max_length=2000)]
    kinds: Annotated[list[Annotated[str, Field(pattern="^[A-Z][A-Za-z]{1,39}$")]], Field(max_length=100)] = []


class ReplayIn(Strict):
    """What to tell again: entries of one case, one order or one standing (`seller:ID`) after a number (0: all)."""

    case: Annotated[str, Field(max_length=40)] = ""
    order: Annotated[str, Field(max_length=40)] = ""
    standing: Annotated[str, Field(max_length=60)] = ""
    after: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class WebhookSettingsIn(Strict):
    """Whether endpoints may lie in private networks."""

    private_addresses: bool


class AppealSanctionIn(Strict):
    """Which sanction (`s1`), and why it is wrong."""

    sanction: Annotated[str, Field(max_length=12)]
    grounds: Text


class SanctionAppealDecisionIn(Strict):
    """Whether the appeal is granted, which ends the sanction, and why."""

    granted: bool
    reasons: Text


class ReasonsIn(Strict):
    """Why."""

    reasons: Text


class FindingIn(Strict):
    """What an operator finds of a party of a closed case, and what shows it."""

    case: Annotated[str, Field(max_length=40)]
    finding: Annotated[str, Field(max_length=40)]
    text: Text


class Receipt(Schema):
    """Where an act stands in the record, and what it created."""

    stream: str
    first_seq: int
    last_seq: int
    head: str
    created: dict[str, str]
    repeated: bool


class Hold(Schema):
    """What is kept for one order line, in whole minor units: all that came in, and where it is."""

    id: str
    line: int
    held: int
    free: int
    reserved: int
    to_buyer: int
    to_seller: int


class HoldsMade(Receipt):
    """The receipt of a payment, with the holds that it made, as they were then."""

    currency: str
    holds: list[Hold]


class Released(Receipt):
    """The receipt of a release, with what it moved."""

    to: str
    released: Money
