"""What follows at once by the rules is told as that, and nobody is said to have been silent."""

import pytest
from django.utils import translation

from hejie.rulebooks import procedures
from hejie.store import market_procedures as store
from hejie.usecases import cases, market_procedures, settlement

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(browser, scene, ctx):
    """Refuses a request under Vinted's rules for a reason; what a page of the case then says, by its name."""
    market_procedures.choose(ctx(scene.operator), "procedures/vinted")
    store.forget()

    def tell(reason: str, name: str = "case") -> str:
        (receipt,) = cases.open_cases(
            ctx(scene.buyer), root=scene.root, lines=(1,), reason=reason, remedy="refund",
            package={"refund": 19900, "currency": "CNY"}, story="Too short.", key="open",
            shown=procedures.load("procedures/vinted").digest,
        )  # fmt: skip
        scene.case = receipt.created["case"]
        scene.do(scene.seller, settlement.reject_offer, "RejectOffer", "o1")
        return browser(scene.buyer).get(name, scene.case).content.decode()

    return tell


def test_a_refusal_that_brings_the_platform_in(told):
    page = told("not_as_described")
    assert "By these rules, at once:" in page and "The time ran out:" not in page


def test_a_change_of_mind_that_the_seller_refuses(told):
    page = told("none")
    assert "By these rules:" in page and "By silence:" not in page


def test_the_procedure_page_says_that_no_time_passes(told):
    assert "at once" in told("not_as_described", "case_procedure")
    with translation.override("ru"):
        assert translation.gettext("at once") == "сразу"
