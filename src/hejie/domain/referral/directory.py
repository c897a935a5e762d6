"""The directory of outside bodies and of limitation periods, as data that somebody keeps up to date.

A place is a country as the contract names it (`CN`, `DE`, `UK`) or a part of one (`UK-SCT`, `CN-BEIJING`); a group such as
`EU` stands for its members. What is said to people stands in texts by language (en, zh, ru).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

KINDS = ("consumer_authority", "association", "arbitration", "court", "adr", "ecc")
REMEMBERED = ("place", "cases", "value", "fee", "takes", "effect", "languages", "address", "how")
"""What of a body may be known from memory alone, until somebody has read it at its source."""

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pin:
    """The very text of a file of the directory, so that the record can say from which one a body was chosen."""

    id: str
    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class Body:
    """One outside body, or one kind of body of which there is one in every place.

    kind             one of KINDS
    addressee        what it is called on a letter to it, by the letter's language; where none is given, as in `names`
    buyer_in, seller_in, either_in   places or groups of which the buyer, the seller, or one of both must be; empty: any
    crossing         "home": both must be in one country; "abroad": in two; "": either
    sides            who of a case may turn to it
    consumers_only   only for who bought for himself, not for a trade
    up_to, above     the sum at stake in minor units by currency; the limit itself is within `up_to` and not `above`
    not_for          reasons of a claim with which it does not deal
    by_agreement     only where buyer and seller have agreed on arbitration; yields_to_arbitration: only where they have not
    languages        in which it reads a complaint, the usual one first (ISO 639-1); `home`: those of the buyer's place
    address          its page on the web; "" where there is none
    free, binding    costs the one who complains nothing; what it says can be enforced
    rank_small, rank_large   what is tried first has the lower number, for a small sum and for a large one
    source           where what is said here was read, and what it rests on
    remembered       which of it nobody has read there: words of REMEMBERED; empty when all was
    """

    id: str
    kind: str
    names: Texts
    fee: Texts
    takes: Texts
    how: Texts
    languages: tuple[str, ...]
    address: str
    source: str
    rank_small: int
    rank_large: int
    pin: Pin
    buyer_in: tuple[str, ...] = ()
    seller_in: tuple[str, ...] = ()
    either_in: tuple[str, ...] = ()
    crossing: str = ""
    sides: tuple[str, ...] = ("buyer",)
    consumers_only: bool = False
    up_to: Mapping[str, int] = field(default_factory=dict)
    above: Mapping[str, int] = field(default_factory=dict)
    not_for: tuple[str, ...] = ()
    by_agreement: bool = False
    yields_to_arbitration: bool = False
    addressee: Texts = field(default_factory=dict)
    free: bool = False
    binding: bool = False
    remembered: tuple[str, ...] = ()

    @property
    def verified(self) -> bool:
        """Everything said of it was read at a source."""
        return not self.remembered


@dataclass(frozen=True, slots=True)
class Period:
    """How long a claim can be brought before a court, by the law of the buyer's home.

    buyer_in, outside   places where it holds, and parts of them where another one does
    only_for, not_for   reasons of a claim for which it holds (empty: all), and those for which it does not
    begins           names of an order's dates; the first that is known begins it. That day itself does not count
    begins_without_goods   the same where nothing came
    years, months    its length; `to_year_end`: counted from the end of the year in which it begins
    zone             IANA name of the zone in which its days are days
    calendar         id of the calendar by which a last day that is free moves to the next working day; "": it stays
    renewed_by_claim the claim made here to the other side begins it anew
    law, note        what it is called with its article; what begins, stops or renews it
    verified         read at the source, not only remembered
    """

    id: str
    law: Texts
    note: Texts
    begins: tuple[str, ...]
    begins_without_goods: tuple[str, ...]
    years: int
    months: int
    zone: str
    source: str
    verified: bool
    pin: Pin
    buyer_in: tuple[str, ...]
    outside: tuple[str, ...] = ()
    only_for: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    sides: tuple[str, ...] = ("buyer", "seller")
    to_year_end: bool = False
    calendar: str = ""
    renewed_by_claim: bool = False


@dataclass(frozen=True, slots=True)
class Directory:
    """All bodies and periods in force.

    places       places that a person may name, with what they are called
    groups       members of the places that stand for several
    languages    of a place, for a body that reads those of the buyer's home
    large_from   sums (minor units by currency) from which only a binding way is worth beginning with
    usual_place  the place that a currency suggests, as a first guess
    """

    bodies: tuple[Body, ...]
    periods: tuple[Period, ...]
    places: Mapping[str, Texts]
    groups: Mapping[str, tuple[str, ...]]
    languages: Mapping[str, tuple[str, ...]]
    large_from: Mapping[str, int]
    usual_place: Mapping[str, str]

    def body(self, body_id: str) -> Body | None:
        """The body with this id, or None."""
        return next((body for body in self.bodies if body.id == body_id), None)

    def languages_of(self, body: Body, buyer_in: str) -> tuple[str, ...]:
        """In which languages a body reads the complaint of a buyer who lives there, the usual one first."""
        home = self.languages.get(buyer_in, self.languages.get(country_of(buyer_in), ()))
        found = [code for name in body.languages for code in (home if name == "home" else (name,))]
        return tuple(dict.fromkeys(found))

    def within(self, place: str, wanted: tuple[str, ...]) -> bool:
        """Whether a place is one of those wanted, a part of one, or of a group among them."""
        members = [one for name in wanted for one in self.groups.get(name, (name,))]
        return any(place == one or place.startswith(f"{one}-") for one in members)


def country_of(place: str) -> str:
    """The country of a place: `UK` for `UK-SCT`."""
    return place.partition("-")[0]
