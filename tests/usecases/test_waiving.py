"""What a buyer gives up knowingly, and a voucher, on the record: entries, dossier, notices; nothing of it without his word."""

import json

import pytest

from hejie.domain.cases import commands
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.store import queries
from hejie.usecases import notice_texts, settlement
from hejie.usecases.dossier_pdf import timeline
from hejie.usecases.dossier_pdf.labels import Labels

pytestmark = pytest.mark.django_db
LESS = 19900 - 11940


@pytest.fixture
def offered(disputes, ctx):
    """The seller offers ¥119.40 and a voucher of a dispute over ¥199.00."""
    dispute = disputes()
    terms = {"refund": 11940, "currency": "CNY", "voucher": {"minor": 1500, "days": 60}, "public_reply": True}
    settlement.make_offer(ctx(dispute.seller), commands.MakeOffer(dispute.case, terms), key="o")
    return dispute


def accepted(case: str) -> dict:
    """What the entry of the acceptance says."""
    found = [json.loads(row[3]) for row in queries.entries(case[:16], f"case:{case}", 0, 500)]
    return next(entry["data"] for entry in found if entry["kind"] == "OfferAccepted")


def test_without_his_word_nothing_is_written_and_with_it_the_entry_holds_sum_and_rule(offered, ctx):
    before = reader.case(offered.case).seq
    with pytest.raises(Refusal) as refusal:
        settlement.accept_offer(ctx(offered.buyer), commands.AcceptOffer(offered.case, "o2"), key="a")
    assert refusal.value.code == "below_entitlement" and refusal.value.facts["minor"] == LESS
    assert reader.case(offered.case).seq == before
    settlement.accept_offer(ctx(offered.buyer), commands.AcceptOffer(offered.case, "o2", waives=True), key="b")
    assert accepted(offered.case)["waives"] == {"minor": LESS, "rule": "cn.cpl.24.defect_return_7d"}


def test_a_repeat_with_another_word_is_another_act(offered, ctx):
    settlement.accept_offer(ctx(offered.buyer), commands.AcceptOffer(offered.case, "o2", waives=True), key="b")
    again = settlement.accept_offer(ctx(offered.buyer), commands.AcceptOffer(offered.case, "o2", waives=True), key="b")
    assert again.repeated
    with pytest.raises(Refusal) as refusal:
        settlement.accept_offer(ctx(offered.buyer), commands.AcceptOffer(offered.case, "o2"), key="b")
    assert refusal.value.code == "key_used_otherwise"


def test_a_voucher_is_owed_and_paid_beside_the_money(offered, ctx, run_worker):
    settlement.accept_offer(ctx(offered.buyer), commands.AcceptOffer(offered.case, "o2", waives=True), key="b")
    for who, key in ((offered.buyer, "s1"), (offered.seller, "s2")):
        settlement.sign_agreement(ctx(who), commands.SignAgreement(offered.case), key=key)
    run_worker()
    case = reader.case(offered.case)
    assert [(duty.what, duty.minor) for duty in case.obligations[:2]] == [("voucher", 1500), ("public_reply", 0)]
    for duty in ("b1", "b2"):
        told = commands.ReportPerformance(offered.case, duty, "HJ-2201")
        settlement.report_performance(ctx(offered.seller), told, key=f"r{duty}")
        settlement.confirm_performance(
            ctx(offered.buyer), commands.ConfirmPerformance(offered.case, duty), key=f"c{duty}"
        )
    run_worker()
    assert reader.case(offered.case).closed


@pytest.mark.parametrize(
    ("language", "voucher", "reply"),
    [
        ("en", "a voucher of CN¥15.00", "a public reply by the seller"),
        ("zh", "代金券¥15.00", "卖家公开回复"),
        ("ru", "ваучер на 15,00", "публичный ответ продавца"),
    ],
)
def test_terms_are_told_in_three_languages_in_letters_and_in_the_dossier(offered, language, voucher, reply):
    package = reader.case(offered.case).offer("o2").package
    said = notice_texts.terms(package, language).replace("\xa0", " ")
    assert voucher.replace("CN", "") in said.replace("CN", "") and reply in said
    assert Labels(language, "UTC", "CNY").terms(package).replace("\xa0", " ") == said


def test_the_dossier_says_what_was_given_up(offered, ctx):
    settlement.accept_offer(ctx(offered.buyer), commands.AcceptOffer(offered.case, "o2", waives=True), key="b")
    told = timeline._DETAILS["OfferAccepted"](accepted(offered.case), Labels("en", "UTC", "CNY"))
    assert told.startswith("O2; the buyer knows that this is") and "79.60" in told
