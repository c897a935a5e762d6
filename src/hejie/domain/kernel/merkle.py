"""The tree over all entries by which a seal covers each of them (RFC 6962 section 2.1, SHA-256).

A node is named by its level (0: leaves) and its index in that level, and covers the 2^level leaves from
index * 2^level. Only whole nodes are stored; they never change, so a log of millions of leaves grows by writing a
few nodes for each leaf, and any root or proof reads a few dozen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

EMPTY = sha256(b"").digest()
HASH_BYTES = 32

Nodes = Callable[[int, int], bytes]
"""Gives the hash of the whole node (level, index)."""

Stored = tuple[int, int, bytes]
"""Level, index and hash of a whole node, to be kept."""


def leaf(content: bytes) -> bytes:
    """The hash of a leaf; content is the raw 32 bytes of an entry's hash."""
    return sha256(b"\x00" + content).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two hashes beneath."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The tree head over these leaves' contents; of none, the hash of nothing."""
    return root_from(_in_memory(leaves), len(leaves))


def inclusion_path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The proof, from the leaf up, that the leaf at index (from 0) belongs to the tree over these leaves."""
    return inclusion_path_from(_in_memory(leaves), index, len(leaves))


def consistency_path(leaves: Sequence[bytes], old_size: int) -> tuple[bytes, ...]:
    """The proof that the tree over the first old_size leaves is the beginning of the tree over all of them."""
    return consistency_path_from(_in_memory(leaves), old_size, len(leaves))


@dataclass(frozen=True)
class Frontier:
    """All that is needed to add leaves: how many there are, and the whole nodes that cover them, largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    @classmethod
    def at(cls, nodes: Nodes, size: int) -> Frontier:
        """The frontier of a stored tree of this size; reads one node for each bit set in size."""
        levels = [level for level in reversed(range(size.bit_length())) if size >> level & 1]
        return cls(size, tuple(nodes(level, (size >> level) - 1) for level in levels))

    def extend(self, leaves: Iterable[bytes]) -> tuple[Frontier, tuple[Stored, ...]]:
        """Add leaves by their contents: the new frontier, and every node that became whole, leaves included."""
        size, peaks, stored = self.size, list(self.peaks), []
        for content in leaves:
            level, index, value = 0, size, leaf(content)
            stored.append((level, index, value))
            while index & 1:
                level, index, value = level + 1, index >> 1, node(peaks.pop(), value)
                stored.append((level, index, value))
            peaks.append(value)
            size += 1
        return Frontier(size, tuple(peaks)), tuple(stored)

    def root(self) -> bytes:
        """The tree head."""
        if not self.peaks:
            return EMPTY
        value = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            value = node(peak, value)
        return value


def root_from(nodes: Nodes, size: int) -> bytes:
    """The tree head over the first size leaves of a stored tree."""
    return Frontier.at(nodes, size).root()


def inclusion_path_from(nodes: Nodes, index: int, size: int) -> tuple[bytes, ...]:
    """As inclusion_path, from a stored tree, for the tree over its first size leaves."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    path, begin, end = [], 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(_range_root(nodes, middle, end))
            end = middle
        else:
            path.append(_range_root(nodes, begin, middle))
            begin = middle
    return tuple(reversed(path))


def consistency_path_from(nodes: Nodes, old_size: int, new_size: int) -> tuple[bytes, ...]:
    """As consistency_path, from a stored tree, between the trees over its first old_size and new_size leaves."""
    if not 0 < old_size <= new_size:
        raise ValueError(f"no proof from size {old_size} to {new_size}")
    path, begin, end = [], 0, new_size
    while old_size != end:
        middle = begin + _split(end - begin)
        if old_size <= middle:
            path.append(_range_root(nodes, middle, end))
            end = middle
        else:
            path.append(_range_root(nodes, begin, middle))
            begin = middle
    if begin:
        path.append(_range_root(nodes, begin, end))
    return tuple(reversed(path))


def verify_inclusion(leaf_hash: bytes, index: int, size: int, path: Sequence[bytes], head: bytes) -> bool:
    """Whether path proves that this leaf (already hashed) stands at index in the tree of this size and head."""
    if not 0 <= index < size or not _are_hashes((leaf_hash, head, *path)):
        return False
    place, last, value = index, size - 1, leaf_hash
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            value = node(sibling, value)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            value = node(value, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and value == head


def verify_consistency(old_size: int, new_size: int, path: Sequence[bytes], old_head: bytes, new_head: bytes) -> bool:
    """Whether path proves that the old tree is the beginning of the new; from size 0 nothing can be proved."""
    if not 0 < old_size <= new_size or not _are_hashes(path):
        return False
    if old_size == new_size:
        return not path and old_head == new_head
    steps = list(path)
    if old_size & (old_size - 1) == 0:
        steps.insert(0, old_head)
    if not steps:
        return False
    place, last = old_size - 1, new_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_value = new_value = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old_value, new_value = node(sibling, old_value), node(sibling, new_value)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new_value = node(new_value, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and old_value == old_head and new_value == new_head


def _are_hashes(values: Iterable[bytes]) -> bool:
    return all(len(value) == HASH_BYTES for value in values)


def _split(count: int) -> int:
    """The largest power of two below count, which is at least 2."""
    return 1 << (count - 1).bit_length() - 1


def _range_root(nodes: Nodes, begin: int, end: int) -> bytes:
    """The head over the leaves from begin up to end, where begin is a multiple of the largest part's size."""
    count = end - begin
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return nodes(level, begin >> level)
    middle = begin + _split(count)
    return node(_range_root(nodes, begin, middle), _range_root(nodes, middle, end))


def _in_memory(leaves: Sequence[bytes]) -> Nodes:
    levels = [[leaf(content) for content in leaves]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])
    return lambda level, index: levels[level][index]
