"""The way to outside bodies over HTTP: which one and why, until when, the letter, and what came back."""

import tempfile
from datetime import date
from typing import Literal

from django.http import FileResponse, HttpRequest, HttpResponse

from hejie.api import schemas
from hejie.api.acts import OK, carry_out
from hejie.api.app import api
from hejie.api.calls import acting, done, reading
from hejie.api.documents import referral_document
from hejie.domain.cases.referrals import AnswerReferral, ReferCase
from hejie.domain.referral.choice import Because, Option
from hejie.domain.referral.directory import Body
from hejie.domain.referral.limitation import LastDay
from hejie.usecases import referral_texts, referrals

_IN_MEMORY = 4 * 1024 * 1024
_Answer = Literal["", "yes", "no"]


@api.get("/cases/{case_id}/referral", response=dict, tags=["referral"])
def read_referral(
    request: HttpRequest,
    case_id: str,
    buyer_in: str | None = None,
    seller_in: str | None = None,
    consumer: _Answer | None = None,
    arbitration: _Answer | None = None,
) -> dict:
    """Outside bodies in the order in which to try them, why, why not the others, the last days, and what came back.

    Places are those of `places`. What is left out is guessed where it can be (`guessed` says what); empty means unknown.
    """
    ctx = reading(request)
    found = referrals.ways(
        ctx, case_id, referrals.Told(buyer_in, seller_in, consumer, arbitration), what="api referral"
    )
    tell = _Teller(found, request.language())
    return {
        "facts": tell.facts(),
        "guessed": list(found.guessed),
        "missing": list(found.choice.missing),
        "bodies": [tell.option(option) for option in found.choice.options],
        "passed_over": [
            {**tell.body(body), "why_not": [tell.because(one) for one in why]} for body, why in found.choice.passed_over
        ],
        "last_days": [tell.last_day(one, ctx.now) for one in found.last_days],
        "places": {name: dict(names) for name, names in found.directory.places.items()},
        "referrals": [referral_document(found.view, row) for row in found.view.case.referrals],
    }


@api.get("/cases/{case_id}/referral/draft", response=dict, tags=["referral"])
def draft(request: HttpRequest, case_id: str, body: str = "", language: str = "", buyer_in: str = "") -> dict:
    """A letter to a body, written from the file, for you to change; nothing is kept."""
    language, text = referrals.draft(reading(request), case_id, body, language, buyer_in=buyer_in)
    return {"body": body, "language": language, "letter": text}


@api.post("/cases/{case_id}/referral", response=OK, tags=["referral"])
def refer(request, case_id: str, body: schemas.ReferralIn) -> HttpResponse:
    """Put on the file that you turn to an outside body, with your letter; possible at any stage, and after the end."""
    ctx, key, head = acting(request)
    command = ReferCase(case_id, body.body, body.language, body.letter)
    return done(referrals.refer_case(ctx, command, key=key, if_match=head))


@api.post("/cases/{case_id}/referral/{referral}/result", response=OK, tags=["referral"])
def result(request, case_id: str, referral: str, body: schemas.ReferralResultIn) -> HttpResponse:
    """Put on the file what came back; a later answer stands beside an earlier one."""
    command = AnswerReferral(case_id, referral, body.result, body.note)
    return carry_out(request, referrals.answer_referral, command)


@api.get(
    "/cases/{case_id}/referral/{referral}/letter",
    tags=["referral"],
    openapi_extra={"responses": {200: {"content": {"text/plain": {}, "application/pdf": {}}}}},
)
def letter(request: HttpRequest, case_id: str, referral: str, format: Literal["text", "pdf"] = "text") -> HttpResponse:  # noqa: A002
    """A letter that was kept, as text or as PDF."""
    ctx = reading(request)
    if format == "pdf":
        return HttpResponse(referrals.letter_pdf(ctx, case_id, referral), content_type="application/pdf")
    return HttpResponse(referrals.letter(ctx, case_id, referral).text, content_type="text/plain; charset=utf-8")


@api.get(
    "/cases/{case_id}/referral/{referral}/bundle",
    tags=["referral"],
    openapi_extra={"responses": {200: {"content": {"application/zip": {}}}}},
)
def bundle(request: HttpRequest, case_id: str, referral: str) -> FileResponse:
    """One ZIP to send on: the letter as text and PDF, and the dossier."""
    out = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  (FileResponse closes it)
    referrals.bundle(reading(request), case_id, referral, out)
    out.seek(0)
    name = f"{case_id}-{referral}.zip"
    return FileResponse(out, as_attachment=True, filename=name, content_type="application/zip")


class _Teller:
    """Tells a choice in one language; codes stand beside the sentences."""

    def __init__(self, found: referrals.Ways, language: str) -> None:
        self.found, self.language = found, language

    def facts(self) -> dict | None:
        """What the choice was made from."""
        facts = self.found.facts
        if facts is None:
            return None
        return {
            "side": facts.side,
            "sum": {"minor": facts.minor, "currency": facts.currency},
            "reason": facts.reason,
            "buyer_in": facts.buyer_in or None,
            "seller_in": facts.seller_in or None,
            "consumer": facts.consumer,
            "arbitration_agreed": facts.arbitration_agreed,
        }

    def option(self, option: Option) -> dict:
        """A body that may be turned to, with its reasons."""
        return {
            **self.body(option.body),
            "certain": option.certain,
            "why": [self.because(one) for one in option.why],
            "unless": [self.because(one) for one in option.unless],
        }

    def body(self, body: Body) -> dict:
        """What the directory says of a body."""
        place = self.found.facts.buyer_in if self.found.facts else ""
        return {
            "id": body.id,
            "kind": body.kind,
            "name": body.names[self.language],
            "address": body.address or None,
            "how": body.how[self.language],
            "fee": body.fee[self.language],
            "takes": body.takes[self.language],
            "free": body.free,
            "binding": body.binding,
            "languages": list(self.found.directory.languages_of(body, place)),
            "source": body.source,
            "verified": body.verified,
            "remembered": list(body.remembered),
            "directory": {"id": body.pin.id, "version": body.pin.version, "digest": body.pin.digest},
        }

    def because(self, one: Because) -> dict:
        """One reason: its code and its sentence."""
        return {"code": one.code, "text": referral_texts.sentence(one, self.found.directory, self.language)}

    def last_day(self, one: LastDay, now) -> dict:
        """A limitation period with its dates."""
        period = one.period
        return {
            "id": period.id,
            "law": period.law[self.language],
            "length": {"years": period.years, "months": period.months, "to_year_end": period.to_year_end},
            "began": one.began or None,
            "began_on": _day(one.began_on),
            "last_on": _day(one.last_on),
            "moved_from": _day(one.moved_from),
            "provisional": one.provisional,
            "over": one.is_over(now),
            "renewed_on": _day(one.renewed_on),
            "renewed_until": _day(one.renewed_until),
            "note": period.note[self.language],
            "source": period.source,
            "verified": period.verified,
        }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
