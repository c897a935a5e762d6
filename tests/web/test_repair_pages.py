"""A repair from page to page: guided diagnosis, registration, quote, payment, check, loan, visit; what each side reads."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from hejie.domain.cases.servicing.commands import TakeServiceStep
from hejie.domain.kernel import clock as moments
from hejie.domain.orders.commands import NewLine
from hejie.record import reader
from hejie.rulebooks import procedures
from hejie.usecases import diagnosis, registrations, services
from tests.support.service import Services
from tests.web.conftest import PROCEDURE

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def _photo():
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "olive").save(picture, "JPEG")
    return SimpleUploadedFile("board.jpg", picture.getvalue(), "image/jpeg")


class Repair:
    """One repair with the browsers of both sides."""

    def __init__(self, browser, services, people, *, category="electronics.phone", wish=None, deal=""):
        self.buyer_, self.seller_ = people("buyer", name="Lin Yue"), people("seller", name="Zhou Min")
        lines = (NewLine(1, self.seller_.shop, 20000, freight=500, title="Phone", category=category),)
        self.root = services.order(self.buyer_, self.seller_, lines=lines)
        self.buyer, self.seller = browser(self.buyer_), browser(self.seller_)
        self.asked = {"kind": "repair", "reason": "defective", "gx": "1", "enough": "1", "w": "1"}
        self.asked |= {"w_where": "send_in", "w_need": "work", "w_way": "drop_off"} | (wish or {})
        self.case = ""

    def ask(self, **more):
        sent = {**self.asked, **more, "story": "It does not start.", "shown": procedures.load(PROCEDURE).digest}
        answer = self.buyer.post("service_ask", self.root, **sent)
        assert answer.status_code == 302, answer.content.decode()[:3000]
        self.case = answer.url.strip("/").rpartition("/")[2]
        return self

    def step(self, who, name, **told):
        answer = who.post("case_service_step", self.case, name, **{f"{name}-{key}": value for key, value in told.items() if key != "choice"},
                          **({"choice": told["choice"]} if "choice" in told else {}))  # fmt: skip
        assert answer.status_code == 302, (
            name,
            re.findall(r"field__error[^>]*>.*?</p>", answer.content.decode(), re.S),
            answer.status_code,
        )
        return self

    def approve(self):
        assert self.seller.post("case_service_answer", self.case, "approve").status_code == 302
        return self

    def here(self):
        """Sent in and received."""
        return self.step(self.buyer, "send", carrier="SF").step(self.seller, "receive", arrived="yes")

    def read(self, who) -> str:
        answer = who.get("case", self.case)
        assert answer.status_code == 200
        return answer.content.decode()

    @property
    def state(self):
        return reader.case(self.case)


@pytest.fixture
def repair(browser, people, ctx, marketplace, clock):
    services = Services(people, ctx, marketplace, clock)
    return lambda **more: Repair(browser, services, people, **more)


def test_the_guide_asks_one_question_a_page_and_its_answers_go_into_the_request(repair):
    one = repair()
    ask = "?kind=repair&reason=defective"
    first = one.buyer.get("service_ask", one.root, query=ask)
    assert first.context["step"] == "guide" and "Does it switch on?" in first.content.decode()
    assert one.buyer.get("service_ask", one.root, query=f"{ask}&go=guide").status_code == 422
    then = one.buyer.get("service_ask", one.root, query=f"{ask}&go=guide&answer=no")
    assert "g=no" in then.url
    told = one.buyer.get("service_ask", one.root, query=f"{ask}&g=no,yes,no").content.decode()
    assert "It does not start at all." in told and "This solved it" in told and "kind=exchange" in told
    assert one.buyer.get("service_ask", one.root, query=f"{ask}&g=no,perhaps").context["step"] == "guide"
    assert one.buyer.get("service_ask", one.root, query=f"{ask}&gx=1&enough=1").context["step"] == "wish"
    one.ask(g="no,yes,no", w_serial="SN 77-1234")
    words = one.read(one.seller)
    assert (
        "What was tried before" in words
        and "Does it switch on?" in words
        and "77-1234" not in words
        and "SN771234" in words
    )
    assert "Before others" in words and "needed for work" in words and "art. 18" in words


def test_this_solved_it_ends_without_a_request_and_is_counted_once(repair, ctx, people, browser):
    one = repair(category="")
    ask = {"kind": "repair", "reason": "defective"}
    page = one.buyer.get("service_ask", one.root, query="?kind=repair&reason=defective").content.decode()
    assert "What is it about?" in page and "None of these" in page
    none = one.buyer.get("service_ask", one.root, query="?kind=repair&reason=defective&go=guide&answer=-")
    assert "gx=1" in none.url
    half = one.buyer.post("service_say_solved", one.root, **ask, gc="electronics.phone", g="no")
    assert half.status_code == 422
    for _again in range(2):
        said = one.buyer.post("service_say_solved", one.root, **ask, gc="electronics.phone", g="no,no")
        assert said.status_code == 302
    assert "Good that it works again" in one.buyer.get("service_solved", one.root).content.decode()
    assert one.seller.post("service_say_solved", one.root, **ask, gc="electronics.phone", g="no,no").status_code == 404
    counted = diagnosis.helped(ctx(people("operator")), "en")
    assert [(row["advice"], row["solved"]) for row in counted] == [("charge", 1)]
    for who in (one.seller, browser(people("operator"))):
        page = who.get("satisfaction").content.decode()
        assert "1 problem ended with an answer" in page and "Charge it for an hour" in page
    assert "Nothing yet. Guides ask" in browser(people("seller")).get("satisfaction").content.decode()
    assert not reader.order(one.root).frozen


def test_a_thing_is_registered_at_its_order_and_seen_by_its_shop_alone(repair, browser, people, ctx):
    one = repair()
    form = one.buyer.get("registration_new", query=f"?order={one.root}").content.decode()
    assert "Phone" in form
    wrong = one.buyer.client.post(f"/guarantees/new/?order={one.root}", {"serial": "--", "line": "1"})
    assert wrong.status_code == 422
    made = [
        one.buyer.client.post(f"/guarantees/new/?order={one.root}", {"serial": "SN-771234", "line": "1"})
        for _ in (1, 2)
    ]
    assert made[0].status_code == 302 and made[0].url == made[1].url
    number = int(made[0].url.strip("/").rpartition("/")[2])
    assert "No end of a guarantee is known" in one.buyer.get("registration", number).content.decode()
    sent = {"title": "Phone", "began_on": "2026-10-01", "months": "24", "more_months": ""}
    half = one.seller.post("registration", number, version="1", **{**sent, "months": "0", "more_months": "3"})
    assert half.status_code == 422
    assert one.seller.post("registration", number, version="1", **sent).status_code == 302
    assert one.seller.post("registration", number, version="1", **sent).status_code == 412
    assert one.buyer.post("registration", number, version="2", **sent).status_code == 200  # a buyer only reads
    assert registrations.one(ctx(one.buyer_), number).version == 2
    stranger = browser(people("seller"))
    assert (
        stranger.get("registration", number).status_code == 404
        and "1234" not in stranger.get("guarantees").content.decode()
    )
    assert browser(people("buyer")).get("registration_new", query=f"?order={one.root}").status_code == 404
    order = one.buyer.get("order", one.root).content.decode()
    assert "number ends in 1234" in order and "1\xa0October 2028" in order
    one.ask()
    assert "by the registration of this very thing" in one.read(one.seller)
    assert one.seller.get("guarantees", query="?serial=sn 771234").url == f"/guarantees/{number}/"
    assert stranger.get("guarantees", query="?serial=sn771234").status_code == 422
    added = one.seller.client.post("/guarantees/new/", {"serial": "X1", **sent})
    assert added.status_code == 302 and "…" in one.seller.get("guarantees", query="?show=active").content.decode()


def test_a_quote_with_a_photo_is_read_ordered_and_paid_on_the_page_and_a_failed_check_repairs_again(repair, run_worker):
    one = repair().ask().approve().here()
    one.step(one.seller, "diagnose", fault="The board is wet.", covered="no")
    bare = one.seller.post(
        "case_service_step", one.case, "quote", **{"quote-minor": "40", "quote-days": "5", "quote-note": "Wet."}
    )
    assert bare.status_code == 422 and "Show what you found" in bare.content.decode()
    one.step(
        one.seller,
        "quote",
        minor="40",
        days="5",
        note="Water is not covered.",
        file=_photo(),
        part0="Board",
        price0="30",
    )
    words = one.read(one.buyer)
    assert 'id="quote"' in words and "Water is not covered." in words and "Board" in words and "¥40.00" in words
    assert "E" in words and "board" in words
    one.step(one.buyer, "approve_quote", choice="yes").step(one.buyer, "pay", minor="4000")
    run_worker()
    assert one.state.waits("service_repair")
    one.step(one.seller, "repair", work="A new board.", part0="Board").step(one.seller, "check", choice="no")
    assert one.state.waits("service_repair")
    one.step(one.seller, "repair", work="And a new cable.").step(one.seller, "check", choice="yes")
    log = one.read(one.buyer)
    assert "Repair log" in log and "A new board." in log and "And a new cable." in log and "it is repaired again" in log
    one.step(one.seller, "dispatch", carrier="SF").step(one.buyer, "arrive", choice="yes")
    run_worker()
    assert one.state.outcome == "served" and "guarantee" not in one.state.service.last("arrive").data


def test_a_contested_quote_becomes_a_dispute_and_a_declined_one_sends_it_back(repair):
    for answer, stage in (("covered", "negotiation"), ("no", "service")):
        one = repair().ask().approve().here()
        one.step(one.seller, "diagnose", fault="Worn.", covered="no")
        one.step(one.seller, "quote", minor="40", days="5", note="Worn.", file=_photo())
        one.step(one.buyer, "approve_quote", choice=answer)
        assert one.state.stage == stage
    assert one.state.waits("service_dispatch") and "No repair: it goes back as it is." in one.read(one.seller)


@pytest.mark.once
def test_a_repair_whose_quote_was_declined_is_told_as_not_repaired_wherever_it_ended(repair, run_worker):
    one = repair().ask().approve().here()
    one.step(one.seller, "diagnose", fault="Worn.", covered="no")
    one.step(one.seller, "quote", minor="40", days="5", note="Worn.", file=_photo())
    one.step(one.buyer, "approve_quote", choice="no").step(one.seller, "dispatch", carrier="SF")
    one.step(one.buyer, "arrive", choice="yes")
    run_worker()
    words = one.read(one.buyer)
    assert "Closed: it was not repaired" in words and "one as asked" not in words
    assert "Not repaired" in one.buyer.get("my_cases", query="?show=closed").content.decode()
    assert "it was not repaired" in one.buyer.get("notices").content.decode()


def test_a_covered_repair_with_a_loan_ends_when_it_is_back_and_the_order_shows_what_the_law_adds(
    repair, run_worker, browser, people, clock
):
    one = repair().ask().approve()
    registered = one.buyer.client.post(f"/guarantees/new/?order={one.root}", {"serial": "SN-1", "line": "1"})
    number = int(registered.url.strip("/").rpartition("/")[2])
    one.seller.post(
        "registration", number, version="1", title="Phone", began_on="2026-11-01", months="12", more_months=""
    )
    one.step(one.seller, "loan", what="Another phone", serial="L-1").here()
    clock.move(days=3)
    one.step(one.seller, "diagnose", fault="A loose wire.", covered="yes").step(one.seller, "repair", work="Soldered.")
    one.step(one.seller, "check", choice="yes").step(one.seller, "dispatch", carrier="SF").step(
        one.buyer, "arrive", choice="yes"
    )
    assert one.state.waits("service_give_back") and "Give the loan device back" in one.read(one.buyer)
    one.step(one.buyer, "give_back", carrier="", waybill="").step(one.seller, "loan_back")
    run_worker()
    assert one.state.outcome == "served"
    assert "4 days longer" in one.read(one.buyer)
    assert "4 days longer" in one.buyer.get("registration", number).content.decode()


def test_two_repairs_in_vain_leave_the_choice_on_the_page_and_the_money_is_posted(repair, run_worker):
    one = repair().ask().approve()
    for _round in (1, 2):
        one.here().step(one.seller, "diagnose", fault="Dead.", covered="yes").step(one.seller, "repair", work="Tried.")
        one.step(one.seller, "check", choice="yes").step(one.seller, "dispatch", carrier="SF").step(
            one.buyer, "arrive", choice="no"
        )
    words = one.read(one.buyer)
    assert "I want the money back" in words and "I want another one" in words and "One more repair" in words
    one.step(one.buyer, "after_two", choice="refund").here().step(one.seller, "inspect", o1_1="right")
    run_worker()
    assert (
        one.state.outcome == "served_otherwise"
        and sum(hold.to_buyer for hold in reader.order(one.root).custody.holds) == 20500
    )


def test_a_visit_that_nobody_came_to_tells_each_side_what_it_can_do(repair, ctx, clock, run_worker):
    one = repair(wish={"w_where": "on_site", "w_way": ""}).ask().approve()
    told = {"at": moments.text(clock.now + timedelta(hours=5))}
    services.take(ctx(one.seller_), TakeServiceStep(one.case, "visit", told), key="visit")
    assert "This time is over" not in one.read(one.buyer)
    clock.move(hours=6)
    run_worker()
    assert "If nobody came, ask for another time, or take it on as a dispute." in one.read(one.buyer)
    assert "If nobody was at home, name another time" in one.read(one.seller)


def test_a_visit_is_arranged_moved_and_done(repair, clock, run_worker):
    one = repair(wish={"w_where": "on_site", "w_way": ""}).ask().approve()
    past = one.seller.post("case_service_step", one.case, "visit", **{"visit-at": "2020-01-01T08:00"})
    assert past.status_code == 422 and "still to come" in past.content.decode()
    day = (timezone.localtime(clock.now)).replace(
        year=timezone.now().year + 1 if timezone.now() > clock.now else clock.now.year
    )
    at = f"{(day).strftime('%Y-%m-%d')}T08:00" if day > timezone.now() else "2027-01-04T08:00"
    one.step(one.seller, "visit", at=at)
    assert "Ask for another time" in one.read(one.buyer)
    one.step(one.buyer, "other_time", at=at.replace("T08", "T18"), note="I work until five.")
    assert "The buyer cannot then" in one.read(one.seller)
    one.step(one.seller, "visit", at=at.replace("T08", "T18")).step(
        one.seller, "diagnose", fault="Scale.", covered="yes"
    )
    one.step(one.seller, "repair", work="Descaled.").step(one.seller, "check", choice="yes").step(
        one.buyer, "arrive", choice="yes"
    )
    run_worker()
    assert one.state.outcome == "served"
