"""After-sales policies over HTTP: a shop's own versions (an operator's: the marketplace's), trying a text, publishing one, what buyers read."""

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Status
from pydantic import Field

from hejie.api.app import api
from hejie.api.calls import acting, reading
from hejie.api.shapes import Strict
from hejie.domain.entitlements.policies import written
from hejie.domain.entitlements.policies.model import Policy
from hejie.domain.entitlements.policies.returnable import Answer
from hejie.domain.entitlements.policies.schema_org_in import Imported
from hejie.domain.entitlements.policies.written import plain
from hejie.domain.kernel import clock
from hejie.usecases import return_policies as use

_TAGS = ["policies"]
_Text = Annotated[str, Field(max_length=use.texts.LONGEST_TEXT)]


class ReturnPolicyIn(Strict):
    """A policy, whole: as an object (`docs/policies.md`), or as text: ours in YAML or JSON, or schema.org MerchantReturnPolicy, which
    has no name of its own, so that `name` is needed beside it.

    Example: {"id": "shop", "name": "Bags", "windows": [{"id": "all", "days": 30}], "methods": ["mail"]}"""

    policy: dict[str, Any] | _Text
    name: Annotated[str, Field(max_length=200)] = ""


class ReturnPolicyTrialIn(ReturnPolicyIn):
    """A policy, and the facts of a buyer's case, as far as they are known: `purchase_date`, `delivery_date`, `as_of` (days),
    `reason` (`changed_mind`, `not_as_described`, `defective`), `category`, `condition`, `opened`, `member` and the policy's own."""

    facts: dict[str, Any] = {}


@api.get("/return-policies", response=dict, tags=_TAGS)
def list_return_policies(request: HttpRequest) -> dict:
    """Your newest versions, newest first. A version counts for orders that are placed from its day on. Shops' people and operators."""
    return {"versions": [_row(one) for one in use.versions(reading(request))]}


@api.get("/return-policies/{number}", response=dict, tags=_TAGS)
def read_return_policy(request: HttpRequest, number: int) -> dict:
    """One version with its text, and where the law gives more than it does."""
    ctx = reading(request)
    row, policy = use.version(ctx, number)
    return _row(row) | {"policy": plain(policy), "law": _law(ctx, policy)}


@api.post("/return-policies", response={201: dict}, tags=_TAGS)
def publish_return_policy(request: HttpRequest, body: ReturnPolicyIn) -> Status:
    """Publish a version, with a second factor; the very same as the newest one, sent again, changes nothing.

    Refused: `policy_wrong` (where, what), `policy_below_law` (window, days, least, the article), `policy_versions_many`, `review_bought`.
    """
    ctx, _key, _head = acting(request)
    use.owner(ctx.actor)
    found = _understood(body)
    return Status(201, _row(use.publish(ctx, plain(found.policy))) | {"warnings": _warnings(found)})


@api.post("/return-policy-trials", response=dict, tags=_TAGS)
def try_return_policy(request: HttpRequest, body: ReturnPolicyTrialIn) -> dict:
    """What a buyer with these facts would get by a text, and the law beside it: the better counts. Nothing is kept.

    Refused: `policy_wrong`, `fact_unknown`, `fact_value`, `fact_date`.
    """
    ctx = reading(request)
    use.owner(ctx.actor)
    found = _understood(body)
    law = _law(ctx, found.policy, body.facts.get("category", ""))
    return {"answer": _answer(use.try_case(found.policy, body.facts)), "law": law, "warnings": _warnings(found)}


@api.get("/sellers/{seller}/return-policies", response=dict, tags=_TAGS)
def read_return_policies_of(request: HttpRequest, seller: str) -> dict:
    """What a shop and the marketplace promise to buyers beside the law, as data and as schema.org; for everybody."""
    ctx = reading(request)
    market = ctx.actor.marketplace
    name, found = use.of_shop(market, seller)
    documents, least = use.published(market, seller, ctx.now)
    rows = [{"of": whose or "marketplace", "policy": plain(policy)} for whose, policy in found]
    return {"seller": seller, "name": name, "policies": rows, "schema_org": documents, "least": _floor(least)}


def _understood(body: ReturnPolicyIn) -> Imported:
    if isinstance(body.policy, str):
        return use.read_in(body.policy, "shop", body.name)
    return Imported(use.understood(body.policy), ())


def _warnings(found: Imported) -> list[dict]:
    """What of a text in schema.org was not as it should be, or could not be taken over."""
    return [asdict(one) for one in found.warnings]


def _row(row: use.ReturnPolicy) -> dict:
    published = clock.text(clock.cut(row.published_at))
    return {"number": row.number, "name": row.name, "digest": row.digest, "published_at": published}


def _law(ctx, policy: Policy, category: object = "") -> dict:
    notes, least = use.law_beside(ctx, policy, category if isinstance(category, str) else "")
    less = [{"part": one.part, "days": one.days, "certain": one.certain, **_floor(one.floor)} for one in notes]
    return {"less_than_law": less, "least": _floor(least)}


def _floor(least) -> dict | None:
    return {"least_days": least.days, "cite": dict(least.cite)} if least else None


def _answer(found: Answer) -> dict:
    """Its fields as they are, days as text; what is not known is null or left empty."""
    return {
        **asdict(found),
        "last_day": found.last_day and found.last_day.isoformat(),
        "at_least_until": found.at_least_until and found.at_least_until.isoformat(),
        "fee": written.fee(found.fee) if found.fee else None,
        "restocking": written.amount(found.restocking),
        "charges": [written.charge(one) for one in found.charges],
        "perhaps": [written.charge(one) for one in found.perhaps],
        "then": [_answer(one) for one in found.then],
    }
