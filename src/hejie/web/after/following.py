"""After the end: three questions and a word, on one page; and the figures that come of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from hejie.domain.cases import following as rules
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import following as use
from hejie.usecases import satisfaction, solved
from hejie.usecases.reading import CaseView
from hejie.web import formatting
from hejie.web.asking import again, key_of
from hejie.web.case import page, standstill
from hejie.web.forms import Choices, Form, forms

_STARS = (
    ("5", gettext_lazy("5, entirely")),
    ("4", gettext_lazy("4, rather")),
    ("3", gettext_lazy("3, so so")),
    ("2", gettext_lazy("2, rather not")),
    ("1", gettext_lazy("1, not at all")),
)


class FollowUp(Form):
    """Three questions and a word; the seller's are put his way."""

    kept = forms.ChoiceField(
        label=gettext_lazy("Was what was settled kept?"),
        choices=[
            ("yes", gettext_lazy("Yes, all of it")),
            ("partly", gettext_lazy("In part")),
            ("no", pgettext_lazy("it was kept", "No")),
        ],
        widget=Choices,
    )
    satisfied = forms.TypedChoiceField(
        label=gettext_lazy("How satisfied are you with how it went?"), choices=_STARS, coerce=int, widget=Choices
    )
    again = forms.ChoiceField(
        label=gettext_lazy("Would you buy here again?"),
        choices=[
            ("yes", pgettext_lazy("buying again", "Yes")),
            ("unsure", gettext_lazy("I don’t know")),
            ("no", pgettext_lazy("buying again", "No")),
        ],
        widget=Choices,
    )
    words = forms.CharField(
        label=gettext_lazy("A word, if you like"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, side: str, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if side == "seller":
            self.fields["again"].label = _("Would you sell to this buyer again?")


def ask(request: HttpRequest, case_id: str) -> HttpResponse:
    """The questions, or the answer; who says that something was not kept is led to what can be done."""
    view = page.read(request, case_id)
    if view.side not in ("buyer", "seller"):
        raise Refusal("not_found")
    back = reverse("case", args=[case_id])
    form = FollowUp(view.side, request.POST or None)
    facts = {
        "title": _("How was it?"),
        "lead": _(
            "One minute, asked once. Your answer stands in the case’s record: the other side and the marketplace can read it."
        ),
        "send": _("Send"),
        "back": back,
        "back_words": _("Back to the case"),
        "form": form,
        "links": _review_links(view),
    }
    if request.method != "POST" and not use.wants(view.case, view.side, request.context.now):
        facts["empty"] = _("There is nothing to answer: you have done so already, or this case is not asked about now.")
    if request.method != "POST" or not form.is_valid():
        return render(request, "operator/form.html", facts, status=422 if form.errors else 200)
    data = form.cleaned_data
    command = rules.AnswerFollowUp(case_id, data["kept"], data["satisfied"], data["again"], data["words"])
    try:
        use.answer(request.context, command, key=key_of(request))
    except Refusal as refusal:
        return again(request, "operator/form.html", facts, refusal)
    if data["kept"] == "yes":
        messages.success(request, _("Thank you. Your answer is on record."))
        return redirect(back)
    return render(request, "after/not_kept.html", _what_now(view, back, request.context.now))


def _review_links(view: CaseView) -> list[dict]:
    """A buyer's reviews of these goods: he may change them, and need not."""
    if view.side != "buyer":
        return []
    lines = [one.line for one in view.world.order.reviews if one.line in view.case.lines]
    words = _("You may change your review of these goods, or leave it as it is. Nothing depends on it.")
    return [{"url": reverse("order_review", args=[view.case.root, line]), "label": words} for line in lines]


def _what_now(view: CaseView, back: str, now: object) -> dict:
    """What can be done where something was not kept."""
    ways = [way for way in standstill.ways(view, now) if way["url"] == reverse("case_reopening", args=[view.case.id])]
    if view.side == "buyer":
        ways.append({"url": reverse("order", args=[view.case.root]), "label": _("Open another claim from the order")})
    ways.append({"url": reverse("case_referral", args=[view.case.id]), "label": _("Go to an outside body")})
    return {"ways": ways, "back": back}


def figures(request: HttpRequest) -> HttpResponse:
    """Shares of the last year, drawn and in a table."""
    found = satisfaction.figures(request.context)
    repeat = {had: found.repeat.get(had, (0, None)) for had in (True, False)}
    written, changed, better = found.reviews
    facts = {
        "buyers": [_answers(row, found.names) for row in found.buyers],
        "sellers": [_answers(row, found.names) for row in found.sellers],
        "repeat": [
            {"label": _("After an order with a case"), "orders": repeat[True][0], "share": repeat[True][1]},
            {"label": _("After an order without one"), "orders": repeat[False][0], "share": repeat[False][1]},
        ],
        "least": found.least,
        "within": found.within,
        "reviews": {"written": written, "changed": changed, "better": better},
        "vouchers": {"ended": found.vouchers[0], "used": found.vouchers[1]},
        "staff": not request.context.actor.seller,
        "solved": _solved(request),
        "writes": request.context.actor.role != "auditor",
        "links": _beside(request.context.actor),
    }
    return render(request, "after/satisfaction.html", facts)


def _solved(request: HttpRequest) -> dict:
    """What guides and articles solved before anything was asked for."""
    found = solved.figures(request.context, request.LANGUAGE_CODE[:2])
    return {
        "all": found.orders + found.readers,
        "orders": found.orders,
        "readers": found.readers,
        "most": max((row.count for row in found.rows), default=1),
        "rows": [
            {
                "title": row.title,
                "how": row.how,
                "written": row.by == "article",
                "by": _("Answer for buyers") if row.by == "article" else _("Guide"),
                "url": reverse("article", args=[row.id]) if row.open else "",
                "count": row.count,
            }
            for row in found.rows
        ],
    }


def _beside(actor: object) -> list[dict]:
    """The pages beside this one."""
    shop = [{"url": reverse("reviews_of_shop", args=[actor.seller]), "label": _("Reviews")}] if actor.seller else []
    return [
        *shop,
        {"url": reverse("promises_board"), "label": _("Promises")},
        {"url": reverse("vouchers_given"), "label": _("Vouchers and points")},
    ]


def _answers(row: satisfaction.Answers, names: dict) -> dict:
    return {
        "name": names.get(row.seller, row.seller) if row.seller else "",
        "reviews_url": reverse("reviews_of_shop", args=[row.seller]) if row.seller in names else "",
        "answers": row.answers,
        "kept": row.kept,
        "satisfied": row.satisfied,
        "again": row.again,
        "stars": formatting.number(row.stars) if row.stars is not None else "",
    }
