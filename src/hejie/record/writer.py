"""The one writer: every act on an order, a case, a room, a purse or a standing goes through `write`, and nothing else appends.

One transaction: lock the root, look up the idempotency key, load and fold, carry out what silence has brought due,
check the permission, decide (pure), append, project, queue effects, keep the receipt. All of it or nothing. Where this
process has just seen the streams, PostgreSQL is told what is expected instead of being asked; see `_carry_out`.
After Formance's `forgeLog` and the house style of functional core and imperative shell.
"""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial

import orjson
from django.db import DatabaseError, connection, transaction

from hejie.domain.cases import access, effects, entitled, imported, notices, silence, told_alone
from hejie.domain.cases.servicing import by_right
from hejie.domain.cases.world import World
from hejie.domain.kernel import chain, clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal
from hejie.record import bodies, streams
from hejie.record.context import Context
from hejie.record.receipt import Receipt
from hejie.store import log, projections, statements, told

Decide = Callable[..., tuple[Event, ...]]
_MOST_DEFAULTS = 40
_REPEATED_WITHIN_MS = 24 * 3_600_000  # so long after an act its repeat is answered even where its content was erased
SEAT = "seat"  # what kinds of streams begin with that are rooms of a panel's seats, of which one act may have several
_NEW = {"open": "case", "service.ask": "case", "order.place": "order"}  # the stream that an act makes
_BY_PROCEDURE = frozenset(
    {"order.place", "order.pay", "order.ship"}
)  # they set clocks that the procedure in force names


@dataclass(slots=True)
class _Batch:
    """What one transaction has appended so far. `alone`: contents that are for no eyes but those of whom they are of."""

    world: World
    entries: list[dict] = field(default_factory=list)
    rows: list[tuple] = field(default_factory=list)
    contents: list[tuple] = field(default_factory=list)
    alone: list[str] = field(default_factory=list)
    before: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Act:
    """One act as it is asked for. `own` is its own stream; `key` holds the actor too; `digest` names what is asked."""

    ctx: Context
    command: object
    key: str
    digest: str
    decide: Decide
    action: str
    root: str
    own: str
    streams: Mapping[str, str]
    if_match: str


def write(
    ctx: Context,
    command: object,
    *,
    key: str,
    decide: Decide,
    action: str,
    root: str,
    streams: Mapping[str, str],
    if_match: str = "",
) -> Receipt:
    """Carry out one act exactly once.

    key       the actor's idempotency key; an equal repeat gets the first receipt, an unequal one is refused
    streams   kind → stream id of all that the decision may look at or append to; the first is the act's own
    action    what `access.may` is asked
    if_match  head hash that the act's own stream must have, or ""
    Refuses   what the decision or the gate refuses; what the context's credential is refused with; key_used_otherwise;
              stale_head; other_marketplace
    """
    own = next(iter(streams.values()))
    digest = _input_digest(action, command, streams)
    act = _Act(ctx, command, f"{ctx.actor.id}:{key}", digest, decide, action, root, own, streams, if_match)
    states = _just_seen(act)
    if states:
        # Decided on what this process has just seen, and written only if that still stands: one journey instead of two.
        # Whatever comes out otherwise, a refusal too, may rest on something that stands no longer, and counts for nothing.
        try:
            return _carry_out(act, states)
        except (log.Outdated, Refusal):
            pass
        except DatabaseError as fault:
            if not log.outdated(fault):
                raise
    return _carry_out(act, None)


def _just_seen(act: _Act) -> dict[str, object] | None:
    """The states of all the act's streams, if this process has seen them a moment ago; what is to be made has none."""
    if not log.can_expect():
        return None
    states = {kind: streams.just_seen(stream) for kind, stream in act.streams.items()}
    unseen = {kind for kind, state in states.items() if state is None}
    return states if unseen <= {_NEW.get(act.action)} else None


def _carry_out(act: _Act, expected: dict[str, object] | None) -> Receipt:
    """The one transaction. `expected`: states that the database is told to make sure of; None: read them first.

    Refuses what `write` refuses; with `expected`, when something else stands there, log.Outdated or a DatabaseError that
    `log.outdated` knows.
    """
    refused: Refusal | None = None
    with connection.cursor() as cursor, _around(cursor, expected):
        sheaf = statements.Sheaf(cursor)
        if expected:
            states = expected
            _expect(sheaf, act, states)
        else:
            known, states = _lock_and_load(cursor, act)
            if known:
                return _repeat(sheaf, act, known)
        batch = _Batch(_world(act, states))
        _carry_out_defaults(act.ctx, batch)
        defaults = len(batch.entries)
        try:
            _decide(act, batch)
            _carry_out_defaults(act.ctx, batch)  # what the procedure lets follow at once
        except Refusal as refusal:
            if not defaults:
                raise
            refused = refusal  # what silence brought due stays done; the act itself changes nothing
        _look_up(act.ctx, batch)
        receipt = _receipt(batch, act.own, defaults)
        if batch.rows:
            if expected and any(entry["kind"] == "ContentErased" for entry in batch.entries):
                raise log.Outdated  # erasing asks before it deletes, and so needs the lock first
            _write_down(cursor, sheaf, act.ctx, batch)
        if not refused:
            result = orjson.dumps(receipt).decode()
            now_ms = clock.milliseconds(act.ctx.now)
            log.save_receipt(sheaf, act.root, act.own, act.key, act.digest, result, now_ms)
            _write_along(sheaf, act.ctx)
        sheaf.send(and_commit=True)
    _remember(batch)
    if refused:
        raise refused
    return receipt


def _around(cursor, expected: object) -> AbstractContextManager:
    """A transaction; where all that is done is one text, it has its own beginning and end."""
    return nullcontext() if expected and statements.goes_alone(cursor.db) else transaction.atomic()


def _expect(sheaf: statements.Sheaf, act: _Act, states: Mapping[str, object]) -> None:
    heads = [(act.streams[kind], state.head if state else "") for kind, state in states.items()]
    if _NEW.get(act.action) == "order" and not states["order"]:
        log.claim(sheaf, act.root, act.ctx.actor.marketplace)
    log.expect(sheaf, act.root, act.ctx.actor.marketplace, heads, _questions(act.ctx))


def _questions(ctx: Context) -> list[statements.Statement]:
    return [ctx.credential.question] if ctx.credential else []


def _decide(act: _Act, batch: _Batch) -> None:
    ctx = act.ctx
    head = getattr(_state_of(batch.world, act.own), "head", "")
    if act.if_match and head != act.if_match:
        raise Refusal("stale_head", head=head)
    access.may(ctx.actor, act.action, batch.world, act.command)
    events = act.decide(batch.world, act.command, by=ctx.actor, now=ctx.now)
    _append(ctx, batch, events, ctx.actor)


def _carry_out_defaults(ctx: Context, batch: _Batch) -> None:
    """A late act first carries out the due default in the same transaction, then meets the new state."""
    for _ in range(_MOST_DEFAULTS):
        events = silence.due(batch.world, now=ctx.now, outages=ctx.outages, unreachable=ctx.unreachable)
        if not events:
            return
        _append(ctx, batch, events, Actor("system", "system", ctx.actor.marketplace, through="deadline"))
    raise AssertionError(f"defaults do not come to an end: {batch.world.streams}")


def _look_up(ctx: Context, batch: _Batch) -> None:
    """Keep with the case what the marketplace's record holds of its lines, and what the rules say of it, where what has just
    been written made it another than before."""
    shown = imported.due(batch.world, now=ctx.now)
    if shown:
        _append(ctx, batch, shown, Actor("system", "system", ctx.actor.marketplace, through="record"))
    if batch.entries and batch.world.case is not None:
        events = entitled.due(batch.world, ctx.law(), now=ctx.now)
        _append(ctx, batch, events, Actor("system", "system", ctx.actor.marketplace, through="rules"))
        approved = by_right.due(batch.world, now=ctx.now)
        _append(ctx, batch, approved, Actor("system", "system", ctx.actor.marketplace, through="rules"))


def _lock_and_load(cursor, act: _Act) -> tuple[tuple[str, str] | None, dict[str, object]]:
    """Lock the root; the receipt that is already there under this key, if any, and the states of the streams by kind."""
    ctx, root = act.ctx, act.root
    remembered = {stream: streams.known(stream) for stream in act.streams.values()}
    places = [(stream, streams.read_after(state)) for stream, state in remembered.items()]
    found = log.lock_and_read(cursor, root, ctx.actor.marketplace, act.own, act.key, places, _questions(ctx))
    if not all(found.besides):
        raise ctx.credential.refusal()
    if found.owner != ctx.actor.marketplace:
        raise Refusal("not_found")
    if found.receipt:
        return found.receipt, {}
    rows = dict(zip(remembered, found.entries, strict=True))
    states = {
        kind: streams.brought_up(cursor, root, stream, remembered[stream], rows[stream])
        for kind, stream in act.streams.items()
    }
    return None, states


def _world(act: _Act, states: Mapping[str, object]) -> World:
    """The states with the procedure that the act is under: the case's own, else the one in force where it is asked for."""
    ctx, case = act.ctx, states.get("case")
    procedure = None
    if case is not None:
        procedure = ctx.procedure(case.procedure["id"], case.procedure["digest"])
    elif "case" in act.streams or act.action in _BY_PROCEDURE:
        procedure = ctx.in_force(getattr(act.command, "shown", ""))
    single = {kind: state for kind, state in states.items() if not kind.startswith(SEAT)}
    seats = {act.streams[kind]: state for kind, state in states.items() if kind.startswith(SEAT)}
    names = {kind: stream for kind, stream in act.streams.items() if not kind.startswith(SEAT)}
    return World(act.root, ctx.actor.marketplace, names, **single, procedure=procedure, seats=seats)


def _append(ctx: Context, batch: _Batch, events: tuple[Event, ...], by: Actor) -> None:
    """Turn events into entries: canonical body, seq, previous hash, hash; and move the states on.

    Where the clock was set back, an entry bears the moment of the one before it: within a stream time never goes back.
    """
    now = clock.text(ctx.now)
    author = by.as_author()
    for event in events:
        state = batch.world.at(event.stream)
        if event.stream not in batch.before:
            batch.before[event.stream] = state
        seq, prev = (state.seq + 1, state.head) if state is not None and state.seq else (1, chain.ZERO)
        at = max(now, state.changed_at) if state is not None else now
        data = bodies.plain(event.data, partial(_keep, ctx, batch, told_alone.is_alone(event.stream)), 2)
        body = {"v": 1, "kind": event.kind, "at": at, "by": author, "data": data}
        written = bodies.dumps(body)
        digest = chain.entry_hash(event.stream, seq, prev, written)
        entry = {**body, "seq": seq, "hash": digest, "stream": event.stream}
        batch.entries.append(entry)
        batch.rows.append((batch.world.root, event.stream, seq, prev, digest, written.decode()))
        batch.world = batch.world.moved(event.stream, streams.evolve(event.stream, state, entry))


def _keep(ctx: Context, batch: _Batch, alone: bool, leaf: Private) -> dict:
    """Put a private text to the contents; what stands in its place is its salted reference."""
    content = bodies.content(leaf)
    if alone:
        content = told_alone.padded(content)
    salt = ctx.random_bytes(32)
    ref = chain.reference(salt, content)
    batch.contents.append((batch.world.root, ref, leaf.type, len(content), salt, content, ""))
    if alone:
        batch.alone.append(ref)
    return {"ref": ref, "size": len(content), "type": leaf.type}


def _write_down(cursor, sheaf: statements.Sheaf, ctx: Context, batch: _Batch) -> None:
    """Entries, contents, query tables and effects of the batch; all but erasing travels in one sheaf."""
    now_ms = clock.milliseconds(ctx.now)
    log.append(sheaf, batch.rows)
    log.put_contents(sheaf, told.sealed(batch.contents, batch.alone) if batch.alone else batch.contents)
    for stream, before in batch.before.items():
        after = batch.world.at(stream)
        entries = [entry for entry in batch.entries if entry["stream"] == stream]
        projections.project(sheaf, batch.world, stream, before, after, entries)
    log.queue(sheaf, [*_effects(batch, now_ms), *_erase(cursor, batch, now_ms)])


def _receipt(batch: _Batch, own: str, defaults: int) -> Receipt:
    acted = [entry for entry in batch.entries[defaults:] if entry["stream"] == own]
    state = batch.world.at(own)
    first = acted[0]["seq"] if acted else (state.seq if state else 0)
    return Receipt(
        root=batch.world.root,
        stream=own,
        first_seq=first,
        last_seq=state.seq if state else 0,
        head=state.head if state else chain.ZERO,
        created=_created(batch.entries[defaults:]),
    )


def _erase(cursor, batch: _Batch, now_ms: int) -> list[tuple]:
    """Delete what the entries say is erased, salts and all; files and keys go after the commit, through the outbox."""
    rows = []
    for entry in batch.entries:
        if entry["kind"] == "ContentErased":
            erased = entry["data"]["erased"]
            paths = log.erase_contents(cursor, batch.world.root, erased)
            log.forget_inputs(cursor, batch.world.root, entry["stream"], now_ms - _REPEATED_WITHIN_MS)
            keys = {"keys": erased} if told_alone.is_alone(entry["stream"]) else {}
            if paths or keys:
                name = f"erase:{entry['stream']}:{entry['seq']}"
                payload = orjson.dumps({"paths": paths, **keys}).decode()
                rows.append((batch.world.root, name, "erase", batch.world.marketplace, payload, now_ms, now_ms))
    return rows


def _effects(batch: _Batch, now_ms: int) -> list[tuple]:
    found = [*effects.effects(batch.world, batch.entries), *notices.effects(batch.world, batch.entries)]
    return [
        (
            batch.world.root,
            f"{effect.topic}:{effect.stream}:{effect.seq}:{effect.target}",
            effect.topic,
            batch.world.marketplace,
            orjson.dumps(effect.payload).decode(),
            now_ms,
            effect.due_ms or now_ms,
        )
        for effect in found
    ]


# The entries that make something, and under which name they say what it is called.
_MAKES = {
    "CaseOpened": "case", "CaseReferred": "referral", "OfferMade": "offer", "PromiseProposed": "promise",
    "ObligationSet": "obligation", "RulingMade": "ruling",
    "MessageWritten": "id", "StatementMade": "id", "EvidenceFiled": "id", "NoteWritten": "id", "QuestionAsked": "id", "FindingsKept": "id",
    "MayBeTold": "id", "DraftText": "id", "TextPut": "draft", "ExpertAsked": "asking", "TalkProposed": "talk", "TalkRecorded": "result",
    "SanctionAppealed": "appeal", "MisuseFound": "item", "EvidenceCommented": "id", "CaptureCodeGiven": "id",
    "RecordImported": "id", "PaperFiled": "paper",
    "DealProposed": "deal", "ShopAsked": "question", "ComplaintReceived": "complaint", "VoucherIssued": "voucher", "ReviewWritten": "review",
    "PromiseMade": "promise", "PointsGiven": "gift", "PointsReserved": "use",
}  # fmt: skip


def _created(entries: list[dict]) -> dict[str, str]:
    """What the act made, by name; of several of a name the first."""
    made: dict[str, str] = {}
    for entry in entries:
        name = _MAKES.get(entry["kind"])
        if name and "record" not in entry["data"]:  # what came from the marketplace's record was made by no act
            made.setdefault(name, entry["data"][name])
    return made


def _input_digest(action: str, command: object, streams: Mapping[str, str]) -> str:
    """By which a repeat is known. Of what is told alone it must tell nothing: there are only so many ways to rank three packages."""
    try:
        text = orjson.dumps([action, type(command).__name__, command], option=orjson.OPT_SORT_KEYS, default=_plain)
    except TypeError as fault:
        if "64-bit" not in str(fault):
            raise
        raise Refusal("number_too_large") from None
    if any(told_alone.is_alone(stream) for stream in streams.values()):
        return told.digest(text)
    return hashlib.sha256(text).hexdigest()


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else str(value)


def _write_along(sheaf: statements.Sheaf, ctx: Context) -> None:
    for sql, values in ctx.along:
        sheaf.execute(sql, values)


def _repeat(sheaf: statements.Sheaf, act: _Act, known: tuple[str, str]) -> Receipt:
    if known[0] and known[0] != act.digest:  # of old acts about what is told alone no digest is kept
        raise Refusal("key_used_otherwise")
    _write_along(sheaf, act.ctx)
    sheaf.send()
    return Receipt(**{**orjson.loads(known[1]), "repeated": True})


def _state_of(world: World, stream: str) -> object:
    return world.at(stream)


def _remember(batch: _Batch) -> None:
    for kind, stream in batch.world.streams.items():
        streams.remember(stream, getattr(batch.world, kind))
    for stream, state in batch.world.seats.items():
        streams.remember(stream, state)
