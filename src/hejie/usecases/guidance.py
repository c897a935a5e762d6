"""Guidance: articles that shops and the marketplace write, found by words, and put before a claim that they may make needless.

Articles are no part of the record: they are public, change by versions, and bind nobody. What one of them promised on some
day its version tells.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from hejie.domain.cases import access_desk
from hejie.domain.guidance import articles as rules
from hejie.domain.guidance import terms
from hejie.domain.guidance.articles import PUBLISHED, Written
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.wording import reviews
from hejie.record.context import Context
from hejie.rulebooks import wordings
from hejie.store import articles as kept
from hejie.store import people
from hejie.store.articles import Article, Version
from hejie.usecases import ids

MOST_FOUND = 30
MOST_SUGGESTED = 3
_NEAR = {"listing": 3.0, "seller": 1.6, "category": 1.6, "marketplace": 1.0}
_ENOUGH = 0.34
"""How much of what a question says an article has to share before it is put to somebody who asked for no article."""


@dataclass(frozen=True, slots=True)
class Goods:
    """What a claim or question is about, as far as it is known."""

    seller: str = ""
    product: str = ""
    category: str = ""


def owner(actor: Actor) -> str:
    """The shop whose articles somebody looks after; "" those of the marketplace. Refuses not_found for all others."""
    return access_desk.keeps_guidance(actor)


def write(
    ctx: Context, article: str, written: Written, *, status: str = PUBLISHED, key: str, question: str = ""
) -> str:
    """Write an article, or a new version of one; returns its id. The same key writes the same article again.

    Refuses   not_found (another's), review_bought (in a shop's), what `articles.checked` refuses, articles_many,
              article_versions_many, article_status
    """
    seller = owner(ctx.actor)
    text = rules.checked(written, seller)
    if seller:  # the marketplace's own may tell what a bought review is
        reviews.refuse(wordings.reviews(), text.title, text.body)
    _known_status(status)
    now_ms, market = clock.milliseconds(ctx.now), ctx.actor.marketplace
    name = article or "a" + ids.derived(market, ctx.actor.id, "article", key, length=15)
    before = kept.get(market, name)
    if (article and before is None) or (before is not None and before.seller != seller):
        raise Refusal("not_found")
    if before is None and kept.count(market, seller) >= rules.MOST_ARTICLES:
        raise Refusal("articles_many", most=rules.MOST_ARTICLES)
    titles = before.titles if before else {}
    made = Article(
        name, market, seller, text.scope, text.about, status, before.question if before else question, titles,
        before.created_ms if before else now_ms, now_ms,
    )  # fmt: skip
    version = Version(text.language, 0, text.title, text.body, ctx.actor.id, now_ms)
    kept.keep(made, version, text.reasons, rules.MOST_VERSIONS)
    return name


def set_status(ctx: Context, article: str, status: str) -> None:
    """Publish an article or take it out of sight. Refuses not_found, article_status."""
    found = own(ctx, article)
    _known_status(status)
    kept.set_status(found, status, clock.milliseconds(ctx.now))


def own(ctx: Context, article: str) -> Article:
    """An article that the actor looks after, whatever its status. Refuses not_found."""
    found = kept.get(ctx.actor.marketplace, article)
    if found is None or found.seller != owner(ctx.actor):
        raise Refusal("not_found")
    return found


def own_list(
    ctx: Context, *, status: str = "", after: str = ""
) -> tuple[list[Article], str, dict[str, tuple[int, int]]]:
    """(one's own articles, where to go on, whom each has helped). Refuses not_found, bad_cursor."""
    rows, further = kept.listed(ctx.actor.marketplace, seller=owner(ctx.actor), status=status, after=after)
    return rows, further, kept.helped([row.id for row in rows])


def versions(ctx: Context, article: str) -> list[Version]:
    """All versions of one's own article, the newest first. Refuses not_found."""
    return kept.versions(own(ctx, article).id)


def reasons(ctx: Context, article: str) -> tuple[str, ...]:
    """The reasons of complaints before which one's own article is shown. Refuses not_found."""
    return kept.reasons(own(ctx, article).id)


def read(marketplace: str, article: str, language: str) -> tuple[Article, Version, str]:
    """(a published article, its text in the reader's language or the nearest, the shop's name). Refuses not_found."""
    found = kept.get(marketplace, article)
    if found is None or found.status != PUBLISHED:
        raise Refusal("not_found")
    return found, text_of(found, language), _names(marketplace, [found]).get(found.seller, "")


def text_of(article: Article, language: str) -> Version:
    """The newest text of an article for a reader of a language."""
    return kept.versions(article.id, article.in_language(language), 1)[0]


def browse(
    marketplace: str, *, seller: str | None = None, scope: str = "", about: str = "", after: str = ""
) -> tuple[list[Article], str, dict[str, str]]:
    """(published articles, where to go on, names of their shops)."""
    rows, further = kept.listed(marketplace, seller=seller, scope=scope, about=about, after=after)
    return rows, further, _names(marketplace, rows)


def search(marketplace: str, words: str, *, seller: str = "") -> tuple[list[Article], dict[str, str]]:
    """(published articles that share words with a question, the best first; names of their shops)."""
    hits = kept.search(marketplace, terms.asked(words))
    found = [hit.article for hit in hits if not seller or hit.article.seller in ("", seller)][:MOST_FOUND]
    return found, _names(marketplace, found)


def suggest(
    marketplace: str, goods: Collection[Goods], *, reason: str = "", words: str = "", most: int = MOST_SUGGESTED
) -> list[Article]:
    """What may answer somebody before he complains: of these goods, their shops and kinds, or of the marketplace itself.

    An article counts that its author has marked with the reason, or that shares enough of the words. Nothing of another shop or
    of other goods is ever put forward.
    """
    hits = kept.search(marketplace, terms.asked(words), [reason] if reason else [])
    fit = [
        (hit, near)
        for hit in hits
        if (near := max((_near(hit.article, one) for one in goods or (Goods(),)), default=0.0))
    ]
    told = [
        (hit.score * near + (6.0 * near if hit.tagged else 0.0), hit.article)
        for hit, near in fit
        if hit.tagged or hit.share >= _ENOUGH
    ]
    return [article for _score, article in sorted(told, key=lambda one: (-one[0], one[1].id))][:most]


def _near(article: Article, goods: Goods) -> float:
    fits = {
        "marketplace": True,
        "category": bool(goods.category) and article.about == goods.category,
        "seller": bool(goods.seller) and article.seller == goods.seller,
        "listing": bool(goods.product) and article.seller == goods.seller and article.about == goods.product,
    }[article.scope]
    return _NEAR[article.scope] if fits else 0.0


def say_helped(marketplace: str, article: str, reader: str, helped: bool, place: str, now: datetime) -> Article:
    """Keep whether an article helped. reader: the person, or the browser of somebody who is nobody here. Refuses not_found."""
    found = kept.get(marketplace, article)
    if found is None or found.status != PUBLISHED or not reader:
        raise Refusal("not_found")
    kept.say_helped(
        found.id, ids.derived(marketplace, "reader", reader, length=20), helped, place, clock.milliseconds(now)
    )
    return found


def _known_status(status: str) -> None:
    if status not in rules.STATUSES:
        raise Refusal("article_status", status=status[:20])


def _names(marketplace: str, rows: Collection[Article]) -> dict[str, str]:
    return people.names(marketplace, [row.seller for row in rows])
