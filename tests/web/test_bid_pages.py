"""Sealed bids by page: asked for, sealed with what is said before, and what each reader then sees, in three languages."""

import re

import pytest

from hejie.record import reader
from hejie.usecases import worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """A home of the test's own."""
    settings.HOME = tmp_path
    return tmp_path


def page_of(browser, case: str) -> str:
    return browser.get("case", case).content.decode()


def asked(browser, scene):
    """The seller has asked for sealed bids, by page."""
    scene.opened()
    seller = browser(scene.seller)
    form = seller.get("case_bidding", scene.case)
    assert form.status_code == 200 and "Ask for sealed bids" in form.content.decode()
    sent = {"goods": "keep", "payer": "seller", "service": "none", "days": "10", "voucher_days": "180"}
    answer = seller.post("case_bidding", scene.case, **sent)
    assert answer.status_code == 302 and answer["location"].endswith("#bidding")
    return browser(scene.buyer), seller


def test_both_seal_and_the_agreement_stands(browser, scene, clock):
    buyer, seller = asked(browser, scene)
    form = buyer.get("case_bid", scene.case).content.decode()
    assert "If the bids meet you are bound, and this is your signature" in form
    assert "The least that you take back" in form and "I know that I may get less than the rules give me" in form
    assert 'name="waives"' in form and "checked" not in re.search(r"<input[^>]*waives[^>]*>", form)[0]
    refused = buyer.post("case_bid", scene.case, bidding="bd1", limit="80.00")
    assert refused.status_code == 409 and "80.00" not in refused.content.decode().split("<form", 2)[-1]
    answer = buyer.post("case_bid", scene.case, bidding="bd1", limit="80.00", waives="on")
    assert answer.status_code == 302 and answer["location"].endswith("#bidding")
    own = page_of(buyer, scene.case)
    assert "Sealed. Nobody sees it, we neither." in own
    assert "Seal a bid" in page_of(seller, scene.case)
    assert "Sealed. Nobody sees it" not in page_of(seller, scene.case)
    assert "Sealed. Nobody sees it" in buyer.get("case_bid", scene.case).content.decode()
    again = buyer.post("case_bid", scene.case, bidding="bd1", limit="70", waives="on")
    assert again.status_code == 409 and "70" not in again.content.decode().split("<form", 2)[-1][:400]
    assert seller.post("case_bid", scene.case, bidding="bd1", limit="120").status_code == 302
    worker.run_once(clock.now)
    assert reader.case(scene.case).agreement.in_effect
    for one in (buyer, seller):
        text = page_of(one, scene.case)
        assert "The sealed bids met:" in text and "In effect" in text
    assert seller.post("case_bid", scene.case, bidding="bd1", limit="120").status_code == 302  # a second click


def test_a_bad_sum_is_mended_and_never_comes_back(browser, scene):
    buyer, seller = asked(browser, scene)
    for written in ("eleven", "199.01", "-313", "313.37", "1e2", "0x31", "31 or 37", "31元5角", "31 %"):
        answer = seller.post("case_bid", scene.case, bidding="bd1", limit=written)
        assert answer.status_code == 422 and written not in answer.content.decode()
    assert seller.post("case_bid", scene.case, bidding="bd1", limit="").status_code == 422


def test_without_a_result_it_can_be_asked_again(browser, scene, clock):
    buyer, seller = asked(browser, scene)
    buyer.post("case_messages", scene.case, "joint", text="Let us see.")
    seller.post("case_messages", scene.case, "joint", text="Let us see.")
    clock.move(days=3)
    worker.run_once(clock.now)
    text = page_of(buyer, scene.case)
    assert "The sealed bids have ended without a result." in text and "Ask for sealed bids again" in text
    assert "2 more biddings are possible." in text


def test_what_is_lost_is_told_and_can_be_asked_again(browser, scene, home):
    import shutil

    buyer, seller = asked(browser, scene)
    buyer.post("case_bid", scene.case, bidding="bd1", limit="80.00", waives="on")
    shutil.rmtree(home / "sealed")
    for one in (buyer, seller):
        text = page_of(one, scene.case)
        assert "What was sealed is void" in text and "Ask for sealed bids again" in text
    assert buyer.post("case_bid", scene.case, bidding="bd1", limit="80.00", waives="on").status_code == 409
    sent = {"goods": "keep", "payer": "seller", "service": "none", "days": "10", "voucher_days": "180"}
    assert buyer.post("case_bidding", scene.case, **sent).status_code == 302
    assert buyer.post("case_bid", scene.case, bidding="bd2", limit="80.00", waives="on").status_code == 302
    case = reader.case(scene.case)
    assert [row.result for row in case.biddings] == ["void", ""]
    assert "The sealed bids are void," in page_of(seller, scene.case)


def test_a_page_from_before_seals_nothing_on_other_terms(browser, scene, clock):
    """A tab left open while its bidding ended and another was opened; one that names no bidding as well."""
    buyer, seller = asked(browser, scene)
    assert 'name="bidding" value="bd1"' in seller.get("case_bid", scene.case).content.decode()
    for one in (buyer, seller):
        one.post("case_messages", scene.case, "joint", text="Let us see.")
    clock.move(days=3)
    worker.run_once(clock.now)
    sent = {"goods": "return", "payer": "seller", "service": "none", "days": "10", "voucher_days": "180"}
    assert buyer.post("case_bidding", scene.case, **sent).status_code == 302
    for stale in ({"bidding": "bd1"}, {}):
        answer = seller.post("case_bid", scene.case, limit="150.00", **stale)
        page = answer.content.decode()
        assert answer.status_code == 409 and "A bid never counts in another one" in page and "150.00" not in page
        assert 'name="bidding" value="bd2"' in page
    buyer.post("case_bid", scene.case, bidding="bd2", limit="80.00", waives="on")
    worker.run_once(clock.now)
    assert reader.case(scene.case).agreement is None


@pytest.mark.parametrize(("language", "words"), [("zh", "已密封。"), ("ru", "Запечатано.")])
def test_in_other_languages(browser, scene, language, words):
    buyer, _seller = asked(browser, scene)
    buyer.post("case_bid", scene.case, bidding="bd1", limit="80.00", waives="on")
    scene.buyer.person.language = language
    scene.buyer.person.save()
    assert words in page_of(browser(scene.buyer, language=language), scene.case)


def test_others_see_that_bids_are_taken_and_no_more(browser, scene):
    buyer, _seller = asked(browser, scene)
    operator = browser(scene.operator)
    before = page_of(operator, scene.case)
    buyer.post("case_bid", scene.case, bidding="bd1", limit="80.00", waives="on")
    after = page_of(operator, scene.case)
    assert "Whether anybody has sealed a bid is shown to nobody." in after
    strip = re.compile(
        r'(name="(csrfmiddlewaretoken|key)" value="[^"]*"|csrf-token[^>]*|nonce="[^"]*"|data-live="[^"]*"|live\?[^"]*)'
    )
    assert strip.sub("", before) == strip.sub("", after)
    assert operator.get("case_bid", scene.case).status_code == 409


def test_sealing_by_page_writes_no_row(browser, scene, clock):
    from django.db import connection

    def rows() -> dict[str, list[str]]:
        found = {}
        with connection.cursor() as cursor:
            for table in sorted(connection.introspection.table_names(cursor)):
                cursor.execute(f'SELECT * FROM "{table}"')
                found[table] = sorted(repr(row) for row in cursor.fetchall())
        return found

    buyer, seller = asked(browser, scene)
    worker.run_once(clock.now)
    for one, limit in ((buyer, "150"), (seller, "50")):
        one.get("case_bid", scene.case)
        before = rows()
        assert one.post("case_bid", scene.case, bidding="bd1", limit=limit, waives="on").status_code == 302
        assert one.post("case_bid", scene.case, bidding="bd1", limit="nonsense").status_code in (302, 422)
        assert rows() == before
