"""Backup and restore by the real command line: whole, on either database, while others write, never what is broken."""

import hashlib
import json
import shutil
import subprocess
import threading
import zipfile

import pytest

from hejie.adapters import sealed
from tests.support.authority import Authority
from tests.support.installation import _BIN


def _entries(installation) -> list[str]:
    return installation.python(
        "from django.db import connection\n"
        "c = connection.cursor()\n"
        "c.execute('SELECT hash FROM entry ORDER BY root, stream, seq')\n"
        "print(json.dumps([row[0] for row in c.fetchall()]))"
    )


def _rewrite(source, target, change) -> None:
    """Copy a backup; `change(name, bytes)` gives each member's new content, or None to leave it out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)


@pytest.fixture(scope="module")
def filled(installations):
    """An installation with a case; no test changes what its record says, only adds to it."""
    own = installations()
    own.ids = own.fill()
    return own


@pytest.fixture(scope="module")
def file(filled, tmp_path_factory):
    """A backup of it, without keys."""
    path = tmp_path_factory.mktemp("backup") / "backup.zip"
    done = filled.hejie("backup", str(path), "--json")
    assert "does not hold the keys" in done.stderr
    assert json.loads(done.stdout)["entries"] == len(_entries(filled)) > 5
    return path


def test_what_is_backed_up_comes_back_whole_into_an_empty_home(filled, installation, tmp_path):
    path = tmp_path / "keys.zip"
    filled.hejie("backup", str(path), "--with-keys")
    installation.hejie("restore", str(path))
    assert _entries(installation) == _entries(filled)
    installation.hejie("verify", "--all")
    installation.hejie("rebuild", "--check")
    assert (installation.home / "keys" / "signing.json").stat().st_mode & 0o777 == 0o600


def test_a_disk_that_is_full_is_told_in_a_sentence_and_leaves_nothing_of_the_backup(filled, tmp_path):
    code = 'ulimit -f 66; exec "$0" backup "$1"'  # no file of this process grows beyond 33 KiB, which SQLite needs beside itself
    command = ["sh", "-c", code, str(_BIN / "hejie"), str(tmp_path / "full.zip")]
    done = subprocess.run(command, env=filled.environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1 and "The backup was not made" in done.stderr and "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_backup_leaves_the_keys_out_unless_asked_and_is_for_its_owner_alone(filled, file):
    seed = json.loads((filled.home / "keys" / "signing.json").read_text())["seed"]
    with zipfile.ZipFile(file) as archive:
        assert not [name for name in archive.namelist() if name.startswith("keys/")]
        assert not [name for name in archive.namelist() if seed.encode() in archive.read(name)]
    assert file.stat().st_mode & 0o077 == 0


_TELL = """
from hejie.domain.cases.bargain_commands import TellPreferences
from hejie.usecases import bargaining, system
from hejie.domain.kernel.actor import Actor
from hejie.store.models import Marketplace, Person
buyer = Actor("buyer", Person.objects.get(email=sys.argv[2]).pk, Marketplace.objects.get().slug)
word = {"refund": {"points": 83}, "goods": {"best": "keep", "worst": "return", "points": 17}}
ctx = system.of_actor(buyer, system.now())
bargaining.tell(ctx, TellPreferences(sys.argv[1], word), key="tell")
"""
_READ = """
from hejie.store import queries
from hejie.record import reader
rows = reader.room(sys.argv[1], "pref-buyer").kept
refs = [one.data["preferences"]["ref"] for one in rows]
print(json.dumps([json.loads(text)["refund"]["points"] for text in queries.texts(sys.argv[1][:16], refs).values()]))
"""


@pytest.mark.once
def test_what_sides_told_alone_comes_back_only_with_its_keys(installations, tmp_path):
    own, other, third = installations(), installations(), installations()
    ids = own.fill()
    own.python(_TELL, ids["case"], ids["buyer"])
    assert own.python(_READ, ids["case"]) == [83]
    with_keys, without = tmp_path / "with.zip", tmp_path / "without.zip"
    own.hejie("backup", str(with_keys), "--with-keys")
    assert "folder told" in own.hejie("backup", str(without)).stderr
    with zipfile.ZipFile(without) as archive:
        clear = b"".join(archive.read(name) for name in archive.namelist())
    files = [path.read_bytes() for path in own.home.glob("*") if path.is_file()]
    assert not [text for text in (clear, *files) if b'"points":83' in text]
    other.hejie("restore", str(with_keys))
    assert other.python(_READ, ids["case"]) == [83]
    assert not [path for path in (other.home / "told").rglob("*") if path.stat().st_mode & 0o077]
    shutil.copytree(own.home / "keys", third.home / "keys")  # kept apart, as one is told to, but for the folder told
    said = third.hejie("restore", str(without)).stdout
    assert "1 contents that sides told alone" in said and third.python(_READ, ids["case"]) == []
    for place in (other, third):
        place.hejie("rebuild", "--check")
    assert "told alone" not in other.hejie("verify", "--all").stdout
    assert "1 told alone cannot be opened here" in third.hejie("verify", "--all").stdout
    own.hejie("restore", str(without), "--yes")  # where the keys still are, they open it
    assert own.python(_READ, ids["case"]) == [83]


def test_what_was_there_is_replaced_only_when_told_and_kept_under_another_name(filled, file):
    assert "replaced" in filled.hejie("restore", str(file), fails=1).stdout
    assert "is kept as" in filled.hejie("restore", str(file), "--yes").stdout


def test_what_was_sealed_in_this_home_is_void_after_a_restore_but_for_biddings_over_files(filled, file, tmp_path):
    gap = tmp_path / "gap.json"
    filled.hejie("bid", "open", str(gap), "--currency", "CNY")
    filled.hejie("bid", "seal", str(gap), "--as", "buyer", typed="80\n")
    about, case = json.loads(gap.read_text())["commitment"], "c" * 64
    sealed.open_bidding(filled.home, case, "a-case", bytes(32))
    bid = sealed.Bid(12_000, 0, False, bytes(32), "p1")
    sealed.seal(filled.home, case, "seller", bid)
    sealed.keep_answer(filled.home, bid, "bd1")
    filled.hejie("restore", str(file), "--yes")
    assert [name for name, _since in sealed.biddings(filled.home)] == [about]
    assert sealed.kept_answer(filled.home, bid.request) is None
    filled.hejie("bid", "end", str(gap))


@pytest.mark.once
@pytest.mark.parametrize("broken", ["entry", "transfer", "content", "case_row", "cut", "text"])
def test_a_backup_that_does_not_hold_is_refused_and_changes_nothing(filled, file, tmp_path, broken):
    bad, before = tmp_path / "bad.zip", _entries(filled)
    if broken == "cut":
        bad.write_bytes(file.read_bytes()[:-200])
    elif broken == "text":
        bad.write_text("not a backup")
    else:
        _rewrite(file, bad, lambda name, content: _spoil(name, content, broken))
    done = filled.hejie("restore", str(bad), "--yes", fails=1)
    assert "Nothing was changed" in done.stderr
    assert _entries(filled) == before


@pytest.mark.once
@pytest.mark.parametrize("wrong", ["moment", "number", "base64", "columns"])
def test_a_value_that_damage_has_made_unreadable_is_told_with_its_table(filled, file, tmp_path, wrong):
    bad, before = tmp_path / "bad.zip", _entries(filled)
    table = "content" if wrong == "base64" else "person" if wrong == "moment" else "case_row"

    def change(name: str, content: bytes) -> bytes:
        if name != f"tables/{table}.jsonl":
            return content
        rows = [json.loads(line) for line in content.splitlines()]
        rows[0] = _unreadable(rows[0], wrong)
        return "".join(json.dumps(row) + "\n" for row in rows).encode()

    _rewrite(file, bad, change)
    done = filled.hejie("restore", str(bad), "--yes", fails=1)
    assert f"Table {table}" in done.stderr and "Nothing was changed" in done.stderr and "Traceback" not in done.stderr
    assert _entries(filled) == before


def _unreadable(row: list, wrong: str) -> list:
    if wrong == "columns":
        return row[:-1]
    fits = {
        "moment": lambda value: isinstance(value, str) and value[4:5] == "-" and "T" in value,
        "number": lambda value: isinstance(value, int) and not isinstance(value, bool),
        "base64": lambda value: isinstance(value, dict),
    }[wrong]
    worth = {"moment": "2026-1x-30T08:00:00+00:00", "number": 1 << 90, "base64": {"base64": "A"}}[wrong]
    place = next(number for number, value in enumerate(row) if fits(value))
    return [*row[:place], worth, *row[place + 1 :]]


@pytest.mark.once
def test_a_damaged_file_in_the_vault_makes_room_for_that_of_the_backup(installation, tmp_path):
    ids, backup = installation.fill(), tmp_path / "whole.zip"
    filing = "from tests.support import filling\nprint(json.dumps(filling.a_file(*sys.argv[1:])))"
    assert installation.python(filing, ids["case"], ids["buyer"]) == {"id": "e1"}
    installation.hejie("backup", str(backup))
    place = next(path for path in (installation.home / "files").rglob("*") if path.is_file())
    whole = place.read_bytes()
    place.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    installation.hejie("verify", "--all", fails=1)
    installation.hejie("restore", str(backup), "--yes")
    assert place.read_bytes() == whole
    installation.hejie("verify", "--all")


def _spoil(name: str, content: bytes, table: str) -> bytes:
    """One row changed, by somebody who mends the digests of the file as well."""
    if name == f"tables/{table}.jsonl":
        return _spoilt(content, table)
    if name == "backup.json":
        manifest = json.loads(content)
        stated = next(one for one in manifest["tables"] if one["name"] == table)
        stated["sha256"] = hashlib.sha256(_spoil.made[table]).hexdigest()
        return json.dumps(manifest).encode()
    return content


def _spoilt(content: bytes, table: str) -> bytes:
    if table == "content":
        rows = [json.loads(line) for line in content.splitlines()]
        place = next(i for i, value in enumerate(rows[0]) if isinstance(value, dict) and len(value["base64"]) > 4)
        rows[0][place] = {"base64": "AAAA" + rows[0][place]["base64"][4:]}
        changed = "".join(json.dumps(row) + "\n" for row in rows).encode()
    else:
        changed = content.replace(b"19900", b"19901", 1)
    assert changed != content
    _spoil.made[table] = changed
    return changed


_spoil.made = {}


def test_a_backup_of_a_newer_version_is_refused_with_a_reason(filled, file, tmp_path):
    bad = tmp_path / "bad.zip"

    def newer(name: str, content: bytes) -> bytes:
        return content.replace(b'"0001_people"', b'"9999_later"') if name == "backup.json" else content

    _rewrite(file, bad, newer)
    assert "newer version" in filled.hejie("restore", str(bad), "--yes", fails=1).stderr


@pytest.mark.once
def test_other_keys_than_those_of_the_seals_are_refused(installation, file):
    installation.hejie("init")
    assert "another key" in installation.hejie("restore", str(file), "--yes", fails=1).stderr
    installation.hejie("restore", str(file), "--yes", "--lost-keys")
    installation.hejie("verify", "--all")  # everything is sealed once more by the key that is here
    assert '"new_seals": 0' in installation.hejie("seal", "--json").stdout


def test_the_point_of_loss_is_told_with_what_was_newer(filled, tmp_path):
    path = tmp_path / "backup.zip"
    made = filled.hejie("backup", str(path)).stdout
    assert "the newest act of 20" in made and "What is written later is not in it." in made
    assert "Nothing newer stood" in filled.hejie("restore", str(path), "--yes").stdout
    filled.python(_WRITE, filled.ids["case"])
    told = filled.hejie("restore", str(path), "--yes").stdout
    assert "It ends with" in told and "LOST with the database that was replaced: " in told and " of 2 acts" in told
    assert f"case:{filled.ids['case']}" in told


@pytest.mark.once
def test_another_record_that_is_replaced_is_not_taken_for_a_newer_one(installation, file):
    installation.fill()
    told = installation.hejie("restore", str(file), "--yes", "--lost-keys").stdout
    assert "held another record" in told


@pytest.mark.once
def test_time_stamps_come_back_and_one_that_does_not_hold_is_refused(installation, tmp_path):
    authority = Authority(between=False)
    try:
        installation.fill()
        installation.settings = {"HEJIE_TSA": authority.url, "HEJIE_TSA_OWN_NETWORK": "yes"}
        assert "1 time stamps came" in installation.hejie("seal", "--stamp").stdout
    finally:
        authority.end()
    path, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    installation.hejie("backup", str(path))
    installation.hejie("restore", str(path), "--yes")
    assert "time stamps: 1 hold" in installation.hejie("verify", "--all").stdout
    _rewrite(path, bad, lambda name, content: _spoil_token(name, content))
    refused = installation.hejie("restore", str(bad), "--yes", fails=1).stderr
    assert "time stamp over seal" in refused and "Nothing was changed" in refused


def _spoil_token(name: str, content: bytes) -> bytes:
    """The moment of receipt put back, and the digest of the table mended."""
    if name == "tables/seal_token.jsonl":
        row = json.loads(content)
        place = next(i for i, value in enumerate(row) if isinstance(value, int) and value > 10**12)
        row[place] -= 1000
        changed = (json.dumps(row) + "\n").encode()
        _spoil.made["seal_token"] = changed
        return changed
    return _spoil(name, content, "seal_token") if name == "backup.json" else content


def test_a_backup_taken_while_others_write_is_of_one_moment(filled, tmp_path):
    path = tmp_path / "backup.zip"
    writing = threading.Thread(target=lambda: filled.python(_KEEP_WRITING, filled.ids["case"]))
    writing.start()
    while writing.is_alive():
        filled.hejie("backup", str(path))
    writing.join()
    before = set(_entries(filled))
    filled.hejie("restore", str(path), "--yes")
    assert set(_entries(filled)) <= before
    filled.hejie("verify", "--all")


_WRITE = """
from hejie.conf import context
from hejie.domain.cases.commands import WriteMessage
from hejie.store.models import Person
from hejie.usecases import cases
ctx = context.for_cli("harbour", Person.objects.get(email__startswith="buyer"), "buyer")
for number in range(2):
    cases.write_message(ctx, WriteMessage(sys.argv[1], f"lost {number}", "joint"), key=f"lost{number}")
"""


_KEEP_WRITING = """
import time
from hejie.conf import context
from hejie.domain.cases.commands import WriteMessage
from hejie.store.models import Person
from hejie.usecases import cases
ctx = context.for_cli("harbour", Person.objects.get(email__startswith="buyer"), "buyer")
end, number = time.time() + 3, 0
while time.time() < end:
    number += 1
    cases.write_message(ctx, WriteMessage(sys.argv[1], f"message {number}", "joint"), key=f"m{number}")
"""
