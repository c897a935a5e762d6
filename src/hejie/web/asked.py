"""The pages of somebody who was asked in: his link, his question with what was chosen for him, his answer. Nothing else opens."""

from datetime import datetime, timedelta

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hejie.adapters import refusal_texts
from hejie.conf import context
from hejie.domain.cases import experts as decided
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.usecases import experts, record_words
from hejie.usecases.people import expert_links
from hejie.web import words
from hejie.web.asking import key_of
from hejie.web.case import called_in, forms
from hejie.web.case.voice import plain_sum
from hejie.web.files import answer as file_answer
from hejie.web.files import lead_to
from hejie.web.forms import Form
from hejie.web.languages import active
from hejie.web.people.links import CodeForm, hidden

_SESSION = "expert"
_PROVED_FOR = timedelta(minutes=30)


class Answer(Form):
    """His words; files come beside the form."""

    text = django_forms.CharField(
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy("Both sides and whoever decides will read it. It cannot be changed later."),
        max_length=forms.LONGEST,
        widget=django_forms.Textarea(attrs={"rows": 10}),
    )


class Quote(Form):
    """What his answer costs."""

    fee = django_forms.CharField(
        label=gettext_lazy("Your fee"),
        max_length=20,
        widget=django_forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"}),
    )


@never_cache
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Open the request in this browser, and leave the token out of the address from then on."""
    try:
        link = expert_links.still_open(expert_links.digest_of(token), request.marketplace.pk, request.context_now)
    except Refusal as refusal:
        return _refused(request, refusal)
    if request.method != "POST":
        return render(request, "asked/link.html", {})
    request.session.cycle_key()
    request.session[_SESSION] = {"digest": link.digest}
    return redirect("asked")


@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """His request, with the forms to answer it."""
    try:
        return _page(request, *_opened(request))
    except Refusal as refusal:
        return _refused(request, refusal)


@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """Send a code to his address, or check the one that was typed."""
    try:
        _ctx, link = _opened(request)
    except Refusal as refusal:
        return _refused(request, refusal)
    form, sent = CodeForm(request.POST if "code" in request.POST else None), False
    try:
        if "send" in request.POST:
            expert_links.send_code(link, request.LANGUAGE_CODE, request.context_now)
            sent = True
        elif form.is_bound and form.is_valid():
            expert_links.check_code(link, form.cleaned_data["code"], request.context_now)
            request.session[_SESSION] = {**request.session[_SESSION], "proved_at": request.context_now.isoformat()}
            return redirect("asked")
    except Refusal as refusal:
        form.add_error(None, str(refusal_texts.sentences(refusal, request.LANGUAGE_CODE)))
    facts = {"form": form, "sent": sent, "hidden_address": hidden(link.email)}
    return render(request, "asked/code.html", facts, status=422 if form.is_bound and form.errors else 200)


@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Answer, with files."""
    form = Answer(request.POST)

    def do(ctx: Context, case_id: str) -> None:
        experts.answer(ctx, case_id, form.cleaned_data["text"], request.FILES.getlist("files"), key=key_of(request))

    return _act(request, form, do, _("Your answer is on the file. Thank you."), "form")


@require_POST
def quote(request: HttpRequest) -> HttpResponse:
    """Say what the answer costs."""
    form = Quote(request.POST)

    def do(ctx: Context, case_id: str) -> None:
        currency = experts.read(ctx, case_id).currency
        try:
            minor = forms.minor_of(form.cleaned_data["fee"], currency)
        except django_forms.ValidationError:
            raise Refusal("amount_malformed", amount=form.cleaned_data["fee"], currency=currency) from None
        experts.quote(ctx, decided.QuoteFee(case_id, minor), key=key_of(request))

    return _act(request, form, do, _("Whoever asked you sees your fee and decides about it."), "quote_form")


@require_POST
def decline(request: HttpRequest) -> HttpResponse:
    """Decline, with a word if he likes."""

    def do(ctx: Context, case_id: str) -> None:
        experts.decline(ctx, decided.DeclineAsExpert(case_id, request.POST.get("text", "")), key=key_of(request))

    done = _("You have declined. Nothing more is expected of you.")
    try:
        ctx, link = _opened(request)
        do(ctx, link.case_id)
    except Refusal as refusal:
        return (
            _led(request, refusal) or _page(request, ctx, link, refusal)
            if _is_open(request)
            else _refused(request, refusal)
        )
    return render(request, "asked/over.html", {"words": done})


@require_safe
def piece(request: HttpRequest, piece: str) -> HttpResponse:
    """The original of a piece that was chosen for him."""
    return _file(request, piece, False)


@require_safe
def picture(request: HttpRequest, piece: str) -> HttpResponse:
    """Its small picture."""
    return _file(request, piece, True)


def _file(request: HttpRequest, piece: str, picture: bool) -> HttpResponse:
    try:
        ctx, link = _opened(request)
        opened = experts.open_piece(ctx, link.case_id, piece, picture=picture)
        return file_answer(opened) if picture else lead_to(request, opened)
    except Refusal as refusal:
        return _refused(request, refusal)


def _opened(request: HttpRequest) -> tuple[Context, object]:
    """(his context, his link) of a browser that has opened one. Refuses link_not_valid."""
    session = request.session.get(_SESSION) or {}
    link = expert_links.still_open(session.get("digest", ""), request.marketplace.pk, request.context_now)
    proved = session.get("proved_at", "")
    personal = bool(proved) and request.context_now - datetime.fromisoformat(proved) < _PROVED_FOR
    actor = Actor("expert", link.asking, link.marketplace_id, through="link", personal=personal, only_case=link.case_id)
    return context.for_actor(actor, request.context_now), link


def _is_open(request: HttpRequest) -> bool:
    try:
        _opened(request)
    except Refusal:
        return False
    return True


def _act(request: HttpRequest, form: Form, do: object, done: str, name: str) -> HttpResponse:
    try:
        ctx, link = _opened(request)
    except Refusal as refusal:
        return _refused(request, refusal)
    if not form.is_valid():
        return _page(request, ctx, link, status=422, **{name: form})
    try:
        do(ctx, link.case_id)
    except Refusal as refusal:
        return _led(request, refusal) or _page(request, ctx, link, refusal, **{name: form})
    messages.success(request, done)
    return redirect("asked")


def _led(request: HttpRequest, refusal: Refusal) -> HttpResponse | None:
    """To the code, where it is lacking."""
    return redirect("asked_code") if refusal.code == "act_in_person" else None


def _page(
    request: HttpRequest, ctx: Context, link: object, refusal: Refusal | None = None, status: int = 200, **more: object
) -> HttpResponse:
    try:
        shown = experts.read(ctx, link.case_id)
    except Refusal as over:
        return _refused(request, over)
    facts = {"form": Answer(), "quote_form": Quote(), "proved": ctx.actor.personal, **_facts(shown, ctx.now), **more}
    if refusal:
        told = refusal_texts.sentences(refusal, request.LANGUAGE_CODE)
        facts["wrong"] = {"title": told.what, "words": told.why, "items": [{"url": "#answer", "words": told.do}]}
        status = refusal_texts.status(refusal.code)
    return render(request, "asked/page.html", facts, status=status)


def _facts(shown: experts.Shown, now: datetime) -> dict:
    asking = shown.asking
    own = set(asking.evidence)
    return {
        "trade": words.word(called_in.TRADES, f"{asking.kind}_{asking.trade}"),
        "asker": words.word(words.THE_SIDE, asking.side),
        "question": shown.text(asking.question) or _("(erased)"),
        "additions": [
            {"side": words.word(words.THE_SIDE, one.side), "text": shown.text(one.question)} for one in asking.additions if one.question
        ],
        "until": shown.wait.until if shown.wait else None,
        "open": asking.status == "open",
        "answer": shown.text(asking.answer),
        "fee": plain_sum(asking.fee, shown.currency) if asking.fee else "",
        "quote": plain_sum(asking.quote, shown.currency) if asking.quote else "",
        "may_quote": asking.status == "open" and not asking.fee and asking.side != "neutral",
        "currency": shown.currency,
        "pieces": [_piece(item, shown) for item in shown.pieces if item.id not in own],
        "own": [_piece(item, shown) for item in shown.pieces if item.id in own],
        "texts": _texts(shown),
    }  # fmt: skip


def _piece(item: object, shown: experts.Shown) -> dict:
    return {
        "id": item.id,
        "number": item.id.upper(),
        "name": record_words.name(item.data, active(), shown.text) or _("(erased)"),
        "purpose": record_words.purpose(item.data, active(), shown.text),
        "by": words.word(words.THE_SIDE, item.side),
        "picture": bool(item.data.get("thumbnail")),
    }


def _texts(shown: experts.Shown) -> list[dict]:
    found = []
    if shown.claim:
        by = words.word(words.THE_SIDE, shown.claimant)
        found.append({"by": by, "label": _("The claim"), "text": shown.text(shown.claim) or _("(erased)")})
    for item in shown.said:
        text = shown.text(item.data["text"]) or _("(erased)")
        found.append({"by": words.word(words.THE_SIDE, item.side), "label": item.id.upper(), "text": text})
    return found


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    code_ = "link_not_valid" if refusal.code == "not_found" else refusal.code
    told = refusal_texts.sentences(Refusal(code_), request.LANGUAGE_CODE)
    return render(request, "people/refused.html", {"told": told}, status=404)
