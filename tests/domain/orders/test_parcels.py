"""Parcels: numbers as people type them, what is in each, a slip put right."""

import pytest

from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import commands, decide, waybills
from tests.domain.orders.given import SHOP, do, placed


def code(act) -> str:
    with pytest.raises(Refusal) as found:
        act()
    return found.value.code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("sf 1380-0422 07719", "SF1380042207719"),
        ("ＳＦ１３８０", "SF1380"),
        ("EE123456785CN", "EE123456785CN"),
        ("RB 123 456 785 GB", "RB123456785GB"),
        ("LP00123456789012", "LP00123456789012"),
        ("  ", ""),
    ],
)
def test_a_number_is_kept_in_one_form(typed, kept):
    assert waybills.typed(typed) == kept


@pytest.mark.parametrize("typed", ["abc", "SF1", "http://x/1?2", "SFEXPRESS", "1" * 41, "顺丰快递"])
def test_what_cannot_be_a_number_is_refused_even_from_somebody_who_is_sure(typed):
    assert code(lambda: waybills.typed(typed, sure=True)) == "waybill_wrong"


def test_a_mistyped_figure_of_a_number_of_the_post_is_found_until_somebody_is_sure():
    assert code(lambda: waybills.typed("EE123456784CN")) == "waybill_check"
    assert waybills.typed("EE123456784CN", sure=True) == "EE123456784CN"


def test_each_report_is_a_parcel_and_a_slip_is_put_right_until_it_has_arrived():
    order = do(
        decide.ship, placed(100, 200, 300, paid=600), commands.ShipOrder("r", "EMS", "A1", lines=(1, 2)), by=SHOP
    )
    order = do(decide.ship, order, commands.ShipOrder("r", "SF", "", lines=(3,)), by=SHOP)
    assert [(one.id, one.lines, one.carrier, one.waybill is None) for one in order.parcels] == [
        ("p1", (1, 2), "EMS", False),
        ("p2", (3,), "SF", True),
    ]
    dates = order.dates
    order = do(decide.correct_parcel, order, commands.CorrectParcel("r", "p1", "SF", "B2"), by=SHOP)
    assert (order.parcels[0].carrier, order.parcels[0].mended, order.dates) == ("SF", 1, dates)
    assert code(lambda: do(decide.correct_parcel, order, commands.CorrectParcel("r", "p9", "SF"))) == "parcel_unknown"
    assert code(lambda: do(decide.correct_parcel, order, commands.CorrectParcel("r", "p1"))) == "waybill_missing"
    order = do(decide.deliver, order, commands.DeliverOrder("r", lines=(1, 2)))
    assert code(lambda: do(decide.correct_parcel, order, commands.CorrectParcel("r", "p1", "X"))) == "already_delivered"
    order = do(decide.deliver, order, commands.DeliverOrder("r", lines=(3,)))
    assert code(lambda: do(decide.correct_parcel, order, commands.CorrectParcel("r", "p2", "X"))) == "already_delivered"
