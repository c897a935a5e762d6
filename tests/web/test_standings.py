"""The pages of standings: one's own in three languages, the appeal, and what operators see and do."""

import pytest

from hejie.domain.cases import commands as case_commands
from hejie.usecases import cases, standings
from hejie.web.wrong_language import other_language_words_of_page
from tests.support.dispute import Disputes
from tests.web.test_queries import statements


@pytest.fixture
def count(people, ctx, orders, clock):
    """Counts closed cases against somebody: `count(seller, 3)`; returns the disputes."""
    make = Disputes(people, ctx, orders, clock)

    def run(who, times: int = 1, *, ground: str = "silent", reason: str = "late") -> list:
        side = "seller" if who.shop else "buyer"
        opened = [make(**{side: who}) for _ in range(times)]
        for one in opened:
            payload = {
                "case": one.case, "side": side, "of": who.shop or who.id, "grounds": [ground], "reason": reason,
                "closed_at": "2026-11-02T08:00:00.000Z", "seq": 9, "judges": [],
            }  # fmt: skip
            standings.count(ctx(), payload, key=f"count {one.case}")
        return opened

    return run


def test_where_nothing_counts_the_page_says_so_and_what_would(browser, people):
    page = browser(people("seller")).get("standing").content.decode()
    assert "No sanction stands" in page and "Nothing counts." in page
    assert "Three upheld complaints within a year" in page and "3 more counted cases, and it comes." in page


def test_a_shop_sees_what_stands_why_what_comes_next_and_what_mends_it(browser, people, count):
    seller = people("seller")
    opened = count(seller, 3)
    answer = browser(seller).get("standing")
    page = answer.content.decode()
    assert "Announced: Trading stop · Goods delisted" in page
    for one in opened:
        assert f"/cases/{one.case}/" in page
    assert "Send within the time that the order names" in page and "Answer every claim before its time is up" in page
    assert page.count("/appeal/") == 4 and "Counts until" in page
    rate = next(row for row in answer.context["measures"] if len(row["meters"]) == 3)
    assert [meter["words"] for meter in rate["meters"]] == [
        "100%; it begins above 1%", "3 of 25", "3 of 3"
    ]  # fmt: skip
    assert rate["next"] == "So few sales make no share."
    assert '<svg class="bar"' in page


def test_it_stands_in_the_menu_of_shops_and_buyers_and_operators(browser, people):
    for role, words in (("seller", "Where we stand"), ("buyer", "My standing"), ("operator", "Sanctions")):
        who = people(role)
        start = browser(who).get("inbox" if role == "seller" else "my_orders" if role == "buyer" else "shops")
        assert words in start.content.decode()
    agent = people("agent", shop=people("seller").shop)
    assert browser(agent).get("standing").status_code == 200
    for role in ("neutral", "operator"):
        assert browser(people(role)).get("standing").status_code == 404


def test_a_buyer_reads_his_own_in_plain_words(browser, people, count, ctx):
    buyer = people("buyer")
    (lost,) = count(buyer, ground="lapsed")
    cases.withdraw_case(ctx(buyer), case_commands.WithdrawCase(lost.case, ""), key="w")
    operator = browser(people("operator"))
    form = operator.get("standing_finding", "buyer", buyer.id, query=f"?case={lost.case}")
    assert lost.case in form.content.decode()
    facts = {"case": lost.case, "finding": "false_evidence", "text": "Another pair is shown."}
    assert operator.post("standing_finding", "buyer", buyer.id, **facts).status_code == 302
    page = browser(buyer).get("standing").content.decode()
    assert "One warning stands" in page
    assert "Another pair is shown." in page and "Evidence was false" in page
    assert "this, and nothing besides" in page


def test_an_appeal_is_made_and_decided_on_the_pages(browser, people, count):
    seller = people("seller")
    count(seller, 3)
    own, operator = browser(seller), browser(people("operator", name="Olga"))
    assert "There is one appeal" in own.get("standing_appeal", "s4").content.decode()
    assert own.post("standing_appeal", "s4", grounds="").status_code == 422
    assert own.post("standing_appeal", "s4", grounds="The carrier lost them all.").status_code == 302
    assert "It waits for the decision on the appeal." in own.get("standing").content.decode()
    listed = operator.get("standings")
    assert listed.context["show"] == "appeals" and len(listed.context["rows"]) == 1
    assert "Decide by" in listed.content.decode()
    assert "Decide an appeal against a sanction" in operator.get("overview").content.decode()
    page = operator.get("standing_of", "seller", seller.shop).content.decode()
    assert "The carrier lost them all." in page and "/s4/decision/" in page
    assert (
        "The carrier lost them all."
        in operator.get("sanction_appeal_decision", "seller", seller.shop, "s4").content.decode()
    )
    decided = operator.post(
        "sanction_appeal_decision", "seller", seller.shop, "s4", granted="yes", reasons="The carrier says so too."
    )
    assert decided.status_code == 302
    page = own.get("standing").content.decode()
    assert "The carrier says so too." in page and "The appeal was granted." in page and "Olga" in page
    again = own.post("standing_appeal", "s4", grounds="Once more.")
    assert again.status_code == 409


def test_what_was_written_can_be_erased_and_the_chain_stays_whole(browser, people, count):
    seller, operator = people("seller"), browser(people("operator"))
    count(seller, 3)
    browser(seller).post("standing_appeal", "s4", grounds="Ring me at 555 0100.")
    view = operator.get("standing_erasure", "seller", seller.shop)
    (ref,) = (value for value, _label in view.context["form"].fields["refs"].choices)
    assert operator.post("standing_erasure", "seller", seller.shop, refs=["0" * 64], why="request").status_code == 422
    assert operator.post("standing_erasure", "seller", seller.shop, refs=[ref], why="asked").status_code == 422
    assert (
        operator.post("standing_erasure", "seller", seller.shop, refs=[ref], why="court", note="Order 4.").status_code
        == 302
    )
    page = browser(seller).get("standing").content.decode()
    assert "555 0100" not in page and "The text was erased." in page
    left = operator.get("standing_erasure", "seller", seller.shop)
    ((note, label),) = left.context["form"].fields["refs"].choices
    assert "Order 4." in label
    assert operator.post("standing_erasure", "seller", seller.shop, refs=[note], why="request").status_code == 302
    assert "No text is left." in operator.get("standing_erasure", "seller", seller.shop).content.decode()
    assert browser(people("auditor")).get("standing_erasure", "seller", seller.shop).status_code == 404


def test_an_operator_lifts_with_reasons_and_needs_a_second_factor(browser, people, count):
    seller, operator = people("seller"), people("operator")
    count(seller, 3)
    weak = browser(operator, second_factor=False).get("sanction_lifting", "seller", seller.shop, "s4")
    assert weak.status_code in (302, 403)
    strong = browser(operator)
    lifted = strong.post(
        "sanction_lifting", "seller", seller.shop, "s4", reasons="The maker recalled them.", follow=True
    )
    assert "The maker recalled them." in lifted.content.decode()


def test_an_auditor_reads_and_others_find_nothing(browser, people, count):
    seller = people("seller")
    count(seller, 3)
    page = browser(people("auditor")).get("standing_of", "seller", seller.shop)
    assert (
        page.status_code == 200
        and "/decision/" not in page.content.decode()
        and "/lifting/" not in page.content.decode()
    )
    assert browser(people("auditor")).get("standings").status_code == 200
    for who in (people("seller"), people("neutral"), people("buyer"), seller):
        assert browser(who).get("standing_of", "seller", seller.shop).status_code == 404
        assert browser(who).get("standings").status_code == 404
    assert browser(people("operator")).get("standing_of", "seller", "nobody").status_code == 404


def test_the_list_is_narrowed_by_what_it_waits_for_and_by_rule(browser, people, count):
    count(people("seller"), 3)
    operator = browser(people("operator"))
    for query, number in (("", 3), ("?show=announced", 1), ("?show=ended", 0), ("?measure=seller:three_complaints", 0)):
        assert len(operator.get("standings", query=query).context["rows"]) == number, query
    assert operator.get("standings", query="?after=nonsense").status_code == 422


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
def test_every_page_of_it_speaks_one_language(browser, people, count, language):
    seller, buyer = people("seller", language=language), people("buyer", language=language)
    count(seller, 3)
    count(buyer, 2, ground="lapsed")
    browser(seller).post("standing_appeal", "s4", grounds="Перевозчик потерял 三件 of them.")
    operator, auditor = people("operator", language=language), people("auditor", language=language)
    pages = [(seller, "standing"), (buyer, "standing"), (seller, "standing_appeal", "s3"), (operator, "standings")]
    pages += [(who, "standing_of", "seller", seller.shop) for who in (operator, auditor)]
    pages += [
        (operator, "sanction_lifting", "seller", seller.shop, "s4"),
        (operator, "standing_finding", "buyer", buyer.id),
    ]
    pages += [(operator, "sanction_appeal_decision", "seller", seller.shop, "s4"), (operator, "overview")]
    pages += [(operator, "standing_erasure", "seller", seller.shop)]
    for who, *address in pages:
        answer = browser(who, language=language).get(*address)
        assert answer.status_code == 200
        html = answer.content.decode()
        assert f'<html lang="{language}"' in html
        assert not other_language_words_of_page(html), address


def test_it_takes_as_many_statements_with_much_against_somebody_as_with_little(browser, people, count):
    seller = people("seller")
    count(seller)
    page = browser(seller)
    before = statements(page, "standing")
    count(seller, 6)
    assert statements(page, "standing") <= before


def test_a_notice_of_a_standing_leads_to_its_page(browser, people, count, run_worker):
    seller = people("seller")
    count(seller, 3)
    run_worker()
    page = browser(seller).get("notices").content.decode()
    assert 'href="/standing/"' in page and "Announced: trading stops; goods are delisted" in page
