"""The whole record checked at once: every chain, every content, every seal and time stamp, and the tables against the entries.

Some roots at a time, so that memory stays flat; each kind of check gives one line when it holds, and one for every
fault that it has found when it does not.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from cryptography.x509 import Certificate

from hejie.record import audit_contents, audit_kept, replay, sealed_log, sealing
from hejie.record.signing import Keys
from hejie.record.verify import Check
from hejie.store import rulebooks

OpenFile = Callable[[str], Iterable[bytes]]


@dataclass(slots=True)
class _Audit:
    """What was found so far."""

    open_file: OpenFile
    chains: replay.Report = field(default_factory=replay.Report)
    contents: audit_contents.Found = field(default_factory=audit_contents.Found)
    tables: replay.Report = field(default_factory=replay.Report)
    money: list[str] = field(default_factory=list)
    kept: audit_kept.Found = field(default_factory=audit_kept.Found)

    @property
    def full(self) -> bool:
        """Whether there are so many faults that looking on tells nothing new."""
        others = len(self.contents.faults) + len(self.tables.faults) + len(self.money) + len(self.kept)
        return self.chains.full or others > len(self.chains.faults) + sealed_log.MOST_FAULTS


def audit(keys: Keys, open_file: OpenFile, trusted: Sequence[Certificate] = ()) -> list[Check]:
    """Check everything.

    open_file   gives a file of the vault in pieces, FileNotFoundError where it is gone
    trusted     certificates to one of which time-stamp authorities must lead; none: that is not looked at
    """
    found = _Audit(open_file)
    for some in replay.roots():
        _roots(found, some)
        if found.full:
            break
    else:
        found.tables.faults += replay.without_entries()
        audit_kept.without_entries(found.kept)
    seals, sealed = sealed_log.check(keys), sealing.counted()
    stamps, count = sealed_log.check_tokens(trusted)
    whole = f"{found.chains.streams} streams with {found.chains.entries} entries, each chain whole"
    return [
        *_told("entries", found.chains.faults, whole),
        *_told("contents", found.contents.faults, f"{found.contents.checked} as their references say"),
        *_closed(found.contents.closed),
        *_told("money", found.money, "the ledger is what the entries say"),
        *_told("accounts", found.kept.accounts, f"{found.kept.balances} balances are what their transfers come to"),
        *_told("tables", found.tables.faults, "what is looked up is what the entries say"),
        *_told("receipts", found.kept.receipts, f"{found.kept.answers} answers to acts name entries that are there"),
        *_told("traces", found.kept.traces, f"{found.kept.marks} belong to contents that are there"),
        *_told("rulebooks", rulebooks.faults(), "each is what its digest says"),
        *_told("seals", seals, f"{sealed.seals} cover {sealed.leaves} entries; {sealed.waiting} wait for the next"),
        *(_told("time stamps", stamps, f"{count} hold{_trust(trusted)}") if count or stamps else ()),
    ]


def _trust(trusted: Sequence[Certificate]) -> str:
    return (
        ", by authorities that are trusted"
        if trusted
        else "; whether their authorities are to be trusted was not asked"
    )


def _told(subject: str, faults: Sequence[str], holds: str) -> list[Check]:
    return [Check(subject, False, fault) for fault in faults] or [Check(subject, True, holds)]


def _closed(number: int) -> list[Check]:
    """What sides told alone and cannot be opened because its keys did not come along with a backup: said, and no fault."""
    says = f"{number} told alone cannot be opened here: the backup that they came back from was without keys"
    return [Check("contents", True, says)] if number else []


def _roots(found: _Audit, some: Sequence[str]) -> None:
    """Chains, tables, money and what is kept beside them of some roots while they stand still; then what their contents hold."""
    cited, heads = audit_contents.Cited(), audit_kept.Heads()
    with replay.standing_still(some):
        for whole in replay.compare_some(found.chains, found.tables, found.money, some):
            cited.take(whole)
            heads.take(whole)
        there = audit_contents.rows(some)
        audit_kept.check(found.kept, heads, some, ((row[0], row[1]) for row in there))
    audit_contents.check(found.contents, cited, there, found.open_file)
