"""One flipped bit anywhere in the record, as a worn disk makes it: `verify --all` finds it and says where."""

import random
from pathlib import Path

import pytest
from django.conf import settings as home_settings
from django.core.files.base import ContentFile
from django.db import connection

from hejie.domain.cases.commands import WriteMessage
from hejie.record import sealing
from hejie.usecases import cases, evidence, recordkeeping, stamping
from tests.record.test_audit import change
from tests.support.authority import Authority

pytestmark = pytest.mark.tampers

# Each column of what a verdict rests on, and words of the fault that must name its place.
COLUMNS = {
    "entry": ("root", "stream", "seq", "prev", "hash", "body"),
    "content": ("root", "ref", "type", "size", "salt", "data"),
    "leaf": ("idx", "root", "stream", "seq", "hash"),
    "tree_node": ("level", "idx", "hash"),
    "seal": ("size", "body", "public_key", "signature", "at_ms"),
    "unsealed": ("root", "stream", "seq"),
    "seal_token": ("size", "authority", "token", "at_ms", "digest"),
    "case_row": ("root", "id", "stage", "amount", "due_ms"),
    "order_row": ("root", "paid", "status"),
    "transfer": ("root",),
    "balance": ("root", "account", "amount"),
    "rulebook": ("digest", "text"),
}
PLACES = [(table, column) for table, columns in COLUMNS.items() for column in columns]


@pytest.fixture(scope="module")
def authority():
    one = Authority(between=False)
    yield one
    one.end()


@pytest.fixture
def dispute(disputes, ctx, clock, keys, authority, settings):
    """A case under three stamped seals, and one entry that waits for the next."""
    settings.TIME_STAMPS, settings.TIME_STAMPS_OWN_NETWORK = (authority.url,), True
    settings.TIME_STAMP_CA = str(authority.ca)
    dispute = disputes()
    for number in range(3):
        cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, f"No. {number}"), key=f"m{number}")
        sealing.seal_new(keys, clock.move(seconds=3))
        assert stamping.all_due(clock.now) == (1, [])
    cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, "Waits"), key="waits")
    return dispute


def flipped(value, chance: random.Random):
    """The value with one bit changed, of a kind that the column still takes."""
    if isinstance(value, int):
        return value ^ 1 << chance.randrange(5, 9)  # none that another row has
    if isinstance(value, str):
        place = chance.randrange(len(value))
        return value[:place] + chr(ord(value[place]) ^ 1) + value[place + 1 :]
    data = bytearray(value)
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def rows_of(table: str) -> list[tuple]:
    with connection.cursor() as cursor:
        named = ", ".join(COLUMNS[table])
        cursor.execute(f"SELECT {named} FROM {table}")
        return [tuple(bytes(one) if isinstance(one, memoryview) else one for one in row) for row in cursor.fetchall()]


def failing() -> list[str]:
    return [f"{check.subject}: {check.detail}" for check in recordkeeping.check_everything() if not check.holds]


@pytest.mark.parametrize(("table", "column"), PLACES, ids=[".".join(place) for place in PLACES])
def test_a_flipped_bit_is_found_and_located(dispute, table, column):
    assert failing() == []
    chance = random.Random(f"{table}.{column}")
    rows, place = rows_of(table), COLUMNS[table].index(column)
    some = [row for row in rows if row[place] not in (None, "", b"")]
    assert some
    row = chance.choice(some)
    bad = flipped(row[place], chance)
    if table == "rulebook" and column == "text":
        bad = (
            row[place].replace("days: 3", "days: 2", 1)
            if "days: 3" in row[place]
            else row[place].replace("version: ", "version: 9", 1)
        )
    named = [name for name in COLUMNS[table] if row[COLUMNS[table].index(name)] is not None]
    where = " AND ".join(f"{name} = %s" for name in named)
    values = [row[COLUMNS[table].index(name)] for name in named]
    change(f"UPDATE {table} SET {column} = %s WHERE {where}", bad, *values)
    found = failing()
    assert found, f"{table}.{column}: {row[place]!r} became {bad!r}"
    assert any(_names(one, table, row) for one in found), found


def _names(fault: str, table: str, row: tuple) -> bool:
    """Whether the fault says which row, seal, node or token it is."""
    held = dict(zip(COLUMNS[table], row, strict=True))
    wanted = {
        "entry": (held.get("stream"),),
        "content": (held.get("ref"), held.get("root")),
        "leaf": (f"leaf {held.get('idx')}", held.get("stream")),
        "tree_node": (f"tree node {held.get('level')}/{held.get('idx')}",),
        "seal": (f"seal {held.get('size')}",),
        "unsealed": (held.get("stream"),),
        "seal_token": (f"over seal {held.get('size')}", str(held.get("authority"))),
        "case_row": (held.get("root"),),
        "order_row": (held.get("root"),),
        "transfer": (held.get("root"),),
        "balance": (held.get("root"),),
        "rulebook": ("the text of",),
    }[table]
    return any(word and word in fault for word in wanted)


def test_a_flipped_bit_in_a_file_is_found_and_named_and_so_is_a_file_that_is_gone(dispute, ctx):
    content = ContentFile(b"%PDF-1.7 what the carrier wrote " * 1_000)
    evidence.file_upload(
        ctx(dispute.buyer), dispute.case, content, name="note.pdf", purpose="It was late", room="joint", key="e"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT path FROM content WHERE path <> '' AND type = 'application/pdf'")
        ((path,),) = cursor.fetchall()
    file = Path(home_settings.STORAGES["default"]["OPTIONS"]["location"]) / path
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 4
    file.write_bytes(data)
    (found,) = failing()
    assert path in found and dispute.root in found
    file.unlink()
    (found,) = failing()
    assert path in found and "is gone" in found


@pytest.mark.django_db
def test_every_column_of_what_seals_rest_on_is_tried():
    """A column that somebody adds must be guarded as well, or said here to hold nothing that a verdict rests on."""
    not_guarded = {"content": {"path"}, "seal_token": {"tries", "error", "due_ms"}}
    with connection.cursor() as cursor:
        for table in ("entry", "content", "leaf", "tree_node", "seal", "unsealed", "seal_token"):
            described = connection.introspection.get_table_description(cursor, table)
            assert {one.name for one in described} == {*COLUMNS[table], *not_guarded.get(table, ())}
