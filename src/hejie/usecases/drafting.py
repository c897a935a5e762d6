"""A neutral's draft of a decision: kept between visits, seen by nobody else, gone once he has decided.

    {"points": [{"words": "…", "says": "buyer", "prove": "buyer", "finding": "open", "bears": ["e1", "q1"]}],
     "form": {"findings": "…", "rules": "…", "refund": "119.40", …}, "cited": ["e1"]}

It is plain text as typed, so that nothing is lost that does not make sense yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from hejie.domain.cases import access
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.context import Context
from hejie.store.models import DecisionDraft


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it stands.

    number   how often it was kept; 0: never. before: its text when it was kept the time before
    """

    number: int = 0
    data: Mapping = field(default_factory=dict)
    before: Mapping = field(default_factory=dict)
    at: datetime | None = None


def read(ctx: Context, case_id: str) -> Draft:
    """The neutral's own draft in a case. Refuses not_found for others than its neutral."""
    _for_its_neutral(ctx, case_id)
    row = DecisionDraft.objects.filter(case_id=case_id, person_id=ctx.actor.id).first()
    return Draft(row.number, row.data, row.before, row.at) if row else Draft()


def keep(ctx: Context, case_id: str, data: Mapping, before: Mapping) -> Draft:
    """Keep what has been typed. `before`: how the draft read until now. Refuses not_found."""
    _for_its_neutral(ctx, case_id)
    with transaction.atomic():
        row, made = DecisionDraft.objects.select_for_update().get_or_create(
            case_id=case_id, person_id=ctx.actor.id, defaults={"data": dict(data), "number": 1, "at": ctx.now}
        )
        if not made and row.data != data:
            row.number, row.data, row.before, row.at = row.number + 1, dict(data), dict(before), ctx.now
            row.save()
    return Draft(row.number, row.data, row.before, row.at)


def drop(ctx: Context, case_id: str) -> None:
    """Forget the actor's own draft, once he has decided."""
    DecisionDraft.objects.filter(case_id=case_id, person_id=ctx.actor.id).delete()


def drop_of(case_id: str, person: str) -> None:
    """Forget the draft of somebody who is no longer the neutral of a case; nobody else may read it."""
    DecisionDraft.objects.filter(case_id=case_id, person_id=person).delete()


def drop_all(case_id: str) -> int:
    """Forget every draft of a case, as when private contents of it are erased; returns how many there were."""
    return DecisionDraft.objects.filter(case_id=case_id).delete()[0]


def _for_its_neutral(ctx: Context, case_id: str) -> None:
    case = access.may_read(ctx.actor, reader.case(case_id))
    if access.side_of(ctx.actor, case) != "neutral":
        raise Refusal("not_found")
