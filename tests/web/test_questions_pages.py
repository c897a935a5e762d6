"""Guidance and questions by page: articles before a claim, a question with its time, an appointment."""

import re
from datetime import timedelta

import pytest

from hejie.domain.guidance.articles import Written
from hejie.store import questions as question_lists
from hejie.usecases import guidance

LURE = "Text me on WhatsApp: +44 7700 900123"


@pytest.fixture
def article(scene):
    """An article of the shop that answers complaints about defects."""
    text = Written("seller", "", "en", "It does not turn on", "Pull the **strip** out.", ("defective",))
    return guidance.write(scene.ctx(scene.seller), "", text, key="a")


def test_an_article_is_written_looked_at_published_and_read_by_anybody(browser, scene, client):
    shop = browser(scene.seller)
    told = {"language": "en", "title": "Charging", "body": "# Four\n\n<b>hours</b>", "scope": "seller", "about": ""}
    seen = shop.post("guidance_new", **told, do="preview").content.decode()
    assert "<h2>Four</h2>" in seen
    assert "&lt;b&gt;hours" in seen
    made = shop.post("guidance_new", **told, do="publish")
    assert made.status_code == 302
    name = made.url.strip("/").split("/")[1].split("?")[0]
    assert "Charging" in client.get("/help/?q=charge").content.decode()
    page = client.get(f"/help/{name}/").content.decode()
    assert "Did this help?" in page
    listing = shop.post("guidance_new", **{**told, "scope": "listing", "about": "BLANK"}, do="publish")
    public = client.get(listing.url).content.decode() + client.get("/help/?q=charge").content.decode()
    assert "BLANK" not in public and "BLANK" in shop.get("guidance").content.decode()  # the shop's own code
    assert client.post(f"/help/{name}/answer/", {"helped": "no", "back": "//evil.example/"}).url == f"/help/{name}/"
    assert "Charging" in shop.get("guidance").content.decode()
    shop.post("guidance_status", name, status="withdrawn")
    assert client.get(f"/help/{name}/").status_code == 404


def test_what_may_solve_it_stands_before_a_claim_and_one_goes_on_with_one_click(browser, scene, article):
    page = browser(scene.buyer)
    query = "?line=1&reason=defective"
    shown = page.get("claim", scene.root, query=query).content.decode()
    assert "This may solve it" in shown
    assert "<strong>strip</strong>" in shown
    back = f"/orders/{scene.root}/claim/{query}"
    on = page.post("article_answer", article, helped="no", back=back)
    assert on.url == f"{back}&read=on"
    assert "This may solve it" not in page.client.get(on.url).content.decode()
    assert page.post("article_answer", article, helped="yes", back=back).url == "/"
    assert "This may solve it" not in page.get("claim", scene.root, query="?line=1&reason=late").content.decode()


def test_a_question_is_asked_answered_and_made_public(browser, scene, article):
    buyer, shop = browser(scene.buyer), browser(scene.seller)
    assert (
        "within 24 hours"
        in buyer.get("question_new", query=f"?shop={scene.seller.shop}&product=earbuds").content.decode()
    )
    address = f"?order={scene.root}"
    first = buyer.get("question_new", query=address).content.decode()
    assert "within 24 hours" in first
    url = f"/questions/new/{address}"
    warned = buyer.client.post(url, {"about": "goods", "text": LURE, "key": "q"}).content.decode()
    assert "Before you send" in warned
    sent = buyer.client.post(
        url, {"about": "goods", "text": LURE, "key": "q", "known": "messenger phone", "read": "on"}
    )
    assert sent.status_code == 302
    name = sent.url.strip("/").split("/")[-1]
    inbox = shop.get("questions", query="?show=waiting").content.decode()
    assert "WhatsApp" in inbox
    assert "Careful: this leads away from here" in shop.get("question", name).content.decode()
    assert shop.post("question_act", name, do="answer", text="Please write here.").status_code == 302
    assert "Please write here." in buyer.get("question", name).content.decode()
    assert buyer.post("question_act", name, do="helped").status_code == 302
    public = shop.post("question_public", name, language="en", title="Can I write?", body="Here.")
    assert public.url.startswith("/help/")
    refused = buyer.post("question_act", name, do="answer", text="I answer myself")
    assert refused.status_code == 404
    assert shop.post("question_act", name, do="answer", text=" ").status_code == 422
    assert question_lists.figures(scene.ctx(scene.seller).actor.marketplace, scene.seller.shop) == (1, 1, 0)


def test_an_appointment_is_asked_for_offered_and_taken(browser, scene, clock):
    buyer, shop = browser(scene.buyer), browser(scene.seller)
    sent = buyer.client.post(
        f"/questions/new/?order={scene.root}",
        {"about": "installation", "text": "Please hang it.", "place": "Quay 3", "key": "q"},
    )
    name = sent.url.strip("/").split("/")[-1]
    day = clock.now.date().replace(day=clock.now.day + 3).isoformat()
    assert shop.post("question_act", name, do="times", first="nonsense", hours="2").status_code == 422
    assert shop.post("question_act", name, do="times", first=f"{day}T10:00", hours="2").status_code == 302
    page = buyer.get("question", name).content.decode()
    assert re.search(r'value="take-1"', page)
    assert buyer.post("question_act", name, do="take-7").status_code == 422
    assert buyer.post("question_act", name, do="take-1").status_code == 302
    assert "The appointment" in shop.get("question", name).content.decode()
    assert shop.post("question_act", name, do="off", text="Ill.").status_code == 302
    assert "called off" in buyer.get("questions").content.decode()


def test_an_appointment_shows_both_sides_by_when_it_is_said_whether_somebody_came_and_what_follows(
    browser, scene, clock, run_worker
):
    buyer, shop = browser(scene.buyer), browser(scene.seller)
    sent = buyer.client.post(
        f"/questions/new/?order={scene.root}",
        {"about": "installation", "text": "Please hang it.", "place": "Quay 3", "key": "q"},
    )
    name = sent.url.strip("/").split("/")[-1]
    day = (clock.now + timedelta(days=3)).date().isoformat()
    shop.post("question_act", name, do="times", first=f"{day}T10:00", hours="2")
    buyer.post("question_act", name, do="take-1")
    for page in (buyer, shop):
        turn = page.get("question", name).context["turn"]
        assert turn["what"] == "The appointment stands" and "call it off" in turn["silence"]
    clock.move(days=4)
    mine, theirs = (page.get("question", name).context["turn"] for page in (buyer, shop))
    assert (mine["who"], theirs["who"], mine["until"]) == ("Your turn", "The buyer’s turn", theirs["until"])
    assert mine["silence"] == "It counts as done." and "If nobody was at home" in theirs["also"]
    buyer.post("question_act", name, do="came-not")
    over = buyer.get("question", name).content.decode()
    assert f"?order={scene.root}&amp;about=installation" in over and f"/orders/{scene.root}/service/" in over
    assert "The buyer says so." in shop.get("question", name).content.decode()


def test_a_question_that_was_answered_late_or_never_says_what_has_happened_and_no_more_what_will(
    browser, scene, clock, run_worker
):
    buyer, shop = browser(scene.buyer), browser(scene.seller)
    sent = buyer.client.post(
        f"/questions/new/?order={scene.root}", {"about": "goods", "text": "Does it fit?", "key": "q"}
    )
    name = sent.url.strip("/").split("/")[-1]
    assert "Both are told" in shop.get("question", name).context["turn"]["silence"]
    clock.move(days=2)
    run_worker()
    for page in (buyer, shop):
        turn = page.get("question", name).context["turn"]
        assert turn["until"] is None and turn["silence"].startswith("It is on record that no answer came in time.")
    shop.post("question_act", name, do="answer", text="It does.")
    assert buyer.get("question", name).context["turn"] is None


def test_a_shop_sets_its_time_and_strangers_see_nothing(browser, scene, people):
    shop = browser(scene.seller)
    assert shop.post("question_time", hours="6").status_code == 302
    assert shop.post("question_time", hours="999").status_code == 422
    assert "within 6 hours" in browser(scene.buyer).get("question_new", query=f"?order={scene.root}").content.decode()
    assert browser(people("buyer")).get("question_new", query=f"?order={scene.root}").status_code == 404
