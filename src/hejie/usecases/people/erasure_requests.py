"""Requests to be forgotten: asked by the person, decided by an operator within the time of the law, carried out by the worker.

The person hears of the answer by a letter that leaves before his address goes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from hejie.adapters import postman
from hejie.domain.cases.commands import EraseContent
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.store import outbox
from hejie.store.models import ErasureRequest, Marketplace, Person
from hejie.store.models.forgetting import new_request_id
from hejie.store.outbox import Row
from hejie.usecases import erasure, ids, operator_notices, retention, system
from hejie.usecases.noticing import NotYet
from hejie.usecases.people import forgetting

TOPIC = "forgetting"
LONGEST_REASON = 2000
OPEN, GRANTED, REFUSED, WITHDRAWN = "open", "granted", "refused", "withdrawn"
ALL, PIECES = "all", "pieces"
_MOST_LISTED = 200
_TRIES_OF_A_LETTER = 6
_OF_OPEN = {
    "asked": ("ErasureAsked", "platform"),
    "due": ("ErasureDue", "platform"),
    "longer": ("ErasurePutOff", "person"),
}
_PLACES = {"asked": "/erasure-requests/", "answered": "/account/data/"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with what its operator must know. plan: None once it has been decided."""

    request: ErasureRequest
    plan: forgetting.Plan | None


def person_of(ctx: Context) -> Person:
    """The person himself, as owner of his data. Refuses not_found (over a link for one case, and for programs of others)."""
    actor = ctx.actor
    if actor.only_case or actor.role in ("expert", "system", "integrator") or actor.through.startswith("integrator:"):
        raise Refusal("not_found")
    found = Person.objects.select_related("marketplace").filter(marketplace_id=actor.marketplace, pk=actor.id).first()
    if found is None:
        raise Refusal("not_found")
    return found


def of_person(ctx: Context) -> list[ErasureRequest]:
    """One's own requests, the newest first. Refuses not_found."""
    return list(person_of(ctx).erasure_requests.order_by("-asked_at")[:_MOST_LISTED])


def ask(ctx: Context, *, what: str = ALL, refs: Sequence[str] = (), reason: str = "", key: str = "") -> ErasureRequest:
    """Ask to be forgotten, or that some pieces go.

    refs      for `pieces`: references of what he wrote or filed
    key       an idempotency key: asked again with it, the same request is answered; "" for a page
    Refuses   not_found, act_in_person, erasure_asked_already (facts: until), erasure_names_nothing, text_too_long
    """
    person = person_of(ctx)
    if not ctx.actor.personal:
        raise Refusal("act_in_person", act="forget")
    if len(reason) > LONGEST_REASON:
        raise Refusal("text_too_long", most=LONGEST_REASON, given=len(reason))
    name = f"q{ids.derived(person.pk, key, length=12)}" if key else new_request_id()
    if key and (known := person.erasure_requests.filter(pk=name).first()):
        return known
    rule = retention.rule_of(person.marketplace_id, person.marketplace.currency)
    wanted = _pieces(person, refs, ctx.now) if what == PIECES else []
    made = ErasureRequest(
        pk=name, marketplace_id=person.marketplace_id, person=person, what=PIECES if wanted else ALL, pieces=wanted,
        reason=reason.strip(), law=rule.law, asked_at=ctx.now, due_at=ctx.now + timedelta(days=rule.answer),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            order(ctx, made, "asked")
    except IntegrityError:
        open_one = person.erasure_requests.filter(status=OPEN).first()
        if open_one is None:
            raise
        raise Refusal("erasure_asked_already", until=clock.text(clock.cut(open_one.due_at))) from None
    return made


def take_back(ctx: Context, request_id: str) -> None:
    """Take one's own open request back. Refuses not_found, erasure_decided."""
    found = person_of(ctx).erasure_requests.filter(pk=request_id).first()
    if found is None:
        raise Refusal("not_found")
    _decided(found, WITHDRAWN, ctx, reason="", pieces=[])


def waiting(ctx: Context) -> list[ErasureRequest]:
    """Open requests of the marketplace, what is due first. Refuses not_found for others than operators."""
    _operator(ctx)
    found = ErasureRequest.objects.filter(marketplace_id=ctx.actor.marketplace, status=OPEN)
    return list(found.select_related("person").order_by("due_at", "pk")[:_MOST_LISTED])


def answered(ctx: Context) -> list[ErasureRequest]:
    """Requests that were answered or taken back, the newest first. Refuses not_found for others than operators."""
    _operator(ctx)
    found = ErasureRequest.objects.filter(marketplace_id=ctx.actor.marketplace).exclude(status=OPEN)
    return list(found.select_related("person").order_by("-decided_at", "pk")[:_MOST_LISTED])


def read(ctx: Context, request_id: str) -> Asked:
    """One request with what granting it would do. Refuses not_found."""
    _operator(ctx)
    found = _find(ctx, request_id)
    whole = found.status == OPEN and found.what == ALL
    return Asked(found, forgetting.plan(found.person, ctx.now) if whole else None)


def grant(ctx: Context, request_id: str) -> ErasureRequest:
    """Grant it; the worker tells the person, then erases. Pieces that cannot go now go as soon as they can.

    Refuses   not_found, second_factor_needed, not_your_own, erasure_decided, last_operator
    """
    found = for_decision(ctx, request_id)
    if found.what == ALL:
        forgetting.may_be_forgotten(found.person)
    with transaction.atomic():
        made = _decided(found, GRANTED, ctx, reason="")
        order(ctx, made, "granted")
    return made


def refuse(ctx: Context, request_id: str, why: str) -> ErasureRequest:
    """Refuse it, with a reason that the person reads (GDPR, art. 12(4); PIPL, art. 50).

    Refuses   not_found, second_factor_needed, not_your_own, erasure_decided, text_missing, text_too_long
    """
    if not why.strip():
        raise Refusal("text_missing")
    if len(why) > LONGEST_REASON:
        raise Refusal("text_too_long", most=LONGEST_REASON, given=len(why))
    found = for_decision(ctx, request_id)
    with transaction.atomic():
        made = _decided(found, REFUSED, ctx, answer=why.strip())
        order(ctx, made, "refused")
    return made


def forget_now(ctx: Context, person: Person, reason: str) -> ErasureRequest:
    """Forget a person at once, for whoever runs commands on this machine; kept as a request that was granted.

    Refuses   last_operator
    """
    forgetting.may_be_forgotten(person)
    rule = retention.rule_of(person.marketplace_id, person.marketplace.currency)
    found = person.erasure_requests.filter(status=OPEN).first() or ErasureRequest(
        marketplace_id=person.marketplace_id, person=person, law=rule.law, asked_at=ctx.now, due_at=ctx.now
    )
    found.what, found.pieces, found.answer = ALL, [], reason.strip()[:LONGEST_REASON]
    found.status, found.reason, found.decided_at, found.decided_by = GRANTED, "", ctx.now, ctx.actor.id
    found.save()
    _carry_out(ctx, found)
    return found


def deliver(ctx: Context, row: Row, post: postman.Postman) -> None:
    """What the outbox holds of requests: tell operators, tell the person (also that it takes longer), carry it out. Raises NotYet."""
    found = ErasureRequest.objects.select_related("person").filter(pk=row.payload["request"]).first()
    if found is None:
        return
    if row.payload["what"] in _OF_OPEN:
        if found.status == OPEN:
            _tell_while_open(ctx, row, found, post)
        return
    news = operator_notices.News(
        "ErasureAnswered",
        {"to": "person", "result": row.payload["what"], "whole": found.what == ALL},
        _PLACES["answered"],
    )
    late = operator_notices.tell_one(ctx, row, news, found.person, post) if found.person.is_active else ""
    if late and row.tries < _TRIES_OF_A_LETTER:
        raise NotYet(late)
    if found.status == GRANTED and not found.outcome:
        _carry_out(ctx, found)


def _tell_while_open(ctx: Context, row: Row, found: ErasureRequest, post: postman.Postman) -> None:
    kind, to = _OF_OPEN[row.payload["what"]]
    facts = {"to": to, "until": clock.text(clock.cut(found.due_at))}
    if to == "platform":
        operator_notices.tell(ctx, row, operator_notices.News(kind, facts, _PLACES["asked"]), post)
        return
    news = operator_notices.News(kind, facts, _PLACES["answered"])
    late = operator_notices.tell_one(ctx, row, news, found.person, post) if found.person.is_active else ""
    if late and row.tries < _TRIES_OF_A_LETTER:
        raise NotYet(late)


def go_on(now: datetime, most: int = 20) -> int:
    """Look again at granted requests of which something could not go; returns how many were looked at."""
    due = list(ErasureRequest.objects.select_related("person").filter(left_at__lte=now, status=GRANTED)[:most])
    for one in due:
        ErasureRequest.objects.filter(pk=one.pk).update(left_at=now + timedelta(days=1))  # what fails stops no other
        _carry_out(system.context(one.marketplace_id, now), one)
    return len(due)


def _carry_out(ctx: Context, request: ErasureRequest) -> None:
    """Erase what can go now, and write down what went and what stays."""
    ctx = replace(ctx, actor=Actor("system", ctx.actor.id, request.marketplace_id, through="erasure"))
    if request.what == ALL:
        done = forgetting.forget(ctx, request.person, key=f"{request.pk}:{clock.milliseconds(ctx.now)}")
        told, again = done.told(), forgetting.again_at(done, ctx.now)
    else:
        told, again = _erase_pieces(ctx, request)
    request.outcome = _added(request.outcome, told)
    request.left_at = again
    request.save(update_fields=["outcome", "left_at", "answer"])


def _erase_pieces(ctx: Context, request: ErasureRequest) -> tuple[dict, datetime | None]:
    went, stays = 0, []
    for piece in request.pieces:
        left = {one.ref for one in erasure.left(piece["case"])}
        refs = tuple(ref for ref in piece["refs"] if ref in left)
        if not refs:
            continue
        kept = forgetting.kept(piece["case"], ctx.now)
        if kept and kept[0] != "open":
            until = clock.text(kept[1]) if kept[1] else ""
            stays.append({"case": piece["case"], "why": kept[0], "count": len(refs), "until": until})
            continue
        key = f"{request.pk}:{clock.milliseconds(ctx.now)}"
        erasure.erase_content(ctx, EraseContent(piece["case"], refs, "request"), key=key)
        went += len(refs)
    told = {"account": {}, "cases": len(request.pieces), "contents": went, "stays": stays, "written_for_others": 0}
    return told, ctx.now + timedelta(days=1) if stays else None


def _added(before: Mapping, now: Mapping) -> dict:
    """What went in all, and what stays now."""
    if not before:
        return dict(now)
    return {
        **now,
        "account": before["account"],
        "contents": before["contents"] + now["contents"],
        "cases": before["cases"],
        "orders": before.get("orders", 0) + now.get("orders", 0),
    }


def _pieces(person: Person, refs: Sequence[str], now: datetime) -> list[dict]:
    """The chosen pieces by case; only what is his. Refuses erasure_names_nothing."""
    wanted, found = set(refs), {}
    for case_id, one in forgetting.pieces_by_case(person):
        if one.ref in wanted:
            found.setdefault(case_id, []).append(one.ref)
    if not found:
        raise Refusal("erasure_names_nothing")
    return [{"case": case_id, "refs": his} for case_id, his in found.items()]


def _decided(request: ErasureRequest, status: str, ctx: Context, **fields: object) -> ErasureRequest:
    """Put an open request into its end, once. Refuses erasure_decided."""
    wanted = {"status": status, "decided_at": ctx.now, "decided_by": ctx.actor.id, **fields}
    if not ErasureRequest.objects.filter(pk=request.pk, status=OPEN).update(**wanted):
        raise Refusal("erasure_decided")
    request.refresh_from_db()
    return request


def order(ctx: Context, request: ErasureRequest, what: str, mark: str = "") -> None:
    """Let the outbox do what follows: asked, granted, refused, longer, due. mark: where that can come more than once."""
    now_ms, market = clock.milliseconds(ctx.now), request.marketplace_id
    outbox.put(
        market,
        f"{TOPIC}:{what}{mark}:{request.pk}",
        TOPIC,
        market,
        {"request": request.pk, "what": what},
        now_ms,
        now_ms,
    )


def for_decision(ctx: Context, request_id: str) -> ErasureRequest:
    """A request that this actor may decide on. Refuses not_found, second_factor_needed, not_your_own."""
    _operator(ctx)
    if not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="erase")
    found = _find(ctx, request_id)
    if found.person_id == ctx.actor.id:
        raise Refusal("not_your_own")
    return found


def _find(ctx: Context, request_id: str) -> ErasureRequest:
    found = ErasureRequest.objects.select_related("person").filter(marketplace_id=ctx.actor.marketplace, pk=request_id)
    if (one := found.first()) is None:
        raise Refusal("not_found")
    return one


def _operator(ctx: Context) -> None:
    if ctx.actor.role != "operator":
        raise Refusal("not_found")


def rule(ctx: Context) -> retention.Rule:
    """The rule by which requests are answered here."""
    market = Marketplace.objects.get(pk=ctx.actor.marketplace)
    return retention.rule_of(market.pk, market.currency)
