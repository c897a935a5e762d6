"""A side answers what the rules ask of a case: one fact a page, “I don't know” takes an answer back."""

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hejie.domain.cases import known
from hejie.domain.cases.telling import TellFacts
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import law
from hejie.usecases import entitlements
from hejie.usecases.reading import CaseView
from hejie.web import asking, refusals
from hejie.web.forms import Form
from hejie.web.way_in import fact_words, fields

_ASK = asking.Ask(
    entitlements.tell,
    Form,
    _("What the rules ask"),
    _(
        "The other side and the neutral read your answer. If the other side says otherwise, the fact counts as disputed."
    ),
    _("Answer"),
    _("Your answer is on the file, and the rules were looked at again."),
    goes="#rules",
)


def tell(request: HttpRequest, case_id: str, path: str) -> HttpResponse:
    """Show the question about the fact that the address names, or carry out the answer. Refuses not_found."""
    said = law.words().get(path)
    if said is None or not said.get("ask", True) or path in known.OF_FILE:
        return refusals.answer(request, Refusal("not_found"))
    made: list[fields.Question] = []

    def make(view: CaseView, sent: QueryDict | None) -> forms.Form:
        form = _form(path, view, sent, request)
        made.append(form)
        return form

    return asking.ask(
        request, case_id, _ASK, lambda _data: TellFacts(case_id, known.nested({path: made[0].raw()})), make
    )


def _form(path: str, view: CaseView, sent: QueryDict | None, request: HttpRequest) -> fields.Question:
    form = fields.question_form(
        path,
        today=timezone.localdate(request.context_now),
        currencies=(view.case.currency,),
        known=_known(path, view),
        data=sent,
    )
    form.fields["answer"].label = fact_words.question(path, view.side)
    form.fields["answer"].help_text = fact_words.hint(path)
    return form


def _known(path: str, view: CaseView) -> object:
    """What this side has told before, None where it has not."""
    told = known.told_by(view.case, view.side, law.schema())
    return told.get(path)
