"""Keys of what sides have told alone: one for each content, for their owner alone, destroyed one by one, torn by nothing."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from hejie.store import keyrings

ROOT = "abcdefghijklmnop"
ONE, TWO, THREE = ("1" * 64, "2" * 64, "3" * 64)


def key(number: int) -> bytes:
    return bytes([number]) * keyrings.KEY_BYTES


def place(home):
    (found,) = keyrings.folder_of(home).rglob(f"{ROOT}.keys")
    return found


def test_keys_are_read_again_by_reference_and_are_for_their_owner_alone(tmp_path):
    assert keyrings.read(tmp_path, ROOT) == {} and keyrings.open_to_others(tmp_path) == []
    keyrings.add(tmp_path, ROOT, {ONE: key(1)})
    keyrings.add(tmp_path, ROOT, {TWO: key(2), THREE: None})
    assert keyrings.read(tmp_path, ROOT) == {ONE: key(1), TWO: key(2), THREE: None}
    assert list(keyrings.rings(tmp_path)) == [(ROOT, place(tmp_path).read_bytes())]
    for path in keyrings.folder_of(tmp_path).rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    place(tmp_path).chmod(0o640)
    assert keyrings.open_to_others(tmp_path) == [place(tmp_path)]


def test_a_destroyed_key_is_overwritten_where_it_lies_and_the_last_takes_the_file_along(tmp_path):
    keyrings.add(tmp_path, ROOT, {ONE: key(1), TWO: key(2)})
    handle = os.open(place(tmp_path), os.O_RDONLY)
    keyrings.destroy(tmp_path, ROOT, [ONE])
    assert keyrings.read(tmp_path, ROOT) == {TWO: key(2)} and key(1) not in os.pread(handle, 1000, 0)
    keyrings.destroy(tmp_path, ROOT, [TWO, THREE])
    assert not any(os.pread(handle, 1000, 0)) and keyrings.read(tmp_path, ROOT) == {}
    os.close(handle)
    keyrings.destroy(tmp_path, ROOT, [TWO])
    keyrings.add(tmp_path, ROOT, {THREE: key(3)})
    assert keyrings.read(tmp_path, ROOT) == {THREE: key(3)}


def test_a_record_torn_by_a_crash_is_none_and_is_written_over(tmp_path):
    keyrings.add(tmp_path, ROOT, {ONE: key(1)})
    with place(tmp_path).open("ab") as file:
        file.write(bytes.fromhex(TWO) + b"\2\2")
    assert keyrings.read(tmp_path, ROOT) == {ONE: key(1)}
    keyrings.add(tmp_path, ROOT, {THREE: key(3)})
    assert keyrings.read(tmp_path, ROOT) == {ONE: key(1), THREE: key(3)}


def test_many_at_once_lose_no_key(tmp_path):
    refs = [f"{number:064x}" for number in range(60)]

    def one(ref: str) -> None:
        keyrings.add(tmp_path, ROOT, {ref: key(7)})
        if int(ref, 16) % 2:
            keyrings.destroy(tmp_path, ROOT, [ref])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, refs))
    assert keyrings.read(tmp_path, ROOT) == {ref: key(7) for ref in refs[::2]}


def test_a_ring_that_is_brought_gives_what_is_missing_also_where_it_was_called_gone(tmp_path):
    keyrings.add(tmp_path, ROOT, {ONE: key(1), TWO: None})
    brought = bytes.fromhex(ONE) + key(9) + bytes.fromhex(TWO) + key(2) + bytes.fromhex(THREE) + bytes(32)
    keyrings.merge(tmp_path, ROOT, brought)
    assert keyrings.read(tmp_path, ROOT) == {ONE: key(1), TWO: key(2)}


@pytest.mark.parametrize("root", ["", "../etc", "a/b", "x" * 65, "a.b"])
def test_nothing_but_a_root_names_a_keyring(tmp_path, root):
    with pytest.raises(ValueError, match="no root"):
        keyrings.add(tmp_path, root, {ONE: key(1)})
