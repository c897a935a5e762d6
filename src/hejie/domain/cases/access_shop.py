"""The part of the one gate that is about a shop's own work: who of it looks after a case, what it knows of a buyer, its goods."""

from hejie.domain.cases.state import CaseState
from hejie.domain.escrow.holds import PLATFORM
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal


def is_of_shop(actor: Actor) -> bool:
    """Whether somebody is of a shop and came for more than one case of it."""
    return actor.role in ("seller", "agent") and bool(actor.seller) and not actor.only_case


def may_arrange(actor: Actor, case: CaseState | None) -> CaseState:
    """The case, for the people of its shop: who looks after it is for them to say and to see. Refuses not_found."""
    own = case is not None and is_of_shop(actor) and actor.marketplace == case.marketplace
    if not own or actor.seller != case.seller:
        raise Refusal("not_found")
    return case


def may_release(actor: Actor, case: CaseState) -> bool:
    """Whether somebody may let go goods that are kept apart: who has them, as long as nobody else has said what becomes of them."""
    if actor.marketplace != case.marketplace or actor.only_case not in ("", case.id):
        return False
    if actor.role in ("seller", "agent") and actor.seller:
        return actor.seller == case.seller
    return case.seller == PLATFORM and actor.role in ("operator", "agent")
