"""Pages of after-sales service beside the walk in a browser: what is asked, what is refused, who may come in."""

import html
import re
from random import Random
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hejie.domain.entitlements.logic import TRUE, UNKNOWN
from hejie.domain.escrow import purse
from hejie.domain.escrow.points_commands import SetWorth
from hejie.domain.orders.commands import NewLine, PlaceOrder, RecordPayment
from hejie.record import reader
from hejie.rulebooks import procedures
from hejie.store import story
from hejie.usecases import ids, money, orders, service_words
from hejie.usecases import points as point_use
from hejie.usecases import vouchers as voucher_use
from hejie.usecases.worker import Worker
from hejie.web.service import facts_asked
from hejie.web.service.step_forms import FORMS
from hejie.web.way_in.carried import Carried, sealed
from tests.support.refused import says
from tests.support.service import Services
from tests.web.conftest import PROCEDURE


def _case_of(answer) -> str:
    return answer.url.strip("/").rpartition("/")[2]


def _asked(page, scene, *, key: str = "", **more):
    sent = {"kind": "return", "reason": "defective", "enough": "1", "w": "1", "w_way": "drop_off", "story": "It hums."}
    return page.post("service_ask", scene.root, key=key, shown=procedures.load(PROCEDURE).digest, **(sent | more))


def test_what_it_comes_to_stands_there_before_anything_is_sent_and_a_double_click_asks_once(browser, scene):
    page = browser(scene.buyer)
    before = page.get("service_ask", scene.root, query="?kind=return&reason=defective&enough=1&w=1&w_way=drop_off")
    words = before.content.decode()
    assert "¥199.00" in words and "The seller pays the way back." in words and "Answer the request" in words
    first, again = _asked(page, scene, key="one"), _asked(page, scene, key="one")
    assert first.status_code == again.status_code == 302
    assert first.url == again.url and len(reader.order(scene.root).frozen) == 1
    twice = _asked(page, scene, key="two")
    assert twice.status_code == 409 and _case_of(first) in page.get("my_cases").content.decode()
    assert _case_of(first) in page.get("order", scene.root).content.decode()


def test_answers_that_do_not_fit_are_asked_for_anew(browser, scene):
    page = browser(scene.buyer)
    for query, step in (
        ("?kind=cancellation", "kind"),  # it has arrived
        ("?kind=return&reason=not_received", "reason"),
        ("?kind=return&reason=defective&enough=1&w=1&w_way=by_pigeon", "wish"),
        ("?p1=0&kind=nonsense", "kind"),
    ):
        answer = page.get("service_ask", scene.root, query=query)
        assert (answer.status_code, answer.context["step"]) == (200, step), query
    assert page.get("service_ask", scene.root, query="?go=kind&kind=").status_code == 422
    counted = page.get("service_ask", scene.root, query="?kind=return&reason=defective").context
    assert (counted["step"], counted["number"], counted["most"]) == (
        "facts",
        4,
        6,
    )  # no question of diagnosis in a return
    _asked(page, scene)
    gone = page.get("service_ask", scene.root, query="?p1=1&kind=return&reason=defective")
    assert gone.status_code == 302  # nothing is left; nothing else is put in the place of what was meant


def test_more_pieces_than_are_left_are_refused_beside_the_field_and_never_cut_in_silence(
    browser, people, ctx, clock, marketplace
):
    services = Services(people, ctx, marketplace, clock)
    buyer, seller = people("buyer"), people("seller")
    root, page = services.order(buyer, seller), browser(buyer)
    asked = page.get("service_ask", root, query="?p1=3&kind=return&reason=defective&enough=1&w=1&w_way=drop_off")
    assert (asked.status_code, asked.context["step"]) == (422, "pieces")
    assert asked.context["form"].errors == {"p1": ["You ask for 3; 2 can be asked for."]}
    sent = {"kind": "return", "reason": "defective", "enough": "1", "w": "1", "w_way": "drop_off", "story": "It hums."}
    sent |= {"p1": "3", "shown": procedures.load(PROCEDURE).digest}
    assert page.post("service_ask", root, **sent).status_code == 422 and not reader.order(root).frozen
    assert page.post("service_ask", root, **(sent | {"p1": "2"})).status_code == 302


def test_a_sum_in_another_currency_than_the_orders_is_asked_for_again(browser, people, ctx, clock, marketplace):
    services = Services(people, ctx, marketplace, clock)
    buyer, seller = people("buyer"), people("seller")
    root = services.order(buyer, seller, currency="EUR")
    asked = browser(buyer).get(
        "service_ask", root, query="?p1=1&kind=reduction&reason=defective&enough=1&w=1&w_minor=30+CNY&go=wish"
    )
    assert asked.context["step"] == "wish" and "The amount is in EUR here." in asked.content.decode()


def test_which_of_several_alike_is_asked_where_they_cost_different_sums(browser, people, ctx, clock, marketplace):
    services = Services(people, ctx, marketplace, clock)
    less = services(kind="reduction", wish={"minor": 2500})
    less.answer()
    worker = Worker(now=lambda: clock.now, random=Random(7))
    while worker.work():
        pass
    buyer = browser(less.buyer)
    query = "?p1=1&kind=return&reason=defective&enough=1&w=1&w_way=drop_off"
    asked = buyer.get("service_ask", less.root, query="?p1=1&kind=return")
    assert (asked.context["step"], asked.context["number"], asked.context["most"]) == ("which", 3, 7)
    assert "¥75.00" in asked.content.decode() and "Not known: the dearest count first" in asked.content.decode()
    assert buyer.get("service_ask", less.root, query=f"{query}&q=1").content.decode().count("¥102.50") == 1
    named = buyer.get("service_ask", less.root, query=f"{query}&q=1&q1=7500&qs=SN-4711").content.decode()
    assert "¥77.50" in named and "¥75.00 · SN-4711" in html.unescape(named)
    sent = {"kind": "return", "reason": "defective", "enough": "1", "w": "1", "w_way": "drop_off", "story": "It hums."}
    sent |= {"q": "1", "q1": "7500", "qs": "SN-4711", "p1": "1", "shown": procedures.load(PROCEDURE).digest}
    case = _case_of(buyer.post("service_ask", less.root, key="one", **sent))
    assert reader.case(case).service.which == {1: (7500,)} and reader.case(case).offers[0].package["refund"] == 7750
    shop = browser(less.seller).get("case", case).content.decode()
    assert "Which of several alike" in shop and "SN4711" in shop


def test_a_fault_is_not_told_by_the_rules_of_going_back_without_a_reason():
    row = lambda remedy, value: SimpleNamespace(remedy=remedy, value=value)  # noqa: E731
    seen = SimpleNamespace(open=[row("withdrawal", TRUE), row("rescission", UNKNOWN), row("refund", TRUE)])
    assert facts_asked.row_of(seen, "return", "defective").remedy == "refund"
    assert facts_asked.row_of(seen, "return", "none").remedy == "withdrawal"
    assert facts_asked.row_of(seen, "interception", "late").remedy == "withdrawal"


def test_nobody_else_asks_and_staff_write_down_by_number_how_the_buyer_came(browser, scene, people):
    assert browser(people("buyer")).get("service_ask", scene.root).status_code == 404
    assert browser(people("seller")).get("service_ask", scene.root).status_code == 404
    assert browser(scene.buyer).get("service_for_buyers").status_code == 404
    page = browser(people("agent"))
    assert page.get("service_for_buyers", query="?number=A-999").status_code == 422
    number = reader.order(scene.root).external_id
    assert page.get("service_for_buyers", query=f"?number={number}").url == f"/orders/{scene.root}/service/"
    assert page.get("order", scene.root).status_code == 200
    assert page.get("service_ask", scene.root).context["step"] == "pieces"
    query = "?p1=1&channel=counter&kind=exchange&reason=none&enough=1"
    for more, words in (
        (
            "",
            (
                "How does it go back?",
                "The buyer takes it to a drop-off point",
                "The buyer’s answers so far",
                "The buyer has changed his mind",
            ),
        ),
        (
            "&w=1&w_way=drop_off&w_order=swap&w_price=210",
            ("The request in short", "The buyer pays on top", "¥11.00", "In the buyer’s words"),
        ),
    ):
        shown = page.get("service_ask", scene.root, query=query + more).content.decode()
        assert [one for one in words if one not in shown] == [] and "Your " not in shown.partition("<main")[2]
    case = _case_of(_asked(page, scene, channel="counter", p1="1"))
    assert reader.case(case).service.channel == "counter"
    told = browser(scene.seller).get("case", case).content.decode()
    assert "at the counter" in told and "wrote a request of the buyer down:" in told


def test_what_staff_has_prepared_the_buyer_sends_himself_once(browser, scene, people, run_worker):
    """Warranty scenario ws-111."""
    page, buyer = browser(people("agent")), browser(scene.buyer)
    left = _asked(page, scene, channel="phone", p1="1", story="", leave="1")
    assert left.url == f"/orders/{scene.root}/" and not reader.order(scene.root).frozen
    assert (
        _asked(page, scene, channel="phone", p1="1", story="", leave="1").status_code == 302
    )  # clicked twice, told once
    assert _asked(buyer, scene, p1="1", story="", leave="1").status_code == 422  # his own he sends himself
    run_worker()
    told = buyer.get("notices").content.decode()
    assert told.count("A request is prepared for you") == 1
    (path,) = set(re.findall(r'href="(/orders/[^"]*service/[^"]*)"', told))
    shown = buyer.client.get(html.unescape(path)).content.decode()
    assert "Your request in short" in shown and "¥199.00" in shown and 'name="channel"' not in shown
    sent = _asked(buyer, scene, key="one")
    entry = story.newest(scene.root, f"case:{_case_of(sent)}", before=2, limit=1)[0]
    assert (entry["kind"], entry["by"]["role"], entry["by"]["id"]) == ("CaseOpened", "buyer", scene.buyer.id)
    assert _asked(buyer, scene, key="two").status_code == 409


def test_a_seller_declines_with_a_reason_and_a_step_that_is_none_is_not_there(browser, scene):
    case = _case_of(_asked(browser(scene.buyer), scene))
    page = browser(scene.seller)
    half = page.post("case_service_answer", case, "decline", **{"decline-code": "other", "decline-note": ""})
    assert half.status_code == 422 and "Say what the reason is." in half.content.decode()
    done = page.post(
        "case_service_answer", case, "decline", **{"decline-code": "no_fault", "decline-note": "It boils."}
    )
    assert done.status_code == 302 and reader.case(case).service.status == "declined"
    assert page.post("case_service_answer", case, "perhaps").status_code == 404
    assert page.post("case_service_step", case, "dance").status_code == 404
    assert page.post("case_service_step", case, "inspect").status_code == 409
    words = browser(scene.buyer).get("case", case).content.decode()
    assert "It boils." in words and "Take it on as a dispute" in words and "Leave it at that" in words
    carried = browser(scene.buyer).get("case_escalation", case).content.decode()
    assert "Everything goes along" in carried
    assert browser(scene.buyer).post("case_escalation", case, note="").status_code == 302
    assert "What was done as a service stays on the file" in browser(scene.seller).get("case", case).content.decode()


@pytest.mark.once
def test_what_was_said_of_a_parcel_stands_there_and_the_number_that_counts(browser, scene):
    """What did not come is no parcel that came back, and a proof may name another number."""
    case, page, buyer = _case_of(_asked(browser(scene.buyer), scene)), browser(scene.seller), browser(scene.buyer)
    page.post("case_service_answer", case, "approve", **{"approve-q1": "1"})
    told = {"send-carrier": "SF", "send-waybill": "ABC"}
    refused = buyer.post("case_service_step", case, "send", **told)
    assert refused.status_code == 422 and "4 to 40 letters" in refused.content.decode()
    unsure = buyer.post("case_service_step", case, "send", **{**told, "send-waybill": "EE123456784CN"})
    assert unsure.status_code == 422 and 'name="send-sure"' in unsure.content.decode()
    buyer.post("case_service_step", case, "send", **{**told, "send-waybill": "EE123456784CN", "send-sure": "on"})
    assert "SF · EE123456784CN" in buyer.get("case", case).content.decode()
    buyer.post("case_service_step", case, "correct_send", **{"correct_send-waybill": "sf 1000-1"})
    page.post("case_service_step", case, "receive", **{"receive-arrived": "no"})
    told = page.get("case", case).content.decode()
    assert "Nothing came back, the seller says" in told and "Parcel came back" not in told
    proof = {"prove_sent-carrier": "ZTO", "prove_sent-waybill": "ZT77", "prove_sent-note": "The slip."}
    slip = SimpleUploadedFile("slip.txt", b"handed over", "text/plain")
    buyer.post("case_service_step", case, "prove_sent", **proof, **{"prove_sent-file": slip})
    assert "ZTO · ZT77" in page.get("case", case).content.decode()
    filed = reader.case(case).of_kind("evidence")[0].data
    assert [service_words.purpose(filed, language, lambda ref: "") for language in ("zh", "ru", "de")] == [
        service_words.with_step("prove_sent", language) for language in ("zh", "ru", "en")
    ]  # each in his own language, and what was filed before as it was written
    assert service_words.purpose({"purpose": {"ref": "x"}}, "zh", lambda ref: "К этому шагу") == "К этому шагу"


@pytest.mark.once
def test_what_is_sent_after_the_session_or_the_form_s_cookie_ended_is_said_not_to_be_done(scene, marketplace):
    stranger = Client(enforce_csrf_checks=True)
    old = stranger.post(f"/orders/{scene.root}/service/", {"story": "It hums."}, HTTP_ACCEPT_LANGUAGE="en")
    assert says("form_too_old", old) and "DEBUG" not in old.content.decode()
    gone = Client().post(
        f"/orders/{scene.root}/service/", {"story": "It hums."}, HTTP_ACCEPT_LANGUAGE="en", follow=True
    )
    assert "so nothing was sent" in gone.content.decode()


def test_every_step_of_the_rulebook_has_words_and_a_form_of_its_own():
    from hejie.domain.cases.servicing.steps import STEPS

    assert set(FORMS) >= set(STEPS) and set(service_words.texts()["steps"]) >= set(STEPS)


def test_settings_are_saved_over_what_was_read_and_half_a_rule_is_mended_on_the_page(browser, scene):
    page = browser(scene.seller)
    read = {"version": "0", "warn": "75", "held": ["D"]}
    half = page.post("service_settings", **read, auto="50", currency="")
    assert half.status_code == 422 and "Choose the currency of the sum." in half.content.decode()
    alone = page.post("service_settings", **read, auto="", currency="CNY")
    assert alone.status_code == 422 and "half a rule is none" in alone.content.decode()
    assert page.post("service_settings", **read, auto="50", currency="CNY").status_code == 302
    late = page.post("service_settings", **read, auto="90", currency="CNY")
    assert late.status_code == 412 and "Somebody else has saved these settings" in late.content.decode()
    assert 'value="50.00"' in page.get("service_settings").content.decode()
    assert browser(scene.seller, second_factor=False).get("service_settings").status_code == 200
    assert browser(scene.buyer).get("service_settings").status_code == 404


def test_what_comes_back_as_points_is_said_and_a_right_waits_for_no_answer(browser, people, ctx, clock, marketplace):
    services = Services(people, ctx, marketplace, clock)
    buyer, seller, operator = people("buyer"), people("seller"), people("operator")
    money.deposit(ctx(operator), purse.Deposit(seller.shop, 10_000, "CNY"), key="in")
    point_use.set_worth(ctx(operator), SetWorth(100, 100, "CNY", 60), key="worth")
    first = services.order(buyer, seller)
    point_use.give_at_order(ctx(seller), first, number=1_000, why="delay", key="give")
    root = ids.order_root(marketplace.pk, "P")
    lines = (NewLine(1, seller.shop, 10_000, quantity=3, title="Cup"),)
    orders.place_order(
        ctx(),
        PlaceOrder(root, "P", buyer.id, "CNY", lines, dates={"ordered": "2026-10-30T08:00:00.000Z"}),
        key="place P",
    )
    point_use.use_at_order(ctx(buyer), root, 1_000, key="use")
    orders.record_payment(ctx(), RecordPayment(root, 9_000, "CNY"), key="cash")
    told = sealed(Carried(told={"goods": ["physical"]}))
    query = f"?p1=2&kind=cancellation&reason=none&enough=1&a={told}"
    page = browser(buyer).get("service_ask", root, query=query)
    words = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())
    assert "¥66.67 ¥6.66 of it as points, as it was paid" in words
    assert "approved at once" in words and page.context["steps"] == []  # nobody is waited for
    asked = services(
        kind="cancellation",
        reason="none",
        facts={"goods": ["physical"]},
        pieces=((1, 2),),
        buyer=buyer,
        seller=seller,
        root=root,
    )
    facts = asked.state.entitled["facts"]
    assert asked.state.service.status == "done" and facts["price"]["minor"] == 6_667  # not the whole line's


def test_what_comes_back_as_a_voucher_is_said_where_one_pays_and_before_a_request_is_sent(
    browser, people, ctx, clock, marketplace
):
    services = Services(people, ctx, marketplace, clock)
    buyer, seller, operator = people("buyer"), people("seller"), people("operator")
    money.deposit(ctx(operator), purse.Deposit(seller.shop, 10_000, "CNY"), key="in")
    voucher_use.give_at_order(ctx(seller), services.order(buyer, seller), minor=1_000, days=9, why="delay", key="give")
    root = ids.order_root(marketplace.pk, "V")
    lines = (NewLine(1, seller.shop, 10_000, quantity=3, title="Cup"),)
    orders.place_order(
        ctx(),
        PlaceOrder(root, "V", buyer.id, "CNY", lines, dates={"ordered": "2026-10-30T08:00:00.000Z"}),
        key="place V",
    )
    own = browser(buyer)
    ahead = "its part comes back as a voucher, good for 30 days at least. Every other refund is money."
    assert ahead in read(own.get("order", root))
    purse_name = seller.shop
    assert own.post("order_voucher_use", root, purse_name, "v1").status_code == 302
    orders.record_payment(ctx(), RecordPayment(root, 9_000, "CNY"), key="cash")
    page = read(own.get("order", root))
    assert "Paid with a voucher ¥10.00 of this order were paid with a voucher." in page and ahead in page
    assert "Paid with a voucher ¥10.00" not in read(browser(seller).get("order", root))
    told = sealed(Carried(told={"goods": ["physical"]}))
    for reason, said in (("none", True), ("not_shipped", False)):
        query = f"?p1=2&kind=cancellation&reason={reason}&enough=1&a={told}"
        words = read(own.get("service_ask", root, query=query))
        assert "¥66.67" in words and ("¥6.67 of it as a voucher, as it was paid" in words) is said


def read(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())
