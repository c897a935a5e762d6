"""Who acts, in which role, and through whom."""

from dataclasses import dataclass

ROLES = frozenset({"buyer", "seller", "agent", "neutral", "operator", "auditor", "integrator", "expert", "system"})
STAFF = frozenset({"agent", "neutral", "operator", "auditor"})


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who asks for an act, as the edge has recognised him.

    role            one of ROLES; the worker and imports act as `system`
    id              person id, or the name of the integrator or the system part; of an `expert`, somebody who was asked in, the
                    number of the request (`only_case` names its case)
    seller          the shop he acts for (sellers and agents of a shop), else empty
    through         session, token, link, worker, import, cli, or `integrator:<id>`
    personal        false when another acts for him, or he came over a link without the one-time code
    second_factor   whether this sign-in proved a second factor
    promise_limit   most that an agent may promise in one package, in minor units; None: no limit
    only_case       the one case that he may see, when he came by a signed link; else empty
    """

    role: str
    id: str
    marketplace: str
    seller: str = ""
    through: str = "session"
    personal: bool = True
    second_factor: bool = False
    promise_limit: int | None = None
    only_case: str = ""

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise ValueError(f"unknown role: {self.role}")

    @property
    def is_staff(self) -> bool:
        """Whether his readings of a case are logged."""
        return self.role in STAFF

    def as_author(self) -> dict[str, str]:
        """The `by` of an entry: who acted, for which shop, and through whom. Absent keys mean empty."""
        by = {"role": self.role, "id": self.id, "through": self.through}
        if self.seller:
            by["seller"] = self.seller
        return by


def system(marketplace: str, part: str = "worker") -> Actor:
    """The program itself, carrying out what silence or an import brings about."""
    return Actor("system", part, marketplace, through=part)
