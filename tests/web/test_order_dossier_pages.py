"""The file of an order and of a deal by page: its link, its download while it is put together, and who is shown neither."""

import io

import pytest

from hejie.record.verify import verify_dossier
from tests.usecases.test_deals import agreed, order

pytestmark = pytest.mark.once


def holds(taken):
    assert taken.status_code == 200 and taken.streaming and taken["Content-Type"] == "application/zip"
    assert taken["Cache-Control"] == "private, no-store"
    return all(check.holds for check in verify_dossier(io.BytesIO(b"".join(taken.streaming_content))))


@pytest.mark.parametrize(
    ("language", "words"), [("en", "The record of the order"), ("zh", "订单记录"), ("ru", "Запись заказа")]
)
def test_the_page_of_an_order_links_its_file(browser, ctx, marketplace, people, language, words):
    buyer, seller = people("buyer", language=language), people("seller")
    root = order(ctx, marketplace, buyer, seller, agreed(ctx, buyer, seller))
    page = browser(buyer, language=language)
    shown = page.get("order", root).content.decode()
    assert words in shown and f"/orders/{root}/dossier/" in shown
    taken = page.get("order_dossier", root)
    assert taken["Content-Disposition"] == f'attachment; filename="order-{root}.zip"' and holds(taken)
    assert page.client.head(f"/orders/{root}/dossier/").status_code == 200
    assert page.client.post(f"/orders/{root}/dossier/").status_code == 405
    assert browser(people("seller")).get("order_dossier", root).status_code == 404


def test_a_shop_of_several_is_told_why_it_gets_no_record(browser, people, orders):
    shop = people("seller")
    root = orders(people("buyer"), shop, people("seller"))
    page = browser(shop)
    shown = page.get("order", root).content.decode()
    assert "Other shops sold something in this order too" in shown and "/dossier/" not in shown
    refused = page.get("order_dossier", root)
    assert refused.status_code == 409 and "cannot be downloaded as a record by one shop" in refused.content.decode()


def test_the_page_of_a_deal_links_its_file_and_the_auditor_sees_who_took_it(browser, ctx, people):
    buyer, seller = people("buyer"), people("seller")
    deal, _digest = agreed(ctx, buyer, seller)
    page = browser(buyer)
    assert f"/deals/{deal}/dossier/" in page.get("deal", deal).content.decode()
    assert holds(page.get("deal_dossier", deal)) and holds(page.get("deal_dossier", deal, query="?language=ru"))
    assert browser(people("buyer")).get("deal_dossier", deal).status_code == 404
    auditor = browser(people("auditor"))
    assert holds(auditor.get("deal_dossier", deal))
    told = auditor.get("readings").content.decode()
    assert f'href="/deals/{deal}/"' in told and f"Deal {deal}" in told and "the dossier" in told
    assert auditor.get("readings", query=f"?case=deal:{deal}").content.decode().count("the dossier") == 1
