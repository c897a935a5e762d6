"""What was solved before anybody asked for anything: by a guide of diagnosis or by an article, so that no request and no case came."""

from dataclasses import dataclass
from datetime import timedelta

from hejie.domain.guidance.articles import PUBLISHED
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.rulebooks import after_the_end
from hejie.rulebooks import diagnosis as books
from hejie.store import guides

MOST = 30


@dataclass(frozen=True, slots=True)
class Solved:
    """How often one thing has solved it. by: guide or article; id: of the article, or the guide's and the end to which it led

    open         whether it is an article that everybody can read now
    title, how   what it is called, and the guide's advice ("" of an article), in words
    """

    by: str
    id: str
    title: str
    how: str
    count: int
    open: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the last `days` days. orders: ended by a guide; readers: by an article; rows: what solved most first, 30 of each at most."""

    days: int
    orders: int
    readers: int
    rows: tuple[Solved, ...]


def figures(ctx: Context, language: str) -> Figures:
    """Of the whole marketplace for its operators and auditors; for a shop's people guides at the shop's own orders, and its articles.

    An article counts where somebody about to complain, to claim or to ask a shop said that it helped; each reader once.

    Refuses   not_found for others
    """
    actor = ctx.actor
    shop = actor.seller if actor.role in ("seller", "agent") else ""
    if actor.only_case or not (shop or actor.role in ("operator", "auditor")):
        raise Refusal("not_found")
    days = after_the_end.load().figures_days
    since_ms = clock.milliseconds(ctx.now - timedelta(days=days))
    by_guide = guides.since(actor.marketplace, since_ms, shop)
    said = _words(language)
    rows = [
        Solved("guide", f"{guide}/{end}", *said.get((guide, end), (guide, end)), count)
        for guide, end, count in by_guide
    ]
    by_article = guides.by_articles(actor.marketplace, since_ms, shop)
    for article, titles, status, count in by_article:
        title = titles.get(language) or next(iter(titles.values()), "")
        rows.append(Solved("article", article, title, "", count, status == PUBLISHED))
    shown = [row for name in ("guide", "article") for row in [one for one in rows if one.by == name][:MOST]]
    shown.sort(key=lambda row: (-row.count, row.by, row.id))
    return Figures(days, sum(row[2] for row in by_guide), sum(row[3] for row in by_article), tuple(shown))


def _words(language: str) -> dict[tuple[str, str], tuple[str, str]]:
    """(title, advice) of each end of each guide in force."""
    return {
        (one.guide.id, end): (one.title[language], words[language])
        for one in books.load()
        for end, words in one.advice.items()
    }
