"""The last page before a request is sent: what it comes to line by line, who bears the way back, until when, what happens then."""

from dataclasses import replace
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hejie.domain.aftersales import amounts
from hejie.domain.cases import opening
from hejie.domain.cases.servicing import by_right, money
from hejie.domain.cases.servicing.book import Book
from hejie.domain.cases.servicing.commands import AskService
from hejie.domain.entitlements.logic import TRUE
from hejie.domain.escrow import points_back, vouchers_back
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.state import OrderState
from hejie.usecases import case_law, cases, service_limits, services
from hejie.web import asking, formatting, leading
from hejie.web.asking import key_of
from hejie.web.case import repair_facts, rules_say
from hejie.web.cases import procedure_facts
from hejie.web.guidance import suggesting
from hejie.web.service import exchange_words, facts_asked, forms, guided, reckoned, vocabulary, wish_fields
from hejie.web.service.answers import Answers
from hejie.web.way_in import reasons, result_words
from hejie.web.way_in.finding import Found

_TEMPLATE = "service/send.html"
_SELDOM = ("accept", "object")
"""Steps that come only where less is approved than was asked for, or goods stay by the shop's own limit."""

_NOT_BACK = ("send", "receive", "inspect")
"""Steps that do not come where goods of small worth need not come back."""

_ONLY_QUOTED, _NOT_HOME, _NOT_SENT_IN = (
    ("quote", "approve_quote", "pay_more"),
    ("send", "receive", "dispatch"),
    ("visit",),
)
"""Steps of a repair that come only where nothing covers it, only where it is sent in, only at the buyer's place."""


def page(
    request: HttpRequest, order: OrderState, answers: Answers, book: Book, texts: dict, around: dict
) -> HttpResponse:
    """Show it, or send the request."""
    rules = request.context.in_force()
    sellers = {order.seller_of(line) for line in answers.pieces}
    tier = next(iter(cases.tiers_of(request.context, sellers, rules.digest).values()), "")
    wish = wish_fields.told(answers.kind, order, answers.wish or {}) | guided.told(order, answers)
    wish |= {"serial": answers.serial} if answers.serial and "serial" not in wish else {}
    rules = rules.for_case(opening.about(order, tuple(answers.pieces), answers.reason, "refund", tier))
    form = forms.Story(request.POST if request.method == "POST" else None, mine=request.context.actor.role == "buyer")
    seen = facts_asked.found(request, order, answers)
    facts = {"order": order, "form": form, "kept": answers.pairs(), "shown": rules.digest, "kind": answers.kind}
    facts |= {"name": vocabulary.kind_wish(answers.kind), "buyer": request.context.actor.role == "buyer"}
    facts |= procedure_facts(request, rules) | around
    facts |= _sums(order, answers, wish, texts) | _rules(request, order, answers, book, seen)
    own = _own_limit(request, order, answers, wish)
    facts["keeps"] = own == by_right.KEEP  # having the money and the goods goes before any right to send them back
    facts["own_limit"] = bool(own) and not facts["keeps"] and not facts["by_right"]
    facts["at_once"] = bool(own or facts["by_right"])
    if facts["keeps"]:
        facts |= {"by_right": False, "freight": ""}
    left_out = ("accept", *_NOT_BACK) if facts["keeps"] else _SELDOM
    steps = [step for step in book.flow(answers.kind, answers.reason) if not step.aside and step.name not in left_out]
    if answers.kind == "repair":
        unseen = _NOT_HOME if wish.get("where") == "on_site" else _NOT_SENT_IN
        steps = [step for step in steps if step.name not in (*_ONLY_QUOTED, *unseen)]
        facts["after_repair"] = repair_facts.will_add(services.after_repair(request.context, order.root))
    if answers.kind == "exchange":
        wanted = exchange_words.asked(
            order, tuple(book.flow(answers.kind, answers.reason)), wish, answers.pieces, answers.which
        )
        steps = exchange_words.steps(order, wanted)
        facts["difference"] = exchange_words.table(order, wanted, mine=facts["buyer"])
    if answers.kind == "lost" and wish.get("want") != "again":
        steps = [step for step in steps if step.name == "trace"]
    facts["comes_back"] = any(step.name == "receive" for step in steps)
    facts["steps"] = [_step(step) for step in steps if not (facts["at_once"] and step.name == "answer")]
    facts["before"] = suggesting.for_claim(request, order, tuple(answers.pieces), answers.reason, texts)
    if request.method == "POST" and "leave" in request.POST and not facts["buyer"]:
        return _leave(request, order, answers)
    if request.method != "POST" or not form.is_valid():
        return render(request, _TEMPLATE, facts, status=422 if form.errors else 200)
    if leading.before_sending(request, form):
        return render(request, _TEMPLATE, facts)
    try:
        receipt = services.ask(
            request.context, root=order.root, kind=answers.kind, pieces=answers.rows, reason=answers.reason,
            story=form.cleaned_data["story"], shown=request.POST.get("shown", ""), key=key_of(request),
            facts=facts_asked.facts_of(answers), wish=wish, channel=answers.channel or "web", which=tuple(answers.which.items()),
        )  # fmt: skip
    except Refusal as refusal:
        return asking.again(request, _TEMPLATE, facts, refusal)
    return redirect("case", receipt.stream.removeprefix("case:"))


def _leave(request: HttpRequest, order: OrderState, answers: Answers) -> HttpResponse:
    """Put the answers before the buyer, who reads this page himself, says why in his own words, and sends it or not."""
    path = replace(answers, channel="").address(reverse("service_ask", args=[order.root]))
    services.leave_to_buyer(request.context, order.root, tuple(answers.pieces), path)
    messages.success(request, _("The buyer is told, and may send it himself. Until he does, nothing is asked."))
    return redirect("order", order.root)


def _sums(order: OrderState, answers: Answers, wish: dict, texts: dict) -> dict:
    """How the money is made up that is asked for; nothing for kinds that pay nothing."""
    if answers.kind in money.PAYS_BACK and wish.get("want") != "again":
        rows = money.reckon(order, answers.pieces, answers.reason, answers.kind, which=answers.which)
        titles = {line.line: texts.get(line.title["ref"], "") if line.title else "" for line in order.lines}
        by_line = amounts.by_line(rows, tuple(answers.pieces))
        in_points = points_back.of_refund(order.custody, order.root, by_line)
        in_voucher = vouchers_back.of_refund(order.custody, order.root, by_line, answers.reason, order.currency)
        return {"reckoned": reckoned.table(rows, titles, in_points=in_points, in_voucher=in_voucher)}
    return {"asked_sum": Money(wish["minor"], order.currency)} if "minor" in wish else {}


def _rules(request: HttpRequest, order: OrderState, answers: Answers, book: Book, seen: Found | None) -> dict:
    """What the rules say: whether it is due, until when, why, and who bears the way back."""
    goes_back = any(step.name == "send" for step in book.flow(answers.kind, answers.reason))
    row = facts_asked.row_of(seen, answers.kind, answers.reason)
    told: dict = {}
    bears = "seller" if answers.reason in money.SELLERS else "buyer"
    if row is not None:
        if row.freight in ("buyer", "seller"):
            bears = row.freight
        if row.until and not row.endless:
            told["until"] = result_words.day_of(row.until, request.context_now)
            told["over"] = seen.over(row)
        told["due"] = row.value == TRUE
        told["why"] = reasons.rules(seen, row)[:3]
    lines = tuple(answers.pieces)
    promised = case_law.promised(request.context.actor.marketplace, order, lines)
    told["promised_url"] = rules_say.promised_url(order.seller_of(lines[0]), order.root, promised)
    told["by_right"] = _by_right(request, order, answers)
    if goes_back:
        told["freight"] = _way_back(bears, mine=request.context.actor.role == "buyer")
    return told


def _by_right(request: HttpRequest, order: OrderState, answers: Answers) -> bool:
    """Whether the request will be approved at once, by what the case will know of it when it opens."""
    seen = facts_asked.found(request, order, answers, sent=True)
    rows = [
        {
            "remedy": one.remedy,
            "certainty": one.certainty,
            "needs": list(one.open.needs),
            "contested": bool(one.open.contested),
        }
        for one in (seen.open if seen else ())
    ]
    return by_right.right_of(answers.kind, answers.reason, rows) is not None


def _own_limit(request: HttpRequest, order: OrderState, answers: Answers, wish: dict) -> str:
    """The shop's own limit by which it will be approved, or ""."""
    command = AskService(
        case_id="", kind=answers.kind, pieces=answers.rows, reason=answers.reason, story="", shown="", wish=wish,
        which=tuple(answers.which.items()),
    )  # fmt: skip
    return service_limits.foretold(request.context, order, command)


def _way_back(bears: str, *, mine: bool) -> str:
    if bears == "seller":
        return _("The seller pays the way back.")
    return _("You pay the way back yourself.") if mine else _("The buyer pays the way back.")


def _step(step: object) -> dict:
    """A step to come: who takes it, in which time, and what follows where he does not."""
    return {
        "side": step.who,
        "what": vocabulary.step_do(step.name),
        "within": formatting.span(timedelta(hours=step.hours)),
        "silence": vocabulary.silence(step.silence),
    }
