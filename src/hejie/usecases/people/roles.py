"""What a person may act as, and the row behind it."""

from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.store import statements
from hejie.store.models import Membership, Person, Seller

# Which role a person of several starts with: the one that waits least well first.
ORDER = ("operator", "neutral", "agent", "seller", "auditor", "integrator", "buyer")


def of(person: Person) -> tuple[str, ...]:
    """All that a person may act as, the usual one first: `operator`, `seller:s…`, `agent`, … and `buyer` always."""
    return tuple(name_of(row) for row in memberships(person))


def is_staff(person: Person) -> bool:
    """Whether he is anything but a buyer, and so needs a second factor for acts on money, decisions and people."""
    return any(row.role != "buyer" for row in memberships(person))


def acting(person: Person, asked: str = "", chosen: str = "") -> Actor:
    """The person as actor: in the role asked for, else the chosen one, else his usual one.

    asked     `seller` or `seller:s…`; refused (role_not_yours) when he has no such role
    chosen    remembered from before; passed over in silence when he has it no more
    """
    rows = memberships(person)
    if asked:
        rows = [row for row in rows if asked in (row.role, name_of(row))]
        if not rows:
            raise Refusal("role_not_yours", role=asked[:80])
    row = next((row for row in rows if name_of(row) == chosen), rows[0])
    shop = row.seller.id if row.seller else ""
    limit = row.promise_limit_minor if row.role == "agent" else None
    return Actor(row.role, person.id, person.marketplace_id, shop, promise_limit=limit)


def question(actor: Actor) -> statements.Statement:
    """What has an answer as long as a person may act in this role, be it of a shop; not for agents, who have limits besides."""
    shop = Seller.key_of(actor.marketplace, actor.seller) if actor.seller else None
    where = "seller_id = %s" if shop else "seller_id IS NULL"
    sql = f"SELECT 1 FROM membership WHERE person_id = %s AND role = %s AND {where}"
    return sql, (actor.id, actor.role, *([shop] if shop else ()))


def written(actor: Actor) -> str:
    """An actor's role as addresses, sessions and tokens write it."""
    return f"{actor.role}:{actor.seller}" if actor.seller else actor.role


def memberships(person: Person) -> list[Membership]:
    """His memberships in the order of roles, read once for each loaded person; everybody is a buyer besides."""
    known = getattr(person, "_roles", None)
    if known is None:
        found = [*Membership.objects.filter(person=person).select_related("seller")]
        if not any(row.role == "buyer" for row in found):
            found.append(Membership(person=person, role="buyer"))
        known = person._roles = sorted(found, key=lambda row: (ORDER.index(row.role), row.seller_id or ""))
    return known


def name_of(row: Membership) -> str:
    """How a role is written in addresses, sessions and tokens."""
    return f"{row.role}:{row.seller.id}" if row.seller else row.role


def give(person: Person, role: str, seller: Seller | None = None, promise_limit_minor: int = 0) -> None:
    """Let a person act in a role; given twice it is the same role, with the newest limit.

    seller    the shop; needed for `seller`, allowed for `agent`, for nobody else
    Refuses   role_needs_shop, role_has_no_shop
    """
    if role == "seller" and seller is None:
        raise Refusal("role_needs_shop", role=role)
    if seller is not None and role not in ("seller", "agent"):
        raise Refusal("role_has_no_shop", role=role)
    if role != "buyer":
        person.memberships.update_or_create(
            role=role, seller=seller, defaults={"promise_limit_minor": promise_limit_minor}
        )
    person.__dict__.pop("_roles", None)
