"""Acts in a case, each a noun below it: post it, and a repeat with the same key gets the first answer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from ninja import File, Form
from ninja.files import UploadedFile

from hejie.api import reasons, schemas
from hejie.api.app import api
from hejie.api.calls import acting, done
from hejie.domain.cases import commands
from hejie.domain.cases.capture import GiveCaptureCode
from hejie.domain.cases.reasons import KeepFindings
from hejie.usecases import capturing, cases, evidence, mediation, settlement

OK = {201: schemas.Receipt}


def carry_out(request: HttpRequest, use_case: Callable, command: object) -> HttpResponse:
    """Call one use case with what its caller has sent along, and answer with its receipt."""
    ctx, key, head = acting(request, at_once=True)
    return done(use_case(ctx, command, key=key, if_match=head))


@api.post("/cases/{case_id}/messages", response=OK, tags=["talk"])
def messages(request, case_id: str, body: schemas.MessageIn) -> HttpResponse:
    """Write into a room: `joint` by default; `buyer` or `seller` is the neutral's private room with that side."""
    return carry_out(request, cases.write_message, commands.WriteMessage(case_id, body.text, body.room))


@api.post("/cases/{case_id}/rooms", response=OK, tags=["talk"])
def rooms(request, case_id: str, body: schemas.MessageIn) -> HttpResponse:
    """Open a private room by writing into it."""
    return carry_out(request, cases.write_message, commands.WriteMessage(case_id, body.text, body.room))


@api.post("/cases/{case_id}/statements", response=OK, tags=["talk"])
def statements(request, case_id: str, body: schemas.TextIn) -> HttpResponse:
    """Put your own account on the file."""
    return carry_out(request, cases.make_statement, commands.MakeStatement(case_id, body.text))


@api.post("/cases/{case_id}/evidence", response=OK, tags=["talk"])
def file_evidence(
    request,
    case_id: str,
    file: UploadedFile = File(...),  # noqa: B008
    purpose: str = Form(...),
    room: str = Form("joint"),
    proves: str = Form(""),
    how: str = Form(""),
    code: str = Form(""),
) -> HttpResponse:
    """File a photo, video, screenshot, PDF or other file, with what it is meant to show.

    `proves`: the turn of proof that it is for, as the case names it (`burden`): `fault.first_proof`. `how`: photo, video,
    screenshot, pdf, chat, other. `code`: number of the code that is in the picture (`k1`, see `/capture-codes`).
    """
    ctx, key, head = acting(request)
    receipt = evidence.file_upload(
        ctx, case_id, file, name=file.name, purpose=purpose, room=room, key=key, if_match=head, proves=proves,
        how=how, code=code,
    )  # fmt: skip
    return done(receipt)


@api.post("/cases/{case_id}/capture-codes", response={201: dict}, tags=["talk"])
def capture_codes(request, case_id: str) -> HttpResponse:
    """Get a code to write on paper and hold into the next picture: `code`, valid `until`, for one piece (its number: `created.id`).

    It shows that the picture was taken after the code was given. Whether it is in the picture, people look; no program does.
    """
    ctx, key, _head = acting(request)
    receipt = capturing.give_code(ctx, GiveCaptureCode(case_id), key=key)
    signs, until = capturing.given(case_id, receipt.created["id"])
    return done(receipt, code=signs, until=until)


@api.post("/cases/{case_id}/questions", response=OK, tags=["talk"])
def questions(request, case_id: str, body: schemas.QuestionIn) -> HttpResponse:
    """The neutral asks one side."""
    return carry_out(request, cases.ask_question, commands.AskQuestion(case_id, body.to, body.text))


@api.post("/cases/{case_id}/questions/{question}/answer", response=OK, tags=["talk"])
def answer(request, case_id: str, question: str, body: schemas.TextIn) -> HttpResponse:
    """Answer the neutral's question."""
    return carry_out(request, cases.answer_question, commands.AnswerQuestion(case_id, question, body.text))


@api.post("/cases/{case_id}/offers", response=OK, tags=["settlement"])
def offers(request, case_id: str, body: schemas.OfferIn) -> HttpResponse:
    """Put a package to the other side; by the neutral it is a proposal to both.

    `waives`: the buyer, in person, knows that it is below what the rules give him with certainty. Refused without it:
    `below_entitlement`, with `minor`, `currency` and `rule`. Of points you say how many; what they are worth is fixed now. Refused:
    `points_not_offered`, `points_above_paid`; for the shop's side also `voucher_no_budget`, `voucher_above_budget`, `voucher_not_funded`,
    `credit_promised_away` (other agreements have set aside what is missing). Accepting and signing are refused likewise; whoever is
    not of the shop's side gets `credit_not_there`.
    """
    command = commands.MakeOffer(case_id, body.package.terms(), body.note, body.in_reply_to, body.waives)
    return carry_out(request, settlement.make_offer, command)


@api.post("/cases/{case_id}/offers/{offer}/acceptance", response=OK, tags=["settlement"])
def acceptance(request, case_id: str, offer: str, body: schemas.WaivingIn | None = None) -> HttpResponse:
    """Accept an open offer, in person. `waives`: as with offers; refused without it: `below_entitlement`."""
    waives = body.waives if body else False
    return carry_out(request, settlement.accept_offer, commands.AcceptOffer(case_id, offer, waives))


@api.post("/cases/{case_id}/offers/{offer}/rejection", response=OK, tags=["settlement"])
def rejection(request, case_id: str, offer: str, body: schemas.NoteIn | None = None) -> HttpResponse:
    """Decline an open offer."""
    command = commands.RejectOffer(case_id, offer, body.note if body else "")
    return carry_out(request, settlement.reject_offer, command)


@api.post("/cases/{case_id}/offers/{offer}/withdrawal", response=OK, tags=["settlement"])
def offer_withdrawal(request, case_id: str, offer: str) -> HttpResponse:
    """Take back your own open offer."""
    return carry_out(request, settlement.withdraw_offer, commands.WithdrawOffer(case_id, offer))


@api.post("/cases/{case_id}/obligations/{obligation}/performance", response=OK, tags=["settlement"])
def performance(request, case_id: str, obligation: str, body: schemas.ProofIn | None = None) -> HttpResponse:
    """Say that your obligation is done, with a word and pieces of evidence on the file (`e4`) that show it.

    Refused: `obligation_not_open`, `obligation_not_yours`, `unknown_evidence`.
    """
    proof = body or schemas.ProofIn()
    command = commands.ReportPerformance(case_id, obligation, proof.note, tuple(proof.evidence))
    return carry_out(request, settlement.report_performance, command)


@api.post("/cases/{case_id}/obligations/{obligation}/confirmation", response=OK, tags=["settlement"])
def confirmation(request, case_id: str, obligation: str, body: schemas.DoneIn | None = None) -> HttpResponse:
    """Confirm or dispute that the other side's obligation was done."""
    said = body or schemas.DoneIn()
    command = commands.ConfirmPerformance(case_id, obligation, said.done, said.note)
    return carry_out(request, settlement.confirm_performance, command)


@api.post("/cases/{case_id}/escalation", response=OK, tags=["mediation"])
def escalation(request, case_id: str, body: schemas.NoteIn | None = None) -> HttpResponse:
    """Ask for a neutral, or for a decision once a proposal has failed."""
    return carry_out(request, mediation.escalate, commands.Escalate(case_id, body.note if body else ""))


@api.post("/cases/{case_id}/assignment", response=OK, tags=["mediation"])
def assignment(request, case_id: str, body: schemas.AssignmentIn) -> HttpResponse:
    """Give the case to a neutral."""
    return carry_out(request, mediation.assign_neutral, commands.AssignNeutral(case_id, body.neutral))


@api.post("/cases/{case_id}/assignment/objection", response=OK, tags=["mediation"])
def objection(request, case_id: str, body: schemas.TextIn) -> HttpResponse:
    """Ask for another neutral, once, with the reason."""
    return carry_out(request, mediation.object_to_neutral, commands.ObjectToNeutral(case_id, body.text))


@api.post("/cases/{case_id}/mediation/end", response=OK, tags=["mediation"])
def end_of_mediation(request, case_id: str) -> HttpResponse:
    """The neutral ends mediation without agreement and goes on to decide."""
    return carry_out(request, mediation.go_to_decision, commands.GoToDecision(case_id))


@api.post("/cases/{case_id}/findings", response=OK, tags=["decision"])
def findings(request, case_id: str, body: reasons.FindingsIn) -> HttpResponse:
    """The neutral keeps what he has found so far, in the internal room: neither side sees it until he decides."""
    ctx, key, _head = acting(request)
    command = KeepFindings(case_id, tuple(one.found() for one in body.points), body.otherwise)
    return done(mediation.keep_findings(ctx, command, key=key))


@api.post("/cases/{case_id}/decision", response=OK, tags=["decision"])
def decision(request, case_id: str, body: reasons.DecisionIn) -> HttpResponse:
    """The neutral's reasoned ruling."""
    package, evidence = body.package.terms(), tuple(body.evidence)
    command = commands.DecideCase(case_id, body.findings, body.rules, package, evidence, body.why())
    return carry_out(request, mediation.decide_case, command)


@api.post("/cases/{case_id}/appeal", response=OK, tags=["decision"])
def appeal(request, case_id: str, body: schemas.TextIn) -> HttpResponse:
    """Ask for a second look by another neutral."""
    return carry_out(request, mediation.appeal_ruling, commands.AppealRuling(case_id, body.text))


@api.post("/cases/{case_id}/appeal/answer", response=OK, tags=["decision"])
def appeal_answer(request, case_id: str, body: schemas.TextIn) -> HttpResponse:
    """Answer the other side's appeal."""
    return carry_out(request, mediation.answer_appeal, commands.AnswerAppeal(case_id, body.text))


@api.post("/cases/{case_id}/appeal/decision", response=OK, tags=["decision"])
def appeal_decision(request, case_id: str, body: reasons.AppealDecisionIn) -> HttpResponse:
    """The second neutral upholds or changes the ruling."""
    package = body.package.terms() if body.package else None
    command = commands.DecideAppeal(case_id, body.upheld, body.findings, body.rules, package, body.why())
    return carry_out(request, mediation.decide_appeal, command)


@api.post("/cases/{case_id}/withdrawal", response=OK, tags=["cases"])
def withdrawal(request, case_id: str, body: schemas.NoteIn | None = None) -> HttpResponse:
    """Give the claim up here, in person."""
    return carry_out(request, cases.withdraw_case, commands.WithdrawCase(case_id, body.note if body else ""))


@api.post("/cases/{case_id}/notes", response=OK, tags=["talk"])
def notes(request, case_id: str, body: schemas.TextIn) -> HttpResponse:
    """An internal note, for the neutral and the platform's staff."""
    ctx, key, _head = acting(request)
    return done(cases.write_note(ctx, commands.WriteNote(case_id, body.text), key=key))
