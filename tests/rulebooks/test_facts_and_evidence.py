"""The words of facts and the list of evidence: complete, in three languages, and asked for where it proves something."""

import re
from datetime import UTC, datetime

import pytest

from hejie.domain.cases.claims import REASONS
from hejie.domain.entitlements import answer, facts
from hejie.domain.entitlements.logic import FALSE, TRUE
from hejie.domain.entitlements.rules import REMEDIES
from hejie.rulebooks import law

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
USUAL = {"jurisdiction": "CN", "buyer": "consumer", "seller": "business", "channel": "online"}
LANGUAGES = {"en", "zh", "ru"}
KEYS = {
    "kind", "values", "least", "most", "who", "ask", "ease", "seldom", "asked_with", "not_yet",
    "name", "question", "question_seller", "hint",
}  # fmt: skip
# Pieces by an example: what is asked for there, and from whom where it is not the buyer.
EXAMPLES = [
    ({"problem": ["none"]}, "receipt withdrawal_notice photo_of_condition seller:confirmation_log return_waybill"),
    (
        {"problem": ["none"], "category": "apparel.shoes"},
        "receipt withdrawal_notice photo_of_condition label_photo seller:confirmation_log return_waybill",
    ),
    (
        {"problem": ["none"], "category": "cosmetics", "jurisdiction": "DE", "condition": {"intact": False}},
        "receipt withdrawal_notice photo_of_condition seal_photo seller:withdrawal_information "
        "seller:inspection_video return_waybill",
    ),
    (
        {"problem": ["not_received"]},
        "receipt chat_history tracking_page seller:delivery_scan seller:waybill delivery_promise reminder",
    ),
    (
        {"problem": ["not_shipped"], "seller_conduct": {"silent_days": 3}},
        "receipt bank_statement chat_history tracking_page seller:waybill delivery_promise reminder seller_identity",
    ),
    (
        {"problem": ["wrong_item"]},
        "receipt listing_page chat_history unboxing_video parcel_photo photo_of_fault measurement_photo "
        "seller:packing_video seller:waybill",
    ),
    (
        {"problem": ["damaged_in_transit"]},
        "receipt chat_history unboxing_video parcel_photo photo_of_fault seller:factory_check seller:packing_video",
    ),
    (
        {"problem": ["not_as_described"], "channel": "live_stream"},
        "receipt listing_page advert chat_history photo_of_fault measurement_photo seller:proof_of_claims",
    ),
    (
        {"problem": ["defective"], "category": "electronics.phone", "defect": {"repairs_tried": 1}},
        "receipt chat_history photo_of_fault test_report seller:factory_check serial_number repair_record warranty_card",
    ),
    (
        {"problem": ["counterfeit"], "seller_conduct": {"promises": ["genuine_or_multiple:10"]}},
        "receipt listing_page chat_history promise_page purchase_purpose photo_of_fault authenticity_report "
        "seller:purchase_papers signs_of_knowledge goods_kept",
    ),
    (
        {"problem": ["unsafe"], "goods": ["food"], "import": "general", "harm": {"injury": True}},
        "receipt chat_history purchase_purpose photo_of_fault test_report seller:purchase_papers signs_of_knowledge "
        "label_photo goods_kept seller:import_papers medical_record",
    ),
    (
        {"problem": ["late"], "harm": {"property_loss": {"minor": 1, "currency": "CNY"}}},
        "receipt chat_history tracking_page seller:delivery_scan seller:waybill delivery_promise reminder loss_record",
    ),
    ({"problem": ["price_error"]}, "receipt listing_page chat_history seller:stock_record price_screenshot"),
    (
        {"problem": ["order_cancelled_by_seller"]},
        "receipt bank_statement chat_history seller:stock_record seller:refund_record",
    ),
    ({"problem": ["refund_withheld"]}, "receipt bank_statement chat_history return_waybill seller:refund_record"),
    (
        {"problem": ["service_not_performed"]},
        "receipt listing_page chat_history reminder seller:performance_record",
    ),
    ({"problem": ["unauthorised_payment"]}, "bank_statement seller:payment_authentication"),
    (
        {"problem": ["mislabelled"]},
        "receipt chat_history purchase_purpose seller:purchase_papers label_photo goods_kept",
    ),
]


def _found(told: dict) -> answer.Finding:
    raw = {**USUAL, **told}
    bundle = law.bundle(raw["jurisdiction"])
    return answer.find(bundle, facts.read(raw, law.schema(), bundle.zone, NOW))


@pytest.mark.parametrize(("told", "pieces"), EXAMPLES)
def test_what_is_asked_for(told, pieces):
    asked = {f"{one['from']}:{one['what']}".removeprefix("buyer:") for one in answer.evidence(_found(told), "en")}
    assert asked == set(pieces.split())


def test_every_piece_is_asked_for_in_one_example_and_not_in_another():
    findings = [_found(told) for told, _pieces in EXAMPLES]
    for piece in law.bundle("CN").evidence:
        truths = [_truth(piece.id, finding) for finding in findings]
        assert TRUE in truths, piece.id
        assert piece.id == "order_record" or any(value != TRUE for value in truths), piece.id


def _truth(name: str, finding: answer.Finding) -> int:
    piece = next((one for one in finding.asked.bundle.evidence if one.id == name), None)
    return FALSE if piece is None else piece.when.value(finding.asked)


def test_a_fault_is_proved_by_whoever_bears_the_burden():
    told = {"problem": ["defective"], "category": "electronics.laptop", "dates": {"delivered": "2026-09-01"}}
    report = [one["from"] for one in answer.evidence(_found(told), "en") if one["what"] == "test_report"]
    assert report == ["seller"]


def test_pieces_have_names_and_reasons_in_three_languages():
    for piece in law.bundle("CN").evidence:
        assert set(piece.name) == set(piece.why) == LANGUAGES and piece.giver in ("buyer", "seller", "burden")
        assert set(piece.remedies) <= set(REMEDIES) and re.fullmatch("[a-z_]+", piece.what)


def test_every_fact_has_a_question_and_a_name_in_three_languages():
    for path, fact in law.words().items():
        assert set(fact) <= KEYS and fact["kind"] in facts.KINDS and fact["who"] in ("buyer", "seller", "either"), path
        for key in ("name", "question", "question_seller", "hint"):
            if key in fact or key in ("name", "question"):
                assert set(fact[key]) == LANGUAGES and all(fact[key].values()), (path, key)
        for value, names in fact.get("values", {}).items():
            assert set(names) == LANGUAGES and all(("{n}" in text) == value.endswith(":N") for text in names.values())


def test_problems_and_places_are_those_of_the_contract():
    words = law.words()
    assert set(words["problem"]["values"]) == set(REASONS)
    assert set(law.jurisdictions()) == set(words["jurisdiction"]["values"])


def test_what_steers_the_order_of_questions_names_real_problems_and_days():
    for path, fact in law.words().items():
        assert set(fact.get("asked_with", ())) <= set(REASONS), path
        assert 0 < fact.get("ease", 10) <= 100, path
        assert not fact.get("not_yet") or fact["kind"] == "date", path
