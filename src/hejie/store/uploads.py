"""Uploads on their way (table `upload`): begun, gone on with, ended. A row belongs to whoever began it."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F

from hejie.store.models import Upload


def begin(**fields: object) -> Upload:
    """A new row."""
    return Upload.objects.create(**fields)


def of(marketplace: str, actor: str, case_id: str, id: str, now: datetime) -> Upload | None:
    """Somebody's own upload for a case, while it has not expired."""
    own = Upload.objects.filter(id=id, marketplace_id=marketplace, actor=actor, case_id=case_id)
    return own.filter(expires_at__gt=now).first()


def open_ones(marketplace: str, actor: str, now: datetime) -> int:
    """How many uploads somebody has under way."""
    own = Upload.objects.filter(marketplace_id=marketplace, actor=actor, expires_at__gt=now)
    return own.exclude(about__has_key="filed").count()


def waiting(marketplace: str, actor: str, case_id: str, room: str, now: datetime) -> list[str]:
    """Ids of somebody's own uploads for a room that are all there and not filed yet, the oldest first."""
    own = Upload.objects.filter(marketplace_id=marketplace, actor=actor, case_id=case_id, room=room, expires_at__gt=now)
    whole = own.filter(received=F("size")).exclude(about__has_key="filed").order_by("created_at", "id")
    return list(whole.values_list("id", flat=True))


def go_on(row: Upload, size: int, about: Mapping, expires_at: datetime) -> bool:
    """Count a part of so many bytes; False where another part was counted meanwhile."""
    still = Upload.objects.filter(id=row.id, received=row.received)
    return still.update(received=row.received + size, about=dict(about), expires_at=expires_at) == 1


def mark(row: Upload, about: Mapping) -> None:
    """Say of an upload what has become of it."""
    Upload.objects.filter(id=row.id).update(about=dict(about))


def end(id: str) -> None:
    """Forget an upload."""
    Upload.objects.filter(id=id).delete()


def expired(now: datetime, most: int) -> list[str]:
    """Ids of uploads whose time is over, the oldest first."""
    rows = Upload.objects.filter(expires_at__lte=now).order_by("expires_at")
    return list(rows.values_list("id", flat=True)[:most])
