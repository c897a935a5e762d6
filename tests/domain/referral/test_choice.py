"""Which outside body fits: given a case and its people, when somebody asks, then these bodies in this order, and why."""

import pytest

from hejie.domain.referral.choice import Facts, choose
from hejie.rulebooks import referral

DIRECTORY = referral.load()


def facts(**changes) -> Facts:
    """A buyer in China who bought for himself, ¥199, from a seller there."""
    usual = {
        "side": "buyer", "minor": 19900, "currency": "CNY", "reason": "not_as_described",
        "buyer_in": "CN-OTHER", "seller_in": "CN-OTHER", "consumer": True,
    }  # fmt: skip
    return Facts(**(usual | changes))


def ids(**changes) -> list[str]:
    """The bodies that fit for certain, the best first."""
    return [option.body.id for option in choose(DIRECTORY, facts(**changes)).options if option.certain]


def why(body: str, **changes) -> set[str]:
    """Codes of what speaks for a body, or of what it still depends on."""
    options = {option.body.id: option for option in choose(DIRECTORY, facts(**changes)).options}
    return {one.code for one in (*options[body].why, *options[body].unless)}


def why_not(body: str, **changes) -> set[str]:
    """Codes of why a body was passed over."""
    return {one.code for one in dict_of(choose(DIRECTORY, facts(**changes)).passed_over)[body]}


def dict_of(passed_over) -> dict:
    return {body.id: reasons for body, reasons in passed_over}


def test_a_chinese_buyer_with_a_small_claim_begins_with_12315_for_nothing():
    assert ids() == ["cn_12315", "cn_consumer_association", "cn_court"]
    assert {"free", "not_binding", "seller_there", "consumer"} <= why("cn_12315")
    assert "if_arbitration_agreed" in why("cn_arbitration")


def test_a_chinese_buyer_with_a_large_claim_begins_where_a_result_binds():
    assert ids(minor=2_000_000)[0] == "cn_court"
    assert "binding_large" in why("cn_court", minor=2_000_000)
    assert "binding" in why("cn_court")


def test_an_online_purchase_goes_to_the_internet_court_of_one_of_three_cities():
    assert ids(minor=2_000_000, buyer_in="CN-BEIJING")[0] == "cn_internet_court_beijing"
    assert ids(minor=2_000_000, seller_in="CN-HANGZHOU")[0] == "cn_internet_court_hangzhou"
    assert not [body for body in ids(minor=2_000_000) if "internet" in body]


def test_damage_by_an_unsafe_product_belongs_to_the_ordinary_court():
    place = {"buyer_in": "CN-GUANGZHOU", "reason": "unsafe"}
    assert "cn_internet_court_guangzhou" not in ids(**place) and "cn_court" in ids(**place)
    assert why_not("cn_internet_court_guangzhou", **place) == {"not_for_reason"}


def test_an_agreement_on_arbitration_opens_one_way_and_closes_another():
    agreed = {"arbitration_agreed": True, "minor": 2_000_000}
    assert ids(**agreed)[0] == "cn_arbitration" and why_not("cn_court", **agreed) == {"arbitration_instead"}
    assert why_not("cn_arbitration", arbitration_agreed=False) == {"arbitration_not_agreed"}


def test_who_bought_for_a_business_is_led_past_the_consumer_bodies():
    assert ids(consumer=False) == ["cn_court"]
    assert why_not("cn_12315", consumer=False) == {"not_consumer"}


def test_a_german_buyer_of_a_french_seller_begins_with_the_consumer_centre():
    german = {"buyer_in": "DE", "seller_in": "FR", "currency": "EUR"}
    assert ids(**german)[:4] == ["eu_ecc", "fr_mediateur", "eu_adr", "eu_small_claims"]
    assert "crosses" in why("eu_ecc", **german)
    assert why_not("de_universalschlichtung", **german) == {"seller_elsewhere"}
    assert ids(**german, minor=300_000)[0] == "eu_small_claims"
    assert why_not("eu_small_claims", **german, minor=500_001) == {"value_too_high"}
    assert "eu_small_claims" in ids(**german, minor=500_000)


def test_at_home_in_germany_the_conciliation_body_comes_first():
    german = {"buyer_in": "DE", "seller_in": "DE", "currency": "EUR"}
    assert ids(**german)[0] == "de_universalschlichtung"
    assert why_not("eu_ecc", **german) == {"crosses_not"}
    assert why_not("eu_small_claims", **german) == {"crosses_not"}


def test_a_german_buyer_of_a_chinese_seller_is_led_to_china_and_to_his_own_court():
    german = {"buyer_in": "DE", "seller_in": "CN-OTHER", "currency": "EUR"}
    assert ids(**german)[0] == "cn_12315" and "eu_court" in ids(**german) and "econsumer" in ids(**german)
    assert why_not("eu_ecc", **german) == {"seller_elsewhere"}


def test_an_unknown_seller_leaves_open_what_depends_on_him_and_is_asked_for():
    choice = choose(DIRECTORY, facts(buyer_in="DE", seller_in="", currency="EUR"))
    assert [option.body.id for option in choice.options if option.certain][0] == "de_verbraucherzentrale"
    assert {"if_abroad", "if_seller_there"} <= why("eu_ecc", buyer_in="DE", seller_in="", currency="EUR")
    assert choice.missing[0] == "seller_in"
    assert not [option for option in choice.options if option.body.id.startswith("cn_")]


@pytest.mark.parametrize(
    "place, court, most", [("UK-EW", "uk_small_claims_ew", 1_000_000), ("UK-SCT", "uk_simple_procedure_sct", 500_000),
                           ("UK-NIR", "uk_small_claims_nir", 500_000)]
)  # fmt: skip
def test_each_country_of_the_united_kingdom_has_its_own_small_claims_and_limit(place, court, most):
    british = {"buyer_in": place, "seller_in": "UK-EW", "currency": "GBP"}
    assert ids(**british)[:2] == ["uk_adr", court]
    assert ids(**british, minor=most)[0] == court
    assert why_not(court, **british, minor=most + 1) == {"value_too_high"}
    assert "uk_court" in ids(**british, minor=most + 1)


def test_an_american_state_sets_the_limit_of_its_small_claims():
    american = {"seller_in": "US-OTHER", "currency": "USD"}
    assert ids(**american, buyer_in="US-CA")[:2] == ["us_attorney_general", "us_small_claims_ca"]
    assert ids(**american, buyer_in="US-TX", minor=2_000_000)[0] == "us_small_claims_tx"
    assert why_not("us_small_claims_ca", **american, buyer_in="US-CA", minor=1_250_001) == {"value_too_high"}
    assert "us_small_claims_other" in ids(**american, buyer_in="US-OTHER")


def test_a_russian_claim_goes_to_the_magistrate_or_the_district_court_by_its_sum():
    russian = {"buyer_in": "RU", "seller_in": "RU", "currency": "RUB"}
    assert ids(**russian, minor=490_000)[0] == "ru_rospotrebnadzor"
    assert ids(**russian, minor=10_000_000)[0] == "ru_magistrate"
    assert ids(**russian, minor=10_000_001)[0] == "ru_district_court"
    assert why_not("ru_district_court", **russian, minor=10_000_000) == {"value_too_low"}


def test_a_limit_in_another_currency_is_left_open():
    russian = {"buyer_in": "RU", "seller_in": "RU", "currency": "CNY"}
    assert "if_value_fits" in why("ru_magistrate", **russian) and "if_value_above" in why(
        "ru_district_court", **russian
    )


def test_a_seller_goes_to_court_where_the_buyer_lives_and_to_no_consumer_body():
    assert ids(side="seller") == ["cn_court"]
    assert ids(side="seller", buyer_in="RU", currency="RUB")[0] == "ru_court_of_seller"
    assert "not_for_side" in why_not("cn_12315", side="seller")


def test_where_one_has_been_before_comes_last_and_says_what_came_back():
    assert ids(tried={"cn_12315": "rejected"})[-1] == "cn_12315"
    assert "tried" in why("cn_12315", tried={"cn_12315": "rejected"})
    assert "waiting" in why("cn_12315", tried={"cn_12315": ""})


def test_without_the_buyers_place_nothing_is_chosen_and_it_is_asked_for():
    choice = choose(DIRECTORY, facts(buyer_in=""))
    assert choice.options == () and choice.missing == ("buyer_in",)


def test_every_place_has_a_way_that_certainly_fits():
    for place in DIRECTORY.places:
        for side in ("buyer", "seller"):
            found = ids(buyer_in=place, seller_in=place, side=side, arbitration_agreed=False)
            assert found or place in ("IS", "NO"), (place, side)
