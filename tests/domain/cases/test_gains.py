"""What the fairness watch keeps of an agreement: how it came about, the size of the sum, and nothing of anybody."""

import pytest

from hejie.domain.cases import gains
from hejie.domain.cases.bargain_state import Proposal, Round
from hejie.domain.cases.state import Offer
from hejie.domain.kernel.frozen import changed
from tests.domain.cases import stages


def agreed_by(**offer):
    """A case whose agreement came of an offer that differs from the usual one in these fields."""
    case = stages.signed().case
    made = Offer(**({"id": "o2", "side": "seller", "package": case.agreement.package, "at": case.agreement.at} | offer))
    return changed(case, offers=(case.offers[0], made))


@pytest.mark.parametrize(
    ("offer", "way"),
    [({}, "offer"), ({"side": "buyer"}, "offer"), ({"side": "neutral"}, "neutral"), ({"is_claim": True}, "claim"),
     ({"side": "system"}, "bids")],
)  # fmt: skip
def test_how_it_came_about(offer, way):
    assert gains.way(agreed_by(**offer)) == way


def test_a_round_of_proposals_says_of_which_kind_it_was():
    case = agreed_by(side="system")
    for kind in ("three", "text", "improvement"):
        row = Round("r1", kind, case.agreement.at, (Proposal("r1a", case.agreement.package),), status="ended", result="agreed",
                    proposal="r1a")  # fmt: skip
        assert gains.way(changed(case, rounds=(row,))) == kind


@pytest.mark.parametrize(
    ("minor", "currency", "band"),
    [(0, "CNY", "none"), (99, "CNY", "CNY:0"), (999, "CNY", "CNY:0"), (1000, "CNY", "CNY:1"), (19900, "CNY", "CNY:2"),
     (500, "JPY", "JPY:2"), (123456789, "RUB", "RUB:6")],
)  # fmt: skip
def test_a_sum_is_kept_as_its_power_of_ten(minor, currency, band):
    assert gains.band(minor, currency) == band


def test_nobody_is_named():
    case = stages.signed().case
    kept = gains.watched(case, {"buyer": "zh", "seller": "ru"}, {"buyer": -1, "seller": -2})
    told = str(kept)
    for name in (case.id, case.root, case.buyer, case.seller, case.order["external_id"]):
        assert name not in told
    assert kept["way"] in gains.WAYS and kept["band"] == "CNY:2"
