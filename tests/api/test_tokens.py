"""A token that has ended opens nothing any more, also where the process has just seen it standing."""

import json

from django.test import Client

from hejie.usecases.people import tokens
from tests.api.conftest import BASE
from tests.support.refused import says


def _body(schema: dict, document: dict) -> object:
    """The smallest value that a schema of the description takes."""
    if "$ref" in schema:
        return _body(document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], document)
    if "anyOf" in schema:
        return _body(schema["anyOf"][0], document)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object":
        return {name: _body(schema["properties"][name], document) for name in schema.get("required", ())}
    if schema.get("type") == "array":
        return [_body(schema["items"], document)]
    if schema.get("type") in ("integer", "boolean"):
        return schema.get("minimum", 1) if schema["type"] == "integer" else True
    if schema.get("pattern") == "^[0-9a-f]{64}$":  # a digest
        return "0" * 64
    if schema.get("minLength", 0) > 3:
        return "0" * schema["minLength"]
    return schema.get("const") or {"date-time": "2026-11-01T00:00:00Z"}.get(
        schema.get("format", ""), "CNY"[: schema.get("maxLength")]
    )


def _calls(document: dict, places: dict[str, str]):
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            form = "multipart/form-data" in operation.get("requestBody", {}).get("content", {})
            if not operation.get("security") or form:  # asks for no token; is read before it
                continue
            body = None
            if content := operation.get("requestBody", {}).get("content", {}).get("application/json"):
                body = _body(content["schema"], document)
            filled = path.removeprefix(BASE)
            for name, value in places.items():
                filled = filled.replace("{" + name + "}", value)
            asked = [
                f"{one['name']}={_body(one['schema'], document)}"
                for one in operation.get("parameters", ())
                if one["in"] == "query" and one.get("required")
            ]
            yield method, filled.replace("{", "").replace("}", "") + ("?" + "&".join(asked) if asked else ""), body


def test_a_token_that_was_seen_standing_and_has_ended_is_refused_by_every_call(caller, claim, clock):
    buyer, _seller, body = claim
    calling = caller(buyer)
    case = calling.post("/cases", body).json()["id"]
    assert calling.post(f"/cases/{case}/messages", {"text": "still mine"}).status_code == 201
    head = calling.get(f"/cases/{case}").json()["head"]
    assert tokens.revoke_all(buyer.person, clock.now) == 1
    document = json.loads(Client().get(f"{BASE}/openapi.json").content)
    calls = list(_calls(document, {"case_id": case, "root": body["order"], "number": "1"}))
    assert len(calls) > 30
    for method, path, sent in calls:
        answer = calling.call(method, path, sent)
        told = method == "head" or b"token_not_valid" in answer.content  # an answer to HEAD has no body
        assert answer.status_code == 401 and told, (method, path, answer.content)
    assert caller(buyer).get(f"/cases/{case}").json()["head"] == head


def test_a_role_that_was_taken_away_opens_nothing_although_its_token_was_just_seen_standing(caller, claim):
    buyer, seller, body = claim
    calling, shop = caller(buyer), caller(seller)
    case = calling.post("/cases", body).json()["id"]
    for text in ("first", "remembered"):
        assert shop.post(f"/cases/{case}/messages", {"text": text}).status_code == 201
    assert shop.get(f"/cases/{case}").status_code == 200
    seller.person.memberships.all().delete()
    for answer in (shop.post(f"/cases/{case}/messages", {"text": "gone"}), shop.get(f"/cases/{case}")):
        assert (answer.status_code, answer.json()["code"]) == (403, "role_not_yours")
    assert "gone" not in calling.get(f"/cases/{case}").content.decode()


def test_a_refusal_is_told_to_nobody_whose_token_has_ended(caller, claim):
    buyer, _seller, body = claim
    calling = caller(buyer)
    case = calling.post("/cases", body).json()["id"]
    order = body["order"]
    asked = (
        (f"/orders/{order}/shipment", {}),
        (f"/cases/{case}/messages", {"text": ""}),
        ("/cases", {**body, "order": "none"}),
    )
    for path, sent in asked:
        assert calling.post(path, sent).status_code not in (201, 401)
    tokens.revoke_all(buyer.person, buyer.person.created_at)
    for path, sent in asked:
        assert calling.post(path, sent).json()["code"] in ("token_not_valid", "bad_field")


def test_a_key_of_more_characters_than_are_kept_carries_nothing_out(caller, claim):
    buyer, _seller, body = claim
    for language in ("en", "zh", "ru"):
        answer = caller(buyer, language=language).post("/cases", body, key="k" * 201)
        assert says("key_too_long", answer, language, most=200)
    assert not caller(buyer).get("/cases").json()["cases"]


def test_an_id_token_of_a_provider_that_is_not_set_up_gives_no_token(marketplace):
    body = json.dumps({"provider": "shady", "id_token": "x.y.z"})
    answer = Client().post(f"{BASE}/tokens/exchange", body, "application/json")
    assert says("provider_unknown", answer, provider="shady")
