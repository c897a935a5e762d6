"""The agreement of a case over HTTP: its terms, its text in every signed language, signatures, state; and as a PDF."""

from django.http import HttpRequest, HttpResponse

from hejie.api import schemas
from hejie.api.acts import carry_out
from hejie.api.app import api
from hejie.api.calls import reading
from hejie.domain.cases import commands
from hejie.domain.cases.state import Obligation
from hejie.usecases import settlement
from hejie.usecases.agreement import document, pdf
from hejie.usecases.agreement.document import Document

OK = {201: schemas.Receipt}


@api.get("/cases/{case_id}/agreement", response=dict, tags=["settlement"])
def agreement(request: HttpRequest, response: HttpResponse, case_id: str, ended: int = 0) -> dict:
    """The agreement that stands (or, by `ended` from 1, one that no longer does): terms, the text that is or would be signed,
    signatures, and what is owed with its state.

    `translations`: the same in other languages, for reading alone. Send `fingerprint` along when you sign, so that nothing
    else than what you have read is signed.
    """
    found = document.of_case(reading(request), case_id, ended=ended, what="agreement api")
    response["ETag"] = f'"{found.view.case.head}"'
    return agreement_document(found)


@api.get(
    "/cases/{case_id}/agreement.pdf",
    tags=["settlement"],
    openapi_extra={"responses": {200: {"content": {"application/pdf": {}}}}},
)
def agreement_pdf(request: HttpRequest, case_id: str, language: str = "", ended: int = 0) -> HttpResponse:
    """The agreement as a PDF, in every signed language one after the other, or in the one that is asked for."""
    found = document.of_case(reading(request), case_id, ended=ended, what="agreement pdf")
    return HttpResponse(pdf.render(found, document.known(language)), content_type="application/pdf")


@api.post("/cases/{case_id}/agreement/signatures", response=OK, tags=["settlement"])
def signatures(request: HttpRequest, case_id: str, body: schemas.SignatureIn | None = None) -> HttpResponse:
    """Sign the agreement that stands, in person. `document`: the fingerprint of the text that you have read.

    `waives`: as with offers; refused without it where a buyer takes less than is certain: `below_entitlement`.
    """
    command = commands.SignAgreement(case_id, *((body.document, body.waives) if body else ()))
    return carry_out(request, settlement.sign_agreement, command)


def agreement_document(found: Document) -> dict:
    """An agreement as JSON."""
    agreed, case = found.agreement, found.view.case
    return {
        "case": case.id,
        "offer": agreed.offer,
        "reached_at": agreed.at,
        "in_effect": agreed.in_effect and not found.ended,
        "ended": found.ended or None,
        "ended_agreements": len(case.ended_agreements),
        "package": dict(agreed.package),
        "languages": list(found.languages),
        "pinned": bool(found.references),
        "fingerprint": found.fingerprint,
        "texts": [_text(found, one) for one in found.languages],
        "translations": [_text(found, one) for one in found.texts if one not in found.languages],
        "signatures": [
            {
                "side": one.side, "name": one.person, "for": one.party, "at": one.at, "stream": f"case:{case.id}",
                "seq": one.seq, "head": one.head,
            }
            for one in found.signatures
            if one.at
        ],
        "obligations": [_duty(duty, case.currency) for duty in found.obligations],
        "check": found.check,
    }  # fmt: skip


def _text(found: Document, language: str) -> dict:
    reference = found.references.get(language)
    kept = dict(reference) if reference else None
    return {"language": language, "text": found.texts[language] or None, "reference": kept}


def _duty(duty: Obligation, currency: str) -> dict:
    return {
        "id": duty.id,
        "what": duty.what,
        "side": duty.side,
        "status": duty.status,
        "due": duty.due or None,
        "ended_at": duty.ended_at or None,
        "money": {"minor": duty.minor, "currency": currency} if duty.minor else None,
    }
