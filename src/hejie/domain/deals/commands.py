"""What can be asked of a deal."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ProposeDeal:
    """Put the first version to the other side.

    terms     as `terms.read` takes them
    note      a word with it; may be empty
    business  whether the buyer buys for a business: consumers' rights are then not asked for
    """

    deal: str
    seller: str
    buyer: str
    terms: Mapping
    note: str = ""
    business: bool = False


@dataclass(frozen=True, slots=True)
class AmendDeal:
    """Put another version in the place of the newest. change: of a deal that both have confirmed already, to be confirmed anew."""

    deal: str
    terms: Mapping
    note: str = ""
    change: bool = False


@dataclass(frozen=True, slots=True)
class ConfirmDeal:
    """Confirm one version, named by its hash."""

    deal: str
    hash: str


@dataclass(frozen=True, slots=True)
class LeaveDeal:
    """Take back one's own proposal, or decline the other side's; of a change to a confirmed deal, only the change."""

    deal: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class BindDeal:
    """An order is placed with the deal.

    hash      of the version that the order names; order: its root; external_id: its number in its own system
    differs   where the order says otherwise (`terms.against_order`)
    abandoned whether the order that took the deal before has never come to be
    """

    deal: str
    hash: str
    order: str
    external_id: str
    buyer: str
    sellers: tuple[str, ...]
    differs: tuple[Mapping, ...] = field(default=())
    abandoned: bool = False
