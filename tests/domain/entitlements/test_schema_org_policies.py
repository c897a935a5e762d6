"""schema.org MerchantReturnPolicy in and out: nothing is dropped in silence, nothing that is not known is let in."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejie.domain.entitlements.policies import schema_org, schema_org_in, schema_org_out
from hejie.domain.entitlements.policies.returnable import returnable
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import return_policies
from tests.domain.entitlements import retailers
from tests.support.rules import real_data

FOLDER = real_data("external/merchant_return_policy")
VOCABULARY = json.loads((FOLDER / "merchant_return_policy.json").read_text(encoding="utf-8"))
SAMPLES = {
    one["id"]: one["policy"] for one in json.loads((FOLDER / "samples.json").read_text(encoding="utf-8"))["samples"]
}
ENUMERATIONS = VOCABULARY["enumerations"]
NAMES = {one["name"]: one["types"] for one in VOCABULARY["properties"]}


def plain(found):
    """A document apart from the order of lists and of short and long names."""
    if isinstance(found, dict):
        return {schema_org.short(name): plain(value) for name, value in sorted(found.items())}
    if isinstance(found, list):
        listed = sorted((plain(one) for one in found), key=lambda one: json.dumps(one, sort_keys=True))
        return listed[0] if len(listed) == 1 else listed
    return schema_org.short(found) if isinstance(found, str) else found


def there_and_back(document):
    read = schema_org_in.read(document)
    kept = return_policies.parse(return_policies.text(read.policy))
    return schema_org_out.write(kept)


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - {"contradiction"}))
def test_a_sample_is_written_back_as_it_was_read(name):
    written, losses = there_and_back(SAMPLES[name])
    assert plain(written) == plain(SAMPLES[name]) and not losses


def test_days_without_a_finite_window_are_refused():
    with pytest.raises(Refusal) as refused:
        schema_org_in.read(SAMPLES["contradiction"])
    assert refused.value.code == "policy_contradicts" and refused.value.facts["property"] == "merchantReturnDays"


def test_what_is_missing_or_below_the_law_is_told():
    warned = {name: [(one.code, one.property) for one in schema_org_in.read(SAMPLES[name]).warnings]
              for name in SAMPLES if name != "contradiction"}  # fmt: skip
    assert warned["fee_without_amount"] == [("amount_missing", "returnShippingFeesAmount")]
    assert warned["not_permitted"] == [("law_above", "returnPolicyCategory")]
    assert not warned["finite_by_mail"] and not warned["per_cent_restocking"]


def test_the_samples_mean_what_they_say():
    read = {name: schema_org_in.read(SAMPLES[name]).policy for name in SAMPLES if name != "contradiction"}
    facts = {"purchase_date": "2026-11-10", "delivery_date": "2026-11-12"}
    season = read["member_and_season"]
    assert returnable(season, {**facts, "member": True}).last_day == date(2027, 11, 12)
    assert returnable(season, {**facts, "member": False}).last_day == date(2027, 1, 11)
    assert returnable(season, facts).at_least_until == date(2027, 1, 11)
    assert returnable(read["not_permitted"], facts).returnable is False
    assert returnable(read["fixed_last_day"], facts).last_day == date(2027, 1, 31)
    assert returnable(read["per_cent_restocking"], facts).restocking.currency == ""


def test_the_policies_of_a_shop_are_taken_out_of_what_they_hang_on():
    shop = {
        "@context": "https://schema.org",
        "@type": "OnlineStore",
        "hasMerchantReturnPolicy": SAMPLES["finite_by_mail"],
    }
    read = schema_org_in.read(shop)
    assert [one.code for one in read.warnings] == ["around_left"]
    assert plain(schema_org_out.write(read.policy)[0]) == plain(SAMPLES["finite_by_mail"])
    with pytest.raises(Refusal):
        schema_org_in.read({"@type": "OnlineStore", "name": "without one"})


def test_every_property_is_known_and_every_value_has_our_word():
    assert set(NAMES) == schema_org_in._PROPERTIES - {"startDate", "endDate"}
    ours = {
        "MerchantReturnEnumeration": schema_org.CATEGORIES, "ReturnFeesEnumeration": schema_org.FEES,
        "ReturnMethodEnumeration": schema_org.METHODS, "RefundTypeEnumeration": schema_org.REFUNDS,
        "ReturnLabelSourceEnumeration": schema_org.LABELS, "OfferItemCondition": schema_org.CONDITIONS,
    }  # fmt: skip
    assert {name: set(known.values()) for name, known in ours.items()} == {
        name: set(values) for name, values in ENUMERATIONS.items()
    }
    assert list(schema_org.CANNOT_SAY.values()) == VOCABULARY["cannot_say"]


SINGLE = {"MerchantReturnEnumeration", "ReturnLabelSourceEnumeration"}


def values(types):
    """A value of one of these types, as short or long name, alone or in a list."""
    kind = next((one for one in types if one in ENUMERATIONS), "")
    if kind:
        words = st.builds(
            lambda prefix, word: prefix + word,
            st.sampled_from(["", "https://schema.org/"]),
            st.sampled_from(ENUMERATIONS[kind]),
        )
        return words if kind in SINGLE else words | st.lists(words, min_size=2, max_size=3, unique_by=schema_org.short)
    money = st.builds(
        lambda value, currency: {"@type": "MonetaryAmount", "value": value, "currency": currency},
        st.integers(0, 10_000) | st.decimals(0, 1000, places=2).map(float), st.sampled_from(["EUR", "USD", "JPY"]),
    )  # fmt: skip
    if "MonetaryAmount" in types:
        return money | st.integers(0, 100) if "Number" in types else money
    if "Country" in types:
        country = st.sampled_from(["DE", "FR", "US"])
        return country | st.lists(country, min_size=2, unique=True) | st.just({"@type": "Country", "name": "DE"})
    if "Boolean" in types:
        return st.booleans()
    if "URL" in types:
        return st.just("https://shop.example/returns")
    if "MemberProgramTier" in types:
        return st.sampled_from(["Member", "Gold"]).map(lambda name: {"@type": "MemberProgramTier", "name": name})
    return st.just({"@type": "PropertyValue", "name": "colour", "value": "red"})


days = st.integers(0, 400) | st.sampled_from(["2027-01-31", "2027-01-31T23:59:59+01:00"])
OWN_WAY = {"merchantReturnDays", "returnPolicyCategory", "returnPolicySeasonalOverride", "startDate", "endDate"}


def fields(listed):
    """A dictionary of some properties of a list."""
    return st.fixed_dictionaries(
        {}, optional={one["name"]: values(one["types"]) for one in listed if one["name"] not in OWN_WAY}
    )


@st.composite
def terms(draw, listed):
    found = draw(fields(listed))
    category = draw(st.sampled_from(["", *ENUMERATIONS["MerchantReturnEnumeration"]]))
    if category:
        found["returnPolicyCategory"] = category
    if category in ("", "MerchantReturnFiniteReturnWindow") and draw(st.booleans()):
        found["merchantReturnDays"] = draw(days)
    return found


@st.composite
def policies(draw):
    found = draw(terms(VOCABULARY["properties"])) | {"@type": "MerchantReturnPolicy", "@context": "https://schema.org"}
    if draw(st.booleans()):
        found["returnPolicySeasonalOverride"] = draw(terms(VOCABULARY["seasonal_override"]["properties"])) | {
            "@type": "MerchantReturnPolicySeasonalOverride", "startDate": "2026-11-01", "endDate": "2026-12-31",
        }  # fmt: skip
    if draw(st.booleans()):
        found["x:colourOfTheBox"] = draw(st.sampled_from(["red", {"deep": [1, 2]}]))
    return found


@given(policies() | st.lists(policies(), min_size=2, max_size=3))
def test_any_policy_of_the_lists_is_written_back_as_it_was_read(document):
    written, losses = there_and_back(document)
    assert plain(written) == plain(document)
    assert not losses


@given(policies(), st.sampled_from(sorted(set(NAMES) - {"validForMemberTier", "additionalProperty"})))
def test_a_value_that_is_not_known_is_refused_with_the_property_s_name(document, name):
    with pytest.raises(Refusal) as refused:
        schema_org_in.read(document | {name: ["Nonsense-that-nobody-knows", 7.25]})
    assert refused.value.code in ("policy_property", "policy_contradicts")
    if refused.value.code == "policy_property":
        assert refused.value.facts["property"] in (name, "@type")


@pytest.mark.parametrize("name", sorted(retailers_row["id"] for retailers_row in retailers.ROWS))
def test_what_a_real_policy_loses_is_named_and_the_rest_reads_back(name):
    row = next(one for one in retailers.ROWS if one["id"] == name)
    policy = return_policies.from_object(retailers.written(row))
    document, losses = schema_org_out.write(policy)
    assert {one.words for one in losses} <= set(VOCABULARY["cannot_say"])
    lost = {one.what for one in losses}
    wanted = {
        "rei": {"clock", "category", "condition", "seller"}, "ikea-us": {"clock", "condition", "category"},
        "bombas": {"clock", "season"}, "target": {"clock", "seller", "category", "condition"},
        "ebay": {"seller", "condition", "category"},
    }  # fmt: skip
    assert lost == wanted[name]
    again, none = there_and_back(document)
    assert plain(again) == plain(document) and not none


def test_a_season_of_every_year_travels_in_the_year_of_the_policy_and_says_so():
    row = next(one for one in retailers.ROWS if one["id"] == "bombas")
    document, losses = schema_org_out.write(return_policies.from_object(retailers.written(row)))
    assert document["merchantReturnDays"] == 30
    assert document["returnPolicySeasonalOverride"]["startDate"] == "2026-11-01"
    assert ("season", "holiday") in {(one.what, one.where) for one in losses}
