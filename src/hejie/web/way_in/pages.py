"""The questions, one a page, and the answer. No sign-in, nothing stored: what was said stands sealed in the address."""

from dataclasses import replace

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hejie.domain.kernel.refusal import Refusal
from hejie.web.chrome import role_of
from hejie.web.forms import Form
from hejie.web.guidance import suggesting
from hejie.web.way_in import changes, fact_words, fields, marketplace, recap, result_words
from hejie.web.way_in.carried import LONGEST_STORY, Carried, address, opened, too_long
from hejie.web.way_in.finding import IN_PURCHASE, MOST_QUESTIONS, PROBLEM, PURCHASE, Found, find, next_page
from hejie.web.way_in.purchase import Purchase

_SELLING = ("seller", "agent")


def question(request: HttpRequest) -> HttpResponse:
    """The next question, or the one that is to be answered anew; after an answer, on to the next."""
    carried, unreadable = _carried(request)
    page = request.GET.get("go", "")
    if page not in carried.pages:
        try:
            page = next_page(_found(request, carried))[0]
        except Refusal as refusal:
            page = _contradicting(carried, refusal)
    if not page:
        return redirect(address("way_in_result", carried))
    form = _form(request, page, carried)
    if request.method == "POST" and form.is_valid():
        after = _answered(request, page, carried, form)
        if after is not None:
            return redirect(address("way_in", after))
    numbers = [form[name] for name in form.fields if name.startswith("number_")]
    facts = _around(request, carried, page) | {"form": form, "numbers": numbers, "unreadable": unreadable}
    return render(request, "way_in/question.html", facts, status=422 if form.errors or unreadable else 200)


def result(request: HttpRequest) -> HttpResponse:
    """What somebody is entitled to, why, what to gather, and the ways on."""
    carried, _unreadable = _carried(request)
    if PROBLEM not in carried.pages:
        return redirect(address("way_in", carried))
    try:
        found = _found(request, carried)
    except Refusal:
        return redirect(address("way_in", carried))
    facts = result_words.told(found, request) | {
        "recap": recap.rows(carried, request.context_now),
        "back": {"url": address("way_in", carried, go=carried.pages[-1]), "label": _("Back to the questions")},
        "letter_url": address("way_in_letter", carried),
        "claim_url": address("way_in_claim", carried),
        "again_url": reverse("way_in"),
        "more_url": address("way_in", carried) if next_page(found)[0] else "",
        "order": carried.order,
        "side": carried.side,
    }
    if carried.side == "buyer":
        facts["before"] = suggesting.for_way_in(
            request, carried.order, str(carried.told.get(PROBLEM) or ""), carried.story
        )
    return render(request, "way_in/result.html", facts)


def _carried(request: HttpRequest) -> tuple[Carried, bool]:
    """The answers of the address, and whether there were some that cannot be read."""
    token = request.GET.get("a", "")
    side = request.GET.get("side", "")
    carried = opened(token)
    unreadable = bool(token) and carried is None
    carried = carried or Carried(side="seller" if role_of(request) in _SELLING else "buyer")
    if side in ("buyer", "seller"):
        carried = replace(carried, side=side)
    return carried, unreadable


def _found(request: HttpRequest, carried: Carried) -> Found:
    return find(carried, marketplace.policy(request), request.context_now)


def _contradicting(carried: Carried, refusal: Refusal) -> str:
    """The question to ask anew where answers carried here contradict each other: the latest one that is named."""
    told = {refusal.facts.get(key) for key in ("one", "other", "fact")}
    named = [page for page in carried.pages if page in told]
    return named[-1] if named else carried.pages[-1] if carried.pages else PROBLEM


def _form(request: HttpRequest, page: str, carried: Carried) -> Form:
    data = request.POST if request.method == "POST" else None
    if page == PURCHASE:
        return _purchase_form(request, carried, data)
    known = fields.UNKNOWN if page in carried.unknown else carried.told.get(page)
    form = fields.question_form(
        page,
        today=timezone.localdate(request.context_now),
        currencies=marketplace.currencies(request, carried.told),
        known=known,
        data=data,
    )
    form.fields["answer"].label = fact_words.question(page, carried.side)
    form.fields["answer"].help_text = fact_words.hint(page)
    if page == PROBLEM:
        _with_story(form, carried)
    return form


def _purchase_form(request: HttpRequest, carried: Carried, data: object) -> Purchase:
    """What was said before; the first time how most people buy here, to be confirmed or changed."""
    known = {path: value for path in IN_PURCHASE if (value := carried.told.get(path)) and path != "price"}
    before = (
        dict.fromkeys(IN_PURCHASE[:-1], fields.UNKNOWN) if PURCHASE in carried.pages else marketplace.usual(request)
    )
    price = carried.told.get("price")
    paid = fields.initial("money", price)
    said = {**before, **known, "price": paid.get("answer", "")} | ({"currency": paid["currency"]} if paid else {})
    elsewhere = {path: value for path, value in carried.told.items() if path != "price"}
    return Purchase(carried.side, marketplace.currencies(request, elsewhere), data, initial=said)


def _with_story(form: Form, carried: Carried) -> None:
    form.fields["story"] = forms.CharField(
        label=_("Tell it in your own words"),
        help_text=_("It is not read here. It goes with you into a letter or a case, if you want one."),
        required=False,
        max_length=LONGEST_STORY,
        widget=forms.Textarea(attrs={"rows": 4, "class": "input"}),
    )
    form.initial.setdefault("story", carried.story)


def _answered(request: HttpRequest, page: str, carried: Carried, form: Form) -> Carried | None:
    """The answers with this one; None where it does not fit to the others, which the form then says."""
    if page == PURCHASE:
        carried = carried.without("price")
    after = carried.answered(page, form.told() if page == PURCHASE else {page: form.raw()})
    if page == PROBLEM:
        after = replace(after, story=form.cleaned_data["story"].strip())
        most = too_long(after)
        if most:
            form.add_error(
                "story", _("This is too long to carry along. Shorten it to about %(most)s characters.") % {"most": most}
            )
            return None
    try:
        _found(request, after)
    except Refusal as refusal:
        form.add_error(
            "answer" if page != PURCHASE else None, result_words.refused(refusal, after, request.context_now)
        )
        return None
    return after


def _around(request: HttpRequest, carried: Carried, page: str) -> dict:
    """What stands around a question: how far, what its answer changes, the answers so far, the ways out."""
    at = carried.pages.index(page) if page in carried.pages else len(carried.pages)
    before = carried.pages[at - 1] if at else ""
    other = "seller" if carried.side == "buyer" else "buyer"
    return {
        "page": page,
        "number": at + 1,
        "most": MOST_QUESTIONS,
        "action": address("way_in", carried, go=page),
        "changes": changes.of(page, carried, marketplace.policy(request), request.context_now),
        "recap": recap.rows(carried, request.context_now, without=page),
        "back": {"url": address("way_in", carried, go=before), "label": _("Back to the last question")} if at else None,
        "result_url": address("way_in_result", carried) if PROBLEM in carried.pages else "",
        "claim_url": address("way_in_claim", carried),
        "side": carried.side,
        "other_url": address("way_in", replace(carried, side=other)) if page == PROBLEM and not carried.order else "",
    }
