"""Pages about policies that are published: one's own versions, one of them, and what buyers read of a shop's."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hejie.usecases import return_policies as use
from hejie.web.policies import shown


def listed(request: HttpRequest) -> HttpResponse:
    """What is promised now, in plain words, and the versions before it."""
    versions = use.versions(request.context)
    facts = {"versions": versions, "shop": use.owner(request.context.actor)}
    if versions:
        _row, policy = use.version(request.context, versions[0].number)
        facts |= {"policy": shown.policy(policy, request.context.now), "believed": policy.believed()}
    return render(request, "policies/listed.html", facts)


def one(request: HttpRequest, number: int) -> HttpResponse:
    """One version: its words, what of it does not travel to schema.org, and its texts to take along."""
    row, policy = use.version(request.context, number)
    _document, losses = use.schema_org(policy)
    facts = {
        "row": row,
        "policy": shown.policy(policy, request.context.now),
        "losses": shown.losses(losses),
        "believed": policy.believed(),
    }
    return render(request, "policies/one.html", facts)


def schema_org(request: HttpRequest, number: int) -> HttpResponse:
    """A version as MerchantReturnPolicy, to be put on a page of the shop."""
    _row, policy = use.version(request.context, number)
    return as_schema_org(policy)


def own_text(request: HttpRequest, number: int) -> HttpResponse:
    """A version whole, as it can be read in again."""
    _row, policy = use.version(request.context, number)
    return as_text(policy)


def as_schema_org(policy) -> HttpResponse:
    """A file of JSON-LD."""
    document, _losses = use.schema_org(policy)
    return _file(json.dumps(document, ensure_ascii=False, indent=1), "application/ld+json", "return-policy.jsonld")


def as_text(policy) -> HttpResponse:
    """A file of ours."""
    return _file(use.texts.text(policy), "application/json", "return-policy.json")


def _file(text: str, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        text, content_type=f"{kind}; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def of_shop(request: HttpRequest, shop: str) -> HttpResponse:
    """What a shop and the platform promise beside the law, as buyers read it."""
    name, found = use.of_shop(request.context, shop)
    facts = {
        "name": name,
        "policies": [
            {"title": name if whose else _("The marketplace"), "policy": shown.policy(policy, request.context.now)}
            for whose, policy in found
        ],
    }
    return render(request, "policies/of_shop.html", facts)
