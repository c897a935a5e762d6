"""What is known of somebody who is to take a case, besides what the case's own record says of him."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hejie.domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Fitness:
    """Whether he can take it, and why he was chosen.

    hindrance   one of `neutrals.choice.HINDRANCES`, or ""
    why         what the record says of the choice; empty where nothing is known
    """

    hindrance: str = ""
    why: Mapping[str, object] = field(default_factory=dict)

    def demand(self) -> None:
        """Let him pass who can take it.

        Refuses   neutral_unknown, neutral_not_impartial, neutral_of_shop, neutral_has_stake, neutral_met_often, neutral_away,
                  neutral_full
        """
        if self.hindrance == "not_a_neutral":
            raise Refusal("neutral_unknown")
        if self.hindrance in ("party", "former"):
            raise Refusal("neutral_not_impartial")
        if self.hindrance == "shop_member":
            raise Refusal("neutral_of_shop")
        if self.hindrance == "declared":
            raise Refusal("neutral_has_stake")
        if self.hindrance in ("often_seller", "often_buyer"):
            raise Refusal("neutral_met_often")
        if self.hindrance == "away":
            raise Refusal("neutral_away")
        if self.hindrance == "full":
            raise Refusal("neutral_full")


UNKNOWN = Fitness()
