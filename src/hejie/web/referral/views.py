"""The way to outside bodies: the page that chooses and counts, the letter, what came back, and the files to send on."""

from tempfile import TemporaryFile

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hejie.domain.cases.referrals import AnswerReferral, ReferCase
from hejie.domain.cases.state import SIDES
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import referral as directories
from hejie.usecases import referrals
from hejie.web import asking, languages
from hejie.web.referral import forms, page


@require_safe
def referral(request: HttpRequest, case_id: str) -> HttpResponse:
    """Which outside bodies fit, why, until when, and what came back so far."""
    told = referrals.Told(*(request.GET.get(name) for name in ("buyer_in", "seller_in", "consumer", "arbitration")))
    found = referrals.ways(request.context, case_id, told)
    return render(request, "referral/page.html", page.facts(request.context, found))


def letter(request: HttpRequest, case_id: str) -> HttpResponse:
    """The letter to one body: written from the file, changed by its writer, then kept."""
    given = request.POST if request.method == "POST" else request.GET
    body_id, language, buyer_in = (given.get(name, "") for name in ("body", "language", "buyer_in"))
    language, text = referrals.draft(request.context, case_id, body_id, language, buyer_in=buyer_in)
    found = referrals.ways(request.context, case_id, what="referral letter")
    body = directories.load().body(body_id)
    form = forms.Letter(request.POST if request.method == "POST" else None, initial={"letter": text})
    facts = {
        "case": found.view.case,
        "name": body.names[languages.active()],
        "address": body.address,
        "form": form,
        "language": language,
        "languages": forms.LetterLanguage(initial={"language": language}),
        "hidden": {"body": body_id, "buyer_in": buyer_in},
        "back": reverse("case_referral", args=[case_id]),
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "referral/letter.html", facts, status=422 if form.errors else 200)
    command = ReferCase(case_id, body_id, language, form.cleaned_data["letter"])
    try:
        referrals.refer_case(request.context, command, key=asking.key_of(request))
    except Refusal as refusal:
        return asking.again(request, "referral/letter.html", facts, refusal)
    messages.success(request, _("Your letter is on the file. Now send it: we do not send it for you."))
    return redirect(f"{facts['back']}#referrals")


def result(request: HttpRequest, case_id: str, referral: str) -> HttpResponse:
    """What came back from an outside body."""
    found = referrals.ways(request.context, case_id, what="referral result")
    row = found.view.case.referral(referral)
    if row is None or found.view.side not in SIDES:
        raise Refusal("not_found")
    form = forms.Result(request.POST or None)
    facts = {
        "case": found.view.case,
        "name": row.names[languages.active()],
        "form": form,
        "back": reverse("case_referral", args=[case_id]),
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "referral/result.html", facts, status=422 if form.errors else 200)
    command = AnswerReferral(case_id, referral, **form.cleaned_data)
    try:
        referrals.answer_referral(request.context, command, key=asking.key_of(request))
    except Refusal as refusal:
        return asking.again(request, "referral/result.html", facts, refusal)
    messages.success(request, _("What came back is on the file."))
    return redirect(f"{facts['back']}#referrals")


@require_safe
def letter_text(request: HttpRequest, case_id: str, referral: str) -> HttpResponse:
    """A letter that was kept, as plain text."""
    text = referrals.letter(request.context, case_id, referral).text
    return _download(text.encode(), f"letter-{referral}.txt", "text/plain; charset=utf-8")


@require_safe
def letter_pdf(request: HttpRequest, case_id: str, referral: str) -> HttpResponse:
    """A letter that was kept, as a PDF."""
    pdf = referrals.letter_pdf(request.context, case_id, referral)
    return _download(pdf, f"letter-{referral}.pdf", "application/pdf")


@require_safe
def bundle(request: HttpRequest, case_id: str, referral: str) -> HttpResponse:
    """One ZIP to send on: the letter and the dossier."""
    out = TemporaryFile()  # noqa: SIM115  (the answer closes it)
    try:
        referrals.bundle(request.context, case_id, referral, out)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    name = f"case-{case_id}-{referral}.zip"
    return FileResponse(out, as_attachment=True, filename=name, content_type="application/zip")


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
