"""The agreement on a page of its own: before the signatures what is about to be signed, then the signed document; and its PDF."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hejie.domain.kernel import clock
from hejie.usecases.agreement import document, parts
from hejie.usecases.agreement import pdf as printed
from hejie.usecases.agreement.around import Around
from hejie.usecases.agreement.document import Document
from hejie.web import formatting, languages
from hejie.web.case import settled, voice
from hejie.web.numbers import whole as whole_number


@require_safe
def page(request: HttpRequest, case_id: str) -> HttpResponse:
    """The agreement of a case, in the reader's language or the one that he asks for."""
    found = document.of_case(request.context, case_id, ended=_ended(request))
    language = document.known(request.GET.get("language", "")) or languages.active()
    around = Around(found, language)
    text = found.texts.get(language, "")
    title, *rest = parts.read(text) if text else (parts.Part("title", around.words("title")),)
    signing = None if found.ended else settled.agreement(found.view, voice.of_view(found.view))
    facts = {
        "case": found.view.case,
        "language": language,
        "heading": _heading(found),
        "title": title.text,
        "groups": _grouped(rest)
        if text
        else [{"form": "words", "items": [parts.Part("words", around.words("erased"))]}],
        "around": around,
        "notes": around.notes(),
        "signatures": around.signatures(),
        "prints": around.prints(),
        "check": around.check() if found.agreement.signatures else "",
        "check_url": reverse("verify"),
        "kept": _kept(around),
        "tabs": _tabs(found, language),
        "pdf_url": f"{reverse('case_agreement_pdf', args=[case_id])}?ended={found.ended}",
        "others": _others(found),
        "sign_url": signing["sign_url"] if signing else "",
        "breaches": signing["breaches"] if signing else [],
        "fingerprint": found.fingerprint,
    }
    return render(request, "case/agreement.html", facts)


@require_safe
def pdf(request: HttpRequest, case_id: str) -> HttpResponse:
    """The same as a PDF: every signed language one after the other, or the one that is asked for."""
    found = document.of_case(request.context, case_id, ended=_ended(request), what="agreement pdf")
    content = printed.render(found, document.known(request.GET.get("language", "")))
    name = f'inline; filename="agreement-{case_id}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": name})


def _ended(request: HttpRequest) -> int:
    return whole_number(request.GET.get("ended", ""))


def _others(found: Document) -> list[dict]:
    """The other agreements of the case: the one that stands, and those that no longer do."""
    case = found.view.case
    url = reverse("case_agreement", args=[case.id])
    others = [{"url": url, "label": _("The agreement that stands")}] if found.ended and case.agreement else []
    for number, one in enumerate(case.ended_agreements, start=1):
        if number != found.ended:
            at = {"at": formatting.moment_short(clock.parse(one.at), clock.parse(case.changed_at))}
            others.append({"url": f"{url}?ended={number}", "label": _("One of %(at)s, which no longer stands") % at})
    return others


def _heading(found: Document) -> str:
    if found.ended:
        return _("An agreement that no longer stands")
    if found.agreement.in_effect:
        return _("The agreement, signed by both")
    if found.view.side in ("buyer", "seller") and found.view.side not in found.agreement.signed_by:
        return _("What you are about to sign")
    return _("The agreement, not signed by both yet")


def _grouped(found: list[parts.Part]) -> list[dict]:
    """Runs of like parts, as lists of a page are made; clauses carry the number with which they begin."""
    groups = []
    for form, run in groupby(found, key=lambda part: part.form):
        items = list(run)
        groups.append({"form": form, "items": items, "start": items[0].name if form == "clause" else ""})
    return groups


def _kept(around: Around) -> dict | None:
    """How it is kept, as a table; the words are those of the text's language."""
    rows, words = around.kept(), around.words
    if not rows:
        return None
    columns = [{"key": name, "label": words(name), "head": name == "what"} for name in ("what", "who", "due", "state")]
    told = [{"who": who, "what": what, "due": due, "state": state} for _status, who, what, due, state in rows]
    return {"title": words("annex"), "at": around.as_of(), "columns": columns, "rows": told}


def _tabs(found: Document, language: str) -> list[dict]:
    """The languages in which it can be read; those that are signed say so."""
    tabs = []
    for one in document.shown_languages(found):
        name = format_html('<span lang="{}">{}</span>', one, languages.BY_CODE[one].name)
        label = name if one in found.languages else voice.say(_("%(language)s, for reading"), language=name)
        tabs.append({"url": f"?language={one}&ended={found.ended}", "label": label, "current": one == language})
    return tabs
