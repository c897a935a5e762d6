"""Facts are read strictly: what is not told is unknown; what cannot be meant is refused by name."""

from datetime import UTC, date, datetime

import pytest

from hejie.domain.entitlements import facts
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import law

NOW = datetime(2026, 11, 27, 17, tzinfo=UTC)


def read(raw: object, zone: str = "Asia/Shanghai") -> facts.Facts:
    return facts.read(raw, law.schema(), zone, NOW)


def refused(raw: object) -> str:
    with pytest.raises(Refusal) as found:
        read(raw)
    return found.value.code


def test_what_is_null_or_left_out_is_unknown():
    found = read({"buyer": None, "dates": {"ordered": None}, "condition": None})
    assert (found.told, found.promises) == ({}, None)


def test_a_day_is_that_of_the_place_of_the_law():
    found = read({"as_of": "2026-11-27", "dates": {"delivered": "2026-03-01T17:00:00Z", "ordered": "2026-02-28"}})
    assert found.told["dates.delivered"] == date(2026, 3, 2).toordinal()
    assert read({}).as_of == date(2026, 11, 28).toordinal()
    assert read({}, "UTC").as_of == date(2026, 11, 27).toordinal()


def test_of_two_promises_of_a_kind_the_better_counts():
    found = read(
        {
            "seller_conduct": {
                "promises": ["no_reason_return_days:7", "no_reason_return_days:30", "free_return_shipping"]
            }
        }
    )
    assert found.promises == {"no_reason_return_days": 30, "free_return_shipping": 1}


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ([], "facts_not_object"),
        ("x", "facts_not_object"),
        ({"byer": "consumer"}, "fact_unknown"),
        ({"dates": {"orderd": "2026-01-01"}}, "fact_unknown"),
        ({"dates": "2026-01-01"}, "fact_value"),
        ({"buyer": "person"}, "fact_value"),
        ({"buyer": ["consumer"]}, "fact_value"),
        ({"goods": []}, "fact_value"),
        ({"goods": ["physical", "gas"]}, "fact_value"),
        ({"condition": {"intact": 1}}, "fact_value"),
        ({"condition": {"intact": "true"}}, "fact_value"),
        ({"defect": {"repairs_tried": True}}, "fact_value"),
        ({"defect": {"repairs_tried": -1}}, "fact_out_of_range"),
        ({"defect": {"repairs_tried": 10**12}}, "fact_out_of_range"),
        ({"price": 100}, "fact_money"),
        ({"price": {"minor": "100", "currency": "CNY"}}, "fact_money"),
        ({"price": {"minor": -1, "currency": "CNY"}}, "fact_money"),
        ({"price": {"minor": 10**18, "currency": "CNY"}}, "fact_money"),
        ({"price": {"minor": 100, "currency": "ABC"}}, "fact_money"),
        ({"price": {"minor": 100, "currency": "CNY", "x": 1}}, "fact_money"),
        ({"dates": {"ordered": "01.03.2026"}}, "fact_date"),
        ({"dates": {"ordered": "2026-02-30"}}, "fact_date"),
        ({"dates": {"ordered": 20260301}}, "fact_date"),
        ({"dates": {"ordered": "1026-03-01"}}, "fact_date"),
        ({"dates": {"ordered": "2027-01-01"}}, "facts_contradict"),
        ({"dates": {"ordered": "2026-03-02", "delivered": "2026-03-01"}}, "facts_contradict"),
        ({"as_of": "2026-03-01", "dates": {"claimed": "2026-03-02"}}, "facts_contradict"),
        (
            {"dates": {"delivered": "2026-03-01", "claimed": "2026-03-05"}, "elapsed": {"claimed": 5}},
            "facts_contradict",
        ),
        ({"problem": ["none", "defective"]}, "facts_contradict"),
        ({"goods": ["digital_content"], "problem": ["damaged_in_transit"]}, "facts_contradict"),
        ({"price": {"minor": 1, "currency": "CNY"}, "refunded": {"minor": 1, "currency": "USD"}}, "facts_contradict"),
        (
            {"price": {"minor": 1, "currency": "CNY"}, "unperformed": {"minor": 2, "currency": "CNY"}},
            "facts_contradict",
        ),
        ({"seller_conduct": {"promises": ["no_reason_return_days"]}}, "fact_value"),
        ({"seller_conduct": {"promises": ["no_reason_return_days:x"]}}, "fact_value"),
        ({"seller_conduct": {"promises": ["free_return_shipping:3"]}}, "fact_value"),
        ({"seller_conduct": {"promises": "free_return_shipping"}}, "fact_value"),
        ({"category": "electronics phone!"}, "fact_value"),
    ],
)
def test_what_cannot_be_meant_is_refused(raw, code):
    assert refused(raw) == code


def test_a_day_that_is_planned_may_lie_ahead():
    assert "dates.deliver_by" in read({"dates": {"deliver_by": "2026-12-24"}}).told


def test_every_fact_of_the_contract_can_be_told():
    raw = {}
    for path, fact in law.schema().facts.items():
        group, dot, name = path.partition(".")
        value = {"flag": True, "number": 1, "money": {"minor": 1, "currency": "CNY"}, "date": "2026-03-01", "category": "food.tea",
                 "promises": []}.get(fact.kind) if fact.kind not in ("choice", "choices") else min(fact.values)  # fmt: skip
        if dot:
            raw.setdefault(group, {})[name] = value
        else:
            raw[path] = value
    raw["problem"], raw["goods"], raw["elapsed"] = ["defective"], ["physical"], {}
    assert len(read(raw).told) >= len(law.schema().facts) - 8
