"""The whole log checked: every seal, every leaf against its entry, every node of the tree, every time stamp.

The tree is reckoned anew from the entries' hashes, some thousands of leaves at a time. Each fault says where it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from cryptography.x509 import Certificate
from django.db import connection

from hejie.domain.kernel import canonical, chain, clock, merkle
from hejie.domain.kernel.chain import is_hash
from hejie.domain.kernel.seal import seal_digest
from hejie.record import sealing, timestamps
from hejie.record.signing import Keys, verify_signature
from hejie.store import seal_tokens

MOST_FAULTS = 500
_AT_ONCE = 4096
_SHOWN = 20

_Seal = tuple[int, str, str, str, int]


@dataclass(slots=True)
class _Check:
    """What was found so far.

    lost      keys of which the secret was lost
    begun     whether a seal by one of our own keys has been met
    """

    own: frozenset[str]
    lost: frozenset[str]
    faults: list[str] = field(default_factory=list)
    frontier: merkle.Frontier = field(default_factory=merkle.Frontier)
    prev: str = chain.ZERO
    size: int = 0
    key: str = ""
    at: str = ""
    begun: bool = False


def check(keys: Keys) -> list[str]:
    """Faults as sentences, none when all holds. Whatever is neither sealed nor waiting for the next seal is one too.

    keys   present and former ones, and those lost; the public halves are enough
    """
    lost = frozenset(getattr(keys, "lost_keys", ()))
    found = _Check(frozenset((keys.public_key, *(former.key for former in keys.former_keys))), lost)
    numbers = sealing.counted()
    seals = _seals()
    waiting = next(seals, None)
    for rows in _leaves(numbers.leaves):
        nodes = _stored_nodes(rows[0][0], rows[-1][0] + 1)
        done = 0
        while waiting is not None and waiting[0] <= rows[-1][0] + 1:
            part = rows[done : max(done, waiting[0] - rows[0][0])]
            _grow(found, part, nodes)
            done += len(part)
            _check_seal(found, waiting)
            waiting = next(seals, None)
        _grow(found, rows[done:], nodes)
        if len(found.faults) > MOST_FAULTS:
            return found.faults
    while waiting is not None and waiting[0] <= numbers.leaves:
        _check_seal(found, waiting)
        waiting = next(seals, None)
    _check_ends(found, numbers)
    return found.faults


def _seals() -> Iterator[_Seal]:
    """All seals in their order, some hundreds at a time."""
    after = (0, -1)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT size, body, public_key, signature, at_ms FROM seal WHERE (size, at_ms) > (%s, %s) "
                "ORDER BY size, at_ms LIMIT 500",
                after,
            )
            rows = cursor.fetchall()
        yield from rows
        if not rows:
            return
        after = (rows[-1][0], rows[-1][4])


def _check_seal(found: _Check, row: _Seal) -> None:
    size, body, key, signature, at_ms = row
    fault = found.faults.append
    if key not in found.own and key not in found.lost:
        fault(f"seal {size}: was made by a key that is not ours")
    elif key in found.lost and key not in found.own and found.begun:
        fault(f"seal {size}: was made by a lost key after another had taken its place")
    elif not verify_signature(key, signature, body.encode()):
        fault(f"seal {size}: the signature does not hold")
    found.begun |= key in found.own
    again = size == found.size and found.key not in ("", key)  # after a key was lost everything is sealed once more
    if size < found.size or (size == found.size and not again):
        fault(f"seal {size}: covers no more than the seal before")
    try:
        stated = canonical.loads(body.encode())
        says = (stated["v"], stated["size"], stated["root"], stated["prev"])
        at = clock.milliseconds(clock.parse(stated["at"]))
    except (ValueError, KeyError, TypeError):
        fault(f"seal {size}: its text is none of a seal")
        says, at, stated = (), at_ms, {"at": found.at}
    if says and says[:3] != (1, size, found.frontier.root().hex()):
        fault(f"seal {size}: does not cover the entries as they stand")
    if says and says[3] != found.prev:
        fault(f"seal {size}: does not follow the seal before")
    if at != at_ms or stated["at"] < found.at:
        fault(f"seal {size}: its moment is another than in its row, or before that of the seal before")
    found.prev, found.size, found.key = seal_digest(body), size, key
    found.at = max(found.at, stated["at"])


def _leaves(count: int) -> Iterator[list[tuple]]:
    """(index, root, stream, seq, hash of the leaf, of its entry or None, of its node or None), some thousands at a time."""
    for start in range(0, count, _AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT l.idx, l.root, l.stream, l.seq, l.hash, e.hash, t.hash FROM leaf l "
                "LEFT JOIN entry e ON e.root = l.root AND e.stream = l.stream AND e.seq = l.seq "
                "LEFT JOIN tree_node t ON t.level = 0 AND t.idx = l.idx "
                "WHERE l.idx >= %s AND l.idx < %s ORDER BY l.idx",
                (start, min(start + _AT_ONCE, count)),
            )
            rows = cursor.fetchall()
        if rows:
            yield rows


def _stored_nodes(start: int, end: int) -> dict[tuple[int, int], str]:
    """The nodes above the leaves that become whole with these leaves."""
    spans = [(level, start >> level, end >> level) for level in range(1, end.bit_length())]
    asked = [span for span in spans if span[1] < span[2]]
    if not asked:
        return {}
    some = " OR ".join(["(level = %s AND idx >= %s AND idx < %s)"] * len(asked))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT level, idx, hash FROM tree_node WHERE {some}", [value for span in asked for value in span]
        )
        return {(level, index): value for level, index, value in cursor.fetchall()}


def _grow(found: _Check, rows: Sequence[tuple], nodes: dict[tuple[int, int], str]) -> None:
    """Take up some leaves and hold the nodes that they make against those that are stored."""
    if not rows:
        return
    kept = {(0, row[0]): row[6] for row in rows}
    size = found.frontier.size
    if rows[0][0] != size or rows[-1][0] != size + len(rows) - 1:
        found.faults.append(f"leaf {_first_gap(rows, size)}: is gone")
    found.frontier, made = found.frontier.extend([_hash_of(found, row) for row in rows])
    for level, index, value in made:
        stored = (kept if level == 0 else nodes).get((level, index))
        if stored != value.hex():
            says = "is gone" if stored is None else "is not the hash of what stands below it"
            found.faults.append(f"tree node {level}/{index}: {says}")


def _first_gap(rows: Sequence[tuple], size: int) -> int:
    return next((size + place for place, row in enumerate(rows) if row[0] != size + place), size)


def _hash_of(found: _Check, row: tuple) -> bytes:
    """What the tree was built of: of leaf and entry, where they differ, the one that the node above knows."""
    index, root, stream, seq, sealed, entry, above = row
    if sealed == entry and is_hash(sealed):
        return bytes.fromhex(sealed)
    says = "its entry is gone" if entry is None else "its hash is not that of its entry"
    found.faults.append(f"leaf {index}: {says} ({stream} entry {seq} of {root})")
    for one in (entry, sealed):
        if is_hash(one) and merkle.leaf(bytes.fromhex(one)).hex() == above:
            return bytes.fromhex(one)
    return bytes.fromhex(sealed) if is_hash(sealed) else bytes(32)


def _check_ends(found: _Check, numbers: sealing.Counted) -> None:
    if numbers.leaves > found.size:
        found.faults.append(f"leaf {found.size}: no seal covers it and those behind it")
    found.faults += _places("leaf {}: stands before the entry that it follows ({} entry {})", _OUT_OF_ORDER)
    strays = _places("{} entry {} of {}: waits for a seal, and is no entry", _NO_ENTRY)
    found.faults += strays
    found.faults += _places("{} entry {} of {}: waits for a seal that it has", _TWICE)
    if strays or numbers.entries != numbers.leaves + numbers.waiting:
        found.faults += _places("{} entry {} of {}: is under no seal and waits for none", _LEFT_OUT) or [
            f"{numbers.entries} entries, but {numbers.leaves} sealed and {numbers.waiting} waiting"
        ]
    found.faults += _more_nodes(numbers.leaves)


_SAME = "{0}.root = {1}.root AND {0}.stream = {1}.stream AND {0}.seq = {1}.seq"
_OUT_OF_ORDER = (
    "SELECT a.idx, a.stream, a.seq FROM leaf a JOIN leaf b ON b.root = a.root AND b.stream = a.stream AND b.seq = a.seq - 1 "
    "WHERE b.idx > a.idx"
)
_NO_ENTRY = (
    f"SELECT u.stream, u.seq, u.root FROM unsealed u LEFT JOIN entry e ON {_SAME.format('e', 'u')} WHERE e.root IS NULL"
)
_TWICE = f"SELECT u.stream, u.seq, u.root FROM unsealed u JOIN leaf l ON {_SAME.format('l', 'u')}"
_LEFT_OUT = (
    f"SELECT e.stream, e.seq, e.root FROM entry e LEFT JOIN leaf l ON {_SAME.format('l', 'e')} "
    f"LEFT JOIN unsealed u ON {_SAME.format('u', 'e')} WHERE l.idx IS NULL AND u.root IS NULL"
)


def _places(sentence: str, question: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"{question} LIMIT {_SHOWN}")
        return [sentence.format(*row) for row in cursor.fetchall()]


def _more_nodes(leaves: int) -> list[str]:
    """Nodes that belong to no whole part of the tree; only looked for where there are too many."""
    faults = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT level, count(*) FROM tree_node GROUP BY level ORDER BY level")
        for level, count in cursor.fetchall():
            whole = leaves >> level if 0 <= level < 64 else 0
            if count > whole:
                cursor.execute(
                    "SELECT idx FROM tree_node WHERE level = %s AND (idx >= %s OR idx < 0) ORDER BY idx LIMIT %s",
                    [level, whole, _SHOWN],
                )
                faults += [
                    f"tree node {level}/{row[0]}: belongs to no tree of {leaves} leaves" for row in cursor.fetchall()
                ]
    return faults


def check_tokens(trusted: Sequence[Certificate] = ()) -> tuple[list[str], int]:
    """Faults of time stamps as sentences, and how many tokens there are.

    trusted   certificates to one of which an authority's own must lead; none: that is not looked at
    """
    faults: list[str] = []
    count = 0
    for token in seal_tokens.every():
        count += 1
        where = f"time stamp over seal {token.size} by {token.authority}"
        bodies = [seal.body for seal in sealing.of_size(token.size)]
        if not bodies:
            faults.append(f"{where}: there is no such seal")
        elif not token.is_whole:
            faults.append(f"{where}: is not as it was given")
        else:
            faults += _token_faults(where, token.token, bodies, trusted)
        if len(faults) > MOST_FAULTS:
            break
    return faults, count


def _token_faults(where: str, token: bytes, bodies: Iterable[str], trusted: Sequence[Certificate]) -> list[str]:
    """One token may be over any of the seals of its size: there are two of them where a key was lost."""
    fault = ""
    for body in bodies:
        try:
            timestamps.check(token, body.encode(), trusted=trusted)
        except timestamps.BadStamp as bad:
            fault = f"{where}: {bad}"
        else:
            return []
    return [fault]
