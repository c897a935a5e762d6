"""After the end over HTTP: how it was, reviews with the shop's answer, what agents commit themselves to."""

from dataclasses import asdict
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from hejie.api import schemas
from hejie.api.acts import OK, carry_out
from hejie.api.app import api
from hejie.api.calls import acting, done, reading
from hejie.domain.cases import commands, committing, following
from hejie.domain.kernel import clock
from hejie.domain.orders import promises
from hejie.domain.orders import reviews as rules
from hejie.usecases import commitments, reviews, satisfaction, solved
from hejie.usecases import following as follow_up


class SatisfactionIn(schemas.Strict):
    """How it was. kept: what was settled; satisfied: 1 (not at all) to 5; again: whether you would buy (or sell) again."""

    kept: Literal["yes", "partly", "no"]
    satisfied: Annotated[int, Field(ge=1, le=5)]
    again: Literal["yes", "unsure", "no"]
    words: schemas.Text = ""


class ReviewIn(schemas.Strict):
    """A review of one line of an order: its id here, the line's number, 1 to 5 stars, and words."""

    order: Annotated[str, Field(max_length=16)]
    line: Annotated[int, Field(ge=1)]
    stars: Annotated[int, Field(ge=1, le=5)]
    text: schemas.Text


class ModerationIn(schemas.Strict):
    """What is hidden (`review`, or the `reply` to it) and why; `why` empty shows it again."""

    what: Literal["review", "reply"] = "review"
    why: Literal["", "insult", "personal_data", "not_about_it", "advertising"]
    note: schemas.Text


class CommitmentIn(schemas.Strict):
    """What you commit your own side to, and within how many days; `message`: the one in which it was said (`m3`)."""

    text: schemas.Text
    days: Annotated[int, Field(ge=1, le=90)]
    message: Annotated[str, Field(max_length=12)] = ""


class PromiseNoteIn(schemas.Strict):
    """Words that show it."""

    note: schemas.Text


@api.post("/cases/{case_id}/satisfaction", response=OK, tags=["after the end"])
def satisfied(request: HttpRequest, case_id: str, body: SatisfactionIn) -> HttpResponse:
    """Say once, after the case was closed, how it was. It stands in the case's record; the other side can read it there.

    Refused: `case_still_open`, `followed_up_already`.
    """
    command = following.AnswerFollowUp(case_id, body.kept, body.satisfied, body.again, body.words)
    return carry_out(request, follow_up.answer, command)


@api.get("/satisfaction", response=dict, tags=["after the end"])
def figures(request: HttpRequest) -> dict:
    """Figures of the last year in per cent: kept, satisfied (4 or 5), again; buying again with and without a case. null: too few.

    `solved`: what was solved before anything was asked for, at `orders` by a guide of diagnosis and for `readers` by an article, with
    what solved it (`rows`: `by` guide or article, its `id`, `title`, the guide's advice, `count`). A shop sees its own."""
    ctx = reading(request)
    found, before = satisfaction.figures(ctx), solved.figures(ctx, request.language())
    sides = {side: [_answers(row) for row in getattr(found, side)] for side in ("buyers", "sellers")}
    repeat = {
        name: {"orders": found.repeat.get(had, (0, None))[0], "bought_again": found.repeat.get(had, (0, None))[1]}
        for name, had in (("with_case", True), ("without_case", False))
    }
    written, changed, better = found.reviews
    turned = {"written": written, "changed": changed, "better": better}
    return {
        "days": found.days,
        "within": found.within,
        "least": found.least,
        **sides,
        "repeat": repeat,
        "reviews": turned,
        "solved": {"orders": before.orders, "readers": before.readers, "rows": [asdict(row) for row in before.rows]},
    }


def _answers(row: satisfaction.Answers) -> dict:
    return {
        "seller": row.seller or None, "answers": row.answers, "kept": row.kept, "satisfied": row.satisfied,
        "again": row.again,
    }  # fmt: skip


@api.post("/reviews", response={201: schemas.Receipt}, tags=["after the end"])
def write_review(request: HttpRequest, body: ReviewIn) -> HttpResponse:
    """Review what you bought, once it came; sent again for the same line it takes the former's place, which stays on record.

    Refused: `review_too_early`, `too_many_changes`.
    """
    ctx, key, _head = acting(request)
    return done(reviews.write(ctx, rules.WriteReview(body.order, body.line, body.stars, body.text), key=key))


@api.get("/sellers/{seller}/reviews", response=dict, tags=["after the end"])
def list_reviews(request: HttpRequest, seller: str, cursor: str = "") -> dict:
    """A shop's reviews, newest first, with its answers; what was hidden has no text. Their ids tell nothing of the order."""
    ctx = reading(request)
    found = reviews.of_seller(ctx.actor.marketplace, seller, cursor)
    rows = [
        {
            "id": row["public"],
            "stars": row["stars"],
            "first_stars": row["first_stars"],
            "versions": row["versions"],
            "text": found.texts.get(row["text_ref"]),
            "goods": found.texts.get(row["title_ref"]),
            "reply": found.texts.get(row["reply_ref"]),
            "hidden": row["hidden"].split(),
            "at": clock.text(clock.from_milliseconds(row["at_ms"])),
        }
        for row in found.rows
    ]
    return {
        "seller": seller,
        "stars": {str(stars): count for stars, count in found.stars.items()},
        "reviews": rows,
        "next": found.after or None,
    }


@api.post("/reviews/{review}/reply", response={201: schemas.Receipt}, tags=["after the end"])
def reply(request: HttpRequest, review: str, body: schemas.TextIn) -> HttpResponse:
    """Explain in public how the shop sees it. `review`: its `id` in the list (or, as before, the order's id, a dash, and `rv1`).

    Refused: `review_bought`."""
    ctx, key, _head = acting(request)
    root, name = reviews.named(ctx, review)
    return done(reviews.reply(ctx, rules.ReplyToReview(root, name, body.text), key=key))


@api.post("/reviews/{review}/moderation", response={201: schemas.Receipt}, tags=["after the end"])
def moderation(request: HttpRequest, review: str, body: ModerationIn) -> HttpResponse:
    """Operators hide what insults or tells of people, or show it again; both sides are told why. A bad review is no reason."""
    ctx, key, _head = acting(request)
    root, name = reviews.named(ctx, review)
    return done(reviews.moderate(ctx, rules.ModerateReview(root, name, body.what, body.why, body.note), key=key))


@api.post("/cases/{case_id}/commitments", response=OK, tags=["settlement"])
def commit(request: HttpRequest, case_id: str, body: CommitmentIn) -> HttpResponse:
    """Commit your own side to something, as its agent or seller or as the marketplace: it binds at once and needs no consent.

    It stands among the case's `obligations` with its date. Refused: `promise_days`, `too_many_promises`, `review_bought`.
    """
    return carry_out(request, commitments.make, committing.MakePromise(case_id, body.text, body.days, body.message))


@api.post("/cases/{case_id}/commitments/{obligation}/performance", response=OK, tags=["settlement"])
def kept(request: HttpRequest, case_id: str, obligation: str, body: PromiseNoteIn) -> HttpResponse:
    """The marketplace's own people say that what it promised is done; shops say it below `obligations`."""
    return carry_out(request, commitments.keep, commands.ReportPerformance(case_id, obligation, body.note))


@api.post("/orders/{root}/commitments", response={201: schemas.Receipt}, tags=["orders"])
def commit_at_order(request: HttpRequest, root: str, body: CommitmentIn) -> HttpResponse:
    """Commit your shop (or the marketplace) to something at an order without a case."""
    ctx, key, _head = acting(request)
    return done(commitments.make_at_order(ctx, promises.MakeOrderPromise(root, body.text, body.days), key=key))


@api.post("/orders/{root}/commitments/{promise}/performance", response={201: schemas.Receipt}, tags=["orders"])
def kept_at_order(request: HttpRequest, root: str, promise: str, body: PromiseNoteIn) -> HttpResponse:
    """Say that it is kept, and how that can be seen. Refused: `promise_not_open`."""
    ctx, key, _head = acting(request)
    return done(commitments.keep_at_order(ctx, promises.KeepOrderPromise(root, promise, body.note), key=key))


@api.post("/orders/{root}/commitments/{promise}/contest", response={201: schemas.Receipt}, tags=["orders"])
def contest(request: HttpRequest, root: str, promise: str, body: PromiseNoteIn) -> HttpResponse:
    """The buyer says within two weeks that it was not kept. Refused: `promise_not_open`."""
    ctx, key, _head = acting(request)
    return done(commitments.contest(ctx, promises.ContestOrderPromise(root, promise, body.note), key=key))


@api.get("/commitments", response=dict, tags=["after the end"])
def board(request: HttpRequest, cursor: str = "") -> dict:
    """What was committed, and how much of it was kept, in the last year: a shop's own by agent; for operators and auditors all.

    `agents`: who has committed himself, those with most broken first (`share`: per cent kept of those that have ended; null while
    none has). `waiting`: what is still to be kept, what is due first."""
    found = commitments.board(reading(request), cursor)
    return {
        "agents": [
            {
                "seller": row.seller or None, "agent": row.agent or None, "name": found.names.get(row.agent) or None,
                "kept": row.kept, "broken": row.broken, "open": row.open, "share": row.share,
            }
            for row in found.kept
        ],
        "waiting": [
            {
                "seller": row["seller"] or None, "agent": row["agent"] or None, "name": found.names.get(row["agent"]) or None,
                "order": row["root"], "case": row["stream"].removeprefix("case:") if row["stream"].startswith("case:") else None,
                "commitment": row["id"], "text": found.texts.get(row["text_ref"]), "due": clock.text(clock.from_milliseconds(row["due_ms"])),
            }
            for row in found.waiting
        ],
        "next": found.after or None,
    }  # fmt: skip
