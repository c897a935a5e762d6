"""What these pages share: one form with its words, shown, mended or carried out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hejie.web.forms import Form
from hejie.web.operator import acting


def form_page(
    request: HttpRequest, form: Form, title: str, lead: str, send: str, back: tuple, do: Callable, done: str, **more: object
) -> HttpResponse:  # fmt: skip
    """A page with one form. back: (address, words) to which it also goes afterwards; more: `lost`, `links`, `plain`."""
    facts = {"title": title, "lead": lead, "send": send, "back": back[0], "back_words": back[1], **more}
    return acting.form_page(request, form, facts, do, done=done, goes=lambda _came: (back[0],))


def to_case(case_id: str) -> tuple[str, str]:
    """Back to a case."""
    return reverse("case", args=[case_id]), _("Back to the case")


def to_order(root: str) -> tuple[str, str]:
    """Back to an order."""
    return reverse("order", args=[root]), _("Back to the order")
