"""Guided diagnosis within a request for a repair: one question a page, then advice; "this solved it" ends without a request."""

from dataclasses import dataclass, replace

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hejie.domain.cases.servicing.book import Book
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.state import OrderState
from hejie.usecases import diagnosis, guarantees, listing, services
from hejie.usecases.diagnosis import Step
from hejie.web import formatting, languages
from hejie.web.forms import Choices, Form
from hejie.web.service import kinds
from hejie.web.service.answers import Answers, read
from hejie.web.service.vocabulary import kind_wish
from hejie.web.way_in import of_order

KINDS = frozenset({"repair"})
"""Kinds whose wish takes along what the questions came to."""
_NONE = "-"
_INSTEAD = {"replace": "exchange", "refund": "return"}
_GO_ON = {
    "try": gettext_lazy("It did not help: ask for a repair"),
    "visit": gettext_lazy("Ask for a repair at my place"),
}


class Question(Form):
    """One question of a guide, or which guide it is, where the order does not say what kind of goods it has."""

    answer = forms.ChoiceField(widget=Choices)

    def __init__(self, label: str, answers: list[tuple[str, object]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = label
        self.fields["answer"].choices = answers


@dataclass(frozen=True, slots=True)
class Where:
    """Where somebody stands: at a question (form), or at the guide's advice (step, its words). name: of the guide, "" before it."""

    form: Question | None
    step: Step | None
    name: str = ""


def category(order: OrderState, answers: Answers) -> str:
    """The kind of goods: as the order has it in words of the rules, else as it was told; "" unknown, "-" none with a guide."""
    return str(of_order.told(order, tuple(answers.pieces), "", "UTC").get("category", answers.goods))


def where(order: OrderState, answers: Answers, data: object) -> Where | None:
    """The next page of the guide; None where there is none for these goods, or it is over. data: what was sent to it, or None."""
    if answers.kind not in KINDS or answers.guided:
        return None
    goods, language = category(order, answers), languages.active()
    if not goods:
        listed = diagnosis.subjects(answers.reason, language)
        if not listed:
            return None
        none = (_NONE, _("None of these, or I do not know"))
        return Where(Question(_("What is it about?"), [*listed, none], data), None)
    step = _step(goods, answers)
    if step is None:
        return None
    if step.question:
        return Where(Question(step.text, list(step.answers), data), step, step.title)
    return Where(None, step, step.title)


def after(order: OrderState, answers: Answers, given: str) -> Answers:
    """The answers with this one. Of other goods nothing that was answered before counts."""
    if not category(order, answers):
        return replace(answers, goods=given, guide=(), guided=given == _NONE)
    return replace(answers, guide=(*answers.guide, given))


def told(order: OrderState, answers: Answers) -> dict:
    """The questions and answers, in words and by their names, as the wish of a repair takes them along; {} without any."""
    goods = category(order, answers)
    step = _step(goods, answers) if answers.kind in KINDS and answers.guide and goods else None
    if step is None or not step.path:
        return {}
    names = [answer for _question, _words, answer, _said in step.path]
    return {"diagnosis": step.told, "guide": {"id": step.guide, "version": step.version, "answers": names}}


def before(answers: Answers) -> list[Answers]:
    """For each question that was answered, the answers up to it: where it is answered anew."""
    return [replace(answers, guide=answers.guide[:number], guided=False) for number in range(len(answers.guide))]


def advice(
    request: HttpRequest, order: OrderState, answers: Answers, book: Book, around: dict, step: Step
) -> HttpResponse:
    """The page at the guide's end: what to do, and the ways on."""
    on = replace(answers, guided=True)
    if step.lead == "visit":
        on = replace(on, wish=None)
    ways = [
        {
            "url": on.address(request.path),
            "words": _GO_ON.get(step.lead, _("Go on with the repair")),
            "first": step.lead in ("repair", "visit"),
        }
    ]
    instead = _INSTEAD.get(step.lead, "")
    if instead in kinds.fitting(order, book):
        reason = answers.reason if answers.reason in kinds.of(instead).reasons else ""
        other = replace(answers, kind=instead, reason=reason, guide=(), goods="")
        ways.insert(0, {"url": other.address(request.path), "words": kind_wish(instead), "first": True})
    facts = {
        "order": order,
        "guide": step,
        "ways": ways,
        "kept": answers.pairs("facts"),
        "buyer": request.context.actor.role == "buyer",
    }
    return render(request, "service/advice.html", facts | around)


@require_POST
def solved(request: HttpRequest, root: str) -> HttpResponse:
    """The buyer needs no repair any more: it is counted, and nothing is asked for."""
    order, _texts, _names = listing.order(request.context, root)
    answers = read(request.POST, order, _book(request, order), sent=True)
    diagnosis.solved(request.context, root, category(order, answers), answers.reason, answers.guide)
    return redirect("service_solved", root)


def good(request: HttpRequest, root: str) -> HttpResponse:
    """The page after that: nothing was sent, and until when one may come back."""
    order, _texts, _names = listing.order(request.context, root)
    if request.context.actor.role != "buyer":
        raise Refusal("not_found")
    first = order.lines[0]
    cover = guarantees.of_lines(request.context, root, (first.line,), first.seller)
    until = formatting.day(cover.ends_on, request.context_now) if cover else ""
    back = {"url": reverse("order", args=[root]), "label": _("Back to the order")}
    return render(request, "service/solved.html", {"order": order, "until": until, "back": back})


def _book(request: HttpRequest, order: OrderState) -> Book:
    return services.book_of(request.marketplace.pk, order.lines[0].seller)


def _step(goods: str, answers: Answers) -> Step | None:
    """Where the answers lead; from the start, where they no longer fit the guide."""
    language = languages.active()
    try:
        return diagnosis.step(goods, answers.reason, answers.guide, language)
    except Refusal:
        return diagnosis.step(goods, answers.reason, (), language)
