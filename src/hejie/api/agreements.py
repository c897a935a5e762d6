"""The agreement of a case over HTTP: its terms, its text in every signed language, signatures, state; and as a PDF."""

from collections.abc import Mapping

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
def agreement(request: HttpRequest, response: HttpResponse, case_id: str, language: str = "") -> dict:
    """The agreement that stands: terms, the text that is or would be signed, signatures, and what is owed with its state.

    `language`: the text in another language (zh, en, ru) besides, for reading alone. Send `fingerprint` along when you sign,
    so that nothing else than what you have read is signed.
    """
    found = document.of_case(reading(request), case_id, what="agreement api")
    response["ETag"] = f'"{found.view.case.head}"'
    return agreement_document(found, language)


@api.get(
    "/cases/{case_id}/agreement.pdf",
    tags=["settlement"],
    openapi_extra={"responses": {200: {"content": {"application/pdf": {}}}}},
)
def agreement_pdf(request: HttpRequest, case_id: str, language: str = "") -> HttpResponse:
    """The agreement as a PDF, in every signed language one after the other, or in the one that is asked for."""
    found = document.of_case(reading(request), case_id, what="agreement pdf")
    return HttpResponse(pdf.render(found, document.known(language)), content_type="application/pdf")


@api.post("/cases/{case_id}/agreement/signatures", response=OK, tags=["settlement"])
def signatures(request: HttpRequest, case_id: str, body: schemas.SignatureIn | None = None) -> HttpResponse:
    """Sign the agreement that stands, in person. `document`: the fingerprint of the text that you have read."""
    command = commands.SignAgreement(case_id, body.document if body else "")
    return carry_out(request, settlement.sign_agreement, command)


def agreement_document(found: Document, language: str = "") -> dict:
    """An agreement as JSON."""
    agreed, case = found.agreement, found.view.case
    other = document.known(language)
    return {
        "case": case.id,
        "offer": agreed.offer,
        "reached_at": agreed.at,
        "in_effect": agreed.in_effect,
        "package": dict(agreed.package),
        "languages": list(found.languages),
        "pinned": bool(found.references),
        "fingerprint": found.fingerprint,
        "texts": [
            {"language": one, "text": found.texts[one] or None, "reference": _reference(found.references.get(one))}
            for one in found.languages
        ],
        "translation": {"language": other, "text": found.text(other)} if other and other not in found.texts else None,
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


def _reference(reference: Mapping | None) -> dict | None:
    return dict(reference) if reference else None


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
