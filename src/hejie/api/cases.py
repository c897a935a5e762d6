"""Cases over HTTP: open, list, read, the record itself, the dossier."""

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Status
from pydantic import Field

from hejie.api import schemas
from hejie.api.app import api
from hejie.api.burdens import similar_document
from hejie.api.calls import acting, reading, zipped
from hejie.api.documents import case_document, notice_document, procedure_document, row_document
from hejie.api.shop_desk import desk_document
from hejie.domain.kernel import clock
from hejie.store import queries
from hejie.usecases import cases, dossiers, shop_desk, similar
from hejie.usecases import reading as reads

_After = Annotated[int, Field(ge=0, le=2**31 - 1)]


@api.post("/cases", response={201: dict}, tags=["cases"])
def open_cases(request: HttpRequest, response: HttpResponse, body: schemas.CaseIn) -> Status:
    """Open a claim about lines of an order; over several sellers it becomes one case for each, linked."""
    ctx, key, _head = acting(request, at_once=True)
    receipts = cases.open_cases(
        ctx,
        root=body.order,
        lines=tuple(body.lines),
        reason=body.reason,
        remedy=body.remedy,
        package=body.package.terms(),
        story=body.story,
        shown=body.shown,
        facts=body.facts,
        key=key,
    )
    response["ETag"] = f'"{receipts[0].head}"'
    opened = [
        {"id": receipt.created["case"], "head": receipt.head, "repeated": receipt.repeated} for receipt in receipts
    ]
    return Status(201, {"id": opened[0]["id"], "cases": opened})


@api.get("/cases", response=dict, tags=["cases"])
def list_cases(
    request: HttpRequest,
    stage: str = "",
    state: str = "",
    reason: str = "",
    turn: str = "",
    in_charge: str = "",
    nobody: bool = False,
    opened_from: date | None = None,
    opened_to: date | None = None,
    zone: str = "UTC",
    near: Literal["", "at_risk", "overdue"] = "",
    kept_apart: bool = False,
    sort: str = "due",
    cursor: str = "",
    limit: int = 25,
) -> dict:
    """Cases that you may see, by what runs out first (`sort=due`) or newest first (`sort=opened`).

    `opened_from`, `opened_to`: whole days of `zone` (IANA), both of them in. `near=at_risk`: so much of the wait has run as the
    shop wants to be warned at, and it does not stand still; `near=overdue`: its time is over, and what silence means has not
    been carried out yet. `kept_apart`: goods came back and wait to be let go. For a shop's own
    people: `in_charge` (a person's id, or `me`) and `nobody`, which wins.
    """
    ctx = reading(request)
    page = queries.cases(
        ctx.actor,
        stage=stage,
        state=state,
        reason=reason,
        turn=turn,
        in_charge=shop_desk.wanted(ctx.actor, in_charge, nobody=nobody),
        opened=shop_desk.whole_days(opened_from, opened_to, shop_desk.zone_of(zone)),
        near=(near, clock.milliseconds(ctx.now)) if near else None,
        apart=kept_apart,
        sort=sort,
        after=cursor,
        limit=min(max(limit, 1), 100),
    )
    heads, charges = queries.heads(page.rows), shop_desk.of_rows(ctx.actor, page.rows)
    rows = [row_document(row, heads[row["id"]]) for row in page.rows]
    if ctx.actor.seller:
        rows = [row | {"in_charge": charges.get(row["id"])} for row in rows]
    return {"cases": rows, "next": page.after or None}


@api.get("/cases/{case_id}", response=dict, tags=["cases"])
def read_case(request: HttpRequest, response: HttpResponse, case_id: str) -> dict:
    """A case as you may see it: state, whose turn, offers, what was said and filed, money, and what you may do now."""
    ctx = reading(request)
    view = reads.read_case(ctx, case_id, what="api")
    response["ETag"] = f'"{view.case.head}"'
    return case_document(view) | desk_document(ctx.actor, view.case)


@api.get("/cases/{case_id}/record", response=dict, tags=["cases"])
def read_record(request: HttpRequest, case_id: str, room: str = "joint", after: _After = 0) -> dict:
    """The entries of a stream that you may read, with their exact bodies, 500 at a time."""
    ctx = reading(request)
    entries = reads.read_record(ctx, case_id, room, after, limit=500)
    return {
        "entries": [{"seq": seq, "prev": prev, "hash": digest, "body": body} for seq, prev, digest, body in entries],
        "next": entries[-1][0] if len(entries) == 500 else None,
    }


@api.get(
    "/cases/{case_id}/dossier", tags=["cases"], openapi_extra={"responses": {200: {"content": {"application/zip": {}}}}}
)
def dossier(
    request: HttpRequest, case_id: str, room: str = "joint", certificate: str = "", language: str = ""
) -> StreamingHttpResponse:
    """The self-proving dossier of a stream that you may read, as a ZIP; it leaves while it is put together.

    `certificate`: form of the PDF's page for a body outside: `cn`, `eu`, `ru`, `us`, `uk`, `plain` or `none`; left out, that
    of the marketplace's law. `language` of the PDF: `zh`, `en` or `ru`; left out, your own. Refused: `certificate_unknown`,
    `content_missing`.
    """
    ctx = reading(request)
    stream = reads.stream_of(ctx, case_id, room)
    role = ctx.actor.role
    pieces = dossiers.open_case(ctx, case_id, stream, role, certificate=certificate, language=language[:2])
    return zipped(pieces, case_id)


@api.get("/procedure", response=dict, tags=["cases"])
def procedure_in_force(request: HttpRequest) -> dict:
    """The procedure of cases opened now: show it, and what it states to be unfair, to the claimant before his first act,
    and pass its digest as `shown`."""
    return procedure_document(reading(request).in_force())


@api.get("/procedures/{name}", response=dict, tags=["cases"])
def procedure(request: HttpRequest, name: str) -> dict:
    """One of the procedures among which the marketplace chooses, whether in force or not."""
    return procedure_document(reading(request).procedure(f"procedures/{name}", ""))


@api.get("/notices", response=dict, tags=["people"])
def list_notices(request: HttpRequest, cursor: str = "", limit: int = 25) -> dict:
    """Your own notices, newest first. Keep `head` outside of here: it is the hash of the entry that the notice tells of, and with it
    stands or falls all that was written before; null where the notice tells of no record."""
    ctx = reading(request)
    page = queries.notices(ctx.actor, after=cursor, limit=min(max(limit, 1), 100))
    return {"notices": [notice_document(row) for row in page.rows], "next": page.after or None}


@api.get("/cases/{case_id}/similar", response=dict, tags=["decision"])
def similar_cases(request, case_id: str) -> dict:
    """The likest closed cases of the same marketplace and complaint, and how all of them ended; for the case's neutral alone.

    No ids, names, dates or words: the kind of goods, what was asked for, a band of value, the share that the buyer got, the
    findings on points of the burden book, and why each is like this one. None of the same buyer or shop.
    """
    return similar_document(similar.of_case(reads.read_case(reading(request), case_id, what="similar"), {}))
