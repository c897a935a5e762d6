"""The text below an agreement: kept with the first signature, the same for the second, and never one of another agreement."""

from functools import partial

import pytest

from hejie.domain.cases import commands, offers
from hejie.domain.cases.signed import Written
from hejie.domain.kernel.refusal import Refusal
from tests.domain.cases import stages
from tests.domain.cases.scene import BUYER, CASE, SELLER


def written(scene, text: str = "The terms.", **changes) -> Written:
    agreement = scene.case.agreement
    own = {"offer": agreement.offer, "at": agreement.at, "languages": ("zh", "ru"), "texts": {"zh": text, "ru": text}}
    return Written(**(own | changes))


def documents(scene) -> list[dict]:
    return [entry["data"]["document"] for entry in scene.entries if entry["kind"] == "AgreementSigned"]


def sign(given: Written):
    return partial(offers.sign_agreement, written=given), commands.SignAgreement(CASE), "sign"


def test_the_first_signature_keeps_the_text_and_the_second_points_to_it():
    scene = stages.agreed()
    scene.act(BUYER, sign(written(scene)))
    first = documents(scene)[-1]
    assert first["languages"] == ["zh", "ru"] and set(first["texts"]) == {"zh", "ru"}
    assert scene.case.agreement.texts == first["texts"]
    scene.act(SELLER, sign(written(scene, pinned=True)))
    assert documents(scene) == [first, first]
    assert [one.side for one in scene.case.agreement.signatures] == ["buyer", "seller"]
    assert [one.by for one in scene.case.agreement.signatures] == [BUYER.id, SELLER.id]


def test_a_text_of_another_agreement_is_not_signed():
    scene = stages.agreed()
    for given in (
        written(scene, offer="o1"),
        written(scene, at="2026-01-01T00:00:00.000Z"),
        written(scene, pinned=True),
    ):
        with pytest.raises(Refusal, match="agreement_changed"):
            scene.act(BUYER, sign(given))
    scene.act(BUYER, sign(written(scene)))
    with pytest.raises(Refusal, match="agreement_changed"):
        scene.act(SELLER, sign(written(scene, "Other terms.")))


def test_without_a_text_the_terms_alone_are_signed_as_in_old_records():
    scene = stages.signed()
    assert scene.case.agreement.in_effect and scene.case.agreement.texts == {}
    assert len(scene.case.agreement.signatures) == 2


def test_an_agreement_that_takes_the_place_of_another_is_signed_anew():
    from hejie.domain.cases import fold

    scene = stages.agreed()
    scene.act(BUYER, sign(written(scene)))
    again = {"kind": "AgreementReached", "at": "2026-11-03T08:00:00.000Z", "seq": 99, "hash": "", "by": {"role": "system", "id": "x"},
             "data": {"offer": "o2", "package": dict(scene.case.agreement.package)}}  # fmt: skip
    whole = fold.evolve(scene.case, again)
    after = whole.agreement
    assert (after.signed_by, after.signatures, dict(after.texts)) == ((), (), {})
    (ended,) = whole.ended_agreements
    assert ended.signed_by == ("buyer",) and set(ended.texts) == {"zh", "ru"}


def test_what_a_buyer_gives_up_knowingly_stays_with_the_offer():
    from hejie.domain.cases import fold

    scene = stages.agreed()
    entry = {"kind": "OfferAccepted", "at": "2026-11-03T08:00:00.000Z", "seq": 99, "hash": "", "by": {"role": "buyer", "id": "p"},
             "data": {"offer": "o2", "side": "buyer", "waives": {"minor": 7960, "rule": "cn-seven-days"}}}  # fmt: skip
    assert fold.evolve(scene.case, entry).offer("o2").waived == {"minor": 7960, "rule": "cn-seven-days"}
