"""Putting an offer together: what it means, told while terms are moved, and nothing of what the other side has told in private."""

import re

import pytest

from hejie.domain.cases.bargain_commands import TellPreferences
from hejie.domain.escrow.points_commands import SetWorth
from hejie.record import reader
from hejie.usecases import bargaining, settlement
from hejie.usecases import points as points_use
from hejie.web.wrong_language import other_language_words_of_page

FORM = {"refund": "120", "goods": "keep", "payer": "seller", "freight": "", "service": "none", "days": "10"}


def text(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def plain(html: str) -> str:
    return re.sub(r'name="(key|csrfmiddlewaretoken)" value="[^"]*"', "", html)


@pytest.fixture
def offered(scene):
    """The buyer has claimed ¥199.00, the seller has offered ¥79.60."""
    return scene.opened().offered(refund=7960)


def test_the_form_opens_with_what_its_terms_mean(browser, offered):
    page = text(browser(offered.buyer).get("case_offer_new", offered.case))
    assert "What it means" in page and "of your 100 points" in page
    assert "/offers/meaning/" in page and "See what it means" in page


@pytest.mark.parametrize("name", ["case_offer_meaning", "case_offer_new"])
def test_it_says_money_own_points_and_where_it_stands(browser, offered, name):
    sent = FORM if name == "case_offer_meaning" else FORM | {"see": "1"}
    page = text(browser(offered.seller).post(name, offered.case, **sent))
    assert "The buyer gets 60% back" in page and "¥120.00" in page
    assert "less than your last offer" in page
    assert "Nearer to the buyer’s last offer than your last one: Money back." in page
    assert "This compares the offers that you both can read, and nothing else." in page
    assert len(reader.case(offered.case).offers) == 2


def test_the_part_of_the_page_is_no_whole_page(browser, offered):
    part = text(browser(offered.seller).post("case_offer_meaning", offered.case, **FORM))
    assert "<html" not in part and 'hx-swap-oob="innerHTML"' in part


def test_while_a_term_is_missing_it_waits(browser, offered):
    page = text(browser(offered.seller).post("case_offer_meaning", offered.case, **FORM | {"refund": "much"}))
    assert "It stands here as soon as every term is filled in." in page


def test_below_what_the_rules_guarantee_it_warns_and_asks_before_it_counts(browser, offered):
    mine = browser(offered.buyer)
    seen = text(mine.post("case_offer_meaning", offered.case, **FORM))
    assert "Below what the rules guarantee" in seen and re.search(r"You would give up ¥79\.00, which is yours by", seen)
    assert "Below what the rules guarantee" not in text(
        mine.post("case_offer_meaning", offered.case, **FORM | {"refund": "199"})
    )
    refused = mine.post("case_offer_new", offered.case, **FORM)
    assert refused.status_code in (409, 422)
    page = refused.content.decode()
    assert (
        'name="waives"' in page and "checked" not in re.findall(r'<input type="checkbox" name="waives"[^>]*>', page)[0]
    )
    assert mine.post("case_offer_new", offered.case, **FORM, waives="yes").status_code == 302
    assert reader.case(offered.case).offers[-1].waived["minor"] == 7900


def test_the_seller_reads_what_the_buyer_would_give_up_and_may_offer_it(browser, offered):
    mine = browser(offered.seller)
    assert "The buyer would give up" in text(mine.post("case_offer_meaning", offered.case, **FORM))
    assert mine.post("case_offer_new", offered.case, **FORM).status_code == 302


def test_it_is_likely_only_by_what_the_other_side_has_offered_itself(browser, offered):
    mine = browser(offered.buyer)
    for refund, said in (("79.60", True), ("70", True), ("79.61", False)):
        page = text(mine.post("case_offer_meaning", offered.case, **FORM | {"refund": refund}))
        assert ("Likely to be accepted: it asks no more of the seller" in page) is said


def test_it_is_unlikely_by_what_the_other_side_did_not_take(browser, offered):
    offered.do(offered.buyer, settlement.make_offer, "MakeOffer", {"refund": 15000}, waives=True)
    offered.do(offered.seller, settlement.reject_offer, "RejectOffer", "o3", "No.")
    mine = browser(offered.buyer)
    assert "Unlikely to be accepted" in text(mine.post("case_offer_meaning", offered.case, **FORM | {"refund": "160"}))
    assert "Unlikely to be accepted" not in text(
        mine.post("case_offer_meaning", offered.case, **FORM | {"refund": "140"})
    )


def test_not_a_byte_of_it_depends_on_what_the_other_side_has_told(browser, offered):
    mine = browser(offered.buyer)
    asked = [FORM | {"refund": refund} for refund in ("0", "79.60", "120", "199")]

    def seen() -> list[str]:
        parts = [plain(text(mine.post("case_offer_meaning", offered.case, **sent))) for sent in asked]
        return [*parts, plain(text(mine.get("case_offer_new", offered.case)))]

    before = seen()
    for number, points in enumerate(
        ({"refund": {"points": 100}}, {"days": {"points": 100}, "refund": {"best": "19900", "worst": "0"}})
    ):
        command = TellPreferences(offered.case, points)
        bargaining.tell(offered.ctx(offered.seller), command, key=f"told {number}")
        assert seen() == before


def test_own_points_follow_ones_own_word(browser, offered):
    mine = browser(offered.buyer)
    before = text(mine.post("case_offer_meaning", offered.case, **FORM))
    assert "By what people in your place mostly say." in before
    command = TellPreferences(offered.case, {"goods": {"points": 100, "best": "keep", "worst": "return"}})
    bargaining.tell(offered.ctx(offered.buyer), command, key="told")
    after = text(mine.post("case_offer_meaning", offered.case, **FORM))
    assert "By what people in your place mostly say." not in after
    (points,) = set(re.findall(r"It gives you <strong>(\d+)</strong>", after))
    assert int(points) >= 95


def test_a_voucher_and_a_public_reply_are_offered_and_told(browser, offered):
    mine = browser(offered.seller)
    more = {"voucher": "20", "voucher_days": "90", "public_reply": "on", "apology": "on"}
    assert mine.post("case_offer_new", offered.case, **FORM, **more).status_code == 302
    package = reader.case(offered.case).offers[-1].package
    assert package["voucher"] == {"minor": 2000, "days": 90} and package["public_reply"] is True
    page = text(browser(offered.buyer).get("case", offered.case))
    assert "You get a voucher of" in page and "good for 90 days" in page
    assert "The seller replies publicly to your review." in page
    changed = text(mine.get("case_offer_new", offered.case))
    assert 'value="20.00"' in changed and re.search(r'name="public_reply"[^>]*checked', changed)


def test_every_card_says_what_the_offer_gives_its_reader(browser, offered):
    page = text(browser(offered.buyer).get("case", offered.case))
    assert "of your 100 points" in page and "By what people in your place mostly say." in page
    for who in (offered.operator,):
        assert "of your 100 points" not in text(browser(who).get("case", offered.case))


def test_nobody_but_a_reader_of_the_case_asks_what_terms_mean(browser, offered, people):
    for who in (people("buyer"), people("seller"), offered.neutral):
        assert browser(who).post("case_offer_meaning", offered.case, **FORM).status_code == 404


@pytest.mark.parametrize("language", ["zh", "ru"])
@pytest.mark.parametrize("side", ["buyer", "seller"])
def test_it_speaks_the_readers_language(browser, offered, side, language):
    who = getattr(offered, side)
    who.person.language = language
    who.person.save()
    more = {"voucher": "20", "voucher_days": "90", "public_reply": "on", "see": "1"}
    mine = browser(who)
    for answer in (mine.get("case_offer_new", offered.case), mine.post("case_offer_new", offered.case, **FORM, **more)):
        assert other_language_words_of_page(text(answer)) == []


def test_points_can_be_offered_once_one_is_worth_something_and_the_page_says_what_that_fixes(
    browser, offered, ctx, people
):
    mine = browser(offered.seller)
    assert 'name="points"' not in text(mine.get("case_offer_new", offered.case))
    points_use.set_worth(ctx(people("operator")), SetWorth(100, 100, "CNY", 365), key="worth")
    page = text(mine.get("case_offer_new", offered.case))
    assert 'name="points"' in page and "100 points pay ¥1.00 at any shop here, for 365 days once given." in page
    seen = text(mine.post("case_offer_meaning", offered.case, **FORM, points="1 500"))
    assert re.search(r"You give the buyer 1,500 marketplace points worth .*¥15\.00.*, good for 365 days\.", seen)
    assert "Besides, points for the buyer" in seen
    wrong = mine.post("case_offer_new", offered.case, **FORM, points="many")
    assert "Write a whole number of points, like 500." in text(wrong, 422)
    short = mine.post("case_offer_new", offered.case, **FORM, points="1500")
    assert short.status_code == 409 and "Pay into the deposit first" in short.content.decode()
