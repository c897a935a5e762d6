"""The guided way in: a few questions, an answer with its reasons, and nothing stored on the way."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlparse

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from hejie.conf import context
from hejie.record import reader
from hejie.rulebooks import return_policies as texts
from hejie.store import market_law
from hejie.store import return_policies as kept
from hejie.usecases import return_policies as use
from hejie.web.way_in.carried import Carried, opened, sealed
from hejie.web.way_in.finding import MOST_QUESTIONS
from tests.domain.entitlements import retailers

pytestmark = pytest.mark.django_db
PURCHASE = {"jurisdiction": "CN", "buyer": "consumer", "seller": "business", "channel": "online", "price": "199"}
KNOWN = {"dates.delivered": "2026-10-30", "goods": ["physical"], "condition.intact": "yes"}


class Visitor:
    """Somebody who is not signed in and answers what he is asked."""

    def __init__(self, language: str = "en") -> None:
        self.client = Client(headers={"accept-language": language})
        self.asked: list[str] = []

    def begin(self, *problems: str, side: str = "buyer", story: str = "", **purchase: str):
        """The first two questions."""
        page = self.client.post(f"{reverse('way_in')}?side={side}", {"answer": problems, "story": story})
        return self.client.post(page.url, {**PURCHASE, "currency": "CNY", **purchase})

    def answer_all(self, page, **known: object) -> str:
        """Answer what comes until the answer is there; what is not known with “I don't know”. Its address."""
        while "/result/" not in page.url:
            shown = self.client.get(page.url)
            if shown.status_code == 302:
                page = shown
                continue
            html = _html(shown)
            path = re.search(r"go=([\w.]+)", re.search(r'action="([^"]+)"[^>]*novalidate', html)[1])[1]
            self.asked.append(path)
            said = known.get(path)
            data = {"answer": said, "currency": "CNY"} if said else {"answer": "unknown", "unknown": "on"}
            page = self.client.post(page.url, data)
            assert page.status_code == 302, (path, re.findall("errors.*?</ul>", _html(page)))
        return page.url


@pytest.fixture
def visitor(clock, marketplace, monkeypatch):
    """Opens a stranger's browser at the test's clock: `visitor("zh")`."""
    monkeypatch.setattr(context, "now", lambda: clock.now)
    return Visitor


def _html(answer) -> str:
    return answer.content.decode()


def _carried(url: str) -> Carried:
    return opened(parse_qs(urlparse(url).query)["a"][0])


def test_a_few_questions_lead_to_a_right_with_its_reasons(visitor):
    one = visitor()
    result = one.answer_all(one.begin("none"), **KNOWN)
    html = _html(one.client.get(result))
    assert 2 <= len(_carried(result).pages) <= MOST_QUESTIONS
    assert "entitled to return the goods without a reason" in html and "¥199.00" in html
    assert "消费者" not in html and "in force since" in html and "What to gather" in html
    assert "This is information, not legal advice" in html


@pytest.mark.parametrize(("language", "says"), [("zh", "不是法律意见"), ("ru", "не юридическая консультация")])
def test_the_answer_speaks_the_readers_language(visitor, language, says):
    one = visitor(language)
    result = one.answer_all(one.begin("not_as_described"), **KNOWN)
    assert says in _html(one.client.get(result))


def test_nothing_is_stored_and_no_cookie_is_set_but_that_of_the_form(visitor):
    one = visitor()
    result = one.answer_all(one.begin("defective", story="It broke on the second day."), **KNOWN)
    assert set(one.client.cookies) <= {settings.CSRF_COOKIE_NAME}
    assert _carried(result).story == "It broke on the second day."
    assert "It broke" not in result
    assert "no-store" in one.client.get(result).headers["Cache-Control"]


def test_an_address_that_was_changed_begins_anew_and_says_so(visitor):
    page = visitor().client.get(reverse("way_in") + "?a=gAAAAAnonsense")
    assert page.status_code == 422 and "could not be read" in _html(page)
    assert visitor().client.get(reverse("way_in_result") + "?a=nonsense").status_code == 302


def test_no_answer_is_refused_at_the_field(visitor):
    one = visitor()
    page = one.client.post(reverse("way_in"), {"story": ""})
    assert page.status_code == 422 and "Choose one of the answers" in _html(page)


def test_nothing_wrong_beside_something_wrong_is_refused(visitor):
    page = visitor().client.post(reverse("way_in"), {"answer": ["none", "defective"], "story": ""})
    assert page.status_code == 422 and "Either nothing is wrong" in _html(page)


def _asking(path: str, **told: object) -> str:
    base = {"problem": ["none"], "jurisdiction": "CN", "buyer": "consumer", "seller": "business", "channel": "online"}
    carried = Carried(told={**base, **told}, pages=("problem", "purchase", path))
    return f"{reverse('way_in')}?a={sealed(carried)}&go={path}"


@pytest.mark.parametrize(
    ("path", "data", "says"),
    [
        ("dates.delivered", {"answer": "2099-01-01"}, "still to come"),
        ("dates.delivered", {"answer": "2026-13-40"}, "This is no day"),
        ("dates.delivered", {"answer": "1911-01-01"}, "too far from today"),
        ("dates.delivered", {"answer": ""}, "Choose a day"),
        ("dates.delivered", {"answer": "2026-10-01"}, "These do not fit together"),
        ("defect.repairs_tried", {"answer": "-1"}, "whole number"),
        ("defect.repairs_tried", {"answer": "99999999999999999999"}, "whole number"),
        ("refunded", {"answer": "much", "currency": "CNY"}, "amount in figures"),
        ("refunded", {"answer": "999999999999", "currency": "CNY"}, "more than can be right"),
        (
            "seller_conduct.promises",
            {"answer": ["repair_months:N"], "number_repair_months": "0"},
            "number that was promised",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_the_field(visitor, path, data, says):
    told = {"dates.ordered": "2026-10-20"} if path == "dates.delivered" else {}
    page = visitor().client.post(_asking(path, **told), data)
    assert page.status_code == 422 and says in _html(page)
    assert 'role="alert"' in _html(page) and "Not done:" in _html(page)


def test_a_sum_in_another_currency_than_the_others_is_not_offered(visitor):
    price = {"minor": 19900, "currency": "EUR"}
    html = _html(visitor().client.get(_asking("refunded", price=price)))
    assert 'value="EUR"' in html and 'value="CNY"' not in html


def test_a_promise_is_told_with_its_number(visitor):
    page = visitor().client.post(
        _asking("seller_conduct.promises"),
        {"answer": ["no_reason_return_days:N", "free_return_shipping"], "number_no_reason_return_days": "30"},
    )
    assert _carried(page.url).told["seller_conduct.promises"] == ["no_reason_return_days:30", "free_return_shipping"]


def test_an_earlier_answer_can_be_changed_and_the_others_stay(visitor):
    one = visitor()
    result = one.answer_all(one.begin("none"), **KNOWN)
    page = one.client.post(
        f"{reverse('way_in')}?a={sealed(_carried(result))}&go=problem", {"answer": ["defective"], "story": ""}
    )
    after = _carried(page.url)
    assert after.told["problem"] == ["defective"] and after.told["price"]["minor"] == 19900
    assert after.pages == _carried(result).pages


def test_a_story_that_is_too_long_for_an_address_is_refused_with_a_length_that_fits(visitor):
    one = visitor("zh")
    story = "".join(chr(0x4E00 + (number * 7919) % 20000) for number in range(2900))
    page = one.client.post(reverse("way_in"), {"answer": ["none"], "story": story})
    assert page.status_code == 422 and "缩短" in _html(page)
    most = int(re.search(r"缩短到约 (\d+)", _html(page))[1])
    page = one.client.post(reverse("way_in"), {"answer": ["none"], "story": story[:most]})
    assert page.status_code == 302 and len(page.url) < 4000


def test_i_do_not_know_always_leads_on_and_the_answer_says_what_it_depends_on(visitor):
    one = visitor()
    result = one.answer_all(one.begin("unknown", jurisdiction="unknown", price=""))
    html = _html(one.client.get(result))
    assert "No country was named" in html and "It depends on what happened" in html


def test_the_seller_reads_what_he_owes_and_what_would_be_generous(visitor):
    one = visitor()
    result = one.answer_all(one.begin("none", side="seller"), **KNOWN)
    html = _html(one.client.get(result))
    assert "The buyer is entitled to" in html and "What would be generous" in html
    assert "Open a case" not in html


@pytest.mark.parametrize(("lang", "says"), [("en", "Please"), ("zh", "请"), ("ru", "Пожалуйста")])
def test_the_letter_can_be_taken_along_in_each_language(visitor, lang, says):
    one = visitor()
    result = one.answer_all(one.begin("not_as_described", story="They are too short."), **KNOWN)
    query = f"?a={sealed(_carried(result))}&lang={lang}"
    page = _html(one.client.get(reverse("way_in_letter") + query))
    assert says in page and "They are too short." in page
    file = one.client.get(reverse("way_in_letter_text") + query)
    assert file.headers["Content-Type"].startswith("text/plain") and says in _html(file)


def test_the_first_page_leads_here(visitor):
    assert reverse("way_in") in _html(visitor().client.get(reverse("home")))


def _signed_in(browser, scene):
    return browser(scene.buyer).client


def test_from_an_order_its_facts_are_known_and_not_asked(browser, scene):
    client = _signed_in(browser, scene)
    order = _html(client.get(reverse("order", args=[scene.root])))
    assert reverse("way_in_order", args=[scene.root]) in order
    page = client.get(reverse("way_in_order", args=[scene.root]))
    told = _carried(page.url).told
    assert told["price"] == {"minor": 19900, "currency": "CNY"} and told["jurisdiction"] == "CN"
    assert told["channel"] == "online" and told["dates.delivered"] == "2026-11-01"
    html = _html(client.get(page.url))
    assert "from the order" in html
    after = client.post(page.url, {"answer": ["none"], "story": ""})
    assert "How was it bought?" not in _html(client.get(after.url, follow=True))
    result = _html(client.get(f"{reverse('way_in_result')}?a={sealed(_carried(after.url))}"))
    assert "We have it, from the order." in result and "The order says:" in result


def test_the_answers_go_on_into_a_case(browser, scene):
    client = _signed_in(browser, scene)
    page = client.get(reverse("way_in_order", args=[scene.root]))
    page = client.post(page.url, {"answer": ["not_as_described"], "story": "They are 7 mm too short."})
    carried = _carried(page.url).answered("defect.severity", {"defect.severity": "major"})
    claim = client.get(f"{reverse('way_in_claim')}?a={sealed(carried)}&remedy=return_and_refund")
    query = parse_qs(urlparse(claim.url).query)
    assert query["reason"] == ["not_as_described"] and query["remedy"] == ["return_and_refund"]
    send = client.get(claim.url)
    html = _html(send)
    assert "They are 7 mm too short." in html and "How bad it is" in html
    shown = re.search(r'name="shown" value="([^"]*)"', html)[1]
    opened_case = client.post(
        claim.url.split("?")[0],
        {
            **{key: value[0] for key, value in query.items()},
            "story": "They are 7 mm too short.",
            "shown": shown,
            "key": "k1",
        },
    )
    assert opened_case.status_code == 302 and "/cases/" in opened_case.url
    case = reader.case(opened_case.url.strip("/").split("/")[-1])
    assert case.facts["defect"] == {"severity": "major"} and "price" not in case.facts


def test_whoever_has_answered_as_a_stranger_signs_in_and_chooses_the_order(browser, scene, visitor):
    one = visitor()
    result = one.answer_all(one.begin("none"), **KNOWN)
    address = f"{reverse('way_in_claim')}?a={sealed(_carried(result))}"
    led = one.client.get(address)
    assert led.status_code == 302 and "login" in led.url and "way-in" in led.url
    html = _html(_signed_in(browser, scene).get(address))
    assert "Trail shoes" in html and reverse("claim", args=[scene.root]) in html


def test_an_order_of_several_lines_asks_which(browser, scene, orders):
    root = orders(scene.buyer, scene.seller, scene.seller)
    client = _signed_in(browser, scene)
    html = _html(client.get(reverse("way_in_order", args=[root])))
    assert "Trail shoes 1" in html and "Trail shoes 2" in html
    page = client.get(reverse("way_in_order", args=[root]) + "?line=2")
    assert _carried(page.url).lines == (2,)


def test_a_seller_is_not_led_into_somebodys_order(browser, scene):
    assert browser(scene.seller).get("way_in_order", scene.root).status_code == 404


def test_the_marketplaces_policy_is_used(visitor, marketplace):
    market_law.choose(marketplace.pk, "CN", "taobao")
    market_law.forget()
    one = visitor()
    result = one.answer_all(one.begin("not_as_described"), **KNOWN)
    assert "policy of the marketplace" in _html(one.client.get(result))


def test_days_of_an_order_that_cannot_be_right_are_not_believed(browser, scene, orders):
    dates = {
        "ordered": "2026-10-20T08:00:00.000Z",
        "shipped": "2026-10-25T08:00:00.000Z",
        "delivered": "2026-10-23T08:00:00.000Z",
    }
    root = orders(scene.buyer, scene.seller, dates=dates)
    client = _signed_in(browser, scene)
    told = _carried(client.get(reverse("way_in_order", args=[root])).url).told
    assert "dates.delivered" not in told and "dates.shipped" not in told and told["dates.ordered"] == "2026-10-20"


def test_an_address_of_an_older_version_still_opens(visitor):
    carried = Carried(
        told={"problem": ["none"], "no.such.fact": True, "channel": "pigeon"}, pages=("problem", "channel")
    )
    page = visitor().client.get(f"{reverse('way_in')}?a={sealed(carried)}")
    assert page.status_code == 200 and "How did you buy it?" in _html(page)


def test_what_the_shops_policy_had_promised_is_known(browser, scene, marketplace, clock):
    row = next(row for row in retailers.ROWS if row["id"] == "bombas")
    policy = use.understood(retailers.written(row))
    before = clock.now - timedelta(days=30)
    kept.publish(marketplace.pk, scene.seller.actor.seller, policy, texts.text(policy), at=before, by="p1")
    told = _carried(_signed_in(browser, scene).get(reverse("way_in_order", args=[scene.root])).url).told
    assert any(one.startswith("no_reason_return_days:") for one in told["seller_conduct.promises"])
