"""The last page before a request is sent, and which of many alike is meant: what is read there is what comes of it."""

import html
from urllib.parse import parse_qsl, urlencode

import pytest

from hejie.domain.orders.commands import NewLine
from hejie.record import reader
from hejie.rulebooks import procedures
from hejie.usecases import service_settings
from hejie.web.service import which_piece
from tests.support.service import Services
from tests.web.conftest import PROCEDURE


def _case_of(answer) -> str:
    assert answer.status_code == 302, answer.content.decode()
    return answer.url.strip("/").rpartition("/")[2]


@pytest.mark.once
def test_of_many_alike_it_is_asked_price_by_price_how_many_are_meant(
    browser, people, ctx, clock, marketplace, run_worker
):
    services = Services(people, ctx, marketplace, clock)
    buyer, seller = people("buyer"), people("seller")
    root = services.order(buyer, seller, lines=(NewLine(1, seller.shop, 200000, quantity=20, title="Cup"),))
    services(kind="reduction", wish={"minor": 20000}, pieces=((1, 5),), root=root, buyer=buyer, seller=seller).answer()
    run_worker()
    page = browser(buyer)
    begun = "?p1=14&kind=return"
    asked = page.get("service_ask", root, query=begun)
    assert asked.context["step"] == "which" and asked.content.decode().count('type="number"') == 2
    assert ": how many of those at ¥60.00?" in asked.content.decode()
    too_many = page.get("service_ask", root, query=f"{begun}&go=which&q1-10000=11&q1-6000=4")
    assert too_many.status_code == 422 and "Name no more than these." in too_many.content.decode()
    on = page.get("service_ask", root, query=f"{begun}&go=which&q1-10000=9&q1-6000=5").url
    assert "q1=10000x9-6000x5" in on
    rest = f"{on.partition('?')[2]}&reason=defective&enough=1&w=1&w_way=drop_off"
    told = html.unescape(page.get("service_ask", root, query=f"?{rest}").content.decode())
    assert "9 × ¥100.00 + 5 × ¥60.00" in told and told.count("¥1,200.00") >= 1
    sent = {"story": "They leak.", "shown": procedures.load(PROCEDURE).digest, **dict(parse_qsl(rest))}
    case = reader.case(_case_of(page.post("service_ask", root, **sent)))
    assert case.service.which == {1: (10000,) * 9 + (6000,) * 5} and case.offers[0].package["refund"] == 120000
    assert "9 × ¥100.00 + 5 × ¥60.00" in html.unescape(page.get("case", case.id).content.decode())


def test_a_number_of_pieces_in_an_address_that_cannot_be_is_none():
    assert which_piece.read("10000x9-6000", 20) == (10000,) * 9 + (6000,)
    for wrong in ("10000x999999999", "x5", "10000x0", "10000x-1", "1x21", "-".join(["1x20"] * 11), "9" * 40):
        assert which_piece.read(wrong, 20) == (), wrong


@pytest.mark.once
@pytest.mark.parametrize(
    ("limits", "reason", "told"),
    [
        ({"auto_minor": 30000, "keep_minor": 0}, "defective", "your request is approved at once"),
        ({"auto_minor": 30000, "keep_minor": 20000}, "defective", "you keep the goods and get the money back"),
        ({"auto_minor": 9000, "keep_minor": 0}, "defective", ""),
        ({"auto_minor": 30000, "keep_minor": 0, "reasons": ("late",)}, "defective", ""),
    ],
    ids=["limit", "keep", "above", "other-reason"],
)
def test_what_the_shops_own_limit_will_approve_is_told_before_it_is_sent(
    browser, people, ctx, clock, marketplace, limits, reason, told
):
    services = Services(people, ctx, marketplace, clock)
    buyer, seller = people("buyer"), people("seller")
    root = services.order(buyer, seller)
    service_settings.save(ctx(seller), {**limits, "currency": "CNY"}, over=0)
    page = browser(buyer)
    answers = {"p1": "1", "kind": "return", "reason": reason, "enough": "1", "w": "1", "w_way": "drop_off"}
    shown = page.get("service_ask", root, query=f"?{urlencode(answers)}")
    text = shown.content.decode()
    assert ("By the shop’s own rule" in text) == bool(told) and told in text
    sides = [step["side"] for step in shown.context["steps"]]
    assert sides == (
        ["seller"]
        if limits["keep_minor"]
        else ["buyer", "seller", "seller"]
        if told
        else ["seller", "buyer", "seller", "seller"]
    )
    sent = {"story": "It hums.", "shown": procedures.load(PROCEDURE).digest, **answers}
    case = reader.case(_case_of(page.post("service_ask", root, **sent)))
    assert (case.service.status != "asked") == bool(told), "and so it comes"
    goes_back = "How it goes back" in page.get("case", case.id).content.decode()
    assert goes_back is not case.service.keep, "nothing is said of the way of what stays with the buyer"
