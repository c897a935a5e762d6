"""One whole return, driven by a program that knows nothing but what `/api/v1/openapi.json` says.

It looks up each call by the noun, demands that the path and every field that it sends stand in the description, that all that
is required is sent, and sends the headers that are required there.
"""

import itertools

import pytest
from django.test import Client

from tests.support.service import Services

pytestmark = pytest.mark.django_db


class Program:
    """A client made of the description. Whatever is not described, it cannot do."""

    _numbers = itertools.count(1)

    def __init__(self, document: dict, token: str) -> None:
        self._document, self._client, self._token = document, Client(), token

    def __call__(self, method: str, noun: str, body: dict | None = None, **places: str) -> dict:
        path = next(one for one in self._document["paths"] if one.endswith("/v1" + noun))
        call = self._document["paths"][path][method]
        headers = {"authorization": f"Bearer {self._token}"} if {"Bearer": []} in call["security"] else {}
        for one in call["parameters"]:
            if one["in"] == "path":
                path = path.replace("{" + one["name"] + "}", places[one["name"]])
            elif one["in"] == "header" and one["required"]:
                assert one["schema"]["type"] == "string" and one["description"]
                headers[one["name"].lower()] = f"own name {next(self._numbers)}"
        if method == "get":
            answer = self._client.get(path, headers=headers)
        else:
            if "requestBody" in call:
                self._fits(body or {}, call["requestBody"]["content"]["application/json"]["schema"])
            answer = self._client.post(path, body or {}, content_type="application/json", headers=headers)
        assert answer.status_code in map(int, call["responses"]), (noun, answer.content)
        return answer.json()

    def _fits(self, body: object, schema: dict) -> None:
        if "anyOf" in schema:
            schema = schema["anyOf"][0]
        if "$ref" in schema:
            schema = self._document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        if schema.get("type") == "array":
            for one in body:
                self._fits(one, schema["items"])
        if schema.get("type") == "object" and "properties" in schema:
            assert set(schema.get("required", ())) <= set(body) <= set(schema["properties"]), (body, schema)
            for name, value in body.items():
                self._fits(value, schema["properties"][name])
        if "enum" in schema:
            assert body in schema["enum"]


def test_a_return_can_be_driven_by_what_the_description_says(people, ctx, marketplace, clock, caller, run_worker):
    document = Client().get("/api/v1/openapi.json").json()
    buyer, seller = people("buyer"), people("seller")
    root = Services(people, ctx, marketplace, clock).order(buyer, seller)
    by_buyer, by_seller = (
        Program(document, caller(who)._headers["authorization"].split()[1]) for who in (buyer, seller)
    )
    shown = by_buyer("get", "/procedure")["digest"]
    asked = {
        "order": root, "kind": "return", "pieces": [{"line": 1, "quantity": 1}], "reason": "defective",
        "story": "It does not boil.", "shown": shown,
    }  # fmt: skip
    case = by_buyer("post", "/returns", asked)["id"]
    by_seller("post", "/returns/{case_id}/answer", {"approve": True}, case_id=case)
    by_seller("post", "/returns/{case_id}/label", {"told": {"carrier": "SF", "waybill": "L1001"}}, case_id=case)
    by_buyer("post", "/returns/{case_id}/shipment", {"told": {"carrier": "SF", "waybill": "L1001"}}, case_id=case)
    by_seller(
        "post",
        "/returns/{case_id}/receipt",
        {"told": {"pieces": [{"line": 1, "received": 1, "grade": "A"}]}},
        case_id=case,
    )
    by_seller("post", "/returns/{case_id}/inspection", {}, case_id=case)
    run_worker()
    seen = by_buyer("get", "/cases/{case_id}", case_id=case)
    assert (seen["stage"], seen["outcome"], seen["service"]["reckoned"]["minor"]) == ("closed", "served", 10250)
    assert by_buyer("get", "/orders/{root}", root=root)["held"] == 10250
