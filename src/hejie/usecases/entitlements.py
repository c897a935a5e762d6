"""What is due by the law and the policy that a marketplace has chosen: for anybody's facts, and for a case."""

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from functools import partial
from threading import Lock
from typing import Any

from hejie.domain.cases import entitled, known
from hejie.domain.cases.entitled import LookAgain, Looked
from hejie.domain.cases.telling import TellFacts
from hejie.domain.entitlements import answer as entitled_answer
from hejie.domain.entitlements import questions
from hejie.domain.entitlements.questions import Question
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.rulebooks import law
from hejie.store import market_law
from hejie.usecases import acts, entitling
from hejie.usecases.reading import CaseView

_MOST_RANKED = 1024
_ranked: OrderedDict[tuple, tuple[Question, ...]] = OrderedDict()
_lock = Lock()


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


def case_answer(ctx: Context, view: CaseView, language: str) -> dict[str, Any] | None:
    """The answer of the contract for a case, with the facts that it rests on, who told them, and what is disputed."""
    looked = of_case(ctx, view)
    if looked is None:
        return None
    kept = view.case.entitled or {}
    asks = [one for one in questions_of(looked) if one.fact not in known.OF_FILE]
    return entitled_answer.said(looked.finding, entitling.words(), language, asks) | {
        "facts": known.nested(looked.known.facts),
        "told_by": dict(looked.known.sources),
        "disputed": {path: dict(both) for path, both in looked.known.disputed.items()},
        "recorded": {"entry": kept["seq"], "at": kept["at"], "rulebook": dict(kept["rulebook"])} if kept else None,
    }


def questions_of(looked: Looked) -> tuple[Question, ...]:
    """Facts that would settle the rest, the one that can change most first.

    To try all answers takes some milliseconds, and a case is read far more often than something about it changes: what was
    worked out for these facts on this day is remembered.
    """
    asked, seen = looked.finding.asked, looked.known
    key = (asked.bundle.digest, asked.as_of, json.dumps([dict(seen.facts)], sort_keys=True))
    with _lock:
        found = _ranked.get(key)
    if found is None:
        found = tuple(questions.ranked(asked, looked.finding.rows))
        with _lock:
            _ranked[key] = found
            if len(_ranked) > _MOST_RANKED:
                _ranked.popitem(last=False)
    return found


def look_again(ctx: Context, case_id: str, *, key: str) -> Receipt:
    """Keep with a case what the rules say of it, where that is not what they said last. For the program itself."""
    decide = partial(entitled.look_again, law=ctx.law)
    return acts.in_case(ctx, LookAgain(case_id), key=key, decide=decide, action="system.look")


def tell(ctx: Context, command: TellFacts, *, key: str, if_match: str = "") -> Receipt:
    """A party tells facts for which the law asks. It is part of its account, and allowed when that is."""
    decide = partial(known.tell, schema=law.schema())
    return acts.in_case(ctx, command, key=key, decide=decide, action="statement", if_match=if_match)
