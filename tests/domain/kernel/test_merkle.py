"""The tree over all entries: heads, proofs of inclusion and of consistency, and growing without reading all."""

import base64
import json

import pytest

from hejie.domain.kernel import merkle
from tests.support.rules import real_data

LEAVES = [bytes([at % 251, at // 251]) for at in range(70)]


def stored(leaves, batch=7):
    """Nodes kept as a database would keep them, leaves added in batches by frontiers read back from it."""
    kept = {}
    for begin in range(0, len(leaves), batch):
        frontier = merkle.Frontier.at(lambda level, index: kept[level, index], begin)
        grown, new = frontier.extend(leaves[begin : begin + batch])
        kept.update({(level, index): value for level, index, value in new})
        assert grown == merkle.Frontier.at(lambda level, index: kept[level, index], grown.size)
    return kept


def flips(value):
    for bit in range(len(value) * 8):
        changed = bytearray(value)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)


@pytest.mark.parametrize("batch", [1, 2, 7, 64, 100])
def test_a_tree_grown_in_batches_is_the_tree_built_at_once(batch):
    kept = stored(LEAVES, batch)
    for size in range(len(LEAVES) + 1):
        assert merkle.root_from(lambda level, index: kept[level, index], size) == merkle.root(LEAVES[:size])


def test_every_inclusion_proof_holds_at_its_place_alone():
    kept = stored(LEAVES)
    for size in range(1, len(LEAVES) + 1):
        head = merkle.root(LEAVES[:size])
        for index in range(size):
            path = merkle.inclusion_path_from(lambda level, at: kept[level, at], index, size)
            leaf = merkle.leaf(LEAVES[index])
            assert merkle.verify_inclusion(leaf, index, size, path, head)
            assert not merkle.verify_inclusion(leaf, index ^ 1, size, path, head)
            assert not merkle.verify_inclusion(leaf, index, size, (*path, head), head)
            assert not merkle.verify_inclusion(leaf, index, size, path[:-1], head) or size == 1


def test_every_consistency_proof_holds():
    kept = stored(LEAVES)
    for new in range(1, len(LEAVES) + 1):
        for old in range(1, new + 1):
            path = merkle.consistency_path_from(lambda level, at: kept[level, at], old, new)
            heads = merkle.root(LEAVES[:old]), merkle.root(LEAVES[:new])
            assert merkle.verify_consistency(old, new, path, *heads)
            assert old == new or not merkle.verify_consistency(old, new, path, heads[1], heads[1])
            assert not merkle.verify_consistency(old, new, (*path, heads[0]), *heads)


def test_one_flipped_bit_breaks_a_proof():
    head, path, leaf = merkle.root(LEAVES[:11]), merkle.inclusion_path(LEAVES[:11], 4), merkle.leaf(LEAVES[4])
    assert merkle.verify_inclusion(leaf, 4, 11, path, head)
    assert not any(merkle.verify_inclusion(wrong, 4, 11, path, head) for wrong in flips(leaf))
    assert not any(merkle.verify_inclusion(leaf, 4, 11, path, wrong) for wrong in flips(head))
    for at, step in enumerate(path):
        for wrong in flips(step):
            assert not merkle.verify_inclusion(leaf, 4, 11, (*path[:at], wrong, *path[at + 1 :]), head)


def test_a_proof_from_a_log_of_millions_reads_few_nodes():
    read = []

    def nodes(level, index):
        read.append((level, index))
        return bytes(32)

    merkle.inclusion_path_from(nodes, 3_333_333, 5_000_001)
    merkle.Frontier.at(nodes, 5_000_001)
    assert len(read) < 60


def test_places_that_are_not_there_are_refused():
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion_path(LEAVES, 70)
    with pytest.raises(ValueError, match="no proof"):
        merkle.consistency_path(LEAVES, 0)
    assert not merkle.verify_inclusion(bytes(32), -1, 1, (), bytes(32))
    assert not merkle.verify_inclusion(b"", 0, 1, (), b"")


def test_published_tree():
    tree = json.loads((real_data("external/ct_merkle_vectors") / "tree.json").read_text())
    leaves = [bytes.fromhex(each) for each in tree["leaves_hex"]]
    assert [merkle.root(leaves[:size]).hex() for size in range(9)] == tree["roots_by_size"]
    kept = stored(leaves, 3)
    for level, values in enumerate(tree["levels_of_the_8_leaf_tree"]):
        assert [kept[level, index].hex() for index in range(len(values))] == values
    for each in tree["inclusion_proofs_derived"]:
        path = merkle.inclusion_path(leaves[: each["size"]], each["leaf"])
        assert [step.hex() for step in path] == each["proof"]
    for each in tree["consistency_proofs_derived"]:
        path = merkle.consistency_path(leaves[: each["size2"]], each["size1"])
        assert [step.hex() for step in path] == each["proof"]


def rows(name):
    """The published probes, base64 undone; no proof is the empty proof."""
    for line in (real_data("external/ct_merkle_vectors") / name).read_text().splitlines():
        row = json.loads(line)
        row["proof"] = [base64.b64decode(step or "") for step in row["proof"] or []]
        for key in ("root", "leafHash", "root1", "root2"):
            if key in row:
                row[key] = base64.b64decode(row[key] or "")
        yield row


def test_published_inclusion_probes():
    for row in rows("inclusion.jsonl"):
        holds = merkle.verify_inclusion(row["leafHash"], row["leafIdx"], row["treeSize"], row["proof"], row["root"])
        assert holds != row["wantErr"], row["file"]


def test_published_consistency_probes():
    for row in rows("consistency.jsonl"):
        holds = merkle.verify_consistency(row["size1"], row["size2"], row["proof"], row["root1"], row["root2"])
        assert holds != row["wantErr"], row["file"]
