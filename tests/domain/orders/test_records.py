"""The marketplace's record of an order: what is taken in, and what is refused."""

from datetime import timedelta

import pytest

from hejie.domain.kernel import clock
from hejie.domain.kernel.events import Private
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import records
from hejie.domain.orders.records import ImportRecord
from tests.domain.orders.given import NOW, ROOT, SYSTEM, World, do, paid, placed

FILE = {"ref": "0" * 64, "size": 3, "type": "text/plain"}
USUAL = {"root": ROOT, "kind": "scan", "source": "carrier", "at": clock.text(NOW), "file": FILE, "name": "scan.txt"}


def told(**changes) -> ImportRecord:
    return ImportRecord(**{**USUAL, "facts": {"station": "delivered"}, **changes})


def event(command, order=None):
    (found,) = records.import_record(World(order or paid(7000)), command, by=SYSTEM, now=NOW)
    return found


def test_numbers_and_words_stand_in_the_entry_what_people_are_called_does_not():
    facts = {"station": "delivered", "place": "Hangzhou", "waybill": "SF118"}
    data = event(told(facts=facts, note="At the door")).data
    assert data["facts"] == {"station": "delivered", "place": Private("Hangzhou"), "waybill": Private("SF118")}
    assert (data["id"], data["name"], data["note"]) == ("r1", Private("scan.txt"), Private("At the door"))


def test_without_lines_it_is_about_all_of_one_sellers_order():
    assert event(told(), paid(7000, 3000)).data["lines"] == [1, 2]


def test_records_count_on_and_what_is_erased_is_known():
    order = paid(7000)
    for grams in (1240, 320):
        order = do(records.import_record, order, told(kind="weight", facts={"grams": grams}))
    assert [(one.id, one.facts["grams"]) for one in order.records] == [("r1", 1240), ("r2", 320)]
    order = do(records.erase, order, records.EraseRecord(ROOT, (FILE["ref"],)))
    assert order.erased == {FILE["ref"]}
    with pytest.raises(Refusal, match="nothing_to_erase"):
        do(records.erase, order, records.EraseRecord(ROOT, (FILE["ref"],)))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "rumour"}, "record_kind"),
        ({"source": "neighbour"}, "record_source"),
        ({"facts": {}}, "record_fact"),
        ({"facts": {"station": "on the moon"}}, "record_fact"),
        ({"facts": {"station": "delivered", "grams": 1}}, "record_fact"),
        ({"kind": "weight", "facts": {"grams": -1}}, "record_fact"),
        ({"kind": "weight", "facts": {"grams": True}}, "record_fact"),
        ({"kind": "weight", "facts": {"grams": "12"}}, "record_fact"),
        ({"kind": "listing", "facts": {"minor": 12}}, "record_fact"),
        ({"kind": "listing", "facts": {"minor": 12, "currency": "XXY"}}, "currency_unknown"),
        ({"kind": "chat", "facts": {"since": "yesterday"}}, "bad_date"),
        ({"at": clock.text(NOW + timedelta(seconds=1))}, "bad_date"),
        ({"at": "2026-03-01"}, "bad_date"),
        ({"lines": (9,)}, "unknown_line"),
        ({"origin": "x" * 81}, "text_too_long"),
    ],
)
def test_what_cannot_be_is_refused(changes, code):
    with pytest.raises(Refusal) as caught:
        event(told(**changes))
    assert caught.value.code == code


def test_what_one_shop_has_on_record_is_not_for_another():
    order = placed(100, 100, sellers=("s1", "s2"))
    for lines in ((), (1, 2)):
        with pytest.raises(Refusal, match="record_lines"):
            event(told(lines=lines), order)
    assert event(told(lines=(2,)), order).data["lines"] == [2]


def test_an_order_holds_so_many_records_and_no_more():
    order = paid(7000)
    for _one in range(records.MOST):
        order = do(records.import_record, order, told())
    with pytest.raises(Refusal, match="too_many_records"):
        do(records.import_record, order, told())
