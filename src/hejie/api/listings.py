"""Listings over HTTP: what a shop says of its goods, imported from files, and what is noticed about them."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Body, Query, Status

from hejie.adapters import listing_files, refusal_texts
from hejie.api.app import api
from hejie.api.calls import acting, reading
from hejie.domain.kernel import clock
from hejie.rulebooks import listings as books
from hejie.usecases import listing_words, listings

_Shop = Annotated[str, Query(description="the shop, for the marketplace's own program; a shop's people have their own")]
_Lang = Annotated[Literal["en", "zh", "ru"] | None, Query(description="language; else as Accept-Language")]
_EXAMPLE = {
    "product": "SHIRT-1", "category": "apparel", "title": "Linen shirt", "text": "Airy, for warm days.",
    "price": {"minor": 12900, "currency": "CNY"},
    "facts": {"condition": "new", "material": ["linen"], "size": "M", "origin": "IT"},
}  # fmt: skip
_ONE = {"requestBody": {"content": {"application/json": {"example": _EXAMPLE}}}}
_FILE = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "array", "items": {"type": "object"}}, "example": [_EXAMPLE]},
            "text/csv": {
                "schema": {"type": "string"},
                "example": "product,category,title,price,currency,condition,material\nSHIRT-1,apparel,Linen shirt,129.00,CNY,new,linen\n",
            },
        },
    }
}


@api.post("/listings", response={201: dict}, tags=["listings"], openapi_extra=_ONE)
def publish(
    request: HttpRequest,
    listing: Annotated[Any, Body()],
    seller: _Shop = "",
    lang: _Lang = None,
) -> Status:
    """Publish a listing; it counts for orders from now on, and earlier orders keep theirs. An equal repeat changes nothing.

    `findings` are hints: what is missing, contradicts, may not be said, or what buyers keep saying of these goods. They
    stop nothing. Refused: `listing_wrong` (field, and what it is to be), `text_too_long`, `currency_unknown`.
    """
    ctx, _key, _head = acting(request)
    done = listings.publish(ctx, listing, seller)
    found = _findings(done.found, lang or request.language())
    return Status(201, {**_document(done.row), "new": done.new, "findings": found})


@api.post("/listings/check", response=dict, tags=["listings"], openapi_extra=_ONE)
def look(request: HttpRequest, listing: Annotated[Any, Body()], seller: _Shop = "", lang: _Lang = None) -> dict:
    """Say what would be noticed about a listing, without publishing it. Refused as in `POST /listings`."""
    _listing, found = listings.try_(reading(request), listing, seller)
    return {"findings": _findings(found, lang or request.language())}


@api.post("/listings/imports", response={201: dict}, tags=["listings"], openapi_extra=_FILE)
def take_in(request: HttpRequest, seller: _Shop = "", lang: _Lang = None) -> Status:
    """Publish many from JSON or CSV. Bad rows are told with their number and reason and stop none of the good ones.

    Refused: `listing_file` (nothing can be read), `listings_many` (more than 5,000 rows; those before are in).
    """
    ctx, _key, _head = acting(request)
    language = lang or request.language()
    told: dict[str, Any] = {"new": 0, "known": 0, "left_out": [], "listings": []}
    for outcome in listings.publish_all(ctx, listing_files.rows(request.body), seller):
        if isinstance(outcome, listings.BadRow):
            told["left_out"].append(bad_row(outcome, language))
            continue
        told["new" if outcome.new else "known"] += 1
        told["listings"].append(
            {"product": outcome.row.product, "version": outcome.row.number, "found": outcome.row.found}
        )
    return Status(201, told)


@api.get("/listings", response=dict, tags=["listings"])
def list_listings(request: HttpRequest, seller: _Shop = "", cursor: str = "") -> dict:
    """A shop's current listings by product number, each with how many findings of which kind it had when it was published."""
    rows, after = listings.of_shop(reading(request), seller, cursor)
    return {"listings": [_document(row) for row in rows], "next": after or None}


@api.get("/listings/facts", response=dict, tags=["listings"])
def facts(request: HttpRequest, category: str = "", lang: _Lang = None) -> dict:
    """Which facts a listing of a category needs or should have, what each is, its unit and values."""
    reading(request)
    language, book = lang or request.language(), books.taxonomy()
    return {
        "category": category,
        "facts": [
            {
                "fact": need.fact,
                "name": book.facts[need.fact].name[language],
                "kind": book.facts[need.fact].kind,
                "unit": book.facts[need.fact].unit or None,
                "values": {value: names[language] for value, names in book.facts[need.fact].values.items()} or None,
                "needed": need.must,
                "because": book.laws[need.law][language] if need.law else None,
            }
            for need in book.needs(category)
        ],
        "categories": sorted(path for path in book.categories if path != "all"),
    }


@api.get("/listings/versions/{path:product}", response=dict, tags=["listings"])
def versions(request: HttpRequest, product: str, seller: _Shop = "") -> dict:
    """The newest versions of a listing, the newest first."""
    return {"versions": [_document(row) for row in listings.versions(reading(request), product, seller)]}


@api.get("/listings/{path:product}", response=dict, tags=["listings"])
def read_listing(request: HttpRequest, product: str, seller: _Shop = "", version: int = 0, lang: _Lang = None) -> dict:
    """A listing as it counts now (or one version of it) with what is noticed about it today."""
    ctx = reading(request)
    row = listings.one(ctx, product, version, seller)
    _listing, found = listings.again(ctx, row)
    return {**_document(row), "findings": _findings(found, lang or request.language())}


def bad_row(outcome: listings.BadRow, language: str) -> dict:
    """A row that was left out: its number, its product, the code and the reason in words."""
    told = refusal_texts.sentences(outcome.refusal, language)
    return {"row": outcome.number, "product": outcome.product, "code": outcome.refusal.code, "reason": str(told)}


def _document(row: Any) -> dict:
    return {
        "product": row.product,
        "seller": row.seller,
        "category": row.category,
        "version": row.number,
        "current": row.current,
        "digest": row.digest,
        "published_at": clock.text(row.published_at),
        "found": row.found,
        **row.data,
    }


def _findings(found: tuple, language: str) -> list[dict]:
    return [
        {
            "kind": one.kind,
            "code": one.code,
            "where": one.where,
            "says": words["says"],
            "mend": words["mend"],
            "source": words["source"] or None,
        }
        for one in found
        if (words := listing_words.said(one, language))
    ]
