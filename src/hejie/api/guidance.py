"""Articles of guidance over HTTP: found and read by anybody who may call, written by shops and the marketplace."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from hejie.adapters import markdown
from hejie.api.app import api
from hejie.api.calls import acting, reading
from hejie.api.shapes import Strict
from hejie.domain.guidance.articles import Written
from hejie.domain.kernel import clock
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


class ArticleStatusIn(Strict):
    """Whether everybody can find it."""

    status: Literal["draft", "published", "withdrawn"]


class ArticleHelpedIn(Strict):
    """Whether it helped whoever read it, and where he was: reading it, or about to claim, to ask a shop, or on the guided way in."""

    helped: bool
    place: Literal["article", "claim", "question", "way_in"] = "article"


class ArticleOwn(ArticleShort):
    """An article of one's own, whatever its status; `helped`, `not_helped`: how many readers said so, each once."""

    status: str
    helped: int
    not_helped: int


class ArticlesOwn(Schema):
    """Articles of one's own, the newest first; `after`: hand it in to go on, empty at the end."""

    articles: list[ArticleOwn]
    after: str


class ArticleVersion(Schema):
    """One version of a text in one language, as it was written (Markdown)."""

    language: str
    version: int
    title: str
    body: str
    at: str


class ArticleVersions(Schema):
    """The newest versions of all its languages, the newest first, and before which complaints it is shown."""

    id: str
    status: str
    scope: str
    about: str
    reasons: list[str]
    versions: list[ArticleVersion]


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
def write(request: HttpRequest, body: ArticleIn) -> Status:
    """Write an article, a new version of one, or another language of it; every version stays. An equal text makes none."""
    ctx, key, _head = acting(request)
    written = Written(body.scope, body.about, body.language, body.title, body.body, tuple(body.reasons))
    return Status(201, {"id": guidance.write(ctx, body.article, written, status=body.status, key=key)})


@api.get("/own-articles", response=ArticlesOwn, tags=["guidance"])
def own(request: HttpRequest, status: Literal["", "draft", "published", "withdrawn"] = "", after: str = "") -> dict:
    """What you look after: a shop its own articles, the marketplace's people those of the marketplace; drafts and withdrawn ones too.

    Refused: `not_found` for everybody else."""
    rows, further, helped = guidance.own_list(reading(request), status=status, after=after)
    told = []
    for one in rows:
        yes, no = helped.get(one.id, (0, 0))
        told.append(_short(one) | {"status": one.status, "helped": yes, "not_helped": no})
    return {"articles": told, "after": further}


@api.get("/own-articles/{article}", response=ArticleVersions, tags=["guidance"])
def own_article(request: HttpRequest, article: Name) -> dict:
    """One article that you look after, with all its versions: none is ever written over."""
    ctx = reading(request)
    found = guidance.own(ctx, article)
    versions = [
        {
            "language": one.language,
            "version": one.number,
            "title": one.title,
            "body": one.body,
            "at": _moment(one.at_ms),
        }
        for one in guidance.versions(ctx, article)
    ]
    told = {"id": found.id, "status": found.status, "scope": found.scope, "about": found.about}
    return told | {"reasons": list(guidance.reasons(ctx, article)), "versions": versions}


@api.post("/articles/{article}/status", response={201: Kept}, tags=["guidance"])
def set_status(request: HttpRequest, article: Name, body: ArticleStatusIn) -> Status:
    """Publish an article that you look after, or take it out of sight; its versions stay. The same again changes nothing."""
    ctx, _key, _head = acting(request)
    guidance.set_status(ctx, article, body.status)
    return Status(201, {"id": article})


@api.post("/articles/{article}/rating", response={201: Kept}, tags=["guidance"])
def rate(request: HttpRequest, article: Name, body: ArticleHelpedIn) -> Status:
    """Say whether an article helped the person for whom you call; counted once for each reader, the last word counts. Nothing is put
    on any record."""
    ctx, _key, _head = acting(request)
    guidance.say_helped(ctx.actor.marketplace, article, ctx.actor.id, body.helped, body.place, ctx.now)
    return Status(201, {"id": article})


def _moment(milliseconds: int) -> str:
    return clock.text(clock.from_milliseconds(milliseconds))
