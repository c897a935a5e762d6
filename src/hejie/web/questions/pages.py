"""Lists of questions, asking one (what was answered before comes first), and one question with what can be done now."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.questions.decide import REPORT
from hejie.usecases import listing, own_dossiers, questions
from hejie.usecases.guidance import Goods
from hejie.usecases.questions import QuestionView
from hejie.web import leading, words
from hejie.web.asking import again, key_of
from hejie.web.files import packed
from hejie.web.guidance import suggesting
from hejie.web.numbers import whole
from hejie.web.operator import holds
from hejie.web.operator.pages import older
from hejie.web.questions import forms

STATUSES = {
    "open": gettext_lazy("waits for an answer"),
    "late": gettext_lazy("the answer is late"),
    "answered": gettext_lazy("answered"),
    "slots": gettext_lazy("times are offered"),
    "fixed": gettext_lazy("the appointment stands"),
    "done": gettext_lazy("somebody came"),
    "missed": gettext_lazy("nobody came"),
    "called_off": gettext_lazy("the appointment was called off"),
    "withdrawn": gettext_lazy("taken back"),
}
_SAID = {
    "times": gettext_lazy("Times offered"),
    "other_times": gettext_lazy("Asks for other times"),
    "fixed": gettext_lazy("Took a time"),
    "called_off": gettext_lazy("Called it off"),
    "came": gettext_lazy("Says that somebody came"),
    "missed": gettext_lazy("Says that nobody came"),
}


def listed(request: HttpRequest) -> HttpResponse:
    """A buyer's own questions, or those to a shop; what waits for the reader can be chosen alone."""
    waiting = request.GET.get("show") == "waiting"
    rows, further, texts, names = questions.listed(request.context, waiting=waiting, after=request.GET.get("after", ""))
    role = request.context.actor.role
    facts = {
        "rows": [
            {
                "url": reverse("question", args=[row["id"]]),
                "text": texts.get(row["text_ref"], ""),
                "other": names.get(row["seller" if role == "buyer" else "buyer"], "")
                or words.word(words.THE_SIDE, "platform"),
                "status": STATUSES[row["status"]],
                "late": row["status"] == "late",
                "until": clock.from_milliseconds(row["due_ms"]) if row["due_ms"] else None,
                "asked": clock.from_milliseconds(row["asked_ms"]),
                "visit": row["about"] == "installation",
            }
            for row in rows
        ],
        "tabs": [
            {"url": "?", "label": _("All"), "current": not waiting},
            {"url": "?show=waiting", "label": _("Your turn"), "current": waiting},
        ],
        "older": older(request, "after", further),
        "selling": role in ("seller", "agent"),
    }
    if facts["selling"]:
        facts["hours"], (facts["asked"], facts["in_time"], facts["late"]) = questions.answer_time(request.context)
    return render(request, "questions/listed.html", facts)


def new(request: HttpRequest) -> HttpResponse:
    """Ask a shop about a line of one's order, or about goods that one has not bought; what fits is shown before it is sent."""
    if request.context.actor.role != "buyer":
        raise Refusal("not_found")
    asked = _asked(request)
    form = forms.Ask(bool(asked["root"]), request.POST or None, initial={"about": request.GET.get("about", "goods")})
    facts = asked | {"form": form, "hours": questions.hours_of(request.context.actor.marketplace, asked["seller"])}
    if request.method != "POST" or not form.is_valid():
        return render(request, "questions/new.html", facts, status=422 if form.errors else 200)
    text = form.cleaned_data["text"]
    leads = leading.to_say(request, text)
    before = [] if request.POST.get("read") else suggesting.for_question(request, asked["goods"], text)
    if leads or before:
        return render(request, "questions/new.html", facts | {"leads": leads, "suggested": before})
    try:
        receipt = questions.ask(
            request.context, seller=asked["seller"], text=text, about=form.cleaned_data.get("about", "goods"), order=asked["root"],
            line=asked["line"], product=asked["product"], place=form.cleaned_data.get("place", ""), key=key_of(request),
        )  # fmt: skip
    except Refusal as refusal:
        return again(request, "questions/new.html", facts, refusal)
    messages.success(request, _("Your question is with the shop. You are told when it answers."))
    return redirect("question", receipt.created["question"])


def _asked(request: HttpRequest) -> dict:
    """What the question is about, from the address. Refuses not_found."""
    root, line = request.GET.get("order", ""), whole(request.GET.get("line", "")) or 0
    shop, product = request.GET.get("shop", "")[:64], request.GET.get("product", "")[:120]
    if not root:
        return {
            "root": "", "line": 0, "seller": shop, "product": product, "title": product, "goods": Goods(shop, product),
            "shop": _shop_name(request, shop), "back": f"{reverse('help')}?shop={shop}",
        }  # fmt: skip
    order, texts, names = listing.order(request.context, root)
    sold = order.line(line or order.lines[0].line)
    return {
        "root": root,
        "line": sold.line,
        "seller": sold.seller,
        "product": sold.product or "",
        "title": texts.get(sold.title["ref"], "") if sold.title else "",
        "goods": Goods(sold.seller, sold.product or "", sold.category or ""),
        "shop": names.get(sold.seller, "") or words.word(words.THE_SIDE, "platform"),
        "back": reverse("order", args=[root]),
    }


def _shop_name(request: HttpRequest, shop: str) -> str:
    from hejie.usecases import return_policies

    return return_policies.of_shop(request.context.actor.marketplace, shop)[0] if shop else ""


def one(request: HttpRequest, question: str) -> HttpResponse:
    """One question: what was said, whose turn it is, until when, and what silence means."""
    return shown(request, question)


def shown(request: HttpRequest, question: str, *, status: int = 200, **more: object) -> HttpResponse:
    """The page of a question; `more` replaces parts, as a form that must be mended."""
    view = questions.read(request.context, question)
    return render(request, "questions/one.html", _facts(request, view) | more, status=status)


def record(request: HttpRequest, question: str) -> HttpResponse:
    """The question with all that was said as a record that proves itself, as a download."""
    pieces = own_dossiers.of_question(request.context, question, language=request.LANGUAGE_CODE[:2])
    return packed(request, pieces, f"question-{question}.zip")


def _facts(request: HttpRequest, view: QuestionView) -> dict:
    state, side = view.state, view.side
    now = request.context.now
    begun = state.slot is not None and clock.parse(state.slot[0]) <= now
    answered = any(one.what == "answered" for one in state.said)
    visit = state.about == "installation"
    return {
        "state": state,
        "side": side,
        "title": view.text(state.title) or state.product,
        "place": view.text(state.place) if side or request.context.actor.role == "operator" else "",
        "status": STATUSES[state.status],
        "said": [_message(view, number, one) for number, one in enumerate(state.said, start=1)],
        "turn": _turn(view, begun),
        "missed": state.status == "missed" and side in ("buyer", "seller"),
        "order_url": reverse("order", args=[state.order]) if state.order else "",
        "back": {"url": reverse("questions"), "label": _("Back to the questions")},
        "hold": holds.kept(state),
        "slots": [{"number": n, "begins": clock.parse(b), "ends": clock.parse(e)} for n, (b, e) in enumerate(state.slots, 1)]
        if state.status == "slots" else [],
        "fixed": {"begins": clock.parse(state.slot[0]), "ends": clock.parse(state.slot[1])} if state.slot else None,
        "may_answer": side == "seller" and not state.over,
        "may_offer": side == "seller" and visit and not state.over and not begun,
        "may_take": side == "buyer" and state.status == "slots",
        "may_other": side == "buyer" and state.status in ("slots", "fixed") and not begun,
        "may_again": side == "buyer" and state.status in ("answered", "slots", "fixed"),
        "may_rate": side == "buyer" and state.status == "answered",
        "may_say_came": side == "buyer" and state.status == "fixed" and begun,
        "may_off": not state.over and not begun and (side == "buyer" or (side == "seller" and visit)),
        "may_public": side == "seller" and answered,
        "article_url": reverse("article", args=[state.article]) if state.article else "",
        "times_form": forms.Times(),
        "late": state.status == "late",
    }  # fmt: skip


def _turn(view: QuestionView, begun: bool) -> dict | None:
    state, turn = view.state, view.state.turn
    if state.status == "fixed":
        return _visit_turn(view, begun)
    side = turn.who if turn else "seller" if state.status in ("open", "late") else ""
    if not side:
        return None
    mine = side == view.side
    who = _("Your turn") if mine else _("The shop’s turn") if side == "seller" else _("The buyer’s turn")
    if side == "seller":
        what = _("offer times") if state.about == "installation" else _("answer the question")
        silence = _(
            "Both are told that no answer came in time. The question stays open, and the buyer can open a case."
        )
        if turn is None:  # that has happened
            silence = _("It is on record that no answer came in time. The question stays open until it is answered.")
    else:
        what = _("choose a time")
        silence = _("The offered times lapse, and the shop is asked for others.")
    told = {"side": side, "who": who, "what": capfirst(what), "silence": silence, "until": turn.until if turn else None}
    return told | {"silence_label": "" if mine else _("If nothing comes")}


def _visit_turn(view: QuestionView, begun: bool) -> dict:
    """Of an appointment that stands: what either side can do until it begins, and from then on what the buyer is asked, and by when."""
    if not begun:
        return {
            "side": "system",
            "who": _("Nobody’s turn"),
            "what": _("The appointment stands"),
            "silence": _(
                "Until it begins, either side may move it or call it off. Afterwards the buyer says whether somebody came."
            ),
            "silence_label": _("What follows"),
        }
    mine = view.side == "buyer"
    report = next((row for row in view.state.deadlines if row.wait == REPORT), None)
    also = _("If nobody was at home, write it here: it stays on the record.") if view.side == "seller" else ""
    return {
        "side": "buyer",
        "who": _("Your turn") if mine else _("The buyer’s turn"),
        "what": _("Say whether somebody came"),
        "also": also,
        "until": report.until if report else None,
        "silence": _("It counts as done."),
        "silence_label": "" if mine else _("If nothing comes"),
    }


def _message(view: QuestionView, number: int, said: object) -> dict:
    text = view.text(said.text)
    parts = [str(_SAID[said.what])] if said.what in _SAID else []
    own = said.side == view.side
    return {
        "id": f"m{number}",
        "side": said.side if said.side in ("buyer", "seller") else "system",
        "name": view.names.get(said.by if said.side == "buyer" else view.state.seller, ""),
        "role": _("you") if own else words.word(words.SIDES, said.side) if said.side in ("buyer", "seller") else "",
        "at": clock.parse(said.at),
        "text": text or ". ".join(parts),
        "foot": ". ".join(parts) if text else "",
        "erased": bool(said.text) and not text,
    }
