"""The whole record checked at once: every chain, every content, every seal, and the ledger against the entries.

Some roots at a time, so that memory stays flat; each kind of check gives one line when it holds, and one for every
fault that it has found when it does not.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from django.db import connection

from hejie.record import export, replay, sealed_log, sealing, streams
from hejie.record.signing import Keys
from hejie.record.verify import Check
from hejie.store import ledger

OpenFile = Callable[[str], Iterable[bytes]]


@dataclass(slots=True)
class _Audit:
    """What was found so far."""

    open_file: OpenFile
    chains: replay.Report = field(default_factory=replay.Report)
    contents: list[str] = field(default_factory=list)
    money: list[str] = field(default_factory=list)
    checked: int = 0


def audit(keys: Keys, open_file: OpenFile) -> list[Check]:
    """Check everything; `open_file` gives a file of the vault in pieces, FileNotFoundError where it is gone."""
    found = _Audit(open_file)
    for some in replay.roots():
        _roots(found, some)
        if found.chains.full or len(found.contents) + len(found.money) > len(found.chains.faults) + 500:
            break
    seals, sealed = sealed_log.check(keys), sealing.counted()
    whole = f"{found.chains.streams} streams with {found.chains.entries} entries, each chain whole"
    return [
        *_told("entries", found.chains.faults, whole),
        *_told("contents", found.contents, f"{found.checked} as their references say"),
        *_told("money", found.money, "the ledger is what the entries say"),
        *_told("seals", seals, f"{sealed.seals} cover {sealed.leaves} entries; {sealed.waiting} wait for the next"),
    ]


def _told(subject: str, faults: Sequence[str], holds: str) -> list[Check]:
    return [Check(subject, False, fault) for fault in faults] or [Check(subject, True, holds)]


def _roots(found: _Audit, some: Sequence[str]) -> None:
    """The chains and the money of some roots while they stand still; then what their contents hold."""
    money: list[tuple[str, dict]] = []
    wanted: dict[str, tuple[str, set[str]]] = {}
    erased: dict[str, set[str]] = {}  # by root: one content may be cited in a seat of a panel and in the case itself
    with replay.standing_still(some):
        for whole in replay.read_all(found.chains, some):
            if streams.kind_of(whole.stream) in ("order", "purse"):
                money += [(whole.root, entry) for entry in whole.entries]
            wanted[whole.stream] = (whole.root, _not_erased(whole.entries))
            erased.setdefault(whole.root, set()).update(_erased(whole.entries))
        found.money += ledger.differences(money, some)
        there = _rows(some)
    for stream, (root, refs) in wanted.items():
        found.contents += [
            f"{stream}: content {ref} is gone, and no entry says that it was erased"
            for ref in sorted(refs - erased[root])
            if (root, ref) not in there
        ]
    for root, ref in there:
        found.checked += 1
        fault = _content_fault(root, ref, found.open_file)
        if fault:
            found.contents.append(fault)


def _erased(entries: Iterable[dict]) -> set[str]:
    return {ref for entry in entries if entry["kind"] == "ContentErased" for ref in entry["data"]["erased"]}


def _not_erased(entries: Iterable[dict]) -> set[str]:
    cited: set[str] = set()
    erased: set[str] = set()
    for entry in entries:
        cited.update(export.references(entry["data"]))
        if entry["kind"] == "ContentErased":
            erased.update(entry["data"]["erased"])
    return cited - erased


def _rows(some: Sequence[str]) -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT root, ref FROM content WHERE root IN ({', '.join(['%s'] * len(some))})", list(some))
        return set(cursor.fetchall())


def _content_fault(root: str, ref: str, open_file: OpenFile) -> str:
    """What is wrong with one content, or "". One that was erased since we looked is well."""
    row = _content(root, ref)
    if row is None:
        return ""
    salt, data, path = row
    digest = sha256(bytes(salt))
    try:
        for piece in [bytes(data)] if data is not None else open_file(path):
            digest.update(piece)
    except FileNotFoundError:
        return f"content {ref} of {root}: its file {path} is gone" if _content(root, ref) else ""
    return "" if digest.hexdigest() == ref else f"content {ref} of {root}: is not what its reference says"


def _content(root: str, ref: str) -> tuple | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT salt, data, path FROM content WHERE root = %s AND ref = %s", (root, ref))
        return cursor.fetchone()
