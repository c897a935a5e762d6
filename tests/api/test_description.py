"""The description of the interface: valid OpenAPI 3.1, and complete."""

import pytest
from django.test import Client
from openapi_spec_validator import validate

from hejie.api import describing
from hejie.domain.aftersales.flow import KINDS
from hejie.domain.cases.servicing.steps import STEPS

pytestmark = pytest.mark.once

NOUNS = (
    "/orders", "/orders/{root}", "/orders/{root}/payment", "/orders/{root}/shipment", "/orders/{root}/delivery",
    "/orders/{root}/confirmation", "/orders/{root}/cancellation", "/cases", "/cases/{case_id}", "/cases/{case_id}/record",
    "/cases/{case_id}/dossier", "/cases/{case_id}/messages", "/cases/{case_id}/statements", "/cases/{case_id}/evidence",
    "/cases/{case_id}/evidence/{piece}/remarks", "/cases/{case_id}/matrix",
    "/cases/{case_id}/offers", "/cases/{case_id}/offers/{offer}/acceptance", "/cases/{case_id}/offers/{offer}/rejection",
    "/cases/{case_id}/offers/{offer}/withdrawal", "/cases/{case_id}/rooms", "/cases/{case_id}/questions",
    "/cases/{case_id}/promises", "/cases/{case_id}/promises/{promise}/acceptance", "/cases/{case_id}/promises/{promise}/rejection",
    "/cases/{case_id}/agreement/signatures", "/cases/{case_id}/obligations/{obligation}/performance",
    "/cases/{case_id}/obligations/{obligation}/confirmation", "/cases/{case_id}/escalation", "/cases/{case_id}/withdrawal",
    "/cases/{case_id}/assignment", "/cases/{case_id}/assignment/objection", "/cases/{case_id}/decision", "/cases/{case_id}/findings",
    "/cases/{case_id}/similar",
    "/cases/{case_id}/extensions", "/cases/{case_id}/pause", "/cases/{case_id}/pause/end", "/cases/{case_id}/steps",
    "/cases/{case_id}/referral", "/cases/{case_id}/referral/{referral}/result", "/cases/{case_id}/referral/draft",
    "/cases/{case_id}/experts", "/cases/{case_id}/experts/{expert}/additions", "/cases/{case_id}/experts/{expert}/objection",
    "/cases/{case_id}/experts/{expert}/objection/decision", "/cases/{case_id}/experts/{expert}/withdrawal",
    "/cases/{case_id}/experts/{expert}/quote/acceptance", "/cases/{case_id}/experts/{expert}/fee",
    "/cases/{case_id}/talks", "/cases/{case_id}/talks/{talk}/moments", "/cases/{case_id}/talks/{talk}/acceptance",
    "/cases/{case_id}/talks/{talk}/cancellation", "/cases/{case_id}/talks/{talk}/result",
    "/cases/{case_id}/talks/{talk}/result/confirmation",
    "/cases/{case_id}/reopening", "/cases/{case_id}/appeal", "/cases/{case_id}/votes", "/holds", "/holds/{hold}/release", "/orders/{root}/holds",
    "/erasure-requests", "/erasure-requests/{request_id}", "/erasure-requests/{request_id}/decision", "/erasure-requests/{request_id}/longer",
    "/cases/{case_id}/legal-hold", "/cases/{case_id}/legal-hold/lifting",
    "/holidays", "/tokens/exchange", "/entitlements", "/cases/{case_id}/facts", "/cases/{case_id}/entitlement",
    "/procedure", "/procedures/{name}", "/sellers/{seller}",
    "/sellers/{seller}/standing", "/sellers/{seller}/standing/appeals", "/sellers/{seller}/standing/appeals/{number}/decision",
    "/sellers/{seller}/standing/findings", "/sellers/{seller}/standing/sanctions/{sanction}/lifting",
    "/buyers/{buyer}/standing", "/buyers/{buyer}/standing/appeals", "/buyers/{buyer}/standing/appeals/{number}/decision",
    "/buyers/{buyer}/standing/findings", "/buyers/{buyer}/standing/sanctions/{sanction}/lifting",
    "/cases/{case_id}/preferences", "/cases/{case_id}/preferences/answer", "/cases/{case_id}/proposals",
    "/cases/{case_id}/proposals/{round_id}/ranking",
)  # fmt: skip


@pytest.fixture
def document(db, marketplace) -> dict:
    """The description as served."""
    return Client().get("/api/v1/openapi.json").json()


def test_it_is_valid_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_noun_of_this_stage_is_there(document):
    paths = {path.removeprefix("/api/v1") for path in document["paths"]}
    assert set(NOUNS) <= paths


def test_every_call_says_what_it_does(document):
    silent = [
        f"{method} {path}"
        for path, calls in document["paths"].items()
        for method, call in calls.items()
        if not call.get("description") and not call.get("summary")
    ]
    assert silent == []


def _calls(document):
    for path, calls in document["paths"].items():
        yield from ((f"{method} {path.removeprefix('/api/v1')}", call) for method, call in calls.items())


def test_nothing_has_to_be_guessed(document):
    parameters = [
        f"{name} {one['name']}"
        for name, call in _calls(document)
        for one in call["parameters"]
        if not one.get("description")
    ]
    fields = [
        f"{name}.{field}"
        for name, body in document["components"]["schemas"].items()
        if name.endswith("In")
        for field, one in body.get("properties", {}).items()
        if not one.get("description")
    ]
    assert (parameters, fields) == ([], [])


def test_every_answer_has_a_shape_and_every_refusal_is_a_problem(document):
    calls = dict(_calls(document))
    shapeless = [
        name
        for name, call in calls.items()
        for answer in call["responses"].values()
        if (content := answer.get("content", {}).get("application/json")) and not content.get("schema")
    ]
    assert shapeless == [] and describing.words("answers")["calls"].keys() <= calls.keys()
    assert all("application/problem+json" in call["responses"]["default"]["content"] for call in calls.values())
    assert describing.words("answers")["about"].keys() == describing.words("answers")["shapes"].keys()


def test_every_kind_of_request_and_every_step_says_what_belongs_to_it(document):
    said = describing.words("service")
    assert set(said["wishes_of"]) == set(KINDS) and set(said["steps"]) == set(STEPS)
    asking = document["paths"]["/api/v1/returns"]["post"]["description"]
    taking = document["paths"]["/api/v1/returns/{case_id}/steps/{step}"]["post"]["description"]
    assert all(f"- `{kind}`:" in asking for kind in KINDS) and all(f"- `{step}`, by" in taking for step in STEPS)


def test_people_find_pages_about_it(db, marketplace):
    page = Client().get("/api/v1/docs")
    assert page.status_code == 200
    assert b"https://" not in page.content  # nothing from other hosts


@pytest.mark.parametrize(
    "language, word", [("en", "Nothing was done."), ("zh", "未执行任何操作。"), ("ru", "Ничего не сделано.")]
)
def test_a_wrong_method_is_told_as_a_problem(caller, people, language, word):
    answer = caller(people("buyer"), language=language).call("put", "/cases")
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert answer.json()["title"] == word and "GET" in answer["Allow"]
    assert answer.json()["code"] == "method_not_allowed"


def test_an_address_that_is_not_there_is_told_as_a_problem(caller, people):
    for client in (caller(people("buyer")), None):
        answer = client.get("/nonsense") if client else Client().get("/api/v1/nonsense")
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
        assert answer.json()["code"] == "not_found"


def test_a_call_without_a_token_is_asked_to_sign_in_and_not_about_a_form(db, marketplace):
    for answer in (
        Client(enforce_csrf_checks=True).post("/api/v1/cases", {}, "application/json"),
        Client().get("/api/v1/cases"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_needed")
