"""What is due by the law and the policy that a marketplace has chosen: for anybody's facts, and for a case."""

from typing import Any

from hejie.record.context import Context
from hejie.store import market_law
from hejie.usecases import entitling


def answer(ctx: Context, raw: object, *, language: str, policy: str | None = None) -> dict[str, Any]:
    """The answer of the contract `entitle` to one JSON object of facts.

    policy    a platform's by its name, `none`; None: that of the marketplace, if it has chosen one
    Refuses   what entitling.find refuses
    """
    if policy is None:
        policy = market_law.chosen(ctx.actor.marketplace).policy
    return entitling.entitle(raw, now=ctx.now, language=language, policy="" if policy == market_law.NONE else policy)
