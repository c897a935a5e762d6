"""`hejie market law`: whose law and policy new cases are looked at by."""

import pytest

from hejie.cli.people import market
from hejie.domain.kernel.refusal import Refusal
from hejie.store import market_law as store
from tests.cli.test_market_procedures import run

pytestmark = pytest.mark.django_db


def test_it_is_said_and_chosen(marketplace):
    assert "as the currency of each order says, policy none" in run(market, "law", "harbour").output
    assert "law CN, policy taobao" in run(market, "law", "harbour", "--jurisdiction", "CN", "--policy", "taobao").output
    assert "law CN, policy none" in run(market, "law", "harbour", "--policy", "none").output
    assert "law none" in run(market, "law", "harbour", "--jurisdiction", "none").output
    assert "as the currency" in run(market, "law", "harbour", "--jurisdiction", "currency").output
    store.forget()


def test_what_is_not_there_is_refused(marketplace):
    with pytest.raises(Refusal, match="setting_not_understood"):
        run(market, "law", "harbour", "--jurisdiction", "XX")
    assert run(market, "law", "nowhere").exit_code == 1
