"""After-sales service over HTTP: a return, an exchange, a repair … is a case in its first stage, and these are its acts."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Status
from pydantic import Field

from hejie.api import schemas
from hejie.api.acts import OK, carry_out
from hejie.api.app import api
from hejie.api.calls import acting
from hejie.api.shapes import Reason
from hejie.domain.aftersales.amounts import ADJUSTMENTS
from hejie.domain.aftersales.flow import KINDS
from hejie.domain.aftersales.service import CHANNELS, DECLINES
from hejie.domain.cases.servicing.commands import AnswerService, ChangeService, TakeServiceStep
from hejie.usecases import services


class PieceIn(schemas.Strict):
    """How many pieces of an order line.

    `prices`: which of several alike, by what each of them cost in minor units, where they cost different sums (`prices` of the line in
    `GET /orders/{id}`); where it is left out, the dearest count first. Refused: `which_unknown`."""

    line: Annotated[int, Field(ge=1)]
    quantity: Annotated[int, Field(ge=0, le=100_000)]
    prices: Annotated[list[int], Field(max_length=1000)] = []


class AdjustIn(schemas.Strict):
    """Something added to a refund (above zero) or taken off it (below), in minor units; `note` says why."""

    what: Literal[ADJUSTMENTS]
    minor: int
    note: str = ""


class ServiceIn(schemas.Strict):
    """Ask for a service. `order`: its id here; `shown`: digest of the procedure of disputes that the buyer has been shown
    (`GET /procedure`), should it come to one; `wish`: what belongs to the kind."""

    order: str
    kind: Literal[KINDS] = "return"
    pieces: Annotated[list[PieceIn], Field(min_length=1, max_length=1000)]
    reason: Reason
    story: schemas.Text
    shown: str
    facts: dict[str, Any] = {}
    wish: dict[str, Any] = {}
    channel: Literal[CHANNELS] = "api"


class AnswerIn(schemas.Strict):
    """Approve, in whole (no `pieces`) or in part, or decline with a `code`.

    `freight`: who bears the way back, else as rules and reason have it; `keep`: the goods need not come back; `minor`: less than
    what was asked for. `seen`: `asked` or `declined`, as the request stood when you read it: an answer that a colleague has given since
    is then refused (`answered_meanwhile`) and not written over."""

    approve: bool
    pieces: list[PieceIn] = []
    code: Literal["", *DECLINES] = ""
    note: str = ""
    freight: Literal["", "buyer", "seller"] = ""
    adjust: list[AdjustIn] = []
    keep: bool = False
    minor: int | None = None
    seen: Literal["", "asked", "declined"] = ""


class PiecesIn(schemas.Strict):
    """All pieces that the request is to be about."""

    pieces: Annotated[list[PieceIn], Field(min_length=1, max_length=1000)]


class ServiceStepIn(schemas.Strict):
    """What belongs to a step (`told`), a word with it, and numbers of pieces of evidence on the file that show it."""

    told: dict[str, Any] = {}
    note: str = ""
    evidence: list[str] = []


class PaymentOnTopIn(schemas.Strict):
    """What the buyer agrees to pay on top, in minor units of the order's currency: exactly `service.payment.due` of the case."""

    minor: Annotated[int, Field(ge=1)]


class LabelIn(ServiceStepIn):
    """A return label of the seller's: `told.carrier`, `told.waybill`, `told.address` (where it is to be had), `told.minor` (what
    it costs the buyer, where he bears the way back)."""


class ShipmentIn(ServiceStepIn):
    """The parcel is on its way back: `told.carrier` or `told.waybill`, `told.minor` (what the buyer laid out, where the seller
    bears the way back)."""


class ReceiptIn(ServiceStepIn):
    """What came back: `told.arrived` false if nothing did; `told.refused` true if the seller has turned the parcel away, which counts
    as received; else `told.pieces` [{line, received, grade}] (grade A to D), all approved pieces where it is left out."""


class InspectionIn(ServiceStepIn):
    """What the inspection found: `told.pieces` [{line, found: [{outcome, quantity}]}] with outcome right, used, damaged,
    missing_parts, other_item or empty_box; `told.adjust` [{what, minor, note}];
    `prices` of a row: which of several alike came back. Left out: all is right. If the refund becomes less
    by it, evidence is needed, and the buyer is asked."""


def _pieces(rows: list[PieceIn]) -> tuple[tuple[int, int], ...]:
    return tuple((row.line, row.quantity) for row in rows)


def _which(rows: list[PieceIn]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    return tuple((row.line, tuple(row.prices)) for row in rows if row.prices)


@api.post("/returns", response={201: dict}, tags=["service"])
def ask_for_service(request: HttpRequest, response: HttpResponse, body: ServiceIn) -> Status:
    """Ask for a service on pieces of one seller's lines; a case opens in the stage `service`, with the answer's clock running.

    Refused: `over_quantity`, `line_has_open_case`, `several_sellers`, `procedure_not_shown` and more, each with what to do.
    """
    ctx, key, _head = acting(request, at_once=True)
    receipt = services.ask(
        ctx,
        root=body.order,
        kind=body.kind,
        pieces=_pieces(body.pieces),
        reason=body.reason,
        story=body.story,
        shown=body.shown,
        facts=body.facts,
        wish=body.wish,
        channel=body.channel,
        which=_which(body.pieces),
        key=key,
    )
    response["ETag"] = f'"{receipt.head}"'
    return Status(201, {"id": receipt.created["case"], "head": receipt.head, "repeated": receipt.repeated})


@api.post("/returns/{case_id}/answer", response=OK, tags=["service"])
def answer_service(request: HttpRequest, case_id: str, body: AnswerIn) -> HttpResponse:
    """Approve or decline a request. What was declined can still be approved while it is open."""
    adjust = tuple(one.model_dump(exclude_defaults=True) for one in body.adjust)
    command = AnswerService(
        case_id,
        body.approve,
        _pieces(body.pieces),
        body.code,
        body.note,
        body.freight,
        adjust,
        body.keep,
        body.minor,
        body.seen,
        _which(body.pieces),
    )
    return carry_out(request, services.answer, command)


@api.post("/returns/{case_id}/pieces", response=OK, tags=["service"])
def change_pieces(request: HttpRequest, case_id: str, body: PiecesIn) -> HttpResponse:
    """Ask for other numbers of pieces, while nobody has answered."""
    return carry_out(request, services.change, ChangeService(case_id, _pieces(body.pieces), _which(body.pieces)))


@api.post("/returns/{case_id}/label", response=OK, tags=["service"])
def label(request: HttpRequest, case_id: str, body: LabelIn) -> HttpResponse:
    """The seller gives a label for the way back; the buyer's time to send begins anew."""
    return _step(request, case_id, "label", body)


@api.post("/returns/{case_id}/shipment", response=OK, tags=["service"])
def shipment(request: HttpRequest, case_id: str, body: ShipmentIn) -> HttpResponse:
    """The buyer has sent the goods back."""
    return _step(request, case_id, "send", body)


@api.post("/returns/{case_id}/receipt", response=OK, tags=["service"])
def receipt(request: HttpRequest, case_id: str, body: ReceiptIn) -> HttpResponse:
    """The seller says what came back, or that nothing did."""
    return _step(request, case_id, "receive", body)


@api.post("/returns/{case_id}/inspection", response=OK, tags=["service"])
def inspection(request: HttpRequest, case_id: str, body: InspectionIn) -> HttpResponse:
    """The seller says what the inspection found; if all is right, the refund goes out at once."""
    return _step(request, case_id, "inspect", body)


@api.post("/returns/{case_id}/payment", response=OK, tags=["service"])
def pay_on_top(request: HttpRequest, case_id: str, body: PaymentOnTopIn) -> HttpResponse:
    """The buyer pays what comes on top (`service.payment.due`): a dearer article, a repair that no guarantee covers.

    The payment provider is asked after this call, once, whatever becomes of the connection: repeat the call with the same
    `Idempotency-Key`. Its answer is a step of its own, told by webhook as `ServiceStepTaken`: `pay_more` (it came, and the next
    step begins), or `pay_refused` with the provider's reason; then pay again, or take `rather_refund`, with which an exchange
    becomes a return that the seller answers. `service.payment.status` says which it is.
    Refused: `difference_is` (another sum), `step_not_now` (nothing is to be paid, or a payment is under way).
    """
    command = TakeServiceStep(case_id, "pay", {"minor": body.minor})
    return carry_out(request, services.take, command)


@api.post("/returns/{case_id}/steps/{step}", response=OK, tags=["service"])
def step(request: HttpRequest, case_id: str, step: str, body: ServiceStepIn) -> HttpResponse:
    """Take any step of the service by its name: those that the case names under `service.steps`, and `scan` for carriers.

    Refused: `service_step_unknown`, `step_not_yours`, `step_not_now`, `step_told`, `evidence_needed`, `unknown_evidence`.
    """
    return _step(request, case_id, step, body)


def _step(request: HttpRequest, case_id: str, name: str, body: ServiceStepIn) -> HttpResponse:
    command = TakeServiceStep(case_id, name, body.told, body.note, tuple(body.evidence))
    return carry_out(request, services.take, command)
