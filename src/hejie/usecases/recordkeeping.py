"""Keeping the record: seal it, check all of it, compare or rebuild what is read from it."""

from collections.abc import Sequence
from datetime import datetime

from cryptography.x509 import Certificate
from django.conf import settings

from hejie.domain.kernel import clock
from hejie.record import audit, replay, sealing, signing, timestamps
from hejie.record.replay import Report
from hejie.record.sealing import Counted, Seal
from hejie.record.timestamps import Stamp
from hejie.record.verify import Check
from hejie.store import seal_tokens
from hejie.store.seal_tokens import Token
from hejie.usecases import dossiers, stamping

__all__ = ["Check", "Counted", "Report", "Seal", "Stamp", "Token"]


def seal(now: datetime) -> list[Seal]:
    """Seal everything that is not sealed yet; returns the new seals."""
    return sealing.seal_new(dossiers.keys(), now)


def stamp(now: datetime) -> tuple[int, list[str]]:
    """Ask for every time stamp that is due, and wait; (how many came, why others did not)."""
    return stamping.all_due(now)


def go_on_without_key(now: datetime) -> list[str]:
    """Go on with the key that is here, or a new one, although that of older seals is lost; returns the keys given up.

    What they signed is signed once more by ours, so that every entry can be proved under it. Refuses SigningKeyError:
    no key is lost
    """
    known = signing.go_on_without(settings.HOME, sealing.used_keys())
    sealing.seal_anew(known, now)
    return list(known.lost_keys)


def change_key() -> None:
    """Change to a new signing key; the old one's last signature vouches for it, and its seals stay valid."""
    signing.rotate_keys(settings.HOME)


def public_key() -> str:
    """The public half of the present signing key, 64 hex digits."""
    return dossiers.keys().public_key


def key_document() -> bytes:
    """The present and the former public keys as canonical JSON, for the fixed public address."""
    return dossiers.keys().public_document()


def seals_of(size: int) -> list[tuple[Seal, list[Token]]]:
    """The seals over so many entries, newest first, each with the time stamps over it."""
    return [(one, tokens_over(one)) for one in sealing.of_size(size)]


def tokens_over(seal: Seal) -> list[Token]:
    """The time stamps over a seal that hold, those given first first."""
    found = seal_tokens.of_seals([seal.size])[seal.size]
    return [one for one in found if told_by(one.token, seal.body) is not None]


def stamps_over(sizes: Sequence[int]) -> dict[int, list[Token]]:
    """The time stamps over the seals of these sizes, unchecked, those given first first."""
    return seal_tokens.of_seals(sizes)


def authorities() -> tuple[str, ...]:
    """The time-stamp authorities that are asked."""
    return settings.TIME_STAMPS


def newest_stamp() -> tuple[datetime, datetime] | None:
    """What an authority said the time was over the newest of the last seals, and what it was here when that came; or None."""
    sizes = [row[0] for row in sealing.page(limit=20)]
    for size, tokens in sorted(stamps_over(sizes).items(), reverse=True):
        for one in tokens:
            told = next((said for seal in sealing.of_size(size) if (said := told_by(one.token, seal.body))), None)
            if told:
                return told.at, clock.from_milliseconds(one.at_ms)
    return None


def lost_keys() -> tuple[str, ...]:
    """The public keys whose secrets were lost."""
    return dossiers.keys().lost_keys


def told_by(token: bytes, body: str) -> Stamp | None:
    """What a time stamp says, or None where it does not hold over this text."""
    try:
        return timestamps.check(token, body.encode())
    except timestamps.BadStamp:
        return None


def seals(before: int = 0, limit: int = 50) -> list[tuple[int, str, str, str]]:
    """(size, exact text, public key, signature) of seals, newest first; `before`: only smaller ones."""
    return sealing.page(before, limit)


def counted() -> Counted:
    """How many entries there are, how many are sealed, how many wait, and how many seals there are."""
    return sealing.counted()


def check_everything(trusted: Sequence[Certificate] = ()) -> list[Check]:
    """Every chain, content, seal and the ledger against the entries; a check that fails comes once for each fault.

    trusted   certificates to one of which time-stamp authorities must lead; none: those that the settings name
    """
    return audit.audit(dossiers.keys(), dossiers.pieces, trusted or stamping.trusted())


def compare() -> Report:
    """Fold everything and compare with the query tables and the ledger."""
    return replay.check()


def rebuild() -> Report:
    """Write the query tables anew from the record; nothing is changed when there are faults."""
    return replay.rebuild()
