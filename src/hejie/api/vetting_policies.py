"""What the marketplace asks of its shops, over HTTP: versions of the policy, trying one out, publishing one. For operators."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Status
from pydantic import Field

from hejie.api.app import api
from hejie.api.calls import acting, reading
from hejie.api.shapes import Strict
from hejie.domain.kernel import clock
from hejie.usecases import vetting_policies as use

_TAGS = ["standing"]
_Text = Annotated[str, Field(max_length=use.texts.LONGEST_TEXT)]


class VettingPolicyIn(Strict):
    """A policy, whole, as an object or as YAML text (docs/custody.md).

    counts_from  from when; left out: from now on. for_all: for shops too that have declared themselves before; again: papers that
                 were accepted are then to be shown once more
    """

    policy: dict | _Text
    counts_from: datetime | None = None
    for_all: bool = False
    again: bool = False


class VettingTrialIn(Strict):
    """A policy, and a shop for which it is tried."""

    policy: dict | _Text
    kind: Literal["business", "private"] = "business"
    country: Annotated[str, Field(min_length=2, max_length=2)]
    categories: Annotated[list[Annotated[str, Field(min_length=1, max_length=80)]], Field(max_length=50)] = []


@api.get("/vetting-policies", response=dict, tags=_TAGS)
def versions(request: HttpRequest) -> dict:
    """The newest versions, and the text that counts now (`current: null` where it is the one that comes with the program)."""
    ctx = reading(request)
    row, policy = use.in_force(ctx)
    return {
        "current": row.number if row else None,
        "policy": use.texts.plain(policy),
        "versions": [_document(one) for one in use.versions(ctx)],
    }


@api.get("/vetting-policies/{number}", response=dict, tags=_TAGS)
def version(request: HttpRequest, number: int) -> dict:
    """One version with its text."""
    row, policy = use.version(reading(request), number)
    return _document(row) | {"policy": use.texts.plain(policy)}


@api.post("/vetting-policies", response={201: dict}, tags=_TAGS)
def publish(request: HttpRequest, body: VettingPolicyIn) -> Status:
    """Publish a version, as an operator with a second factor. The very same as the newest one, sent again, changes nothing.

    Refused: `vetting_wrong` (line, what), `vetting_when`, `vetting_again`.
    """
    ctx, _key, _head = acting(request)
    row = use.publish(ctx, body.policy, counts_from=body.counts_from, for_all=body.for_all, again=body.again)
    return Status(201, _document(row))


@api.post("/vetting-trials", response=dict, tags=_TAGS)
def trial(request: HttpRequest, body: VettingTrialIn) -> dict:
    """What a text would ask of a shop like this. Nothing is kept. Refused: `vetting_wrong`, `bad_country`."""
    use.versions(reading(request))
    policy = use.understood(body.policy)
    needed, terms = use.asked_of(policy, body.kind, body.country, tuple(body.categories))
    return {
        "papers": [
            {"kind": one, "sources": list(needed.why[one]), "lasts": needed.lasts.get(one)} for one in needed.papers
        ],
        "deposit": {"minor": needed.deposit[0], "currency": needed.deposit[1]} if needed.deposit else None,
        "terms": terms.data(),
    }


def _document(row: use.VettingPolicy) -> dict:
    return {
        "number": row.number,
        "version": row.version,
        "digest": row.digest,
        "counts_from": clock.text(clock.cut(row.counts_from)),
        "for_all": row.for_all,
        "again": row.again,
        "published_at": clock.text(clock.cut(row.published_at)),
        "carried_out": row.done,
    }
