"""The part of the one gate that is about trade beside cases: orders, deals, vouchers, standings. `access.may` asks it."""

from hejie.domain.cases.world import World
from hejie.domain.deals import decide as deals
from hejie.domain.escrow.points_commands import owner
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal

READERS = frozenset({"operator", "auditor"})


# What is said of an order's goods is said by who bought and who sold them, whoever else may act for an order.
_BY_PEOPLE = frozenset({"order.review", "order.review_reply", "order.promise_contest"})


def may_with_vouchers(actor: Actor, action: str, command: object) -> None:
    """Shops and the marketplace give out of their own purses; sellers set their own budgets, operators any; buyers ask for codes.

    Whose a voucher is, and whether somebody may see the order at which it is used, the decision and the use case look at.
    """
    own = bool(actor.seller) and command.funder == actor.seller
    ours = command.funder == "platform" and (actor.role == "operator" or (actor.role == "agent" and not actor.seller))
    allowed = {
        "voucher.issue": (own and actor.role in ("seller", "agent")) or ours,
        "voucher.budget": (own and actor.role == "seller") or actor.role == "operator",
        "voucher.code": actor.role == "buyer",
        "voucher.use": actor.role in ("buyer", "seller", "agent", "operator", "integrator"),
    }
    if actor.only_case or not allowed.get(action, False):
        raise Refusal("not_found")


def may_with_points(actor: Actor, action: str, command: object) -> None:
    """Given as vouchers are; operators say what a point is worth; a buyer spends his own, or the marketplace's program for him."""
    own = bool(actor.seller) and command.funder == actor.seller
    ours = command.funder == "platform" and (actor.role == "operator" or (actor.role == "agent" and not actor.seller))
    allowed = {
        "points.worth": actor.role == "operator",
        "points.give": (own and actor.role in ("seller", "agent")) or ours,
        "points.use": actor.role == "integrator" or (actor.role == "buyer" and command.funder == owner(actor.id)),
    }
    if actor.only_case or not allowed.get(action, False):
        raise Refusal("not_found")


def may_with_order(actor: Actor, action: str, world: World, command: object) -> None:
    """Buyer and shops each do their own; the marketplace's people do all but what only people of the sale can say."""
    if world.order is not None and actor.marketplace != world.order.marketplace:
        raise Refusal("not_found")
    if action == "order.hold":
        if actor.role not in READERS or actor.only_case:
            raise Refusal("not_found")
        return
    if actor.role in ("system", "operator", "integrator") and action not in _BY_PEOPLE:
        return
    order = None if actor.only_case else world.order
    own = order is not None and actor.role == "buyer" and actor.id == order.buyer
    shop = order is not None and actor.role in ("seller", "agent") and actor.seller in order.sellers()
    allowed = {
        "order.confirm": own,
        "order.release": own,
        "order.ship": shop and _answers_for(actor, order, command),
        "order.deliver": shop and _answers_for(actor, order, command),
        "order.parcel": shop and _is_parcel_of(actor, order, command),
        "order.record": shop and _is_own_proof(actor, order, command),
        "order.accept": shop and _answers_for(actor, order, command),
        "order.extend": own or (shop and _is_clock_of(actor, order, command)),
        "order.ask_time": shop and _is_clock_of(actor, order, command),
        "order.answer_time": own,
        "order.deal": own or shop,
        "order.cancel": own or (shop and order.sellers() == {actor.seller}),  # nobody calls off what others have sold
        "order.refund": shop and _answers_for(actor, order, command),
        "order.review": own,
        "order.review_reply": shop,
        "order.promise": shop or (order is not None and actor.role == "agent" and not actor.seller),
        "order.promise_contest": own,
    }
    if not allowed.get(action, False):
        raise Refusal("not_found")


def may_with_deal(actor: Actor, action: str, world: World, command: object) -> None:
    """Both sides act; the marketplace's program puts forward for them and places the order; operators erase."""
    deal = world.deal
    if actor.marketplace != (deal.marketplace if deal else world.marketplace) or (
        deal is None and action != "deal.propose"
    ):
        raise Refusal("not_found")
    side = deal_side(actor, deal or command)
    program = actor.role in ("operator", "integrator", "system")
    allowed = {"deal.bind": program or bool(side), "deal.erase": actor.role == "operator"}
    if not allowed.get(action, bool(side)):
        raise Refusal("not_found")


def deal_side(actor: Actor, deal: object) -> str:
    """buyer or seller of a deal (or of a proposal of one); "" for anybody else."""
    return deals.side_of(actor, deal.seller, deal.buyer)


def may_read_deal(actor: Actor, deal: object | None) -> object:
    """The deal, for both sides, the marketplace's operators and auditors and its program; not_found for everybody else."""
    if deal is None or actor.marketplace != deal.marketplace or actor.only_case:
        raise Refusal("not_found")
    if actor.role in READERS or actor.role in ("system", "integrator") or deal_side(actor, deal):
        return deal
    raise Refusal("not_found")


_BY_OWNER = ("standing.appeal", "standing.paper")


def may_with_standing(actor: Actor, action: str, world: World, command: object) -> None:
    """Whoever it is about appeals; operators find, decide and lift. Where nothing has been counted yet as well."""
    own = is_own_standing(actor, command.side, command.of)
    either = action == "standing.declare" and command.side == "seller"
    fits = own if action in _BY_OWNER else actor.role == "operator" or (either and own)
    if not fits or actor.marketplace != world.marketplace:
        raise Refusal("not_found")


def _answers_for(actor: Actor, order: object, command: object) -> bool:
    """Whether the act is about lines of this shop alone. Refuses unknown_line."""
    return all(order.seller_of(line) == actor.seller for line in getattr(command, "lines", ()))


def _is_clock_of(actor: Actor, order: object, command: object) -> bool:
    """Whether a clock of the order is about lines of this shop alone."""
    lines = order.lines_of_clock(getattr(command, "deadline", ""))
    return bool(lines) and all(order.seller_of(line) == actor.seller for line in lines)


def may_read_order(actor: Actor, order: object | None) -> object:
    """The order, for its buyer, its sellers, the platform and auditors; not_found for everybody else."""
    if order is None or actor.marketplace != order.marketplace or actor.only_case:
        raise Refusal("not_found")
    if actor.role in READERS or actor.role in ("system", "integrator") or (actor.role == "agent" and not actor.seller):
        return order
    if actor.role == "buyer" and actor.id == order.buyer:
        return order
    if actor.role in ("seller", "agent") and actor.seller in order.sellers():
        return order
    raise Refusal("not_found")


def _is_parcel_of(actor: Actor, order: object, command: object) -> bool:
    """Whether a parcel of the order holds lines of this shop alone; one that is not there is refused when it is decided."""
    found = next((one for one in order.parcels if one.id == getattr(command, "parcel", "")), None)
    return found is None or all(order.seller_of(line) == actor.seller for line in found.lines)


# What a shop's people may put on the record of an order themselves, as said by the shop.
_PROOFS = frozenset({"digital", "proof_of_delivery"})


def _is_own_proof(actor: Actor, order: object, command: object) -> bool:
    """Whether a record is a shop's own proof that its lines were handed over, told as the shop's word."""
    if getattr(command, "source", "") != "seller" or getattr(command, "kind", "") not in _PROOFS:
        return False
    lines = command.lines or tuple(line.line for line in order.lines)
    return all(order.seller_of(line) == actor.seller for line in lines)


def is_own_standing(actor: Actor, side: str, of: str) -> bool:
    """Whether it is the buyer's own, or that of the shop for which somebody acts."""
    if side == "buyer":
        return actor.role == "buyer" and actor.id == of and not actor.only_case
    return side == "seller" and actor.role in ("seller", "agent") and actor.seller == of


def may_see_standing(actor: Actor, marketplace: str, side: str, of: str) -> bool:
    """Whose standing it is, operators and auditors. Neutrals do not, so that nobody's past decides his case."""
    if actor.marketplace != marketplace:
        return False
    return actor.role in READERS or is_own_standing(actor, side, of)
