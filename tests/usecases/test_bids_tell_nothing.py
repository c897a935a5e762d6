"""What sealed bids leave behind for anybody to find: nothing in rows, sizes, pages, answers, logs, exports and backups.

Cases that differ only in what the other side has sealed, or whether it has, are the same to everybody but that side.
"""

import hashlib
import itertools
import json
import logging
import os
import re
import stat
import sys
import zipfile
from pathlib import Path

import pytest
from django.db import connection

from hejie.domain.cases.bidding import OpenBidding
from hejie.domain.cases.commands import WriteMessage
from hejie.record import reader
from hejie.usecases import bid_work, bidding, cases, reading
from hejie.usecases.backups.writing import write_backup
from hejie.usecases.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)

PRICE = 9_999_999_999_990
LOW, HIGH = 8_137_746_391_205, 6_421_958_730_443  # no number and no digest of these tests looks like them
_TOKENS = re.compile(
    r'name="(csrfmiddlewaretoken|key)" value="[^"]*"|csrf[-_]?token[^>]{0,120}|nonce="[^"]*"|/live[^"\s]*'
)


@pytest.fixture(autouse=True)
def home(settings, tmp_path) -> Path:
    """A home of the test's own."""
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def opened(disputes, ctx):
    """Opens a case over a very large sum in which both are talking and sealed bids are taken."""

    def make():
        dispute = disputes(price=PRICE)
        cases.write_message(ctx(dispute.seller), WriteMessage(dispute.case, "Let us find a sum."), key="said")
        bidding.open_(ctx(dispute.seller), OpenBidding(dispute.case, package={}), key="open")
        return dispute

    return make


def seal(ctx, dispute, who, minor):
    limit = bidding.Limit("bd1", minor, waives=who == dispute.buyer)
    return bidding.seal(ctx(who), dispute.case, limit, key=f"seal {who.id}")


def rows() -> dict[str, list]:
    """Every row of every table, as text."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(repr(row) for row in cursor.fetchall())
    return found


def tree(home: Path) -> list[tuple]:
    """Names, kinds, modes, sizes and times of all files below a home."""
    found = []
    for path in sorted(home.rglob("*")):
        facts = path.stat()
        size = facts.st_size if path.is_file() else 0
        found.append((str(path.relative_to(home)), stat.S_IMODE(facts.st_mode), size))
    return found


def passes(clock, times: int = 3) -> None:
    """What a worker does, but for the letters and seals of what went before."""
    worker = Worker(now=lambda: clock.now)
    for _ in range(times):
        worker.work()
    worker.seal()


def test_sealing_changes_no_row_and_no_size_whoever_seals_whatever(opened, ctx, clock, home) -> None:
    dispute = opened()
    passes(clock)
    before, files = rows(), tree(home)
    times = {path: path.stat().st_mtime_ns for path in (home / "sealed" / "biddings").rglob("*") if path.is_file()}
    for who, minor in ((dispute.buyer, LOW), (dispute.seller, HIGH)):
        seal(ctx, dispute, who, minor)
        passes(clock)
        assert rows() == before
        assert tree(home) == files
        assert {path: path.stat().st_mtime_ns for path in times} == times
    assert {mode for _name, mode, _size in files if "sealed" in _name} == {0o600, 0o700}


def test_no_request_of_a_side_opens_what_the_other_has_sealed(opened, ctx, clock) -> None:
    dispute = opened()
    seal(ctx, dispute, dispute.buyer, LOW)
    touched: list[str] = []
    listening = [True]

    def hear(event: str, facts: tuple) -> None:
        if listening[0] and event in ("open", "os.rename", "os.listdir", "os.scandir") and facts:
            touched.append(str(facts[0]))

    sys.addaudithook(hear)
    try:
        seal(ctx, dispute, dispute.seller, HIGH)
        bidding.own(reading.read_case(ctx(dispute.seller), dispute.case))
        touched_by_seller = [path for path in touched if "/sealed/biddings/" in path]
    finally:
        listening[0] = False
    assert touched_by_seller
    assert not [path for path in touched_by_seller if "buyer" in path]


def test_the_end_is_the_same_whoever_has_sealed(opened, ctx, clock, home) -> None:
    """No overlap, one bid, none: after the time is over all three cases have the same entries, of the same lengths."""
    three = [opened(), opened(), opened()]
    seal(ctx, three[0], three[0].buyer, LOW)
    seal(ctx, three[0], three[0].seller, HIGH)
    seal(ctx, three[1], three[1].seller, HIGH)
    passes(clock)
    clock.move(days=3)
    passes(clock, 6)
    told = []
    with connection.cursor() as cursor:
        for one in three:
            cursor.execute("SELECT seq, body FROM entry WHERE stream = %s ORDER BY seq", [one.stream])
            bodies = cursor.fetchall()
            plain = [
                re.sub(r'"commitment":"[0-9a-f]{64}"|"(ref|digest)":"[0-9a-f]{64}"', "", body) for _seq, body in bodies
            ]
            plain = [re.sub(r'"(id|to|case|root|buyer|seller|external_id)":"[^"]*"', "", body) for body in plain]
            told.append(
                ([len(body) for _seq, body in bodies], [json.loads(body)["kind"] for _seq, body in bodies], plain)
            )
    assert told[0][1] == told[1][1] == told[2][1]
    assert told[0][1][-1] == "NoticeSent" and "BiddingEnded" in told[0][1]
    # Of two notices of one moment either may be sent first; how long they are says nothing.
    assert sorted(told[0][0]) == sorted(told[1][0]) == sorted(told[2][0])
    ended = [[body for body in one[2] if '"kind":"BiddingEnded"' in body and "notice" not in body] for one in told]
    assert ended[0] == ended[1] == ended[2] and len(ended[0]) == 1
    assert not list((home / "sealed" / "biddings").iterdir())


def forms(minor: int) -> list[bytes]:
    """Everything simple that a sum could be written as."""
    words = [str(minor), f"{minor // 100}.{minor % 100:02}", f"{minor // 100},{minor % 100:02}", f"{minor:x}"]
    words += [json.dumps({"minor": minor}), json.dumps({"minor": minor}, separators=(",", ":"))]
    found = [word.encode() for word in words]
    for size, order in itertools.product((6, 8), ("big", "little")):
        found.append(minor.to_bytes(size, order))
    for word in [str(minor).encode(), *found]:
        for name in ("sha256", "sha1", "md5", "blake2b"):
            digest = hashlib.new(name, word)
            found += [digest.hexdigest().encode(), digest.digest()]
    return found


def test_no_form_of_a_sum_is_found_anywhere(opened, ctx, clock, home, tmp_path_factory, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    dispute = opened()
    seal(ctx, dispute, dispute.buyer, LOW)
    seal(ctx, dispute, dispute.seller, HIGH)
    passes(clock)
    from hejie.usecases import dossiers

    places = {"logs": caplog.text.encode(), "rows": repr(rows()).encode()}
    place = tmp_path_factory.mktemp("backup") / "all.zip"
    write_backup(place, home, clock.now, with_keys=True)
    with zipfile.ZipFile(place) as archive:
        names = archive.namelist()
        places["backup"] = b"".join(archive.read(name) for name in names)
    assert not [name for name in names if "sealed/" in name or "bid" in Path(name).name.lower()]
    for who in (dispute.buyer, dispute.seller):
        for file in dossiers.export_all(ctx(who), dispute.case, tmp_path_factory.mktemp("dossiers")):
            with zipfile.ZipFile(file) as archive:
                places[file.name + who.id] = b"".join(archive.read(name) for name in archive.namelist())
    for path in (home / "sealed").rglob("*"):
        if path.is_file():
            places[str(path)] = path.read_bytes()
    if connection.vendor == "sqlite":
        for end in ("", "-wal"):
            file = Path(str(connection.settings_dict["NAME"]) + end)
            places[f"file {end}"] = file.read_bytes() if file.exists() else b""
    for name, content in places.items():
        for minor in (LOW, HIGH):
            for form in forms(minor):
                assert form not in content, f"{form!r} in {name}"


def test_nothing_is_left_once_it_is_over(opened, ctx, clock, home) -> None:
    dispute = opened()
    (place,) = (home / "sealed" / "biddings").iterdir()
    held = [os.open(place / name, os.O_RDONLY) for name in ("buyer.key", "buyer.sealed", "draw.key", "draw.sealed")]
    key, draw = os.pread(held[0], 100, 0), os.pread(held[2], 100, 0)
    seal(ctx, dispute, dispute.buyer, HIGH)
    seal(ctx, dispute, dispute.seller, LOW)
    passes(clock, 6)
    assert reader.case(dispute.case).agreement.in_effect
    assert not place.exists()
    assert os.pread(held[0], 100, 0) != key and os.pread(held[2], 100, 0) != draw  # overwritten before it was removed
    for handle in held:
        os.close(handle)
    bid_work.clear(clock.now)
    assert not list((home / "sealed" / "biddings").iterdir())
