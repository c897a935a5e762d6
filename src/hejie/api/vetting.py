"""Shops' papers over HTTP: what a shop declares, files and is told; what an operator finds; what everybody may know."""

from typing import Annotated, Literal

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import File, Form
from ninja.files import UploadedFile
from pydantic import Field

from hejie.api import schemas
from hejie.api.app import api
from hejie.api.calls import acting, done, reading
from hejie.api.shapes import Strict
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.standing.vet import Declare, FilePaper, ReviewPaper, shown
from hejie.usecases import vetting

_OK = {201: schemas.Receipt}
_TAGS = ["standing"]


class DeclarationIn(Strict):
    """What a shop is: a business or a private person, its country (ISO 3166-1), and the kinds of goods that it sells."""

    kind: Literal["business", "private"]
    country: Annotated[str, Field(min_length=2, max_length=2)]
    categories: Annotated[list[Annotated[str, Field(min_length=1, max_length=80)]], Field(max_length=50)] = []


class PaperReviewIn(Strict):
    """What was found of a paper. `reason` is needed unless it is accepted; `valid_until`: the day that it really bears."""

    result: Literal["accepted", "refused", "asked"]
    reason: Annotated[str, Field(max_length=2000)] = ""
    valid_until: Annotated[str, Field(max_length=10)] = ""


@api.post("/sellers/{seller}/declaration", response=_OK, tags=_TAGS)
def declare(request: HttpRequest, seller: str, body: DeclarationIn) -> HttpResponse:
    """Say, or say anew, what a shop is; by its own people or an operator. Which papers it needs follows, with the sources."""
    ctx, key, _head = acting(request)
    return done(vetting.declare(ctx, Declare(seller, body.kind, body.country, tuple(body.categories)), key=key))


@api.post("/sellers/{seller}/papers", response=_OK, tags=_TAGS)
def file_paper(
    request: HttpRequest,
    seller: str,
    file: UploadedFile = File(...),  # noqa: B008
    kind: str = Form(..., max_length=40),
    valid_until: str = Form("", max_length=10),
    number: str = Form("", max_length=200),
) -> HttpResponse:
    """File a paper of your shop; an operator looks at it. `kind`: one of `needed`; `valid_until`: its last day, YYYY-MM-DD."""
    ctx, key, _head = acting(request)
    command = FilePaper(seller, kind, {}, file.name or "", valid_until, number)
    return done(vetting.file_paper(ctx, command, file, key=key))


@api.post("/sellers/{seller}/papers/{paper}/review", response=_OK, tags=_TAGS)
def review(request: HttpRequest, seller: str, paper: str, body: PaperReviewIn) -> HttpResponse:
    """Say, as an operator with a second factor, what a paper is worth. The shop reads the reason."""
    ctx, key, _head = acting(request)
    return done(vetting.review(ctx, ReviewPaper(seller, paper, body.result, body.reason, body.valid_until), key=key))


@api.get("/sellers/{seller}/papers", response=dict, tags=_TAGS)
def read(request: HttpRequest, seller: str) -> dict:
    """A shop's papers, for its own people, operators and auditors. Buyers learn one thing, see `papers/public`."""
    ctx = reading(request)
    view = vetting.read(ctx, seller)
    state, on = view.vetting, ctx.now.date()
    if state is None:
        return {"seller": seller, "declared": False}
    short = view.deposit_short
    return {
        "seller": seller,
        "declared": True,
        "kind": state.kind,
        "country": state.country,
        "categories": list(state.categories),
        "policy": dict(state.policy),
        "needed": [{"kind": one, "sources": list(state.needed.why.get(one, ()))} for one in state.needed.papers],
        "missing": list(state.missing(on)),
        "stopped": list(state.stopped),
        "probation": state.probation,
        "counts_against": view.upheld,
        "deposit": {
            "needed": _money(state.needed.deposit) if state.needed.deposit else None,
            "there": [{"minor": one.minor, "currency": one.currency} for one in view.deposit],
            "short": {"minor": short.minor, "currency": short.currency} if short else None,
            "owed_to_fund": [{"minor": one.minor, "currency": one.currency} for one in view.owed],
            "make_up_until": clock.text(view.deposit_due) if view.deposit_due else None,
            "follows_now": list(state.held),
        },
        "papers": [
            {
                "id": one.id,
                "kind": one.kind,
                "status": shown(one, on),
                "filed_at": one.filed_at,
                "valid_until": one.valid_until.isoformat() if one.valid_until else None,
                "name": view.text(one.name) or None,
                "number": view.text(one.number) or None,
                "reason": view.text(one.reason) or None,
            }
            for one in state.papers
        ],
    }


@api.get("/sellers/{seller}/papers/public", response=dict, tags=_TAGS)
def public(request: HttpRequest, seller: str) -> dict:
    """Whether the papers of a shop were checked and hold, until when, and whether a private person sells. Nothing else of them."""
    found = vetting.seen_by_buyers(reading(request), [seller]).get(seller)
    if found is None:
        return {"seller": seller, "papers": "none", "valid_until": None, "kind": None}
    return {
        "seller": seller,
        "papers": found.papers,
        "valid_until": found.until.isoformat() if found.until else None,
        "kind": found.kind,
    }


@api.get("/sellers/{seller}/papers/{paper}/file", response=None, tags=_TAGS)
def paper_file(request: HttpRequest, seller: str, paper: str) -> HttpResponse:
    """The file of a paper, as a download, for whoever may read the shop's papers."""
    opened = vetting.open_paper(reading(request), seller, paper)
    return FileResponse(opened.file, as_attachment=True, filename=opened.name, content_type=opened.type)


@api.get("/papers", response=dict, tags=_TAGS)
def listed(request: HttpRequest, show: str = "waiting", cursor: str = "") -> dict:
    """Shops by what their papers wait for (waiting, stopped, probation, all), the longest waiting first; for operators."""
    if show not in vetting.SHOWN:
        raise Refusal("bad_field", field="show", reason=", ".join(vetting.SHOWN))
    rows, after = vetting.listed(reading(request), show, cursor)
    return {
        "sellers": [
            {
                "seller": one["row"].seller,
                "name": one["name"],
                "kind": one["row"].kind,
                "waiting": one["row"].waiting,
                "stopped": list(one["row"].stopped),
                "deposit_follows": list(one["row"].held),
                "probation": one["row"].probation,
            }
            for one in rows
        ],
        "next": after or None,
    }


def _money(amount: tuple[int, str]) -> dict:
    return {"minor": amount[0], "currency": amount[1]}
