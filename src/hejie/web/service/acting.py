"""Acts of a service, sent from its case page: the answer, a step, other numbers of pieces."""

from django.contrib import messages as notes
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hejie.domain.cases.servicing import steps as rules
from hejie.domain.cases.servicing.commands import ChangeService, TakeServiceStep
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import evidence, service_words, services
from hejie.usecases.reading import CaseView
from hejie.web import languages, leading, refusals
from hejie.web.asking import key_of
from hejie.web.case import page, service, voice
from hejie.web.cases import refused, shown
from hejie.web.numbers import whole
from hejie.web.service import answer_forms, step_forms, vocabulary
from hejie.web.service.step_form import StepForm

_ANSWERS = {"approve": answer_forms.Approve, "decline": answer_forms.Decline}


@require_POST
def answer(request: HttpRequest, case_id: str, how: str) -> HttpResponse:
    """Approve or decline a request."""
    view = _view(request, case_id)
    if how not in _ANSWERS:
        raise Refusal("not_found")
    form = _ANSWERS[how](view, how, request.POST)
    if not form.is_valid():
        return _again(request, view, form)
    if leading.before_sending(request, form):
        return _again(request, view, form, status=200)
    done = _("You have approved the request.") if how == "approve" else _("You have declined the request.")
    return _do(
        request, view, form, lambda: services.answer(request.context, form.command(case_id), key=key_of(request)), done
    )


@require_POST
def step(request: HttpRequest, case_id: str, name: str) -> HttpResponse:
    """Take one step, with a piece of evidence that comes with it."""
    view = _view(request, case_id)
    if name not in rules.STEPS:
        raise Refusal("not_found")
    if name != "release" and name not in rules.may_take(view.case.service, service.side_of(view)):
        return refused(request, case_id, "service", Refusal("step_not_now", step=name, status=view.case.service.status))
    form = step_forms.of(view, name, request.POST, request.FILES)
    if not form.is_valid():
        return _again(request, view, form)
    if leading.before_sending(request, form):
        return _again(request, view, form, status=200)

    def do() -> object:
        pieces = form.pieces()
        if file := form.cleaned_data.get("file"):
            pieces = (*pieces, _file(request, view, name, file))
        command = TakeServiceStep(case_id, name, form.told(), form.note(), pieces)
        return services.take(request.context, command, key=key_of(request))

    return _do(request, view, form, do, _("Put down: %(what)s.") % {"what": vocabulary.step_done(name, form.told())})


@require_POST
def pieces(request: HttpRequest, case_id: str) -> HttpResponse:
    """Ask for other numbers of pieces, while nobody has answered."""
    view = _view(request, case_id)
    wanted = tuple((one.line, whole(request.POST.get(f"p{one.line}", ""))) for one in view.case.service.pieces)
    command = ChangeService(case_id, tuple(row for row in wanted if row[1]))
    try:
        services.change(request.context, command, key=key_of(request))
    except Refusal as refusal:
        return refused(request, case_id, "service", refusal)
    notes.success(request, _("The request is about other numbers of pieces now."))
    return redirect("case", case_id)


def _view(request: HttpRequest, case_id: str) -> CaseView:
    view = page.read(request, case_id)
    if view.case.service is None:
        raise Refusal("not_found")
    return view


def _file(request: HttpRequest, view: CaseView, name: str, file: UploadedFile) -> str:
    """Put what came with the step on the file first; the number that it got."""
    purpose = service_words.with_step(name, languages.active())
    receipt = evidence.file_upload(
        request.context,
        view.case.id,
        file,
        name=file.name or "",
        purpose=purpose,
        key=f"{key_of(request)}:file",
        step=name,
    )
    return receipt.created["id"]


def _do(request: HttpRequest, view: CaseView, form: StepForm, do: object, done: str) -> HttpResponse:
    case_id = view.case.id
    try:
        do()
    except Refusal as refusal:
        led = refusals.lead(request, refusal)
        if led or refusal.code == "not_found":
            return led or refusals.answer(request, refusal)
        told = refusals.told(request, refusal)
        wrong = {
            "id": "service",
            "title": told.what,
            "words": told.why,
            "items": [{"url": "#service", "words": told.do}],
        }
        return _again(request, view, form, status=refusals.refusal_texts.status(refusal.code), wrong=wrong)
    notes.success(request, done)
    return redirect(f"{reverse('case', args=[case_id])}#content")


def _again(request: HttpRequest, view: CaseView, form: StepForm, *, status: int = 422, **more: object) -> HttpResponse:
    """The case page once more, with what was typed where it was typed."""
    view = page.read(request, view.case.id)
    if "seen" in form.fields:  # what a colleague has said meanwhile stands on the page that is shown now
        form.data = form.data.copy()
        form.data[form.add_prefix("seen")] = view.case.service.status
    part = service.of_case(request, view, voice.of_view(view), bound=form)
    shown_now = (one["form"].step for one in (*part["first"], *part["others"])) if part else ()
    if form.step not in shown_now:  # another was quicker; what was written is not lost
        more["left_over"] = form.data.get(form.add_prefix("note"), "").strip()
    wrong = more.pop("wrong", None) or {"title": "", "items": service.errors(form)}
    return shown(request, view.case.id, status=status, service=part, wrong=wrong, **more)
