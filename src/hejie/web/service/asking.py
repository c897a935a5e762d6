"""Asking for a service: one question a page, each with an address of its own; what it comes to is told before it is sent."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from hejie.domain.cases.servicing import money
from hejie.domain.cases.servicing.book import Book
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.state import OrderState
from hejie.usecases import diagnosis, listing, services
from hejie.web import languages, words
from hejie.web.case.voice import plain_sum, say, written
from hejie.web.forms import Form
from hejie.web.service import before_sending, facts_asked, forms, guided, kinds, vocabulary, which_piece, wish_fields
from hejie.web.service.answers import STEPS, Answers, asked_of, free, read
from hejie.web.way_in import fact_words, fields
from hejie.web.way_in.carried import Carried

_KEPT = {"facts": "wish", "guide": "facts"}
"""Steps of several pages: what was answered on the earlier ones is kept too."""


def ask(request: HttpRequest, root: str) -> HttpResponse:
    """The next open question, or the page where the request is read once more and sent."""
    actor = request.context.actor
    if actor.role not in ("buyer", "seller", "agent", "operator"):
        raise Refusal("not_found")
    order, texts, names = listing.order(request.context, root)
    sent = request.method == "POST"
    left = free(order, actor.seller, sent=sent)
    if not left or order.cancelled:
        return redirect("order", root)
    book = services.book_of(request.marketplace.pk, order.seller_of(next(iter(left))))
    answers = read(request.POST if sent else request.GET, order, book, seller=actor.seller, sent=sent)
    if len({order.seller_of(line) for line in answers.pieces}) == 1:
        book = services.book_of(request.marketplace.pk, order.seller_of(next(iter(answers.pieces))))
    asked = request.GET.get("go", "")
    step, form = _question(request, order, answers, book, (texts, names), asked)
    if step == "advice":
        return guided.advice(request, order, answers, book, _around(request, order, answers, "guide", texts), form)
    if step == "send":
        return before_sending.page(request, order, answers, book, texts, _around(request, order, answers, step, texts))
    if asked == step and form.is_bound and form.is_valid():
        return redirect(_after(step, form, answers, order).address(request.path))
    steps = asked_of(answers.kind, alike=which_piece.differ(order, answers.kind, answers.pieces))
    facts = {"order": order, "step": step, "form": form, "number": steps.index(step) + 1, "most": len(steps)}
    facts |= {"kept": answers.pairs(_KEPT.get(step, step)), "buyer": actor.role == "buyer"}
    facts |= _around(request, order, answers, step, texts) | _of_fact(form, answers)
    return render(request, "service/question.html", facts, status=422 if form.errors else 200)


def _question(
    request: HttpRequest, order: OrderState, answers: Answers, book: Book, told: tuple, asked: str
) -> tuple[str, Form | None]:
    """The first question without a fitting answer, with its form; bound if it is the one that was sent."""
    staff = request.context.actor.role != "buyer"
    data = request.GET

    def given(step: str) -> object:
        return data if asked == step else None

    if not answers.pieces or (staff and not answers.channel):
        lines = {line: _line_words(order, line, *told) for line in answers.left}
        sellers = {line: order.seller_of(line) for line in answers.left}
        initial = {f"p{line}": count for line, count in answers.pieces.items()}
        sent = (request.POST or data) if answers.too_many else given("pieces")
        form = forms.Pieces(lines, answers.left, sellers, staff, sent, initial=initial, too_many=answers.too_many)
        return "pieces", form
    if not answers.kind:
        return "kind", forms.Kind(kinds.fitting(order, book), given("kind"), mine=not staff)
    if not answers.named and which_piece.differ(order, answers.kind, answers.pieces):
        return "which", _which(order, answers, told[0], given("which"))
    if not answers.reason:
        return "reason", forms.Reason(answers.kind, given("reason"), mine=not staff)
    at = guided.where(order, answers, given("guide"))
    if at is not None:
        return ("guide", at.form) if at.form else ("advice", at.step)
    fact = "" if answers.skipped else facts_asked.next_fact(request, order, answers)
    if fact:
        form = fields.question_form(
            fact,
            today=timezone.localdate(request.context_now),
            currencies=(order.currency,),
            known=None,
            data=given("facts") if data.get("fact") == fact else None,
        )
        form.fact = fact
        question = fact_words.question(fact, "buyer")
        form.fields["answer"].label = say(_("Ask the buyer: %(question)s"), question=question) if staff else question
        form.fields["answer"].help_text = fact_words.hint(fact)
        return "facts", form
    if wish_fields.names(answers.kind):
        if asked == "wish":
            return "wish", _wish(order, answers, data, mine=not staff)
        if answers.wish is None or not _wish(order, answers, {f"w_{k}": v for k, v in answers.wish.items()}).is_valid():
            return "wish", _wish(order, answers, mine=not staff)
    return "send", None


def _which(order: OrderState, answers: Answers, texts: dict, data: object) -> which_piece.Which:
    ways, many = (find(order, answers.kind, answers.pieces) for find in (which_piece.of, which_piece.many_of))
    titles = {line: _title(order, line, texts) for line in (*ways, *many)}
    return which_piece.Which(order, answers.kind, ways, titles, data, many=many, pieces=answers.pieces)


def _wish(order: OrderState, answers: Answers, data: object = None, *, mine: bool = True) -> wish_fields.Wish:
    most, paid = money.most(order, answers.pieces, answers.which), money.bought_for(order, answers.pieces)
    return wish_fields.Wish(answers.kind, order, most, data, paid=paid, mine=mine)


def _after(step: str, form: Form, answers: Answers, order: OrderState) -> Answers:
    """The answers with this one."""
    data = form.cleaned_data
    if step == "pieces":
        pieces = {line: int(count) for line in answers.left if (count := data.get(f"p{line}") or 0)}
        return replace(answers, pieces=pieces, channel=data.get("channel", ""))
    if step == "kind":
        return replace(answers, kind=data["kind"])
    if step == "which":
        which = {line: prices for line in answers.pieces if (prices := form.prices(line))}
        return replace(answers, which=which, serial=data.get("qs", ""), named=True)
    if step == "reason":
        return replace(answers, reason=data["reason"])
    if step == "guide":
        return guided.after(order, answers, data["answer"])
    if step == "facts":
        carried = answers.carried() or Carried()
        return answers.with_facts(carried.answered(form.fact, {form.fact: form.raw()}))
    return replace(answers, wish={name: data.get(f"w_{name}", "") for name in wish_fields.names(answers.kind)})


def _of_fact(form: Form, answers: Answers) -> dict:
    fact = getattr(form, "fact", "")
    return {"fact": fact, "numbers": [form[name] for name in form.fields if name.startswith("number_")]} if fact else {}


def _title(order: OrderState, number: int, texts: dict) -> object:
    line = order.line(number)
    title = texts.get(line.title["ref"], "") if line.title else ""
    return written(title) or _("Line %(number)s, contents unknown") % {"number": number}


def _line_words(order: OrderState, number: int, texts: dict, names: dict) -> object:
    """What a line is called, with what one piece costs and who sold it."""
    line, named = order.line(number), _title(order, number, texts)
    parts = [plain_sum(line.price, order.currency)] if line.price else []
    shop = names.get(line.seller, "")
    if len({one.seller for one in order.lines}) > 1:
        parts.append(written(shop) or words.word(words.THE_SIDE, "platform"))
    return format_html('{} <span class="quiet">{}</span>', named, format_html_join(" · ", "{}", ((p,) for p in parts)))


def _around(request: HttpRequest, order: OrderState, answers: Answers, step: str, texts: dict) -> dict:
    """The way back and the answers so far, each with the address where it is changed."""
    path, before = request.path, STEPS[: STEPS.index(step)]
    mine = request.context.actor.role == "buyer"
    rows = []
    if "pieces" in before and (sum(answers.left.values()) > 1 or answers.channel):
        rows.append(_row(_("Which pieces"), _pieces_words(order, answers, texts), path))
    if "kind" in before:
        wished = _("What you would like") if mine else _("What the buyer would like")
        rows.append(_row(wished, vocabulary.kind_wish(answers.kind), answers.address(path, "kind")))
    if "which" in before and which_piece.differ(order, answers.kind, answers.pieces):
        named = [which_piece.said(prices, order.currency) for _line, prices in sorted(answers.which.items())]
        how = " · ".join([*named, *([answers.serial] if answers.serial else [])]) or _("not said")
        rows.append(_row(_("Which of them"), written(how), answers.address(path, "which")))
    if "reason" in before and len(kinds.of(answers.kind).reasons) != 1:
        rows.append(_row(_("Why"), forms.reason_words(answers.reason, mine=mine), answers.address(path, "reason")))
    if answers.goods == guided.category(order, answers) and answers.goods and ("guide" in before or step == "guide"):
        about = dict(diagnosis.subjects(answers.reason, languages.active())).get(answers.goods, "")
        if about:
            rows.append(_row(_("What is it about?"), about, answers.address(path, "guide")))
    if "guide" in before or step == "guide":
        asked = zip(guided.told(order, answers).get("diagnosis", ()), guided.before(answers), strict=False)
        rows += [_row(question, how, at.address(path, "facts")) for (question, how), at in asked]
    if "facts" in before:
        carried = answers.carried()
        for page in carried.pages:
            value = fact_words.shown(page, carried.told.get(page), request.context_now)
            rows.append(_row(fact_words.name(page), value, answers.address(path, "facts")))
    if "wish" in before and answers.wish:
        for label, value in wish_fields.shown(answers.kind, order, answers.wish, mine=mine):
            rows.append(_row(label, value, answers.address(path, "wish")))
    back = rows[-1]["url"] if rows else reverse("order", args=[order.root])
    label = _("Back to the last question") if rows else _("Back to the order")
    return {"recap": rows, "back": {"url": back, "label": label}}


def _row(label: str, how: object, url: str) -> dict:
    name = _("Change: %(what)s") % {"what": label}
    return {"label": label, "how": how, "url": url, "url_label": _("Change"), "url_name": name}


def _pieces_words(order: OrderState, answers: Answers, texts: dict) -> object:
    rows = []
    for number, count in answers.rows:
        whole = order.line(number).quantity
        rows.append((_title(order, number, texts), _("%(count)s of %(all)s") % {"count": count, "all": whole}))
    return format_html_join(" · ", "{} ({})", rows)
