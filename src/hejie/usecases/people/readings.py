"""The readings of cases by staff, and of originals by anybody (written down by `store.people.log_reading`), as the auditor sees them."""

from collections.abc import Sequence

from hejie.store.models import ReadingLog


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
