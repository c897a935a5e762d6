"""Acts in a case, each a noun below it: a form is read, one use case is called, the case page shows what came of it.

Every form carries a key, so that a double click or a replay gets the first receipt. A refusal shows the page again with
what was typed. What must be proved first (one-time code, second factor) leads there and back.
"""

from collections.abc import Callable

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hejie.domain.aftersales.service import STAGE
from hejie.domain.cases import commands, packages
from hejie.domain.kernel.refusal import Refusal
from hejie.record.receipt import Receipt
from hejie.usecases import cases, evidence, mediation, settlement, uploads
from hejie.web import asking, leading, waiving
from hejie.web.asking import key_of
from hejie.web.case import checklist, forms, page
from hejie.web.cases import refused, shown


def act(
    request: HttpRequest,
    case_id: str,
    place: str,
    do: Callable,
    command: object,
    goes: str = "",
    done: str = "",
    below: str = "",
) -> HttpResponse:
    """Carry out one act and go back to the case, or show it again with the refusal beside `place`.

    goes    where on the case page to look afterwards; done: what is said there
    below   the page that asks a buyer whether he knows that he takes less than the rules give him
    """
    try:
        do(request.context, command, key=key_of(request))
    except Refusal as refusal:
        if below and refusal.code == "below_entitlement":
            offer = [place] if isinstance(command, commands.AcceptOffer) else []
            read = f"?document={command.document}" if getattr(command, "document", "") else ""
            return redirect(reverse(below, args=[case_id, *offer]) + read)
        return refused(request, case_id, place, refusal)
    if done:
        notes.success(request, done)
    return redirect(f"{reverse('case', args=[case_id])}{goes or '#' + place}")


@require_POST
def messages(request: HttpRequest, case_id: str, room: str) -> HttpResponse:
    """Write into a room; in the internal one, a note."""
    text = request.POST.get("text", "")
    goes = f"?room={room}#talk"
    if room == "internal":
        return act(request, case_id, "say", cases.write_note, commands.WriteNote(case_id, text), goes)
    told, buys = leading.to_say(request, text), leading.buys_a_review(request, text)
    if told or buys:
        return shown(request, case_id, kept={"id": "say", "text": text, "leads": told, "buys": buys})
    return act(request, case_id, "say", cases.write_message, commands.WriteMessage(case_id, text, room), goes)


@require_POST
def file_evidence(request: HttpRequest, case_id: str) -> HttpResponse:
    """File a piece of evidence, into the joint room or the reader's room with the neutral."""
    form = forms.Evidence(request.POST, request.FILES)
    upload = request.POST.get("upload", "")
    form.fields["file"].required = not upload
    if not form.is_valid():
        return shown(request, case_id, status=422, evidence_form=checklist.offer(form, page.read(request, case_id)))
    file, told = form.cleaned_data.pop("file"), {**form.cleaned_data, "room": request.POST.get("room") or "joint"}
    try:
        if upload:
            receipt = uploads.file_upload(request.context, case_id, upload, key=key_of(request), **told)
        else:
            receipt = evidence.file_upload(request.context, case_id, file, key=key_of(request), **told)
    except Refusal as refusal:
        return refused(request, case_id, "evidence", refusal)
    notes.success(request, said_of(receipt))
    return redirect(f"{reverse('case', args=[case_id])}#evidence")


def said_of(receipt: Receipt) -> str:
    """What is told of a piece that was filed: also that its side had filed the same content before."""
    same = receipt.created.get("same_as", "")
    if not same:
        return _("Your evidence is on the file.")
    return _("Your evidence is on the file. It is the same file as %(number)s, which you had filed before.") % {
        "number": same.upper()
    }


@require_POST
def offer_answer(request: HttpRequest, case_id: str, offer: str) -> HttpResponse:
    """Accept or decline an open offer: the two buttons of its card."""
    if request.POST.get("answer") == "accept":
        return acceptance(request, case_id, offer)
    return rejection(request, case_id, offer)


@require_POST
def acceptance(request: HttpRequest, case_id: str, offer: str) -> HttpResponse:
    """Accept an open offer; where it is below what the rules give the buyer, he is asked first."""
    return act(
        request,
        case_id,
        offer,
        settlement.accept_offer,
        commands.AcceptOffer(case_id, offer),
        "#content",
        _("You have accepted the offer."),
        below="case_acceptance_knowing",
    )


def acceptance_knowing(request: HttpRequest, case_id: str, offer: str) -> HttpResponse:
    """Accept an offer that is below what the rules give the buyer, who says that he knows it."""
    return waiving.accept(request, case_id, offer)


@require_POST
def rejection(request: HttpRequest, case_id: str, offer: str) -> HttpResponse:
    """Decline an open offer."""
    command = commands.RejectOffer(case_id, offer, request.POST.get("note", ""))
    return act(request, case_id, offer, settlement.reject_offer, command, "#content", _("You have declined the offer."))


@require_POST
def signature(request: HttpRequest, case_id: str) -> HttpResponse:
    """Sign the agreement that stands."""
    return act(
        request,
        case_id,
        "agreement",
        settlement.sign_agreement,
        commands.SignAgreement(case_id, request.POST.get("document", "")),
        "#content",
        _("You have signed the agreement."),
        below="case_signature_knowing",
    )


def signature_knowing(request: HttpRequest, case_id: str) -> HttpResponse:
    """Sign an agreement that is below what the rules give the buyer, who says that he knows it."""
    return waiving.sign(request, case_id)


@require_POST
def performance(request: HttpRequest, case_id: str, obligation: str) -> HttpResponse:
    """Say that one's obligation is done, with a word and pieces of evidence on the file."""
    pieces = tuple(request.POST.getlist("evidence")[:100])
    command = commands.ReportPerformance(case_id, obligation, request.POST.get("text", ""), pieces)
    return act(
        request,
        case_id,
        f"report-{obligation}",
        settlement.report_performance,
        command,
        "#content",
        _("You have reported it as done."),
    )


@require_POST
def confirmation(request: HttpRequest, case_id: str, obligation: str) -> HttpResponse:
    """Confirm that the other side's obligation was done."""
    command = commands.ConfirmPerformance(case_id, obligation)
    return act(
        request,
        case_id,
        "obligations",
        settlement.confirm_performance,
        command,
        "#content",
        _("You have confirmed it."),
    )


@require_POST
def answer(request: HttpRequest, case_id: str, question: str) -> HttpResponse:
    """Answer the neutral's question."""
    command = commands.AnswerQuestion(case_id, question, request.POST.get("text", ""))
    return act(
        request, case_id, question, cases.answer_question, command, "#questions", _("Your answer is on the file.")
    )


@require_POST
def appeal_answer(request: HttpRequest, case_id: str) -> HttpResponse:
    """Answer the other side's request for a second look."""
    command = commands.AnswerAppeal(case_id, request.POST.get("text", ""))
    return act(
        request, case_id, "appeal-answer", mediation.answer_appeal, command, "#appeal", _("Your answer is on the file.")
    )


def statements(request: HttpRequest, case_id: str) -> HttpResponse:
    """Put one's own account on the file."""
    return asking.ask(request, case_id, asking.STATEMENT, lambda data: commands.MakeStatement(case_id, data["text"]))


def escalation(request: HttpRequest, case_id: str) -> HttpResponse:
    """Ask for a neutral, or for a decision once a proposal has failed."""
    question = asking.SERVICE_ESCALATION if _in_service(request, case_id) else asking.ESCALATION
    return asking.ask(request, case_id, question, lambda data: commands.Escalate(case_id, data["note"]))


def _in_service(request: HttpRequest, case_id: str) -> bool:
    """Whether the case is a service yet."""
    return page.read(request, case_id).case.stage == STAGE


def objection(request: HttpRequest, case_id: str) -> HttpResponse:
    """Ask for another neutral."""
    return asking.ask(request, case_id, asking.OBJECTION, lambda data: commands.ObjectToNeutral(case_id, data["note"]))


def withdrawal(request: HttpRequest, case_id: str) -> HttpResponse:
    """Give the claim up."""
    question = asking.SERVICE_WITHDRAWAL if _in_service(request, case_id) else asking.WITHDRAWAL
    return asking.ask(request, case_id, question, lambda data: commands.WithdrawCase(case_id, data["note"]))


def appeal(request: HttpRequest, case_id: str) -> HttpResponse:
    """Ask for a second look at the decision."""
    return asking.ask(request, case_id, asking.APPEAL, lambda data: commands.AppealRuling(case_id, data["grounds"]))


def dispute(request: HttpRequest, case_id: str, obligation: str) -> HttpResponse:
    """Say that the other side's obligation was not done as settled, or its promise not kept."""
    duty = page.read(request, case_id).case.obligation(obligation)
    return asking.ask(
        request,
        case_id,
        asking.NOT_KEPT if duty and (duty.promise or duty.what in packages.AGREED_ONLY) else asking.DISPUTE,
        lambda data: commands.ConfirmPerformance(case_id, obligation, False, data["note"]),
    )


def offer_withdrawal(request: HttpRequest, case_id: str, offer: str) -> HttpResponse:
    """Take back one's own open offer."""
    return asking.ask(request, case_id, asking.TAKE_BACK, lambda data: commands.WithdrawOffer(case_id, offer))
