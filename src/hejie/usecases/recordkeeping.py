"""Keeping the record: seal it, check all of it, compare or rebuild what is read from it."""

from datetime import datetime

from django.conf import settings

from hejie.record import audit, replay, sealing, signing
from hejie.record.replay import Report
from hejie.record.sealing import Counted, Seal
from hejie.record.verify import Check
from hejie.usecases import dossiers

__all__ = ["Check", "Counted", "Report", "Seal"]


def seal(now: datetime) -> list[Seal]:
    """Seal everything that is not sealed yet; returns the new seals."""
    return sealing.seal_new(dossiers.keys(), now)


def change_key() -> None:
    """Change to a new signing key; the old one's last signature vouches for it, and its seals stay valid."""
    signing.rotate_keys(settings.HOME)


def public_key() -> str:
    """The public half of the present signing key, 64 hex digits."""
    return dossiers.keys().public_key


def key_document() -> bytes:
    """The present and the former public keys as canonical JSON, for the fixed public address."""
    return dossiers.keys().public_document()


def seals(before: int = 0, limit: int = 50) -> list[tuple[int, str, str, str]]:
    """(size, exact text, public key, signature) of seals, newest first; `before`: only smaller ones."""
    return sealing.page(before, limit)


def counted() -> Counted:
    """How many entries there are, how many are sealed, how many wait, and how many seals there are."""
    return sealing.counted()


def check_everything() -> list[Check]:
    """Every chain, content, seal and the ledger against the entries; a check that fails comes once for each fault."""
    return audit.audit(dossiers.keys(), dossiers.pieces)


def compare() -> Report:
    """Fold everything and compare with the query tables and the ledger."""
    return replay.check()


def rebuild() -> Report:
    """Write the query tables anew from the record; nothing is changed when there are faults."""
    return replay.rebuild()
