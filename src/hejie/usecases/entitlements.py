"""What is due by the law and the policy that a marketplace has chosen: for anybody's facts, and for a case."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from hejie.domain.cases import entitled, known
from hejie.domain.cases.entitled import LookAgain, Looked
from hejie.domain.cases.telling import TellFacts
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.rulebooks import law
from hejie.store import market_law
from hejie.usecases import acts, entitling
from hejie.usecases.reading import CaseView


def answer(ctx: Context, raw: object, *, language: str, policy: str | None = None) -> dict[str, Any]:
    """The answer of the contract `entitle` to one JSON object of facts.

    policy    a platform's by its name, `none`; None: that of the marketplace, if it has chosen one
    Refuses   what entitling.find refuses
    """
    if policy is None:
        policy = market_law.chosen(ctx.actor.marketplace).policy
    return entitling.entitle(raw, now=ctx.now, language=language, policy="" if policy == market_law.NONE else policy)


def of_case(ctx: Context, view: CaseView, found: Iterable[Mapping] = ()) -> Looked | None:
    """What the rules say of a case now; None where no law is known. found: findings that only their neutral sees yet."""
    rules = ctx.law()
    return entitled.look(view.world, rules, now=ctx.now, found=found) if rules else None


def look_again(ctx: Context, case_id: str, *, key: str) -> Receipt:
    """Keep with a case what the rules say of it, where that is not what they said last. For the program itself."""
    decide = partial(entitled.look_again, law=ctx.law)
    return acts.in_case(ctx, LookAgain(case_id), key=key, decide=decide, action="system.look")


def tell(ctx: Context, command: TellFacts, *, key: str, if_match: str = "") -> Receipt:
    """A party tells facts for which the law asks. It is part of its account, and allowed when that is."""
    decide = partial(known.tell, schema=law.schema())
    return acts.in_case(ctx, command, key=key, decide=decide, action="statement", if_match=if_match)
