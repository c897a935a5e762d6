"""What an order's page and a case's page say of the clocks by which the marketplace opens a case for the buyer."""

import pytest

from hejie.usecases import market_procedures, worker
from tests.rulebooks.test_procedures import GOOD
from tests.support import own_procedures

RULES = "opens_itself:\n  - {since: ordered, within: {days: 7}, unless: shipped, reason: not_shipped, remedy: refund}\n"


@pytest.fixture
def language() -> str:
    """That of the people."""
    return "en"


@pytest.fixture
def waiting(people, ctx, orders, language):
    """(buyer, seller, root) of an order four days old that nobody has reported as sent."""
    operator = ctx(people("operator"))
    own_procedures.put(operator, GOOD + RULES)
    market_procedures.choose(operator, "procedures/sample")
    buyer, seller = people("buyer", language=language), people("seller", language=language)
    return buyer, seller, orders(buyer, seller, delivered=False)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "If nobody has reported by then that the goods were sent, the marketplace opens a case for the buyer"),
        ("zh", "到期仍无发货记录的，平台将按规则代买家提出诉求"),
        ("ru", "площадка по своим правилам откроет дело за покупателя"),
    ],
)
def test_both_sides_see_when_the_marketplace_opens_a_case(browser, waiting, language, told):
    buyer, seller, root = waiting
    for who in (buyer, seller):
        page = browser(who, language=language).get("order", root).content.decode()
        assert told in page
        assert "turn__lead" not in page, "it is not the buyer's turn, however many clocks the order has"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "The marketplace opened the case"),
        ("zh", "平台按规则代买家提出诉求"),
        ("ru", "Площадка по своим правилам открыла дело"),
    ],
)
def test_the_case_says_plainly_who_opened_it(browser, waiting, clock, language, told):
    buyer, _seller, root = waiting
    clock.move(days=3)
    worker.run_once(clock.now)
    worker.run_once(clock.now)
    page = browser(buyer, language=language)
    found = page.get("order", root).content.decode()
    case = found.split(f"/cases/{root}-")[1][:8]
    told_there = page.get("case", f"{root}-{case}").content.decode()
    assert told in told_there
    assert "本案由平台代买家提出" in told_there and "The marketplace has opened this case for the buyer." in told_there
