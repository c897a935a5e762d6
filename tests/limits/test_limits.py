"""Where something has an upper number, or a name is taken: the code, words that can be read, and nothing written.

Numbers of thousands are set low here, so that a test reaches them.
"""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from hejie.adapters import letters
from hejie.adapters.waybill_files import Row
from hejie.domain.complaints import decide as complaints_decide
from hejie.domain.guidance import articles as article_rules
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.money import Money
from hejie.domain.orders.commands import NewLine, PlaceOrder
from hejie.domain.standing.vet import Declare
from hejie.store import listings as kept_listings
from hejie.store import return_policies as kept_policies
from hejie.store import vetting_policies as kept_vetting
from hejie.usecases import (
    complaint_intake,
    deals,
    experts,
    ids,
    listings,
    order_records,
    questions,
    return_policies,
    shipping,
    vetting,
    vetting_policies,
    webhooks,
)
from hejie.usecases import orders as placing
from hejie.usecases.complaint_intake import Bytes, Sent
from hejie.usecases.people import marketplaces, settings, shops
from tests.support.dispute import Disputes
from tests.support.refused import readable, refuses
from tests.usecases.test_deals import TERMS
from tests.usecases.test_guidance import write
from tests.usecases.test_listings import SHIRT
from tests.usecases.test_vetting import own

pytestmark = [pytest.mark.django_db, pytest.mark.once]
_TABLES = ("entry", "marketplace", "seller", "webhook", "return_policy", "listing", "article", "article_version")


def rows() -> list[int]:
    """How much stands in the tables that these acts write."""
    known = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        found = []
        for name in known & {*_TABLES, *(f"hejie_{one}" for one in _TABLES)}:
            cursor.execute(f"SELECT COUNT(*) FROM {name}")
            found.append(cursor.fetchone()[0])
    assert found
    return found


def no(code, act, *args, **named):
    """Refused with this code, in words that can be read, and nothing was written."""
    before = rows()
    refuses(code, act, *args, **named)
    assert rows() == before


def test_names_that_are_taken_are_not_given_twice(marketplace, people, ctx):
    operator, shop = people("operator"), people("seller")
    no(
        "marketplace_exists",
        marketplaces.create,
        marketplace.slug,
        "Two",
        languages=["en"],
        currency="CNY",
        timezone="UTC",
    )
    shops.save(ctx(operator), shop.shop, name="One", external_ref="17")
    no("shop_exists", shops.save, ctx(operator), "", name="Two", external_ref="17")
    other = marketplaces.create("other", "Other", languages=["en"], currency="CNY", timezone="UTC")
    other.hosts.create(host="cases.example.org")
    wanted = settings.read(ctx(operator))
    no("host_taken", settings.change, ctx(operator), replace(wanted, name="New", hosts=("cases.example.org",)))
    assert settings.read(ctx(operator)) == wanted


def test_versions_and_texts_have_an_upper_number(people, ctx, monkeypatch):
    seller, operator = ctx(people("seller")), ctx(people("operator"))
    for module, name in (
        (kept_policies, "MOST_VERSIONS"), (kept_listings, "MOST_VERSIONS"), (kept_vetting, "MOST_VERSIONS"),
        (article_rules, "MOST_VERSIONS"), (article_rules, "MOST_ARTICLES"), (listings, "MOST_AT_ONCE"), (webhooks, "_MOST"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, 1)
    policy = {"id": "own", "name": "Ours", "windows": [{"id": "all", "days": 30}]}
    return_policies.publish(seller, policy)
    no("policy_versions_many", return_policies.publish, seller, policy | {"name": "Theirs"})
    listings.publish(seller, SHIRT)
    no("listing_versions_many", listings.publish, seller, SHIRT | {"title": "Linen shirt, blue"})
    rest = listings.publish_all(seller, [SHIRT, SHIRT])
    assert not next(rest).new
    no("listings_many", next, rest)
    vetting_policies.publish(operator, own())
    no("vetting_versions_many", vetting_policies.publish, operator, own(version="stricter"))
    article = write(seller, "How to wash it")
    no("article_versions_many", write, seller, "How to wash it well", article=article)
    no("articles_many", write, seller, "How to dry it")
    webhooks.register(operator, "https://example.org/one", (), key="1")
    no("webhook_too_many", webhooks.register, operator, "https://example.org/two", (), key="2")


def test_so_many_deals_and_questions_wait_at_once_and_no_more(people, ctx, orders, monkeypatch):
    buyer, seller = people("buyer"), people("seller")
    monkeypatch.setattr(deals, "MOST_OPEN", 1)
    monkeypatch.setattr(questions, "MOST_OPEN", 1)
    told = {"seller": "", "buyer": buyer.id, "written": TERMS}
    first = deals.propose(ctx(seller), **told, key="1")
    no("too_many_deals", deals.propose, ctx(seller), **told | {"note": "Again."}, key="2")
    assert deals.read(ctx(buyer), first.created["deal"]).deal.status == "open"
    asked = {"seller": seller.shop, "text": "Is it loud?"}
    questions.ask(ctx(buyer), **asked, key="1")
    no("questions_many", questions.ask, ctx(buyer), **asked, key="2")
    assert questions.ask(ctx(buyer), **asked, key="1").repeated


def test_files_and_letters_have_an_upper_number_and_size(people, ctx, orders, clock, monkeypatch):
    buyer, operator = people("buyer"), people("operator")
    told = {"against": "service", "whom": "platform", "role": "platform", "text": "Nobody answers."}
    many = [Sent("a.txt", Bytes(b"words"))] * (complaints_decide.MOST_FILES + 1)
    no("complaint_files_many", complaint_intake.complain, ctx(buyer), **told, files=many, key="1")
    monkeypatch.setattr(letters, "LARGEST", 2 * 1024 * 1024)
    about = {"against": "service", "whom": "platform", "role": "platform"}
    large = b"From: Lin <lin@example.org>\r\n\r\n" + b"x" * letters.LARGEST
    for content in (large, Bytes(large)):
        no("letter_too_large", complaint_intake.take_letter, ctx(operator), content, **about, key="2")
    dispute = Disputes(people, ctx, orders, clock)()
    him = ctx(Actor("expert", "k1", "harbour", through="link", only_case=dispute.case))
    no("expert_files", experts.answer, him, dispute.case, "12 mg.", [object()] * (experts.MOST_FILES + 1), key="3")


def test_a_shop_on_probation_takes_orders_up_to_its_limit(people, ctx, marketplace, clock):
    buyer, seller = people("buyer"), people("seller")
    vetting_policies.publish(ctx(people("operator")), own())
    vetting.declare(ctx(seller), Declare(seller.shop, "business", "CN", ("food",)), key="d")
    command = PlaceOrder(
        ids.order_root(marketplace.pk, "P-1"), "P-1", buyer.id, "CNY", (NewLine(1, seller.shop, 90001),), paid=90001
    )  # fmt: skip
    no("probation_limit", placing.place_order, ctx(), command, key="1")
    readable("probation_limit", {"most": str(Money(90000, "CNY"))})


def test_a_waybill_of_another_order_is_told_and_a_parcel_is_sent_once(people, ctx, orders, clock):
    buyer, other, seller = people("buyer"), people("buyer"), people("seller")
    first, second = (orders(one, seller, delivered=False) for one in (buyer, other))
    number = "SF1234567890123"
    shipping.send(ctx(seller), first, shipping.Sent("SF", number), key="1")
    no("waybill_used", shipping.send, ctx(seller), second, shipping.Sent("SF", number), key="2")
    assert shipping.send(ctx(seller), second, shipping.Sent("SF", number, sure=True), key="3").created is not None
    before = rows()
    row = Row(1, "A-1", "ZTO", "75300000000000")
    (outcome,) = shipping.send_many(ctx(seller), [row], ZoneInfo("Asia/Shanghai"))
    assert outcome.refusal.code == "nothing_to_send" and rows() == before
    readable("nothing_to_send", outcome.refusal.facts)


def test_a_key_is_not_compared_where_none_was_delivered(people, ctx, orders):
    buyer, seller = people("buyer"), people("seller")
    no("no_key_on_record", order_records.check_key, ctx(buyer), orders(buyer, seller), "AAAA-BBBB")
