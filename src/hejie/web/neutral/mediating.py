"""The neutral opens a mediation, and works on the single text: kept for himself, put to both sides for comment."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from hejie.domain.cases import mediating as decided
from hejie.domain.cases.state import CaseState
from hejie.domain.escrow.points_book import Worth
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import mediating, points
from hejie.usecases.reading import CaseView
from hejie.web import asking, formatting, languages, worddiff
from hejie.web.asking import key_of
from hejie.web.case import forms as case_forms
from hejie.web.case import mediation, terms, voice
from hejie.web.neutral import acts, table


class Text(case_forms.Offer):
    """The single text: terms, and the words that stand round them."""

    def __init__(self, case: CaseState, *args: object, **kwargs: object) -> None:
        super().__init__(case, *args, **kwargs)
        note = self.fields["note"]
        note.label = _("The words round the terms")
        note.help_text = _(
            "Why this may do for both, and what it settles. Say nothing that one of them told you alone."
        )
        note.required = True
        note.widget.attrs["rows"] = 9
        self.order_fields(["note", *self.fields])


def opening(request: HttpRequest, case_id: str) -> HttpResponse:
    """Show the opening statement before it is put to both sides, or put it."""
    view = table.read(request, case_id)
    if "open_mediation" not in view.acts:
        raise Refusal("not_allowed_now", act="OpeningStatementMade", stage=view.case.stage)
    if request.method == "POST":

        def do(ctx: object, command: str, *, key: str) -> object:
            return mediating.open_mediation(ctx, command, key=key)

        return acts.act(request, case_id, "mediation", do, case_id)
    said = mediating.statement(request.context).texts
    facts = {
        "case": view.case,
        "said": said.get(languages.active()) or said["en"],
        "back": reverse("neutral_table", args=[case_id]),
    }
    return render(request, "neutral/opening.html", facts)


def text(request: HttpRequest, case_id: str) -> HttpResponse:
    """Show the form of the single text; keep it, or put it to both sides for comment."""
    view = table.read(request, case_id)
    if "propose" not in view.acts:
        raise Refusal("not_allowed_now", act="TextPut", stage=view.case.stage)
    if not request.context.actor.second_factor:
        raise Refusal("second_factor_needed", act="propose")
    if request.method != "POST":
        return _page(request, view, _begun(view, points.worth_now(request.context)))
    form = Text(view.case, request.POST, worth=points.worth_now(request.context))
    if not form.is_valid():
        return _page(request, view, form, 422)
    said = (case_id, form.cleaned_data["note"], form.package())
    try:
        if request.POST.get("do") == "put":
            mediating.put_text(request.context, decided.PutText(*said), key=key_of(request))
            messages.success(request, _("The text has been put to both sides for comment."))
        else:
            mediating.keep_text(request.context, decided.KeepText(*said), key=key_of(request))
            messages.success(request, _("The text is kept. Neither side sees it."))
    except Refusal as refusal:
        return asking.again(request, "neutral/text.html", _facts(view, form), refusal)
    return redirect(f"{reverse('neutral_table', args=[case_id])}#texts")


@require_POST
def preview(request: HttpRequest, case_id: str) -> HttpResponse:
    """The text as both would read it, with what changes against the last one."""
    view = table.read(request, case_id)
    form = Text(view.case, request.POST, worth=points.worth_now(request.context))
    return render(request, "neutral/text_preview.html", {"preview": _preview(view, form)})


def _begun(view: CaseView, worth: Worth | None) -> Text:
    """The form as it begins: the text kept or put last, else the last offer."""
    room = view.rooms.get("internal")
    kept = room.kept_as("DraftText")[-1:] if room else ()
    put = view.case.texts[-1:]
    last = max([*kept, *put], key=lambda one: one.at, default=None)
    if last is None:
        return Text.of_package(view.case, dict(view.case.offers[-1].package), worth)
    package, words_ = (last.data["package"], last.data["text"]) if last in kept else (last.package, last.words)
    form = Text.of_package(view.case, dict(package), worth)
    form.initial["note"] = view.text(words_)
    return form


def _page(request: HttpRequest, view: CaseView, form: Text, status: int = 200) -> HttpResponse:
    return render(request, "neutral/text.html", _facts(view, form), status=status)


def _facts(view: CaseView, form: Text) -> dict:
    bound = form if form.is_bound else Text(view.case, dict(form.initial), worth=form.worth)
    return {
        "case": view.case,
        "form": form,
        "preview": _preview(view, bound),
        "texts": mediation.texts(view, voice.of_view(view)),
        "back": reverse("neutral_table", args=[view.case.id]),
    }


def _preview(view: CaseView, form: Text) -> dict | None:
    """The text as it reads, its changes marked; None while it cannot be understood."""
    if not form.is_valid():
        return None
    last = view.case.texts[-1] if view.case.texts else None
    now, package = form.cleaned_data["note"], form.package()
    words_, places = worddiff.marked(view.text(last.words), now) if last else (worddiff.plain(now), 0)
    changed = ngettext("%(count)s place changed in the words", "%(count)s places changed in the words", places)
    return {
        "words": words_,
        "says": terms.sentence(package, view.case, voice.of_view(view)),
        "changes": terms.changes(last.package, package, view.case) if last else "",
        "places": changed % {"count": formatting.number(places)} if places else "",
    }
