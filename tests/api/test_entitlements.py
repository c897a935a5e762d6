"""What is due, over HTTP: the answer of the contract, in the reader's language, and refusals as problems."""

import pytest

from hejie.store import market_law
from hejie.usecases import entitling

pytestmark = pytest.mark.django_db
FACTS = {
    "jurisdiction": "UK",
    "buyer": "consumer",
    "seller": "business",
    "channel": "online",
    "goods": ["physical"],
    "problem": ["defective"],
    "price": {"minor": 19900, "currency": "GBP"},
    "dates": {"ordered": "2026-02-20", "delivered": "2026-03-01", "claimed": "2026-03-05"},
    "as_of": "2026-03-05",
}


@pytest.fixture
def program(caller, people):
    """The marketplace's program, which may only read."""
    return caller(people("operator"), ("read",), integrator="shop")


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
def test_it_is_the_answer_of_the_command(program, clock, language):
    found = program.post(f"/entitlements?lang={language}", FACTS)
    assert (found.status_code, found["Content-Language"]) == (200, language)
    assert found.json() == entitling.entitle(FACTS, now=clock.now, language=language)
    assert any(row["certainty"] == "due" and row["because"] for row in found.json()["remedies"])


def test_without_a_language_the_reader_s_own_counts(caller, people):
    found = caller(people("buyer"), language="ru").post("/entitlements", FACTS)
    assert found["Content-Language"] == "ru"


def test_a_repeat_under_its_key_is_answered_and_changes_nothing(program):
    first, again = (program.post("/entitlements", FACTS, key="k") for _ in range(2))
    assert first.json() == again.json()
    assert program.post("/entitlements", FACTS | {"problem": ["late"]}, key="k").status_code == 200


@pytest.mark.parametrize(
    "body, code",
    [
        ({"colour": "red"}, "fact_unknown"),
        ({"problem": ["smelly"]}, "fact_value"),
        ({"dates": {"delivered": "soon"}}, "fact_date"),
        ({"price": 19900}, "fact_money"),
        ({"defect": {"repairs_tried": -1}}, "fact_out_of_range"),
        ({"dates": {"ordered": "2026-03-05", "delivered": "2026-03-01"}}, "facts_contradict"),
        ({"jurisdiction": "XX"}, "fact_value"),
        ([1], "facts_not_object"),
    ],
)
def test_what_cannot_be_read_is_a_problem(program, body, code):
    found = program.post("/entitlements", body)
    assert (found.status_code, found["Content-Type"]) == (422, "application/problem+json")
    assert found.json()["code"] == code


def test_the_policy_of_the_marketplace_counts_unless_another_is_named(program, marketplace):
    name = market_law.law.policies()[0]
    market_law.choose("harbour", "", name)
    market_law.forget()
    without = FACTS | {"jurisdiction": None}
    assert program.post("/entitlements", without).json()["rulebook"]["id"] == f"policy/{name}"
    assert program.post("/entitlements?policy=none", without).json()["rulebook"]["id"] != f"policy/{name}"
    assert program.post("/entitlements?policy=moon", without).json()["code"] == "policy_unknown"
    market_law.choose("harbour", "", "")
    market_law.forget()


def test_nobody_without_a_token_is_answered(program, client):
    assert client.post("/api/v1/entitlements", FACTS, content_type="application/json").status_code == 401


def test_a_case_is_told_with_what_it_rests_on_and_both_sides_read_the_same(caller, claim, opened):
    buyer, seller, _body = claim
    case = opened["id"]
    assert caller(buyer).post(f"/cases/{case}/facts", {"condition": {"intact": True}}).status_code == 201
    assert caller(seller).post(f"/cases/{case}/facts", {"condition": {"intact": False}}).status_code == 201
    found = caller(buyer).get(f"/cases/{case}/entitlement?lang=zh")
    assert found["Content-Language"] == "zh"
    told = found.json()["entitlement"]
    assert told["disputed"] == {"condition.intact": {"buyer": True, "seller": False}}
    assert (told["facts"]["problem"], told["told_by"]["problem"]) == (["not_as_described"], "claim")
    assert told["recorded"]["rulebook"]["digest"] == told["rulebook"]["digest"]
    assert caller(seller).get(f"/cases/{case}/entitlement?lang=zh").json() == found.json()


@pytest.mark.parametrize(
    "body, code",
    [
        ({"price": {"minor": 1, "currency": "CNY"}}, "fact_of_file"),
        ({"colour": "red"}, "fact_unknown"),
        ({}, "facts_not_object"),
        ([], "facts_not_object"),
    ],
)
def test_what_a_side_cannot_tell_is_a_problem(caller, claim, opened, body, code):
    buyer, _seller, _body = claim
    answer = caller(buyer).call("post", f"/cases/{opened['id']}/facts", body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_nobody_else_tells_or_reads(caller, people, opened):
    stranger = caller(people("buyer"))
    assert stranger.get(f"/cases/{opened['id']}/entitlement").status_code == 404
    assert stranger.post(f"/cases/{opened['id']}/facts", {"condition": {"intact": True}}).status_code == 404
