"""What anyone reads, signed in or not: search, lists by shop, kind and goods, one article, and whether it helped."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hejie.adapters import markdown
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import guidance
from hejie.web import languages
from hejie.web.chrome import role_of
from hejie.web.guidance import suggesting
from hejie.web.operator.pages import older

LONGEST_QUERY = 300


def search(request: HttpRequest) -> HttpResponse:
    """Articles by words; without any, the newest ones, of everybody or of one shop, kind of goods or product."""
    market = _market(request)
    words = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    shop, kind, product = (request.GET.get(name, "")[:120] for name in ("shop", "kind", "product"))
    if words:
        rows, names = guidance.search(market, words, seller=shop)
        further = ""
    else:
        scope = "listing" if product else "category" if kind else ""
        rows, further, names = guidance.browse(
            market, seller=shop or None, scope=scope, about=product or kind, after=request.GET.get("after", "")
        )
    language = languages.active()
    facts = {
        "words": words,
        "rows": [_row(one, names, language) for one in rows],
        "older": older(request, "after", further),
        "shop": shop,
        "shop_name": names.get(shop, ""),
        "product": product,
        "kind": kind,
        "may_write": _may_write(request),
        "ask_url": _ask_url(request, shop, product),
    }
    return render(request, "guidance/search.html", facts)


def article(request: HttpRequest, article: str) -> HttpResponse:
    """One article in the reader's language, or in the nearest that it has."""
    wanted = request.GET.get("in", "")
    language = wanted if wanted in languages.BY_CODE else languages.active()
    found, text, shop = guidance.read(_market(request), article, language)
    facts = {
        "article": found,
        "about": _about(found),
        "text": text,
        "shown": suggesting.shown(found, language),
        "shop": shop,
        "others": [
            {"url": f"?{urlencode({'in': code})}", "code": code, "label": languages.BY_CODE[code].name}
            for code in found.titles
            if code != text.language
        ],
        "back": _shop_address(found.seller),
        "ask_url": _ask_url(request, found.seller, found.about if found.scope == "listing" else ""),
        "goes": request.get_full_path(),
        "at": text.at_ms,
    }
    return render(request, "guidance/article.html", facts)


@require_POST
def answer(request: HttpRequest, article: str) -> HttpResponse:
    """It did help, or it did not: where somebody was about to complain, this ends the way or leads on."""
    helped = request.POST.get("helped", "")
    if helped not in ("yes", "no"):
        raise Refusal("article_answer")
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith("/"):
        back = reverse("article", args=[article])
    place = (
        "claim"
        if "/claim/" in back
        else "way_in"
        if "/way-in/" in back
        else "question"
        if "/questions/" in back
        else "article"
    )
    guidance.say_helped(_market(request), article, _reader(request), helped == "yes", place, request.context_now)
    if helped == "yes":
        messages.success(request, _("Good. Nothing was sent, and nothing was stored of your answers."))
        return redirect(reverse("home") if place != "article" else reverse("article", args=[article]))
    if place == "article":
        messages.success(request, _("Thank you. Whoever wrote it sees that it did not help."))
        return redirect(back)
    parts = urlsplit(back)
    return redirect(f"{parts.path}?{parts.query}{'&' if parts.query else ''}read=on")


def suggested(request: HttpRequest) -> HttpResponse:
    """Titles that may answer what is being typed, for a page that asks while somebody writes."""
    market = _market(request)
    words = request.GET.get("text", request.GET.get("story", ""))[:4000]
    goods = guidance.Goods(*(request.GET.get(name, "")[:120] for name in ("shop", "product", "kind")))
    found = guidance.suggest(market, [goods], words=words) if len(words) >= 4 else []
    language = languages.active()
    return render(
        request, "guidance/suggested.html", {"rows": [{"title": one.title(language), "id": one.id} for one in found]}
    )


def _market(request: HttpRequest) -> str:
    if request.marketplace is None:
        raise Refusal("not_found")
    return request.marketplace.pk


def _reader(request: HttpRequest) -> str:
    """Who answers: the person, else this browser for as long as it keeps its session."""
    if request.user.is_authenticated:
        return str(request.user.pk)
    if not request.session.session_key:
        request.session.create()
    return request.session.session_key


def _row(article, names: dict, language: str) -> dict:
    text = guidance.text_of(article, language)
    return {
        "url": reverse("article", args=[article.id]),
        "title": text.title,
        "language": text.language,
        "foreign": text.language != language,
        "begins": markdown.plain(text.body),
        "shop": names.get(article.seller, ""),
        "about": _about(article),
        "scope": article.scope,
    }


def _about(article) -> str:
    """What an answer says in public that it is about: a kind of goods; not the code by which the shop knows one of them."""
    return "" if article.scope == "listing" else article.about


def _may_write(request: HttpRequest) -> bool:
    return role_of(request) in ("seller", "agent", "operator")


def _shop_address(shop: str) -> str:
    return f"{reverse('help')}?{urlencode({'shop': shop})}" if shop else reverse("help")


def _ask_url(request: HttpRequest, shop: str, product: str) -> str:
    """Where a buyer asks the shop itself; "" for whoever is none."""
    if role_of(request) != "buyer" or not shop:
        return ""
    return f"{reverse('question_new')}?{urlencode({'shop': shop, 'product': product})}"
