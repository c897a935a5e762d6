"""Articles put before somebody who is about to complain: this may solve it. Never in the way: one goes on with one click."""

from collections.abc import Collection

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import mark_safe

from hejie.adapters import markdown
from hejie.store.articles import Article
from hejie.usecases import guidance, listing
from hejie.usecases.guidance import Goods
from hejie.web import languages, words


def goods_of(order: object, lines: Collection[int], texts: dict) -> tuple[list[Goods], str]:
    """What lines of an order are about, and their titles as words to look for."""
    chosen = [line for line in order.lines if line.line in lines]
    titles = [texts.get(line.title["ref"], "") for line in chosen if line.title]
    return [Goods(line.seller, line.product, line.category) for line in chosen], " ".join(titles)


def for_claim(request: HttpRequest, order: object, lines: Collection[int], reason: str, texts: dict) -> dict | None:
    """The box before a claim about lines of an order, or None where nothing fits or it was said that it did not help."""
    goods, titles = goods_of(order, lines, texts)
    said = str(words.word(words.REASONS, reason)) if reason else ""
    return _box(request, goods, reason, f"{titles} {said}")


def for_way_in(request: HttpRequest, order_root: str, reason: str, story: str) -> dict | None:
    """The box beside the answer of the guided way in."""
    goods: list[Goods] = []
    if order_root:
        order, _texts, _names = listing.order(request.context, order_root)
        goods = [Goods(line.seller, line.product, line.category) for line in order.lines]
    return _box(request, goods, reason, story)


def for_question(request: HttpRequest, goods: Goods, text: str) -> list[dict]:
    """Articles that may answer a question before it is put to the shop."""
    found = guidance.suggest(request.marketplace.pk, [goods], words=text)
    return [shown(one, languages.active()) for one in found]


def _box(request: HttpRequest, goods: list[Goods], reason: str, said: str) -> dict | None:
    if request.marketplace is None or request.GET.get("read") == "on":
        return None
    found = guidance.suggest(request.marketplace.pk, goods, reason=reason, words=said)
    if not found:
        return None
    return {"articles": [shown(one, languages.active()) for one in found], "back": request.get_full_path()}


def shown(article: Article, language: str) -> dict:
    """An article with its text, in the reader's language or the nearest."""
    text = guidance.text_of(article, language)
    return {
        "id": article.id,
        "title": text.title,
        "html": mark_safe(markdown.html(text.body)),  # noqa: S308  (the adapter escapes whatever is not its own)
        "language": text.language,
        "foreign": text.language != language,
        "url": reverse("article", args=[article.id]),
        "answer_url": reverse("article_answer", args=[article.id]),
    }
