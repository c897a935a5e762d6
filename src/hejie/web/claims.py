"""Saying that something is wrong: one question a page, each with an address of its own, and the claim at the end."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hejie.domain.cases import opening
from hejie.domain.escrow import holds
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import Procedure
from hejie.usecases import cases, listing
from hejie.web import asking, clock_words, leading, words
from hejie.web import claim_forms as forms
from hejie.web.asking import key_of
from hejie.web.case.voice import plain_sum, written
from hejie.web.cases import procedure_facts
from hejie.web.guidance import suggesting
from hejie.web.way_in import claiming


def claim(request: HttpRequest, root: str) -> HttpResponse:
    """The next open question, or the page where the claim is read once more and sent."""
    if request.context.actor.role != "buyer":
        raise Refusal("not_found")
    order, texts, names = listing.order(request.context, root)
    given = forms.answers(request.POST if request.method == "POST" else request.GET, order)
    if not given.free:
        return redirect("order", root)
    step, asked = _step(given, order), request.GET.get("go", "")
    if asked and asked != step:
        return redirect(f"{request.path}?{urlencode(given.pairs())}")
    if step == "send":
        return _send(request, order, given, (texts, names))
    return _ask(request, order, given, step, _question(step, asked, request, order, given, (texts, names)), texts)


_STEPS = ("line", "reason", "remedy", "send")
_BEFORE = {"line": (), "reason": ("line",), "remedy": ("line", "reason")}


def _step(given: forms.Answers, order: object) -> str:
    """The first question without a fitting answer."""
    if not given.lines:
        return "line"
    if not given.reason:
        return "reason"
    return "send" if forms.wanted(given, order).is_valid() else "remedy"


def _ask(
    request: HttpRequest, order: object, given: forms.Answers, step: str, form: forms.Form, texts: dict
) -> HttpResponse:
    facts = {
        "order": order,
        "step": step,
        "form": form,
        "kept": given.pairs(_BEFORE[step]),
        "number": _STEPS.index(step) + 1,
        "most": len(_STEPS),
    }
    if step == "remedy":
        facts["before"] = suggesting.for_claim(request, order, given.lines, given.reason, texts)
    status = 422 if form.errors else 200
    return render(request, "claims/question.html", facts | _around(step, order, given, texts), status=status)


def _question(
    step: str, asked: str, request: HttpRequest, order: object, given: forms.Answers, told: tuple[dict, dict]
) -> forms.Form:
    data = request.GET if asked == step else None
    if step == "line":
        return forms.Lines(*_line_choices(order, given, *told), data)
    if step == "reason":
        arrived = bool(order.dates.get("delivered")) or order.status in ("delivered", "confirmed")
        return forms.Reason(arrived, given.more, data)
    return forms.Remedy(
        given.reason, order, given.lines, data, initial={"remedy": given.remedy, "amount": given.amount}
    )


def _line_choices(order: object, given: forms.Answers, texts: dict, names: dict) -> tuple[list, dict]:
    choices, hints = [], {}
    for line in order.lines:
        if line.line in given.free:
            title = texts.get(line.title["ref"], "") if line.title else ""
            choices.append(
                (line.line, written(title) or _("Line %(number)s, contents unknown") % {"number": line.line})
            )
            shop = names.get(line.seller, "")
            seller = written(shop) or words.word(words.THE_SIDE, "platform")
            paid = holds.paid_for(order, (line.line,))
            hints[str(line.line)] = format_html("{} · {}", plain_sum(paid, order.currency), seller) if paid else seller
    return choices, hints


def _around(step: str, order: object, given: forms.Answers, texts: dict) -> dict:
    """The way back and the answers so far, each with the address where it is changed."""
    path = reverse("claim", args=[order.root])
    recap = []
    if step != "line" and len(given.free) > 1:
        recap.append(
            _answer(
                _("What is it about?"), _lines_words(order, given, texts), f"{path}?", _("Change: what is it about")
            )
        )
    if step in ("remedy", "send"):
        url = f"{path}?{urlencode(given.pairs(('line',)))}"
        recap.append(_answer(_("What went wrong?"), forms.SAID[given.reason], url, _("Change: what went wrong")))
    if step == "send":
        url = f"{path}?{urlencode(given.pairs(('line', 'reason')))}"
        recap.append(
            _answer(_("What would put it right?"), _wanted(order, given), url, _("Change: what would put it right"))
        )
    back = recap[-1]["url"] if recap else reverse("order", args=[order.root])
    return {
        "recap": recap,
        "back": {"url": back, "label": _("Back to the last question") if recap else _("Back to the order")},
    }


def _answer(label: str, how: object, url: str, url_name: str) -> dict:
    return {"label": label, "how": how, "url": url, "url_label": _("Change"), "url_name": url_name}


def _lines_words(order: object, given: forms.Answers, texts: dict) -> str:
    titles = [texts.get(line.title["ref"], "") for line in order.lines if line.line in given.lines and line.title]
    if all(titles) and len(titles) == len(given.lines):
        return format_html_join(", ", "<span data-user-text>{}</span>", ((title,) for title in titles))
    count = len(given.lines)
    return ngettext("%(count)s item", "%(count)s items", count) % {"count": count}


def _wanted(order: object, given: forms.Answers) -> str:
    terms = forms.package(given, order)
    said = words.word(words.REMEDIES, given.remedy)
    return f"{said} · {plain_sum(terms['refund'], order.currency)}" if terms["refund"] else said


def _send(request: HttpRequest, order: object, given: forms.Answers, told: tuple[dict, dict]) -> HttpResponse:
    """The last page: the story, the claim in short, the procedure, and the button that opens the case."""
    rules = request.context.in_force()
    tiers = set(cases.tiers_of(request.context, {order.seller_of(line) for line in given.lines}, rules.digest).values())
    tier = tiers.pop() if len(tiers) == 1 else ""
    rules = rules.for_case(opening.about(order, given.lines, given.reason, given.remedy, tier))
    told_before = {"story": claiming.story_of(given.way, request)} if given.way else {}
    form = forms.Story(request.POST if request.method == "POST" else None, initial=told_before)
    facts = {
        "order": order,
        "form": form,
        "kept": given.pairs(),
        "shown": rules.digest,
        "sellers": _sellers(order, given, told[1]),
    }
    facts |= procedure_facts(request, rules) | {"answer": _answer_of(rules)} | _around("send", order, given, told[0])
    facts["paid"] = Money(holds.paid_for(order, given.lines), order.currency)
    facts["frozen"] = holds.available(order, given.lines)
    if request.method != "POST" or not form.is_valid():
        return render(request, "claims/send.html", facts, status=422 if form.errors else 200)
    if leading.before_sending(request, form):
        return render(request, "claims/send.html", facts)
    try:
        opened = cases.open_cases(
            request.context, root=order.root, lines=given.lines, reason=given.reason, remedy=given.remedy,
            package=forms.package(given, order), story=form.cleaned_data["story"], shown=request.POST.get("shown", ""),
            facts=claiming.facts_of(given.way), key=key_of(request),
        )  # fmt: skip
    except Refusal as refusal:
        return asking.again(request, "claims/send.html", facts, refusal)
    return _opened(request, opened)


def _answer_of(rules: Procedure) -> dict | None:
    """How long the seller has to answer, and what his silence means."""
    wait = rules.waits.get("answer")
    return wait and {"within": clock_words.told(wait.within), "silence": words.word(words.SILENCES, wait.silence)}


def _sellers(order: object, given: forms.Answers, names: dict) -> list[str]:
    ids = dict.fromkeys(order.seller_of(line) for line in given.lines)
    return [names.get(one, "") or words.word(words.THE_SIDE, "platform") for one in ids]


def _opened(request: HttpRequest, receipts: list) -> HttpResponse:
    ids = [receipt.created["case"] for receipt in receipts]
    if len(ids) == 1:
        return redirect("case", ids[0])
    count = len(ids)
    messages.success(
        request,
        ngettext("%(count)s case was opened.", "%(count)s cases were opened, one for each seller.", count)
        % {"count": count},
    )
    return redirect("my_cases")
