"""Licence keys: compared by hash, never kept; what became of digital goods is a record like any other."""

import hashlib

import pytest

from hejie.domain.kernel.events import Private
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import keys, records
from tests.domain.orders.given import ROOT, do, paid

FILE = {"ref": "f", "size": 1, "type": "text/plain"}
HASH = keys.hash_of("A-1", "ABCD-1234")


def told(state, **facts):
    command = records.ImportRecord(
        ROOT, "digital", "shop", "2026-03-01T08:00:00.000Z", FILE, "log", facts={"event": "sent", **facts}
    )
    return do(records.import_record, state, command)


def test_a_key_is_found_again_however_the_buyer_writes_it_and_in_no_other_order():
    assert hashlib.sha256(b"A-1:ABCD1234").hexdigest() == HASH
    state = told(told(paid(100)), key_hash=HASH)
    assert [one.id for one in keys.delivered("A-1", " abcd 12-34\n", state.records)] == ["r2"]
    assert not keys.delivered("A-1", "ABCD-1235", state.records)
    assert not keys.delivered("A-2", "ABCD-1234", state.records)
    with pytest.raises(Refusal, match="text_missing"):
        keys.plain(" --- ")


@pytest.mark.parametrize(
    "facts",
    [{"key_hash": "ABCD-1234"}, {"key_hash": HASH.upper()}, {"key": "ABCD-1234"}, {"downloads": -1}, {"event": "lost"}],
)
def test_a_key_in_the_clear_and_other_nonsense_is_refused(facts):
    with pytest.raises(Refusal, match="record_fact"):
        told(paid(100), **facts)


def test_what_became_of_digital_goods_is_kept_as_told():
    facts = (
        told(
            paid(100), event="downloaded", downloads=3, first_access="2026-03-01T07:00:00.000Z", account="mei@x.example"
        )
        .records[0]
        .facts
    )
    assert facts["downloads"] == 3 and facts["event"] == "downloaded" and isinstance(facts["account"], Private)
