"""Articles of guidance over HTTP: found and read by anybody who may call, written by shops and the marketplace."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from hejie.adapters import markdown
from hejie.api.app import api
from hejie.api.calls import acting, reading
from hejie.api.shapes import Strict
from hejie.domain.guidance.articles import Written
from hejie.usecases import guidance

Language = Literal["zh", "en", "ru"]
Name = str
"""An id in an address; one that nothing has is not_found, like one that is not the caller's."""


class ArticleIn(Strict):
    """A text of an article. `article`: of which it is a new version or a new language; empty for a new one. Shops write about
    themselves (`seller`) and their goods (`listing`, with the product's number as `about`), the marketplace about itself and
    kinds of goods (`category`). `reasons`: before complaints for these reasons it is shown first."""

    article: str = ""
    scope: Literal["marketplace", "category", "seller", "listing"]
    about: Annotated[str, Field(max_length=120)] = ""
    language: Language
    title: Annotated[str, Field(min_length=1, max_length=160)]
    body: Annotated[str, Field(min_length=1, max_length=20_000)]
    reasons: Annotated[list[str], Field(max_length=30)] = []
    status: Literal["draft", "published", "withdrawn"] = "published"


class ArticleShort(Schema):
    """An article in a list; titles by language."""

    id: str
    scope: str
    seller: str
    about: str
    titles: dict[str, str]


class Article(ArticleShort):
    """An article in one language: as written (Markdown) and as safe HTML."""

    language: str
    version: int
    title: str
    body: str
    html: str


class Articles(Schema):
    """Articles, the best or the newest first; `after`: hand it in to go on, empty at the end."""

    articles: list[ArticleShort]
    after: str


class Kept(Schema):
    """The id of what was written."""

    id: str


def _short(one: guidance.Article) -> dict:
    return {"id": one.id, "scope": one.scope, "seller": one.seller, "about": one.about, "titles": dict(one.titles)}


@api.get("/articles", response=Articles, tags=["guidance"])
def articles(
    request: HttpRequest,
    q: str = "",
    seller: str = "",
    product: str = "",
    category: str = "",
    reason: str = "",
    after: str = "",
) -> dict:
    """Published articles. With `reason` (of a claim): those to put before a buyer who is about to complain of these goods; with
    `q`: those that share its words; else the newest, of one shop, product or kind of goods."""
    ctx = reading(request)
    market = ctx.actor.marketplace
    if reason:
        found = guidance.suggest(market, [guidance.Goods(seller, product, category)], reason=reason, words=q[:4000])
        return {"articles": [_short(one) for one in found], "after": ""}
    if q:
        return {"articles": [_short(one) for one in guidance.search(market, q[:4000], seller=seller)[0]], "after": ""}
    scope = "listing" if product else "category" if category else ""
    rows, further, _names = guidance.browse(
        market, seller=seller or None, scope=scope, about=product or category, after=after
    )
    return {"articles": [_short(one) for one in rows], "after": further}


@api.get("/articles/{article}", response=Article, tags=["guidance"])
def article(request: HttpRequest, article: Name, language: Language = "en") -> dict:
    """One published article, in this language or the nearest that it has."""
    ctx = reading(request)
    found, text, _shop = guidance.read(ctx.actor.marketplace, article, language)
    told = {"language": text.language, "version": text.number, "title": text.title, "body": text.body}
    return _short(found) | told | {"html": markdown.html(text.body)}


@api.post("/articles", response={201: Kept}, tags=["guidance"])
def write(request: HttpRequest, body: ArticleIn) -> tuple[int, dict]:
    """Write an article, a new version of one, or another language of it; every version stays. An equal text makes none."""
    ctx, key, _head = acting(request)
    written = Written(body.scope, body.about, body.language, body.title, body.body, tuple(body.reasons))
    return 201, {"id": guidance.write(ctx, body.article, written, status=body.status, key=key)}
