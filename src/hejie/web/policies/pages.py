"""Pages about policies that are published: one's own versions, one of them, and what buyers read of a shop's."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hejie.domain.kernel import clock
from hejie.usecases import reading
from hejie.usecases import return_policies as use
from hejie.web.chrome import role_of
from hejie.web.policies import changed, shown


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
    before = use.before(request.context, number)
    facts = {
        "row": row,
        "policy": shown.policy(policy, request.context.now),
        "losses": shown.losses(losses),
        "believed": policy.believed(),
        "changes": changed.rows(before, policy, request.context.now) if before else [],
        "first": before is None,
        "law": _law(request, policy),
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


def _law(request: HttpRequest, policy) -> dict:
    """Where the law gives more than a policy, and the least that it gives anyhow."""
    notes, least = use.law_beside(request.context, policy)
    return {
        "notes": [shown.law_note(one, request.LANGUAGE_CODE) for one in notes],
        "least": shown.law_least(least, request.LANGUAGE_CODE) if least else "",
    }


def of_shop(request: HttpRequest, shop: str) -> HttpResponse:
    """What a shop and the platform promise beside the law, for everybody to read, and for programs as JSON-LD.

    `?order=` shows what counted when that order was placed, for whoever may read it.
    """
    market, at, order = request.marketplace.pk, None, None
    if root := request.GET.get("order", ""):
        order, _texts = reading.read_order(request.context, root)
        at = clock.parse(order.dates["ordered"]) if order.dates.get("ordered") else None
    name, found = use.of_shop(market, shop, at)
    documents, least = use.published(market, shop, request.context_now)
    deal = seller_deal(request)
    facts = {
        "name": name,
        "shop": shop,
        "order": order,
        "ordered": at,
        "least": shown.law_least(least, request.LANGUAGE_CODE) if least else "",
        "json_ld": _json_ld(request, name, shop, documents) if order is None else "",
        "may_deal": deal,
        "policies": [
            {"title": name if whose else _("The marketplace"), "policy": shown.policy(policy, request.context_now)}
            for whose, policy in found
        ],
    }
    return render(request, "policies/of_shop.html", facts)


def seller_deal(request: HttpRequest) -> bool:
    """Whether the reader could put a deal to the shop: buyers can."""
    return role_of(request) == "buyer"


def _json_ld(request: HttpRequest, name: str, shop: str, documents: list[dict]) -> SafeString | str:
    """The shop with its policies as a data block. It runs nothing; no sign in it can end the block."""
    if not documents:
        return ""
    whole = {
        "@context": "https://schema.org",
        "@type": "OnlineStore",
        "@id": request.build_absolute_uri(request.path),
        "name": name,
        "identifier": shop,
        "hasMerchantReturnPolicy": [
            {key: value for key, value in one.items() if key != "@context"} for one in documents
        ],
    }
    written = json.dumps(whole, ensure_ascii=False, sort_keys=True)
    for sign, code in (
        ("<", "\\u003c"),
        (">", "\\u003e"),
        ("&", "\\u0026"),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
    ):
        written = written.replace(sign, code)
    return mark_safe(written)  # noqa: S308  (every sign that could end the block is written as a code)
