"""What is due, over HTTP (contract: entitle): facts in, remedies with their reasons out. Nothing is kept."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Body, Query

from hejie.api import schemas
from hejie.api.acts import carry_out
from hejie.api.app import api
from hejie.api.calls import reading
from hejie.domain.cases.telling import TellFacts
from hejie.domain.entitlements.facts import Fact
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import law
from hejie.usecases import entitlements
from hejie.usecases import reading as reads

_FACTS = {
    "jurisdiction": "CN",
    "buyer": "consumer",
    "seller": "business",
    "channel": "online",
    "goods": ["physical"],
    "price": {"minor": 19900, "currency": "CNY"},
    "dates": {"ordered": "2026-02-27", "delivered": "2026-03-01", "withdrawn": "2026-03-05"},
    "problem": ["none"],
    "condition": {"intact": True},
    "as_of": "2026-03-05",
}
_REASON = {
    "rule": "cn.cpl.25_1.no_reason_return",
    "cite": "Consumer Protection Law (2014), art. 25(1)",
    "text": "…",
    "source": "https://…",
}
_ANSWER = {
    "as_of": "2026-03-05",
    "rulebook": {"id": "law/cn", "version": "2026-11-27", "digest": "9f2c…"},
    "remedies": [
        {
            "remedy": "withdrawal", "certainty": "due", "amount": {"minor": 19900, "currency": "CNY"}, "multiple": None,
            "until": "2026-03-09", "perform_within_days": 7, "return_freight": "buyer", "burden_of_proof": "seller",
            "against": ["seller"], "needs": [], "contested": False, "judgement": [], "because": [_REASON],
        }
    ],
    "questions": [{"fact": "consent.confirmed_not_returnable", "text": "…", "decides": ["withdrawal"]}],
    "evidence": [{"from": "buyer", "what": "withdrawal_notice", "why": "…"}],
}  # fmt: skip
_KINDS: dict[str, dict[str, Any]] = {
    "flag": {"type": ["boolean", "null"]},
    "date": {"type": ["string", "null"], "description": "ISO 8601: a day, or a moment with its zone"},
    "category": {"type": ["string", "null"], "description": "dotted path, such as electronics.phone"},
    "money": {
        "type": ["object", "null"],
        "required": ["minor", "currency"],
        "properties": {"minor": {"type": "integer", "minimum": 0}, "currency": {"type": "string"}},
        "additionalProperties": False,
    },
    "promises": {"type": ["array", "null"], "items": {"type": "string"}},
}


def _shape(fact: Fact) -> dict[str, Any]:
    if fact.kind == "choice":
        return {"enum": [*sorted(fact.values), None]}
    if fact.kind == "choices":
        one = {"enum": sorted(fact.values)}
        return {"anyOf": [one, {"type": "array", "minItems": 1, "items": one}, {"type": "null"}]}
    if fact.kind == "number":
        return {"type": ["integer", "null"], "minimum": fact.least, "maximum": fact.most}
    return _KINDS[fact.kind]


def _schema() -> dict[str, Any]:
    """The facts as a JSON schema, made from the very file by which they are read."""
    properties: dict[str, Any] = {"as_of": _KINDS["date"]}
    for path, fact in law.schema().facts.items():
        group, _dot, name = path.partition(".")
        if not name:
            properties[path] = _shape(fact)
            continue
        inner = properties.setdefault(
            group, {"type": ["object", "null"], "properties": {}, "additionalProperties": False}
        )
        inner["properties"][name] = _shape(fact)
    return {"title": "Facts", "type": "object", "properties": properties, "additionalProperties": False}


_DESCRIBED = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": _schema(), "example": _FACTS}}},
    "responses": {200: {"description": "What is due", "content": {"application/json": {"example": _ANSWER}}}},
}


@api.post("/entitlements", response=dict, tags=["entitlements"], openapi_extra=_DESCRIBED)
def entitlements_of(
    request: HttpRequest,
    response: HttpResponse,
    facts: Annotated[Any, Body()],
    lang: Annotated[Literal["en", "zh", "ru"] | None, Query(description="language; else as Accept-Language")] = None,
    policy: Annotated[str | None, Query(description="a platform's policy beside the law, or none")] = None,
) -> dict:
    """Say what somebody is entitled to. Every fact is optional; what is not told is unknown, never false.

    All remedies stand side by side, each with its certainty and reasons. Nothing is kept, so an Idempotency-Key is taken
    and not needed. Without `policy` it is that of the marketplace, if it has one; `none` leaves it out. Refused:
    `fact_unknown`, `fact_value`, `fact_date`, `fact_money`, `fact_out_of_range`, `facts_contradict`, `law_unknown`,
    `policy_unknown`, `facts_not_object`.
    """
    language = lang or request.language()
    response["Content-Language"] = language
    return entitlements.answer(reading(request), facts, language=language, policy=policy)


@api.get("/cases/{case_id}/entitlement", response=dict, tags=["entitlements"])
def entitlement_of_case(
    request: HttpRequest,
    response: HttpResponse,
    case_id: str,
    lang: Annotated[Literal["en", "zh", "ru"] | None, Query(description="language; else as Accept-Language")] = None,
) -> dict:
    """What the rules say of a case now, the same for both sides: the answer of `POST /entitlements`, and what it rests on.

    `facts`, `told_by` (usual, market, order, claim, buyer, seller, both, found) and `disputed`, which counts as unknown;
    `recorded`: the entry of the record that holds the last finding with its proof. `{"entitlement": null}` where the
    marketplace's cases are not looked at by any law.
    """
    ctx, language = reading(request), lang or request.language()
    response["Content-Language"] = language
    return {"entitlement": entitlements.case_answer(ctx, reads.read_case(ctx, case_id, what="api"), language)}


@api.post(
    "/cases/{case_id}/facts",
    response={201: schemas.Receipt},
    tags=["entitlements"],
    openapi_extra={"requestBody": _DESCRIBED["requestBody"] | {"content": {"application/json": {"schema": _schema()}}}},
)
def tell_facts(request: HttpRequest, case_id: str, facts: Annotated[Any, Body()]) -> HttpResponse:
    """Tell, as a side, facts that the rules ask for; `null` takes one back. The other side may tell them otherwise.

    What both tell differently is disputed and counts as unknown. Refused: `fact_of_file` (the order or the claim says it),
    `facts_not_object`, and what `POST /entitlements` refuses a fact with.
    """
    if not isinstance(facts, dict):
        raise Refusal("facts_not_object")
    return carry_out(request, entitlements.tell, TellFacts(case_id, facts))
