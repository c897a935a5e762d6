"""Reviews: writing one, explaining, moderating, and a shop's reviews for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import reviews as rules
from hejie.usecases import reviews as use
from hejie.web.after.pages import form_page, to_order
from hejie.web.asking import key_of
from hejie.web.chrome import role_of
from hejie.web.forms import Choices, Form, forms
from hejie.web.operator import pages

HIDDEN = {
    "insult": gettext_lazy("It insults somebody"),
    "personal_data": gettext_lazy("It tells of people: names, addresses, numbers"),
    "not_about_it": gettext_lazy("It is not about these goods or this sale"),
    "advertising": gettext_lazy("It is advertising"),
}
_STARS = [(str(number), "★" * number + "☆" * (5 - number)) for number in (5, 4, 3, 2, 1)]


class Review(Form):
    """Stars and words."""

    speaks = ("text",)
    stars = forms.TypedChoiceField(label=gettext_lazy("How many stars?"), choices=_STARS, coerce=int, widget=Choices)
    text = forms.CharField(
        label=gettext_lazy("What should others know?"),
        help_text=gettext_lazy(
            "Everybody can read it, without your name. What you write later takes its place; both stay on record."
        ),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class Reply(Form):
    """The shop's explanation."""

    speaks = ("text",)
    text = forms.CharField(
        label=gettext_lazy("How do you see it?"),
        help_text=gettext_lazy(
            "Everybody reads it below the review. Nothing may be offered or asked for a change of the review."
        ),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class Moderation(Form):
    """What is hidden, and why."""

    what = forms.ChoiceField(
        label=gettext_lazy("What?"),
        choices=[("review", gettext_lazy("The review")), ("reply", gettext_lazy("The shop’s answer"))],
        widget=Choices,
    )
    why = forms.ChoiceField(
        label=gettext_lazy("Why is it hidden?"),
        choices=[*HIDDEN.items(), ("show", gettext_lazy("Show it again"))],
        widget=Choices,
    )
    note = forms.CharField(
        label=gettext_lazy("What exactly"),
        help_text=gettext_lazy("Both sides read this. That a review is a bad one is no reason."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def write(request: HttpRequest, root: str, line: int) -> HttpResponse:
    """Write a review of a line, or change one's own."""
    order, texts = use.of_order(request.context, root)
    if request.context.actor.role != "buyer":
        raise Refusal("not_found")
    order.line(line)
    before = next((one for one in order.reviews if one.line == line), None)
    initial = {"stars": str(before.now.stars), "text": texts.get(before.now.text["ref"], "")} if before else {}
    form = Review(request.POST or None, initial=initial)

    def do(data: dict) -> object:
        return use.write(
            request.context, rules.WriteReview(root, line, data["stars"], data["text"]), key=key_of(request)
        )

    title = _("Change your review") if before else _("Write a review")
    lead = _("Nobody may pay you for a review, nor make anything depend on it.")
    return form_page(
        request, form, title, lead, _("Publish the review"), to_order(root), do, _("Your review can be read now.")
    )


def reply(request: HttpRequest, root: str, review: str) -> HttpResponse:
    """Explain in public."""
    order, texts = use.of_order(request.context, root)
    found = _found(order, review)
    if request.context.actor.seller != found.seller:
        raise Refusal("not_found")
    form = Reply(request.POST or None, initial={"text": texts.get(found.reply["ref"], "") if found.reply else ""})
    back = (reverse("reviews_of_shop", args=[found.seller]), _("Back to the reviews"))

    def do(data: dict) -> object:
        return use.reply(request.context, rules.ReplyToReview(root, review, data["text"]), key=key_of(request))

    said = texts.get(found.now.text["ref"], "")
    return form_page(
        request,
        form,
        _("Explain in public"),
        "",
        _("Publish the explanation"),
        back,
        do,
        _("Your explanation can be read now."),
        about=said,
    )


def moderation(request: HttpRequest, root: str, review: str) -> HttpResponse:
    """Hide a review or the answer to it, or show it again."""
    order, texts = use.of_order(request.context, root)
    if request.context.actor.role != "operator":
        raise Refusal("not_found")
    found = _found(order, review)
    back = (reverse("reviews_of_shop", args=[found.seller]), _("Back to the reviews"))

    def do(data: dict) -> object:
        why = "" if data["why"] == "show" else data["why"]
        command = rules.ModerateReview(root, review, data["what"], why, data["note"])
        return use.moderate(request.context, command, key=key_of(request))

    form = Moderation(request.POST or None, initial={"what": "review"})
    return form_page(
        request, form, _("Hide a review"), _("The stars go on counting only while the review is shown. Both sides are told the reason."),
        _("Save"), back, do, _("It is done; both sides are told."), about=texts.get(found.now.text["ref"], ""), plain=True,
    )  # fmt: skip


def _found(order: object, review: str) -> rules.Review:
    found = next((one for one in order.reviews if one.id == review), None)
    if found is None:
        raise Refusal("not_found")
    return found


def of_shop(request: HttpRequest, seller: str) -> HttpResponse:
    """A shop's reviews, for everybody."""
    role = role_of(request)
    actor = request.context.actor if role else None
    staff = role == "operator"
    own = bool(actor and actor.seller == seller and role in ("seller", "agent"))
    found = use.of_seller(request.marketplace.pk, seller, request.GET.get("after", ""), staff=staff or own)
    count = sum(found.stars.values())
    facts = {
        "name": found.name,
        "own": own,
        "count": count,
        "mean": round(sum(stars * number for stars, number in found.stars.items()) / count, 1) if count else None,
        "spread": [
            {"stars": stars, "shown": "★" * stars, "count": found.stars.get(stars, 0)} for stars in (5, 4, 3, 2, 1)
        ],
        "rows": [_row(row, found, own, staff) for row in found.rows],
        "older": pages.older(request, "after", found.after),
    }
    return render(request, "after/reviews.html", facts)


def _row(row: dict, found: use.Reviews, own: bool, staff: bool) -> dict:
    hidden = row["hidden"].split()
    return {
        "stars": row["stars"],
        "shown": "★" * row["stars"] + "☆" * (5 - row["stars"]),
        "first": row["first_stars"] if row["first_stars"] != row["stars"] else 0,
        "changed": clock.from_milliseconds(row["changed_ms"]) if row["versions"] > 1 else None,
        "at": clock.from_milliseconds(row["at_ms"]),
        "text": found.texts.get(row["text_ref"], ""),
        "goods": found.texts.get(row["title_ref"], ""),
        "reply": found.texts.get(row["reply_ref"], ""),
        "hidden": "review" in hidden,
        "reply_hidden": "reply" in hidden,
        "reply_url": reverse("order_review_reply", args=[row["root"], row["id"]]) if own else "",
        "moderate_url": reverse("order_review_moderation", args=[row["root"], row["id"]]) if staff else "",
    }


def of_order(request: HttpRequest, order: object, lines: list[dict]) -> dict:
    """Below each line of an order that came: its review, or the way to write one."""
    _order, texts = use.of_order(request.context, order.root) if order.reviews else (order, {})
    buyer = request.context.actor.role == "buyer"
    came = bool(order.dates.get("delivered") or order.confirmed)
    rows = []
    for line in lines:
        one = next((row for row in order.reviews if row.line == line["number"]), None)
        if one is None and not (buyer and came):
            continue
        rows.append(
            {
                "title": line["title"],
                "stars": "★" * one.now.stars + "☆" * (5 - one.now.stars) if one else "",
                "count": one.now.stars if one else 0,
                "text": texts.get(one.now.text["ref"], "") if one else "",
                "reply": texts.get(one.reply["ref"], "") if one and one.reply else "",
                "earlier": [
                    {"at": clock.parse(v.at), "stars": v.stars, "text": texts.get(v.text["ref"], "")}
                    for v in one.versions[:-1]
                ]
                if one
                else [],
                "hidden": HIDDEN.get(one.hidden.get("review", ""), "") if one else "",
                "note": texts.get(one.notes["review"]["ref"], "") if one and one.hidden.get("review") else "",
                "url": reverse("order_review", args=[order.root, line["number"]]) if buyer and came else "",
            }
        )
    return {"order_reviews": rows}
