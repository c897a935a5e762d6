"""A neutral hands a case over, or an operator takes it from him; each on a page of its own."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hejie.domain.cases.handing_over import HandOver
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import assigning, handing_over
from hejie.web.asking import key_of
from hejie.web.case import page
from hejie.web.neutral import people_forms, table
from hejie.web.operator import acting
from hejie.web.operator.cases import choices


def by_neutral(request: HttpRequest, case_id: str) -> HttpResponse:
    """Hand over a case of one's own."""
    view = table.read(request, case_id)
    if "hand_over" not in view.acts:
        raise Refusal("not_allowed_now", act="NeutralLeft", stage=view.case.stage)
    return _page(request, view, "neutral_table", ("table",))


def by_operator(request: HttpRequest, case_id: str) -> HttpResponse:
    """Move a case from the neutral who has it to another one."""
    acting.proved(request, "move_neutral")
    view = page.read(request, case_id)
    if not view.case.neutral:
        raise Refusal("no_neutral")
    return _page(request, view, "case", ("case", case_id))


def _page(request: HttpRequest, view: object, back: str, goes: tuple) -> HttpResponse:
    ctx, case_id = request.context, view.case.id
    form = people_forms.HandOver(choices(assigning.candidates(ctx, view.case)), request.POST or None)
    facts = {
        "title": _("Hand the case over?"),
        "lead": _(
            "Whoever takes it over reads the whole file, both private rooms and the internal one, and has the whole time. "
            "Both sides are told that the neutral changes, not why."
        ),
        "lost": [
            _("The neutral who had the case reads it no more, and never gets it back."),
            _("An open proposal of the neutral lapses, and so does the draft of a decision."),
        ],
        "send": _("Hand it over"),
        "plain": True,
        "back": reverse(back, args=[case_id]),
        "back_words": _("Back to the case"),
    }

    def do(data: dict) -> object:
        return handing_over.hand_over(ctx, HandOver(case_id, data["reason"], data["to"]), key=key_of(request))

    return acting.form_page(
        request, form, facts, do, done=_("The case goes to another neutral."), goes=lambda _came: goes
    )
