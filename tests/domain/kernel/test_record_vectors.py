"""The record's hashes against vectors written by a script that shares no code with the program."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from hejie.domain.kernel import canonical, chain, merkle
from hejie.domain.kernel.seal import seal_digest, seal_text

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "record.json").read_text(encoding="utf-8"))
LEAVES = [bytes.fromhex(entry["hash"]) for entry in VECTORS["log"]]


@pytest.mark.parametrize("entry", VECTORS["log"], ids=lambda entry: f"{entry['stream'][:5]}-{entry['seq']}")
def test_an_entry_hashes_and_reads_back_as_in_the_vectors(entry):
    body = entry["body"].encode()
    assert chain.entry_hash(entry["stream"], entry["seq"], entry["prev"], body) == entry["hash"]
    assert canonical.dumps(canonical.loads(body)) == body


def test_references_are_those_of_the_vectors():
    for each in VECTORS["contents"]:
        assert chain.reference(bytes.fromhex(each["salt"]), bytes.fromhex(each["content"])) == each["ref"]


def test_a_salt_of_another_length_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        chain.reference(b"short", b"content")


def test_heads_and_proofs_are_those_of_the_vectors():
    heads = [bytes.fromhex(head) for head in VECTORS["heads_by_size"]]
    assert [merkle.root(LEAVES[:size]) for size in range(len(heads))] == heads
    for each in VECTORS["inclusion"]:
        path = merkle.inclusion_path(LEAVES[: each["size"]], each["index"])
        assert [step.hex() for step in path] == each["path"]
    for each in VECTORS["consistency"]:
        path = merkle.consistency_path(LEAVES[: each["new_size"]], each["old_size"])
        assert [step.hex() for step in path] == each["path"]


def test_seals_are_those_of_the_vectors():
    for each in VECTORS["seals"]:
        at = datetime.fromisoformat(each["at"])
        root = merkle.root(LEAVES[: each["size"]])
        assert seal_text(size=each["size"], root=root, at=at, prev=each["prev"]) == each["seal"]
        assert seal_digest(each["seal"]) == each["sha256"]


@pytest.mark.parametrize("good", ["a", "case:abc-def", "purse:shop.cn:fund", "9" + "a" * 99])
def test_ids_of_streams(good):
    assert chain.is_stream(good)


@pytest.mark.parametrize("bad", ["", "A", ":a", "-a", "a b", "a\n", "ä", "a" * 101, "a/b", None, 7])
def test_what_is_no_id_of_a_stream(bad):
    assert not chain.is_stream(bad)
