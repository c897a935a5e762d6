"""What is kept beside the record and cannot be worked out from it, held against it: accounts, receipts, traces.

    accounts   each balance is what the transfers beside it come to, reckoned again without a look at the entries
    receipts   the answer to an act names entries that are there, with the head that they have
    traces     by which contents are compared: each belongs to a content that is there, in a case of that order

Of a receipt its key, moment and digest, of a trace its key and value, are not told by the record; a change of these alone is not found.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import orjson
from django.db import connection

from hejie.domain.kernel import chain
from hejie.record.replay import Whole
from hejie.store import ledger

_MOST = 20
_ELSEWHERE = ("webhooks", "calendars")
"""Where answers are kept that are none to an act of the record: `webhooks:<marketplace>`, `calendars:<marketplace>`."""
_TRACES = frozenset({"file", "waves", "edges", "text", "waybill", "found"})
_ANSWER = frozenset({"root", "stream", "first_seq", "last_seq", "head", "created", "repeated"})


@dataclass(slots=True)
class Found:
    """Faults as sentences, and how many of each are as they should be."""

    accounts: list[str] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    balances: int = 0
    answers: int = 0
    marks: int = 0

    def __len__(self) -> int:
        return len(self.accounts) + len(self.receipts) + len(self.traces)


@dataclass(slots=True)
class Heads:
    """The hashes of the entries of some roots, by root and stream, in order; and to which marketplace each root belongs."""

    of: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    marketplaces: dict[str, str] = field(default_factory=dict)

    def take(self, whole: Whole) -> None:
        """Take up the entries of a stream."""
        self.of[whole.root, whole.stream] = [entry["hash"] for entry in whole.entries]
        if market := getattr(whole.state, "marketplace", ""):
            self.marketplaces[whole.root] = market


def check(found: Found, heads: Heads, some: Sequence[str], contents: Iterable[tuple[str, str]]) -> None:
    """Hold what is kept of some roots against their entries and contents, while they stand still.

    contents    root and reference of all contents that are there
    """
    _accounts(found, some)
    _receipts(found, heads, some)
    _traces(found, heads, some, frozenset(contents))


def without_entries(found: Found) -> None:
    """Answers and traces of roots of which the record knows nothing: none may claim that there is an entry."""
    for root, stream, key, result in _orphans("receipt", "root, stream, key, result"):
        answer = _read(result)
        elsewhere = root == stream and root.partition(":")[0] in _ELSEWHERE
        if not elsewhere and (answer is None or answer["last_seq"]):
            found.receipts.append(f"receipt {key} of {stream}: the record knows no {root}")
    for root, kind, ref in _orphans("trace", "root, kind, ref"):
        found.traces.append(f"trace ({kind}) of content {ref}: the record knows no {root}")


def _orphans(table: str, columns: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM {table} t WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.root = t.root) "
            f"ORDER BY {columns} LIMIT {_MOST * 50}"
        )
        return cursor.fetchall()


def _accounts(found: Found, some: Sequence[str]) -> None:
    """Each balance against its transfers, and each transfer that settles another against that one."""
    wrong, number = ledger.unbalanced(some)
    found.balances += number - len(wrong)
    found.accounts += wrong[:_MOST]


def _receipts(found: Found, heads: Heads, some: Sequence[str]) -> None:
    for root, stream, key, result in _rows("receipt", "root, stream, key, result", some):
        fault = _of_receipt(heads, root, stream, _read(result))
        if fault:
            found.receipts.append(f"receipt {key} of {stream}: {fault}")
        else:
            found.answers += 1


def _of_receipt(heads: Heads, root: str, stream: str, answer: Mapping | None) -> str:
    if answer is None:
        return "its answer cannot be read"
    if (answer["root"], answer["stream"]) != (root, stream):
        return f"its answer is about {answer['stream']} of {answer['root']}"
    first, last = answer["first_seq"], answer["last_seq"]
    hashes = heads.of.get((root, stream))
    if hashes is None:
        if last and _has_entries(root, stream):
            return ""  # its chain does not hold, which is told already
        hashes = []
    if not last:
        return "" if (first, answer["head"]) == (0, chain.ZERO) else "it names no entry, and a head"
    if not 1 <= first <= last <= len(hashes):
        return f"it names the entries {first} to {last}, and there are {len(hashes)}"
    return "" if hashes[last - 1] == answer["head"] else f"entry {last} has another head than it says"


def _has_entries(root: str, stream: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM entry WHERE root = %s AND stream = %s LIMIT 1", [root, stream])
        return cursor.fetchone() is not None


def _read(result: str) -> Mapping | None:
    """An answer as it is kept; None for what is none."""
    try:
        answer = orjson.loads(result)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(answer, dict) or answer.keys() != _ANSWER:
        return None
    whole = all(type(answer[name]) is int for name in ("first_seq", "last_seq"))
    return answer if whole and all(type(answer[name]) is str for name in ("root", "stream", "head")) else None


def _traces(found: Found, heads: Heads, some: Sequence[str], contents: frozenset[tuple[str, str]]) -> None:
    for root, kind, case, ref, market in _rows("trace", "root, kind, case_id, ref, marketplace", some):
        fault = ""
        if kind not in _TRACES:
            fault = "there is no such kind"
        elif (root, ref) not in contents:
            fault = "the content is not there"
        elif case and (root, f"case:{case}") not in heads.of and not _has_entries(root, f"case:{case}"):
            fault = f"there is no case {case} of that order"
        elif market != heads.marketplaces.get(root, market):
            fault = f"it stands with the marketplace {market}"
        if fault:
            found.traces.append(f"trace ({kind}) of content {ref} of {root}: {fault}")
        else:
            found.marks += 1


def _rows(table: str, columns: str, some: Sequence[str]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM {table} WHERE root IN ({', '.join(['%s'] * len(some))}) ORDER BY {columns}",
            list(some),
        )
        return cursor.fetchall()
