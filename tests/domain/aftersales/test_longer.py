"""What a repair adds to a guarantee, by the rules of the rulebook: pure."""

from datetime import UTC, date, datetime

import pytest

from hejie.domain.aftersales import guarantees, longer
from hejie.rulebooks import service
from hejie.rulebooks.strict import BadRulebook

RULES = service.load().guarantee
ASKED, RECEIVED = "2026-11-02T08:00:00.000Z", "2026-11-05T08:00:00.000Z"
NOW = datetime(2026, 11, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize(("place", "added"), [("CN", {"days": 5}), ("RU", {"days": 8}), ("EU", {"months": 12})])
def test_the_time_counts_from_receipt_in_china_from_the_request_in_russia_and_the_union_adds_months(place, added):
    told = longer.of_repair(RULES[place], (), ASKED, RECEIVED, NOW)
    assert told.items() >= added.items() and told["rule"] == RULES[place]["rule"]


def test_the_union_adds_once_and_only_to_orders_since_its_rule_counts():
    before = [{"line": 1, "at": ASKED, "months": 12, "rule": RULES["EU"]["rule"], "of": "liability"}]
    assert longer.of_repair(RULES["EU"], before, ASKED, RECEIVED, NOW) == {}
    assert longer.in_force(RULES["EU"], "2026-07-30T10:00:00.000Z") == {} == longer.in_force(RULES["EU"], "")
    assert longer.in_force(RULES["EU"], "2026-07-31T10:00:00.000Z") == RULES["EU"]
    assert longer.in_force(RULES["CN"], "") == RULES["CN"]


def test_days_of_repairs_are_added_up_liability_is_not_and_another_article_begins_anew():
    cover = guarantees.Cover("order", date(2027, 11, 1))
    rows = [
        {"line": 1, "at": ASKED, "days": 5, "of": "guarantee", "rule": "a"},
        {"line": 1, "at": RECEIVED, "months": 12, "of": "liability", "rule": "b"},
        {"line": 1, "at": RECEIVED, "days": 3, "of": "guarantee", "rule": "a"},
    ]
    found = longer.extended(cover, rows)
    assert found.ends_on == date(2027, 11, 9) and len(found.longer) == 2
    assert guarantees.read(found.as_data()) == found and longer.extended(None, rows) is None
    anew = [*rows, {"line": 1, "at": "2026-12-01T08:00:00.000Z", "anew": True, "of": "guarantee", "rule": "a"}]
    assert longer.extended(cover, anew) == cover and longer.began_anew(anew) == date(2026, 12, 1)
    assert longer.of_replacement(RULES["CN"])["anew"] and longer.of_replacement(RULES["EU"]) == {}
    assert [one["at"] for one in longer.of_goods([{**rows[0], "mark": "x"}, rows[2]], 1, "y")] == [RECEIVED]


def test_half_a_rule_is_refused_with_its_line():
    text = service._FILE.read_text(encoding="utf-8")
    for wrong in (text.replace("from: receipt, ", "", 1), text.replace("since: 2026-07-31", "since: soon", 1)):
        with pytest.raises(BadRulebook, match="line"):
            service.parse(wrong)
