"""Webhooks of outside systems: how they fare, every call of one, telling it again, a new secret, and its end."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import webhooks as use
from hejie.web.asking import again, key_of
from hejie.web.forms import Form
from hejie.web.operator import acting, pages

_LIST, _ONE = "operator/webhooks.html", "operator/webhook.html"


class Endpoint(Form):
    """A new endpoint."""

    url = forms.CharField(
        label=gettext_lazy("Address of the endpoint"),
        help_text=gettext_lazy("As in https://shop.example.org/hook."),
        max_length=2000,
    )
    kinds = forms.CharField(
        label=gettext_lazy("Kinds of entry"),
        help_text=gettext_lazy("As in CaseOpened TransferPosted, with blanks between. Left empty, all."),
        required=False,
        max_length=4000,
    )

    def clean_kinds(self) -> tuple[str, ...]:
        """Names of kinds, each once."""
        kinds = tuple(dict.fromkeys(self.cleaned_data["kinds"].replace(",", " ").split()))
        wrong = next((kind for kind in kinds if not (kind.isascii() and kind.isalpha() and kind[:1].isupper())), "")
        if wrong:
            raise forms.ValidationError(
                _("“%(kind)s” is no kind of entry. Write it like CaseOpened.") % {"kind": wrong}
            )
        return kinds


@never_cache
def webhooks(request: HttpRequest) -> HttpResponse:
    """All endpoints of the marketplace and how they fare; a new one, whose secret is shown this once."""
    acting.proved(request, "webhook")
    form = Endpoint(request.POST or None)
    facts = {"form": form}
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            facts["made"] = use.register(request.context, wanted["url"], wanted["kinds"], key=key_of(request))["secret"]
        except Refusal as refusal:
            return again(request, _LIST, facts | _all(request), refusal)
    return render(request, _LIST, facts | _all(request), status=422 if form.errors else 200)


@never_cache
def webhook(request: HttpRequest, webhook: str) -> HttpResponse:
    """One endpoint with the log of its calls; posted to: a new secret, shown this once."""
    acting.proved(request, "webhook")
    made = use.renew_secret(request.context, webhook, key=key_of(request)) if request.method == "POST" else None
    failed = request.GET.get("show") == "failed"
    rows, on = use.deliveries(request.context, webhook, after=request.GET.get("after", ""), failed=failed)
    facts = {
        "hook": _row(use.one(request.context, webhook)),
        "made": made["secret"] if made else "",
        "rows": [_call(webhook, row) for row in rows],
        "older": pages.older(request, "after", on),
        "failed": failed,
        "tabs": [
            {"url": reverse("webhook", args=[webhook]), "label": _("All calls"), "current": not failed},
            {"url": "?show=failed", "label": _("Failed calls"), "current": failed},
        ],
    }
    return render(request, _ONE, facts)


@require_POST
def tell_again(request: HttpRequest, webhook: str, delivery: int) -> HttpResponse:
    """Tell it again, from the entry of one call on."""
    return acting.button(
        request,
        lambda: use.replay_from(request.context, webhook, delivery, key=key_of(request)),
        done=_("The messages are sent again from this one on. They carry the same ids as before."),
        goes=("webhook", webhook),
    )


@require_POST
def private(request: HttpRequest) -> HttpResponse:
    """Whether endpoints may lie in private networks."""
    allowed = request.POST.get("allowed") == "yes"
    return acting.button(
        request,
        lambda: use.allow_private(request.context, allowed),
        done=_("Private addresses may be called from now on.") if allowed else _("Only public addresses are called."),
        goes=("webhooks",),
    )


def removal(request: HttpRequest, webhook: str) -> HttpResponse:
    """Ask once, then tell it nothing more."""
    acting.proved(request, "webhook")
    one = use.one(request.context, webhook)
    facts = {
        "title": _("Remove the webhook?"),
        "about": one["url"],
        "lead": _("It is told nothing more, at once."),
        "lost": [_("The log of its calls."), _("Its secret: whoever registers it anew gets another one.")],
        "send": _("Remove the webhook"),
        "plain": True,
        "back": reverse("webhook", args=[webhook]),
        "back_words": _("Back to the webhook"),
    }
    return acting.form_page(
        request,
        Form(request.POST if request.method == "POST" else None),
        facts,
        lambda _data: use.remove(request.context, webhook),
        done=_("The webhook is removed."),
        goes=lambda _came: ("webhooks",),
    )


def _all(request: HttpRequest) -> dict:
    rows = [_row(one) for one in use.listed(request.context)]
    return {"rows": rows, "private": use.may_be_private(request.marketplace)}


def _row(one: dict) -> dict:
    moments = {name: clock.parse(one[name]) for name in ("failing_since", "disabled_at") if one[name]}
    return {**one, **moments, "page": reverse("webhook", args=[one["id"]]), "is_on": not one["disabled_at"]}


def _call(webhook: str, row: dict) -> dict:
    if row.get("case"):
        about = {"case": row["case"], "about_url": reverse("case", args=[row["case"]])}
    elif row.get("order"):
        about = {"about": _("an order"), "about_url": reverse("order", args=[row["order"]])}
    else:
        about = {"about": _("a standing")}
    return {
        **about,
        "type": row["type"],
        "at": clock.parse(row["at"]),
        "ok": row["ok"],
        "answer": row["status"] or row["error"],
        "tries": row["tries"],
        "took_ms": row["took_ms"],
        "next_at": clock.parse(row["next_at"]) if row["next_at"] else None,
        "again_url": reverse("webhook_again", args=[webhook, row["id"]]),
    }
