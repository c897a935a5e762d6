"""The operator's pages: what needs somebody, cases, people, shops, settings, money; nobody else reaches them."""

import pytest
from django.test import Client
from django.urls import reverse

from hejie.adapters import payments
from hejie.domain.escrow import accounts
from hejie.record import reader
from hejie.store.models import MarketplaceHost, Membership, Person, Seller
from hejie.usecases import cases, mediation, people_reach, worker
from hejie.usecases.people import marketplaces, roles
from tests.support.world import Contexts, Orders, People

PAGES = (
    "overview",
    "people",
    "person_new",
    "shops",
    "shop_new",
    "money",
    "deposit_new",
    "market_settings",
    "integrator_tokens",
    "record",
)


def text(answer) -> str:
    """What a page says."""
    return answer.content.decode()


@pytest.fixture
def page(browser, scene):
    """The operator's browser."""
    return browser(scene.operator)


def test_the_overview_tells_a_quiet_marketplace_that_nothing_waits(page, clock):
    worker.run_once(clock.now)
    assert "Nothing waits for you" in text(page.get("overview"))


def test_a_case_without_a_neutral_is_the_operators_turn_and_is_given_by_hand(page, scene, people):
    scene.opened().do(scene.seller, cases.write_message, "WriteMessage", "No.")
    scene.do(scene.buyer, mediation.escalate, "Escalate")
    told = text(page.get("overview"))
    assert "Name a neutral" in told and "guarantee fund" in told
    asked = page.get("case_assignment", scene.case)
    assert "He Anran" in text(asked)
    assert page.post("case_assignment", scene.case, neutral="p-nobody").status_code == 422
    page.post("case_assignment", scene.case, neutral=scene.neutral.id)
    assert reader.case(scene.case).neutral == scene.neutral.id


def test_who_belongs_to_the_shop_is_not_offered_as_a_neutral(page, scene, people):
    scene.opened().do(scene.seller, cases.write_message, "WriteMessage", "No.")
    scene.do(scene.buyer, mediation.escalate, "Escalate")
    insider = people("seller", shop=scene.seller.shop, name="Both at once")
    roles.give(insider.person, "neutral")
    assert "Both at once" not in text(page.get("case_assignment", scene.case))
    assert page.post("case_assignment", scene.case, neutral=insider.id).status_code == 422


def test_the_flow_counts_every_case_once(page, scene, orders, people):
    scene.opened().decided()
    buyer = people("buyer")
    for root in (orders(buyer, scene.seller), orders(buyer, scene.seller)):
        scene.root, scene.buyer = root, buyer
        scene.opened()
    shown = page.get("overview").context["flow"]
    first = shown["rows"][0]
    assert first["came_in"] == 3
    assert sum(end["count"] for row in shown["rows"] for end in row["ends"]) == 3
    assert [row["came_in"] for row in shown["rows"]] == [3, 1, 1]


def test_bounced_addresses_are_looked_after_and_clocks_run_again(page, scene):
    scene.opened()
    people_reach.report_bounce(scene.ctx(scene.operator), scene.seller.person.email)
    assert "Letters to somebody come back" in text(page.get("overview"))
    assert "Letters to this address come back" in text(page.get("person", scene.seller.id))
    assert all(row.held for row in reader.case(scene.case).waits("answer"))
    page.post("person_reachable", scene.seller.id)
    assert not any(row.held for row in reader.case(scene.case).deadlines)


def test_a_refused_payment_is_shown_and_tried_again(page, scene, clock, monkeypatch):
    refusing = type(
        "Refusing", (), {"transfer": lambda self, instruction: payments.Answer(False, "", "account closed")}
    )
    monkeypatch.setattr(payments, "provider", lambda: refusing())
    scene.opened().signed()
    worker.run_once(clock.now)
    told = text(page.get("overview"))
    assert "A payment did not go through" in told and "account closed" in told
    failed = next(one for one in reader.order(scene.root).custody.transfers if one.status == "failed")
    page.post("transfer_retry", scene.root, failed.id)
    assert reader.order(scene.root).custody.transfer(failed.id).status == "released"


def test_cases_are_filtered_and_found_by_number(page, scene):
    scene.opened()
    assert "The goods are not as described" in text(page.get("all_cases"))
    assert "No case fits" in text(page.get("all_cases", query="?state=closed"))
    assert "No case fits" in text(page.get("all_cases", query="?reason=late"))
    number = scene.case.rpartition("-")[2].upper()
    assert page.get("all_cases", query=f"?number={number}").url.endswith(f"/cases/{scene.case}/")
    assert page.get("all_cases", query="?number=zzzzzzzz").status_code == 404


def test_people_are_added_found_given_roles_and_switched_off(page, scene):
    page.post("person_new", name="Sun Qi", email="sun@example.org", language="zh", role="neutral", shop="", limit="")
    one = Person.objects.get(email="sun@example.org")
    assert roles.of(one)[0] == "neutral" and not one.has_usable_password()
    assert "Sun Qi" in text(page.get("people", query="?words=sun&role=neutral"))
    again = page.post(
        "person_new", name="Sun Qi", email="sun@example.org", language="zh", role="buyer", shop="", limit=""
    )
    assert again.status_code == 409 and "known to this marketplace" in text(again)
    page.post("person_role_new", one.pk, role="agent", shop=scene.seller.shop, limit="50")
    row = Membership.objects.get(person=one, role="agent")
    assert row.promise_limit_minor == 5000 and row.seller.id == scene.seller.shop
    page.post("person_role_removal", one.pk, f"agent:{scene.seller.shop}")
    page.post("person_switch", one.pk, on="no")
    one.refresh_from_db()
    assert not one.is_active and not Membership.objects.filter(person=one, role="agent").exists()
    page.post("person_change", one.pk, name="Sun Qi", email="new@example.org", language="en")
    one.refresh_from_db()
    assert one.email == "new@example.org"


def test_an_operator_does_not_lock_himself_out(page, scene):
    assert page.post("person_switch", scene.operator.id, on="no").status_code == 409
    assert page.post("person_role_removal", scene.operator.id, "operator").status_code == 409


def test_a_role_in_a_shop_needs_the_shop(page, scene):
    answer = page.post("person_role_new", scene.buyer.id, role="seller", shop="", limit="")
    assert answer.status_code == 422 and 'role="alert"' in text(answer)


def test_shops_are_added_and_changed(page, scene):
    page.post("shop_new", name="Blue Kettle", external_ref="S-9")
    shop = Seller.objects.get(external_ref="S-9")
    page.post("shop_change", shop.id, name="Blue Kettle Ltd", external_ref="S-9")
    assert "Blue Kettle Ltd" in text(page.get("shops", query="?words=kettle"))
    assert "Blue Kettle Ltd" in text(page.get("shop", shop.id))
    assert page.post("shop_new", name="Another", external_ref="S-9").status_code == 409


def test_deposits_go_through_the_record_once(page, scene, marketplace):
    data = {"owner": "fund", "amount": "1,000.00", "currency": "cny", "reference": "bank 7"}
    for _again in range(2):
        page.post("deposit_new", key="same", **data)
    stream = accounts.purse(marketplace.pk, accounts.FUND)
    assert reader.state(stream, stream).balances == {"CNY": 100_000}
    assert page.post("deposit_new", **{**data, "owner": "nobody"}).status_code == 404
    assert page.post("deposit_new", **{**data, "amount": "-5"}).status_code == 422
    assert "¥1,000.00" in text(page.get("money"))


def test_settings_are_saved_and_wrong_ones_told_beside_the_field(page, marketplace):
    data = {
        "name": "Harbour Two", "first": "zh", "offered": ["zh", "en"], "currency": "EUR", "timezone": "Europe/Berlin",
        "hosts": "cases.example.org", "mail_name": "Harbour cases", "reply_to": "help@example.org",
    }  # fmt: skip
    page.post("market_settings", **data)
    marketplace.refresh_from_db()
    assert (marketplace.name, marketplace.languages, marketplace.currency) == ("Harbour Two", ["zh", "en"], "EUR")
    assert MarketplaceHost.objects.get(host="cases.example.org").marketplace_id == marketplace.pk
    wrong = page.post("market_settings", **{**data, "timezone": "Berlin", "hosts": "http://x y"})
    assert wrong.status_code == 422 and "Asia/Shanghai" in text(wrong)


def test_letters_are_signed_as_the_operator_has_set(page, scene, marketplace, clock, mailoutbox):
    marketplace.settings = {"mail_name": "Harbour cases", "reply_to": "help@example.org"}
    marketplace.save()
    scene.opened()
    worker.run_once(clock.now)
    assert mailoutbox and all(
        "Harbour cases" in one.from_email and one.reply_to == ["help@example.org"] for one in mailoutbox
    )


def test_an_integrators_token_is_shown_once_and_ended(page, scene):
    made = page.post("integrator_tokens", integrator="my-shop", name="Orders", scopes=["read", "orders"], days="30")
    secret = made.context["made"].secret
    assert secret in text(made) and secret not in text(page.get("integrator_tokens"))
    page.post("integrator_token_revoke", secret[:12])
    assert "my-shop" not in text(page.get("integrator_tokens"))
    assert (
        page.post("integrator_tokens", integrator="My Shop!", name="x", scopes=["read"], days="30").status_code == 422
    )


def test_private_contents_are_erased_after_saying_what_is_lost(page, scene, browser):
    scene.opened().do(scene.seller, cases.write_message, "WriteMessage", "My address is 5 Elm Road.")
    assert "Nobody can bring it back" in text(page.get("case_erasure", scene.case))
    assert page.post("case_erasure", scene.case, what=[], more="", why="request").status_code == 422
    page.post("case_erasure", scene.case, what=["joint m1"], more="", why="request")
    assert "5 Elm Road" not in text(browser(scene.buyer).get("case", scene.case))
    assert "7 mm too short" in text(browser(scene.buyer).get("case", scene.case))


def test_the_record_is_checked_from_its_page(page, scene):
    scene.opened()
    page.client.post("/record/")
    assert "The record holds" in text(page.client.post("/record/"))


GUARDED = (
    ("case_assignment", {"neutral": "x"}), ("case_erasure", {"what": "joint m1", "why": "request"}), ("person_new", {}), ("shop_new", {"name": "x"}),
    ("deposit_new", {}), ("market_settings", {}), ("integrator_tokens", {}), ("person_switch", {"on": "no"}), ("person_reachable", {}),
    ("person_role_removal", {}), ("person_sign_ins_end", {}),
)  # fmt: skip


def _args(name: str, scene) -> tuple:
    if name.startswith("case_"):
        return (scene.case,)
    if name == "person_new" or not name.startswith("person_"):
        return ()
    return (scene.seller.id, f"seller:{scene.seller.shop}") if name == "person_role_removal" else (scene.seller.id,)


@pytest.mark.parametrize(("name", "data"), GUARDED)
def test_acts_on_money_decisions_and_people_demand_a_second_factor(browser, scene, name, data):
    scene.opened()
    before = Person.objects.get(pk=scene.seller.id).is_active
    answer = browser(scene.operator, second_factor=False).post(name, *_args(name, scene), **data)
    assert answer.status_code == 302 and "/account/prove/" in answer.url
    assert Person.objects.get(pk=scene.seller.id).is_active == before


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", ["buyer", "seller", "neutral", "agent", "auditor"])
def test_nobody_else_reaches_the_operators_pages(browser, scene, people, name, role):
    scene.opened()
    if (name, role) == ("record", "auditor"):
        return
    somebody = getattr(scene, role, None) or people(role)
    assert browser(somebody).get(name).status_code == 404


@pytest.mark.parametrize("name", ["all_cases", "readings", "desk"])
@pytest.mark.parametrize("role", ["buyer", "seller", "neutral"])
def test_parties_and_neutrals_do_not_see_all_cases(browser, scene, name, role):
    scene.opened()
    answer = browser(getattr(scene, role)).get(name)
    assert answer.status_code in (302, 404)


@pytest.mark.parametrize(("name", "data"), GUARDED)
@pytest.mark.parametrize("role", ["buyer", "seller", "neutral", "auditor"])
def test_nobody_else_acts_as_operator(browser, scene, people, name, data, role):
    scene.opened()
    somebody = getattr(scene, role, None) or people(role)
    assert browser(somebody).post(name, *_args(name, scene), **data).status_code == 404


@pytest.mark.parametrize("name", PAGES + ("all_cases",))
def test_a_stranger_is_led_to_the_sign_in(browser, scene, name):
    answer = Client().get(reverse(name))
    assert answer.status_code == 302 and "/account/login" in answer.url


def test_one_marketplaces_operator_sees_nothing_of_another(browser, scene, clock):
    scene.opened()
    other = marketplaces.create("hill", "Hill", languages=["en"], currency="CNY", timezone="UTC")
    people = People(other)
    buyer, seller = people("buyer", name="Far Away"), people("seller")
    orders, ctx = Orders(other, Contexts(other, clock), clock), Contexts(other, clock)
    root = orders(buyer, seller)
    scene.ctx, scene.root, scene.buyer, scene.case = ctx, root, buyer, ""
    far = scene.opened().case
    page = browser(scene.operator)
    prefix = "/m/harbour"
    for path in ("/overview/", "/all-cases/", "/people/", "/shops/", "/money/"):
        assert "Far Away" not in text(page.client.get(prefix + path))
    names = (
        f"/cases/{far}/",
        f"/cases/{far}/erasure/",
        f"/cases/{far}/assignment/",
        f"/people/{buyer.id}/",
        f"/shops/{seller.shop}/",
    )
    for path in names:
        assert page.client.get(prefix + path).status_code in (302, 404)
    assert page.client.post(f"{prefix}/people/{buyer.id}/switch/", {"on": "no"}).status_code in (302, 404)
    assert Person.objects.get(pk=buyer.id).is_active
    assert page.client.get("/m/hill/overview/").status_code == 302


def test_the_pages_ask_the_database_a_bounded_number_of_times(
    page, scene, people, orders, django_assert_max_num_queries
):
    for _number in range(4):
        buyer = people("buyer")
        scene.root, scene.buyer = orders(buyer, scene.seller), buyer
        scene.opened()
    limits = {
        "overview": 32,
        "all_cases": 10,
        "people": 8,
        "shops": 6,
        "money": 12,
        "record": 20,
        "market_settings": 8,
        "integrator_tokens": 7,
    }
    for name, most in limits.items():
        with django_assert_max_num_queries(most):
            assert page.get(name).status_code == 200
    with django_assert_max_num_queries(16):
        page.get("case_erasure", scene.case)
