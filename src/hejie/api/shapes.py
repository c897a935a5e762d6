"""Shapes that many requests share: strict bodies, money, texts, settlement terms."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from hejie.domain.cases.claims import REASONS, REMEDIES

Minor = Annotated[int, Field(ge=0, le=10**15)]
Text = Annotated[str, Field(max_length=20_000)]
# The description names all of them; another one is refused by the use case, which says so in its own words.
Reason = Annotated[str, Field(json_schema_extra={"enum": list(REASONS)})]
Remedy = Annotated[str, Field(json_schema_extra={"enum": list(REMEDIES)})]


class Strict(BaseModel):
    """A body in which an unknown key is a mistake to be told, not to be overlooked."""

    model_config = ConfigDict(extra="forbid")


class Money(Strict):
    """An amount in whole minor units."""

    minor: Minor
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


class Freight(Strict):
    """Who pays the way back, and how much where it is known."""

    payer: Literal["buyer", "seller"] = "buyer"
    minor: Minor = 0


class Voucher(Strict):
    """What a voucher is good for, and for how many days (180 where nothing is said)."""

    minor: Minor = 0
    days: Annotated[int, Field(ge=0, le=1095)] = 0


class Points(Strict):
    """How many points the seller gives. What they are worth and how long they are good is fixed when the terms are proposed: the
    offer as it stands then says `minor`, `days` and by which `worth` that was reckoned, and a worth set later changes nothing in it."""

    number: Annotated[int, Field(ge=0, le=1_000_000_000)] = 0


class Package(Strict):
    """Settlement terms; what is left out is not part of them. What the buyer writes about the seller is never one of them."""

    refund: Minor = 0
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    goods: Literal["keep", "return"] = "keep"
    return_freight: Freight | None = None
    service: Literal["none", "replacement", "repair", "redelivery"] = "none"
    voucher: Voucher | None = None
    points: Points | None = None
    apology: bool = False
    explanation: bool = False
    public_reply: bool = False
    days: Annotated[int, Field(ge=1, le=90)] = 10

    def terms(self) -> dict[str, Any]:
        """As the domain takes them."""
        return self.model_dump(exclude_none=True)
