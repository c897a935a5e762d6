"""The preset `ozon` about parcels that do not come: the buyer may complain from the 14th day, the platform does it on the 31st."""

from datetime import UTC, datetime, timedelta

from hejie.domain.procedure.rulebook import About
from hejie.rulebooks import procedures

SHIPPED = datetime(2026, 3, 1, 10, tzinfo=UTC)


def test_the_platform_opens_a_case_on_the_31st_day_unless_the_parcel_has_come():
    (rule,) = procedures.load("procedures/ozon").opens_itself
    assert rule.within.end(SHIPPED) == SHIPPED + timedelta(days=31)
    assert (rule.since, rule.unless, rule.reason, rule.remedy) == ("shipped", "delivered", "not_received", "refund")


def test_what_is_wrong_with_goods_waits_for_no_day():
    dates = {"shipped": SHIPPED.isoformat()}
    ozon = procedures.load("procedures/ozon")
    assert ozon.opening(About("not_received", "refund", 100, "RUB"), dates).after.end(SHIPPED) == SHIPPED + timedelta(
        days=14
    )
    assert ozon.opening(About("defective", "refund", 100, "RUB"), dates) is None
