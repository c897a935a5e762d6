"""What a side has told alone: in no row, file or backup in clear, read by whom it is for, gone with its key."""

import itertools
import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from hejie.domain.cases import commands
from hejie.domain.kernel.refusal import Refusal
from hejie.record import audit, replay, signing, streams
from hejie.store import files, keyrings, queries, told
from hejie.usecases import dossiers, erasure
from hejie.usecases.backups.writing import write_backup
from tests.support.bargains import Bargain

WORD = {"refund": {"points": 83}, "goods": {"best": "keep", "worst": "return", "points": 17}}
TOLD = [b'"points":83', b'"points":17', b'"r1c","r1a"', b'"r1b","r1c"']
"""What the contents hold in clear, letter by letter."""


@pytest.fixture(autouse=True)
def home(settings, tmp_path) -> Path:
    """A home of the test's own."""
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def table(disputes, ctx, work) -> Bargain:
    """A case in which both have told what matters to them, and the buyer has ranked."""
    made = Bargain(disputes(), ctx, work)
    made.tell("buyer", WORD)
    made.tell("seller")
    made.ask("seller")
    made.rank("buyer", "bca", "bc", waives=True)
    return made


def kept(root: str) -> dict[str, tuple[bytes, bytes]]:
    """(salt, data) of all contents that the database holds encrypted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ref, salt, data FROM content WHERE root = %s AND length(salt) = 0", [root])
        return {ref: (bytes(salt), bytes(data)) for ref, salt, data in cursor.fetchall()}


def alone(table: Bargain, room: str) -> list[dict]:
    stream = f"room:{table.dispute.case}:{room}"
    return [json.loads(row[3]) for row in queries.entries(table.dispute.root, stream, 0, 100)]


def refs(table: Bargain, room: str) -> list[str]:
    return [value["ref"] for one in alone(table, room) for value in one["data"].values() if isinstance(value, dict)]


def checks() -> list[tuple[str, bool, str]]:
    found = audit.audit(signing.open_keys(settings.HOME), lambda path: [])
    return [(one.subject, one.holds, one.detail) for one in found if one.subject == "contents"]


def everything() -> bytes:
    """All rows of all tables as text and bytes, and on SQLite the file with its log."""
    found = []
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{name}"')
            for row in cursor.fetchall():
                found += [bytes(one) if isinstance(one, bytes | memoryview) else str(one).encode() for one in row]
    if connection.vendor == "sqlite":
        for end in ("", "-wal"):
            path = Path(str(connection.settings_dict["NAME"]) + end)
            found.append(path.read_bytes() if path.is_file() else b"")
    return b"\0".join(found)


def test_each_reads_what_it_has_told_and_the_round_goes_on(table, work):
    seen = table.table("buyer")
    assert seen.own.issues["refund"].points == 83 and seen.own_ranking.order == ("r1b", "r1c", "r1a")
    assert table.table("seller").own_ranking is None
    table.rank("seller", "cba", "c")
    work()
    assert table.case.rounds[0].proposal == "r1c"


@pytest.mark.django_db(transaction=True)
def test_nothing_of_it_is_found_in_a_row_a_file_or_a_backup(table, clock, home, tmp_path_factory):
    read = {ref: data for ref, (data, _type) in queries.contents(table.dispute.root, kept(table.dispute.root)).items()}
    for form in TOLD[:2]:
        assert any(form in data for data in read.values())  # as the program reads it
    target = tmp_path_factory.mktemp("backup") / "all.zip"
    write_backup(target, home, clock.now, with_keys=False)
    with zipfile.ZipFile(target) as archive:
        backup = b"".join(archive.read(name) for name in archive.namelist())
    for form in TOLD:
        assert form not in everything() and form not in backup
    for ref, (salt, data) in kept(table.dispute.root).items():
        assert salt == b"" and ref.encode() in backup and len(data) == 12 + 32 + len(read[ref]) + 16


def test_a_ranking_cannot_be_guessed_from_what_the_database_holds(table):
    ids = ("r1a", "r1b", "r1c")
    accepted = [some for size in range(4) for some in itertools.combinations(ids, size)]
    guesses = [
        json.dumps({"accepts": list(some), "order": list(order)}, separators=(",", ":")).encode()
        for order in itertools.permutations(ids)
        for some in accepted
    ]
    stands = everything()
    for guess in guesses:
        full = guess + b" " * (-len(guess) % 4096)
        for text in (guess, full):
            assert sha256(text).hexdigest().encode() not in stands and sha256(text).digest() not in stands
    with connection.cursor() as cursor:
        cursor.execute("SELECT input FROM receipt WHERE stream LIKE %s", ["room:%:pref-%"])
        inputs = {row[0] for row in cursor.fetchall()}
    words = {json.dumps(guess, separators=(",", ":"), sort_keys=True) for guess in asked(table, ids, accepted)}
    assert len(inputs) == 3 and not inputs & {sha256(word.encode()).hexdigest() for word in words}


def asked(table: Bargain, ids: tuple[str, ...], accepted: list[tuple[str, ...]]):
    """All that could have been asked for with a ranking, in the form of which receipts keep a digest."""
    for order, some in itertools.product(itertools.permutations(ids), accepted):
        said = {"case_id": table.dispute.case, "round": "r1", "order": order, "accepts": some, "waives": True}
        yield ["rank", "RankProposals", said]


def test_lengths_tell_nothing_and_an_equal_repeat_is_known(table):
    sizes = {value["size"] for side in ("buyer", "seller") for one in alone(table, f"pref-{side}")
             for value in one["data"].values() if isinstance(value, dict)}  # fmt: skip
    assert sizes == {4096}
    assert table.rank("buyer", "bca", "bc", waives=True).repeated
    with pytest.raises(Refusal) as caught:
        table.rank("buyer", "abc", "bc", waives=True)
    assert caught.value.code == "key_used_otherwise"


def test_the_dossier_of_the_own_room_holds_it_in_clear_and_is_whole(table, ctx, tmp_path):
    found = dossiers.export_all(ctx(table.dispute.buyer), table.dispute.case, tmp_path)
    texts = []
    for path in found:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.startswith("contents/"):
                    text = archive.read(name)
                    assert sha256(text).hexdigest() == name.removeprefix("contents/")
                    texts.append(text)
    for form in TOLD[:2] + TOLD[3:]:
        assert any(form in text for text in texts)
    assert not any(b'"public_reply"' in text and b'"yes"' in text for text in texts)  # the seller's word


def test_what_is_erased_takes_its_key_along_and_no_other(table, ctx, people, work, home):
    before = kept(table.dispute.root)
    wanted = refs(table, "pref-buyer")[:1]
    erase(table, ctx, people, wanted)
    work()
    keys = keyrings.read(home, table.dispute.root)
    assert wanted[0] not in keys and set(keys) == set(before) - set(wanted)
    assert table.table("buyer").own is None and table.table("buyer").own_ranking.order[0] == "r1b"
    assert table.table("seller").own is not None
    erase(table, ctx, people, [*refs(table, "pref-buyer")[1:], *refs(table, "pref-seller"), *refs(table, "engine")])
    work()
    assert not list(keyrings.folder_of(home).rglob("*.keys"))
    assert all(holds for _subject, holds, _says in checks()) and replay.check().ok


def erase(table: Bargain, ctx, people, wanted: list[str]) -> None:
    command = commands.EraseContent(table.dispute.case, tuple(wanted), "request")
    erasure.erase_content(ctx(people("operator")), command, key=f"erase {wanted[0]}")


def test_without_its_key_it_counts_as_not_told_and_the_check_says_so(table, ctx, home, tmp_path):
    root = table.dispute.root
    for path in keyrings.folder_of(home).rglob("*.keys"):
        path.unlink()
    streams.forget()
    seen = table.table("buyer")
    assert seen.own is None and seen.own_ranking is None and files.content(root, refs(table, "pref-buyer")[0]) is None
    assert any("its key is not below" in says and not holds for _subject, holds, says in checks())
    keyrings.add(home, root, dict.fromkeys(kept(root)))  # as a restore without keys leaves it
    assert [holds for _subject, holds, _says in checks()] == [True, True]
    assert any(f"{len(kept(root))} told alone cannot be opened here" in says for _s, _h, says in checks())
    assert replay.check().ok
    with zipfile.ZipFile(
        next(
            path
            for path in dossiers.export_all(ctx(table.dispute.buyer), table.dispute.case, tmp_path)
            if "pref" in path.name
        )
    ) as archive:
        withheld = json.loads(archive.read("withheld.json"))
    assert {row["why"] for row in withheld} == {"private"} and len(withheld) == 2
    table.tell("buyer", WORD, key="again")
    assert table.table("buyer").own.issues["refund"].points == 83


def test_a_flipped_bit_in_row_or_key_is_found(table, home):
    root, ref = table.dispute.root, refs(table, "pref-seller")[0]
    salt, data = kept(root)[ref]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE content SET data = %s WHERE root = %s AND ref = %s", [data[:-1] + bytes([data[-1] ^ 1]), root, ref]
        )
    assert any(ref in says and not holds for _subject, holds, says in checks())
    assert table.table("seller").own is None
    with connection.cursor() as cursor:
        cursor.execute("UPDATE content SET data = %s WHERE root = %s AND ref = %s", [data, root, ref])
    assert all(holds for _subject, holds, _says in checks())


def test_what_stood_in_clear_is_encrypted_where_it_stands(table, home, work):
    root = table.dispute.root
    read = queries.contents(root, kept(root))
    ring = told.Ring(root)
    rows = {ref: ring.open(ref, *row) for ref, row in kept(root).items()}
    with connection.cursor() as cursor:
        for ref, (salt, data) in rows.items():
            cursor.execute(
                "UPDATE content SET salt = %s, data = %s WHERE root = %s AND ref = %s", [salt, data, root, ref]
            )
        cursor.execute("UPDATE receipt SET input = %s WHERE stream LIKE %s", ["ab" * 32, "room:%"])
    keyrings.destroy(home, root, rows)
    assert queries.contents(root, rows) == read and kept(root) == {}
    assert told.seal_what_stands() == len(rows) and told.seal_what_stands() == 0
    assert set(kept(root)) == set(rows) and queries.contents(root, rows) == read
    assert all(holds for _subject, holds, _says in checks())
    assert table.rank("buyer", "bca", "bc", waives=True).repeated  # an old receipt has lost its digest, not its answer
    table.rank("seller", "cba", "c")
    work()
    assert table.case.rounds[0].proposal == "r1c"
