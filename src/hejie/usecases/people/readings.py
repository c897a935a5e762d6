"""That staff have read a case is written down, and shown to the auditor."""

from collections.abc import Sequence
from datetime import datetime

from hejie.domain.kernel.actor import Actor
from hejie.store.models import ReadingLog


def log(actor: Actor, case_id: str, what: str, now: datetime) -> None:
    """Write down that an actor has read something of a case; buyers and sellers of the case itself are not staff.

    what   the page or noun, as `case`, `dossier`, `evidence/e3`
    """
    if not actor.is_staff:
        return
    ReadingLog.objects.create(
        marketplace_id=actor.marketplace, person_id=actor.id, role=actor.role, case_id=case_id, what=what[:120], at=now
    )


def of_case(marketplace: str, case_id: str, before: int | None = None, most: int = 100) -> Sequence[ReadingLog]:
    """Readings of one case, newest first, by keyset: `before` is the last id seen."""
    return _page(ReadingLog.objects.filter(marketplace_id=marketplace, case_id=case_id), before, most)


def newest(marketplace: str, before: int | None = None, most: int = 100) -> Sequence[ReadingLog]:
    """Readings of a marketplace's cases, newest first, by keyset."""
    return _page(ReadingLog.objects.filter(marketplace_id=marketplace), before, most)


def _page(found, before: int | None, most: int) -> Sequence[ReadingLog]:
    if before is not None:
        found = found.filter(id__lt=before)
    return list(found.select_related("person").order_by("-id")[:most])
