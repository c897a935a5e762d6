"""Where sealed bids lie: of one size, for their owner alone, sealed once however many try, gone when destroyed."""

import os
import secrets
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from hejie.adapters import draws, sealed

NAME = "ab" * 32
BID = sealed.Bid(81_377, 1_700_000_000_000, False, b"r" * 32, "pabc", 7, "cd" * 32)


@pytest.fixture
def home(tmp_path):
    sealed.open_bidding(tmp_path, NAME, "case", b"s" * 32)
    return tmp_path


def test_what_is_sealed_is_read_again_and_only_there(home):
    assert sealed.bid(home, NAME, "buyer") is None
    assert sealed.seal(home, NAME, "buyer", BID) is BID
    assert sealed.bid(home, NAME, "buyer") == BID and sealed.bid(home, NAME, "seller") is None
    assert sealed.drawn(home, NAME) == ("case", b"s" * 32)
    assert "81377" not in repr(BID) and "81377" not in str(BID)


def test_all_files_are_of_one_size_and_for_their_owner_alone(home):
    before = {path.name: path.stat().st_size for path in sealed.folder_of(home).rglob("*") if path.is_file()}
    for side, minor in (("buyer", 0), ("seller", 10**15)):
        sealed.seal(home, NAME, side, replace(BID, minor=minor, person="p" * 100, waives=True))
    after = {path.name: path.stat().st_size for path in sealed.folder_of(home).rglob("*") if path.is_file()}
    assert before == after and len({size for name, size in after.items() if name.endswith(".sealed")}) == 1
    for path in sealed.folder_of(home).rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    assert sealed.open_to_others(home) == []
    (home / "sealed" / "biddings" / NAME / "buyer.key").chmod(0o644)
    assert [path.name for path in sealed.open_to_others(home)] == ["buyer.key"]


def test_of_many_at_once_one_is_sealed(home):
    tries = [replace(BID, minor=number, request=secrets.token_bytes(32)) for number in range(16)]
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda one: sealed.seal(home, NAME, "buyer", one), tries))
    assert len({one.request for one in kept}) == 1


def test_no_bid_is_another_sides_or_another_biddings(home):
    place = home / "sealed" / "biddings" / NAME
    sealed.seal(home, NAME, "buyer", BID)
    for end in ("key", "sealed"):
        (place / f"seller.{end}").write_bytes((place / f"buyer.{end}").read_bytes())
    with pytest.raises(sealed.Gone):
        sealed.bid(home, NAME, "seller")


def test_destroyed_is_gone(home):
    sealed.seal(home, NAME, "buyer", BID)
    sealed.ask(home, NAME)
    handle = os.open(home / "sealed" / "biddings" / NAME / "buyer.key", os.O_RDONLY)
    key = os.pread(handle, 32, 0)
    sealed.destroy(home, NAME)
    sealed.destroy(home, NAME)
    assert os.pread(handle, 32, 0) != key
    os.close(handle)
    assert not sealed.is_there(home, NAME) and sealed.asked(home) == []
    for call in (lambda: sealed.bid(home, NAME, "buyer"), lambda: sealed.seal(home, NAME, "buyer", BID)):
        with pytest.raises(sealed.Gone):
            call()


@pytest.mark.parametrize("after", range(1, 12))
def test_killed_anywhere_it_is_sealed_or_can_be_sealed_again(home, after):
    """The process is ended hard at its n-th call that reaches the disk."""
    script = (
        "import os, signal, sys; from pathlib import Path; from hejie.adapters import sealed\n"
        "left = [int(sys.argv[2])]\n"
        "def hear(event, facts):\n"
        "    if event in ('open', 'os.rename', 'os.utime') and 'biddings' in str(facts[0] if facts else ''):\n"
        "        left[0] -= 1\n"
        "        if left[0] == 0: os.kill(os.getpid(), signal.SIGKILL)\n"
        "sys.addaudithook(hear)\n"
        f"sealed.seal(Path(sys.argv[1]), '{NAME}', 'buyer', sealed.Bid(5, 6, False, b'k' * 32, 'p'))\n"
    )
    subprocess.run([sys.executable, "-c", script, str(home), str(after)], check=False)
    found = sealed.bid(home, NAME, "buyer")
    assert found is None or found.minor == 5
    kept = sealed.seal(home, NAME, "buyer", BID)
    assert kept == (found or BID)
    assert not (home / "sealed" / "biddings" / NAME / "buyer.draft").exists() or found


def test_draws_are_counted_by_tens_and_once(tmp_path):
    published = []
    for number in range(25):
        for _again in range(2):
            draws.keep(tmp_path, "harbour", f"{number}", tenth=number % 10, lean=(number % 10) * 2 - 9)
        found = draws.counts(tmp_path, "harbour")
        assert found["draws"] == (number + 1) // 10 * 10
        published += [found] if found not in published else []
    assert [one["draws"] for one in published] == [0, 10, 20]
    assert published[-1] == {"v": 2, "batches": 2, "draws": 20, "tenths": [2] * 10, "lean": 0}
    sizes = {path.stat().st_size for path in (tmp_path / "sealed" / "draws").glob("*.pending")}
    assert len(sizes) == 1
    assert draws.counts(tmp_path, "other")["draws"] == 0
    assert sealed.open_to_others(tmp_path) == []


def test_what_waits_for_ten_holds_sums_and_no_draw(tmp_path):
    """Two draws in either order, or with their tenths exchanged, leave the same text behind."""
    texts = []
    for home, rows in (
        ("a", [("1", 3, -3), ("2", 8, 7)]),
        ("b", [("2", 8, 7), ("1", 3, -3)]),
        ("c", [("1", 8, 7), ("2", 3, -3)]),
    ):
        for commitment, tenth, lean in rows:
            (tmp_path / home).mkdir(exist_ok=True)
            draws.keep(tmp_path / home, "harbour", commitment, tenth=tenth, lean=lean)
        folder = tmp_path / home / "sealed" / "draws"
        key, pending = ((folder / f"harbour.{end}").read_bytes() for end in ("key", "pending"))
        texts.append(sealed.decrypt(key, "draws/v2/harbour", pending))
    assert texts[0] == texts[1] == texts[2]


def test_counts_of_an_older_form_do_not_count(tmp_path):
    draws.keep(tmp_path, "harbour", "1", tenth=1, lean=1)
    folder = tmp_path / "sealed" / "draws"
    (folder / "harbour.json").write_text('{"v": 1, "batches": 3, "draws": 30, "tenths": [3,3,3,3,3,3,3,3,3,3]}')
    assert draws.counts(tmp_path, "harbour") == {"v": 2, "batches": 0, "draws": 0, "tenths": [0] * 10, "lean": 0}


def test_a_ten_that_was_added_before_a_kill_is_not_added_again(tmp_path):
    for number in range(9):
        draws.keep(tmp_path, "harbour", f"{number}", tenth=4, lean=-1)
    folder = tmp_path / "sealed" / "draws"
    kept = {name: (folder / f"harbour.{name}").read_bytes() for name in ("key", "pending")}
    draws.keep(tmp_path, "harbour", "9", tenth=4, lean=-1)
    for name, content in kept.items():  # killed between the counts and what was pending
        (folder / f"harbour.{name}").write_bytes(content)
    draws.keep(tmp_path, "harbour", "3", tenth=4, lean=-1)
    draws.keep(tmp_path, "harbour", "10", tenth=4, lean=-1)
    assert draws.counts(tmp_path, "harbour")["draws"] == 10
