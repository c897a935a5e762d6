"""Pages that no other test opens: each is shown, sent wrongly where that is possible, and sent for real, by whom it is meant for."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hejie.domain.cases.commands import WriteMessage
from hejie.domain.escrow import holds, looking, purse
from hejie.record import reader
from hejie.usecases import cases, evidence, money, worker
from tests.support.panels import Panels
from tests.support.service import Services

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
pytestmark = [pytest.mark.django_db, pytest.mark.once]


def text(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def sent(page, name, *args, wrong=None, **fields):
    """Open a form, send it empty or `wrong`, then as it should be; returns where that leads."""
    assert "<form" in page.get(name, *args).content.decode()
    assert page.post(name, *args, **(wrong or {})).status_code == 422
    done = page.post(name, *args, **fields)
    assert done.status_code == 302, text(done, done.status_code)
    return page.client.get(done.url)


def test_a_shop_takes_an_order_on_and_asks_for_days_which_the_buyer_grants(browser, people, orders):
    buyer, seller = people("buyer"), people("seller")
    root = orders(buyer, seller, delivered=False, accept_hours=72)
    shop, own = browser(seller), browser(buyer)
    (row,) = reader.order(root).waits(looking.ACCEPT_ORDER)
    assert "Ask the buyer for more time" in text(shop.get("order_days", root, row.id))
    assert "has been asked" in text(sent(shop, "order_days", root, row.id, wrong={"days": "0"}, days="2"))
    assert "2 days" in text(own.get("order", root))
    assert own.post("order_time_answer", root, row.id, granted="yes").status_code == 302
    assert reader.order(root).waits(looking.ACCEPT_ORDER)[0].until > row.until
    assert "Cancel" in text(own.get("order_cancel", root))
    assert shop.post("order_acceptance", root).status_code == 302
    assert not reader.order(root).waits(looking.ACCEPT_ORDER)
    came = orders(buyer, seller)
    (row,) = reader.order(came).waits(holds.CONFIRM_RECEIPT)
    assert "has more time" in text(sent(shop, "order_days", came, row.id, days="3"))
    assert shop.get("order_days", came, "d99").status_code == 409


def test_what_is_promised_reviewed_and_given_at_an_order(browser, scene):
    buyer, shop, staff = browser(scene.buyer), browser(scene.seller), browser(scene.operator)
    money.deposit(scene.ctx(scene.operator), purse.Deposit(scene.seller.shop, 50_000, "CNY"), key="in")
    root = scene.root
    assert "It is promised" in text(sent(shop, "order_commitment_new", root, text="New laces", days="3"))
    (promise,) = reader.order(root).promises
    assert "counts as kept" in text(sent(shop, "order_commitment_kept", root, promise.id, note="In the parcel."))
    assert "counts as not kept" in text(sent(buyer, "order_commitment_contest", root, promise.id, note="Not there."))
    assert "Not kept" in text(shop.get("order", root)) and shop.get("promises_board").status_code == 200
    sent(buyer, "order_review", root, 1, stars="2", text="Too short.")
    assert buyer.get("order_review", root, 9).status_code == 422
    (review,) = reader.order(root).reviews
    listed = sent(shop, "order_review_reply", root, review.id, text="Measured before it left.")
    assert "Measured before it left." in text(listed)
    hidden = {"what": "review", "why": "insult", "note": "Names somebody."}
    sent(staff, "order_review_moderation", root, review.id, **hidden)
    assert "Too short." not in text(buyer.get("reviews_of_shop", scene.seller.shop))
    sent(staff, "order_review_moderation", root, review.id, what="review", why="show", note="Looked at again.")
    assert "Too short." in text(buyer.get("reviews_of_shop", scene.seller.shop))
    for page, name in ((shop, "r9"), (staff, "r9"), (buyer, review.id)):
        assert page.get("order_review_moderation", root, name).status_code == 404
    sent(shop, "voucher_budget", who="all", amount="100.00")
    sent(shop, "order_voucher_new", root, wrong={"amount": "x"}, amount="20.00", why="delay", days="30", least="")
    told = text(shop.post("order_voucher_new", root, amount="90.00", why="delay", days="30"), 409)
    assert "¥80.00" in told
    assert "¥20.00" in text(buyer.get("vouchers"))
    (url,) = re.findall(r"/vouchers/[a-z0-9]+/[a-z0-9]+/code/", buyer.get("vouchers").content.decode())
    shown = buyer.client.post(url, {"key": "code"})
    assert shown.headers["cache-control"] == "no-store" and "¥20.00" in text(shown)


def test_what_is_promised_and_given_in_a_case_and_how_it_was(browser, scene, people):
    scene.opened()
    buyer, shop, staff = browser(scene.buyer), browser(scene.seller), browser(scene.operator)
    money.deposit(scene.ctx(scene.operator), purse.Deposit(scene.seller.shop, 50_000, "CNY"), key="in")
    cases.write_message(scene.ctx(scene.seller), WriteMessage(scene.case, "I send new laces within 3 days."), key="m")
    (said,) = [one for one in reader.case(scene.case).of_kind("message") if one.side == "seller"]
    assert "new laces" in text(shop.get("case_commitment_new", scene.case, query=f"?message={said.id}"))
    sent(shop, "case_commitment_new", scene.case, text="New laces", days="3")
    assert buyer.get("case_commitment_new", scene.case).status_code == 409
    sent(shop, "case_voucher_new", scene.case, amount="5.00", why="goodwill", days="30")
    assert staff.post("points_worth", points="100", amount="1", days="30").status_code == 302
    sent(shop, "case_points_new", scene.case, number="100", why="goodwill")
    assert "¥5.00" in text(buyer.get("vouchers"))
    obligation = next(one for one in reader.case(scene.case).obligations if one.what == "promise")
    assert "kept" in text(staff.get("case_commitment_kept", scene.case, obligation.id))
    assert "nothing to answer" in text(buyer.get("case_satisfaction", scene.case))
    assert buyer.post("case_satisfaction", scene.case).status_code == 422
    assert staff.get("case_satisfaction", scene.case).status_code == 404
    for page in (staff, shop, browser(people("auditor"))):
        assert "After the end" in text(page.get("satisfaction"))


def test_a_shop_declares_itself_files_a_paper_and_it_is_looked_at(browser, scene):
    shop, staff = browser(scene.seller), browser(scene.operator)
    assert shop.get("paper_new").status_code == 409
    private = {"kind": "private", "country": "CN"}
    sent(shop, "papers_declare", wrong={"kind": "private", "country": "China"}, **private)
    assert staff.get("shop_papers_declare", scene.seller.shop).status_code == 200
    paper = {"kind": "identity", "valid_until": "2030-01-01", "number": "A 1"}
    file = SimpleUploadedFile("card.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    assert "filed" in text(sent(shop, "paper_new", wrong=paper, **paper, file=file))
    (url,) = set(re.findall(rf"/shops/{scene.seller.shop}/papers/\w+/file/", shop.get("papers").content.decode()))
    led = staff.client.get(url)
    assert led.status_code == 302
    name = url.split("/")[-3]
    assert staff.get("paper_review", scene.seller.shop, "p99").status_code == 404
    sent(staff, "paper_review", scene.seller.shop, name, result="accepted", valid_until="2029-01-01")
    assert browser(scene.buyer).client.get(url).status_code == 404


def test_articles_have_versions_and_are_suggested_and_a_question_has_a_file(browser, scene, client):
    shop, buyer = browser(scene.seller), browser(scene.buyer)
    told = {"language": "en", "title": "Charging", "body": "Four hours.", "scope": "seller", "about": ""}
    name = shop.post("guidance_new", **told, do="publish").url.strip("/").split("/")[1].split("?")[0]
    assert "Four hours." in text(shop.get("guidance_edit", name))
    assert shop.get("guidance_edit", name, query="?in=xx").status_code == 422
    assert shop.post("guidance_edit", name, **told | {"body": "Five hours."}, do="publish").status_code == 302
    assert "Four hours." in text(shop.get("guidance_version", name, "en", 1))
    assert shop.get("guidance_version", name, "en", 9).status_code == 404
    goods = f"?text=charging+hours&shop={scene.seller.shop}"
    assert "Charging" in text(buyer.get("help_suggested", query=goods))
    asked = buyer.client.post(f"/questions/new/?order={scene.root}", {"about": "goods", "text": "Wide?", "key": "q"})
    question = asked.url.strip("/").split("/")[-1]
    file = buyer.get("question_record", question)
    assert file.status_code == 200 and file.headers["content-disposition"].startswith("attachment")
    assert shop.get("question_record", question).status_code == 200


def test_listings_are_taken_in_from_a_file_and_bad_rows_told(browser, scene):
    shop = browser(scene.seller)
    rows = b"product,title,category,price,currency\nA1,Blue lamp,,10.00,CNY\n,No number,,1,CNY\n"
    assert "<form" in shop.get("listing_file").content.decode()
    for content, status in ((b"\x00\xff\xfe", 422), (b"", 422), (rows, 200)):
        told = shop.post("listing_file", file=SimpleUploadedFile("a.csv", content, "text/csv"))
        assert told.status_code == status, content
    assert "No number" not in text(told) and "A1" in text(shop.get("listings"))


def test_small_acts_of_operators_neutrals_and_programs(browser, scene, client):
    staff, shop = browser(scene.operator), scene.seller.shop
    fields = {"owner": shop, "amount": "10.00", "currency": "CNY", "reference": "T 1"}
    assert "Record a repayment" in text(staff.get("repayment_new"))
    assert "nowhere" in text(staff.post("repayment_new", **fields | {"owner": "nowhere"}), 404)
    assert "¥0.00" in text(staff.post("repayment_new", **fields), 422)
    scene.opened().mediated()
    table = browser(scene.neutral)
    shown = table.post("neutral_text_preview", scene.case, refund="12.00", note="Both keep a shoe.")
    assert shown.status_code == 200
    assert table.post("neutral_round", scene.case).status_code in (302, 409)
    made = staff.post("tokens", name="desk", days="30", scopes=["read"])
    (url,) = re.findall(r"/account/tokens/[^/]+/revocation/", made.content.decode())
    assert "The token has ended" in text(staff.client.post(url, follow=True))
    assert client.post("/link/end/").url == "/"


def test_a_buyer_asks_for_other_numbers_of_pieces_while_nobody_has_answered(
    browser, scene, people, ctx, marketplace, clock
):
    asked = Services(people, ctx, marketplace, clock)(pieces=((1, 1),))
    page = browser(asked.buyer)
    assert page.post("case_service_pieces", asked.case, p1="0").status_code == 422
    assert page.post("case_service_pieces", asked.case, p1="1").status_code == 302
    assert page.post("case_service_pieces", scene.opened().case, p1="1").status_code == 404
    asked.answer()
    assert page.post("case_service_pieces", asked.case, p1="1").status_code == 409


def test_a_listing_that_stands_is_opened_again_and_its_category_changed_without_loss(browser, scene):
    shop, buyer = browser(scene.seller), browser(scene.buyer)
    fields = {"product": "S-1", "title": "Cotton shirt", "text": "Soft.", "price": "129.00", "category": "apparel"}
    assert shop.post("listing_edit", **fields, do="publish").status_code == 302
    assert "129.00" in shop.get("listing_edit", query="?product=S-1").content.decode()
    typed = shop.post("listing_edit", **fields | {"title": "Linen shirt", "category": "shoes"}, do="category")
    assert "Linen shirt" in typed.content.decode()
    begun = buyer.get("deal_new", query=f"?shop={scene.seller.shop}&product=S-1").content.decode()
    assert "Cotton shirt" in begun and "129.00" in begun
    for page in (buyer, shop):
        assert "All" in text(page.get("deals", query="?status=nonsense"))


def test_a_member_of_a_panel_opens_a_piece_of_the_joint_file(browser, people, ctx, orders, clock):
    found = Panels(people, ctx, orders, clock, lambda: worker.run_once(clock.now))()
    one = browser(found.members()[0])
    assert one.get("neutral_vote_piece", found.case, "e99").status_code == 404
    assert browser(found.buyer).get("neutral_vote_piece", found.case, "e1").status_code == 404
    receipt = evidence.file_upload(
        ctx(found.buyer),
        found.case,
        SimpleUploadedFile("size.png", PIXEL, "image/png"),
        name="size.png",
        purpose="Size",
        key="e",
    )
    assert one.get("neutral_vote_piece", found.case, receipt.created["id"]).status_code == 302
