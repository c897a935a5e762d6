"""What the marketplace knows of an order, taken in as evidence: from a shop's or carrier's program to the order's record.

Content comes as a file, as a chat's messages, or as the facts alone, whose text is then the content. It is looked at and kept as
any evidence is. Every open case with one of the lines gets it in the same breath; should that be cut off, the outbox sees to it.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import orjson
from django.conf import settings
from django.db import connection

from hejie.adapters import vault
from hejie.adapters.vault import Held
from hejie.domain.cases import access, imported, legal_hold, upkeep
from hejie.domain.cases.commands import EraseContent
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import keys, records
from hejie.domain.orders.records import EraseRecord, ImportRecord, Record
from hejie.record import reader, writer
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.store import files, log, queries, story
from hejie.usecases import acts, entitlements, intake, system
from hejie.usecases.intake import Pieces
from hejie.usecases.reading import references

ACTION = "order.record"
MOST_MESSAGES = 5000


@dataclass(frozen=True, slots=True)
class Told:
    """A record as a program tells it; see `records.ImportRecord`.

    messages   of a chat: mappings with at (the record's form), from, text, in order
    """

    kind: str
    source: str
    at: str
    origin: str = ""
    lines: tuple[int, ...] = ()
    facts: Mapping = field(default_factory=dict)
    note: str = ""
    messages: tuple[Mapping, ...] = ()


def import_record(
    ctx: Context, root: str, told: Told, *, key: str, file: Pieces | None = None, name: str = ""
) -> Receipt:
    """Take a record in, with a file or without; an equal repeat under its key gets the first receipt.

    Returns   the receipt; its `created` has the record's `id`
    Refuses   not_found, what `records.import_record` refuses, and what an upload refuses (`intake.file_upload`)
    """
    try:
        return _import(ctx, root, told, key, file, name)
    except Refusal as refusal:
        if refusal.code != "key_used_otherwise" or _recorded_before(ctx, root, key) is None:
            raise
        return _import(ctx, root, told, key, file, name)  # an equal one came at the same moment, under another salt


def _import(ctx: Context, root: str, told: Told, key: str, file: Pieces | None, name: str) -> Receipt:
    earlier = _recorded_before(ctx, root, key)
    if earlier is None:
        _may_import(ctx, root, told)
    pieces = file.chunks() if file is not None else [_content(told)]
    salt = _salt_of(root, earlier) if earlier else ctx.random_bytes(32)
    with intake.told(), vault.take(pieces, salt=salt, most=settings.UPLOAD_MOST_BYTES) as held:
        command = ImportRecord(
            root, told.kind, told.source, told.at, {}, name or told.kind, told.origin, told.lines,
            _counted(told), told.note,
        )  # fmt: skip
        if earlier is not None:
            return _repeat(ctx, command, held, earlier, key)
        with _kept(ctx, root, held, command) as (rows, whole):
            receipt = intake.with_rows(rows, lambda: _write(ctx, whole, key))
    show(ctx, root, key=f"record:{receipt.stream}:{receipt.last_seq}")
    return receipt


def show(ctx: Context, root: str, *, key: str) -> None:
    """Give the open cases of an order what they lack of its record. The program itself does it, whoever sent it in."""
    own = system.context(ctx.actor.marketplace, ctx.now)
    order = reader.order(root)
    for case in dict.fromkeys(case for _line, case in order.frozen):
        entitlements.look_again(own, case, key=key)


def of_order(ctx: Context, root: str) -> tuple[list[Record], Mapping[str, str]]:
    """(records, texts by reference) of an order, as this actor may see them: a shop those of its own lines.

    Refuses   not_found
    """
    order = access.may_read_order(ctx.actor, reader.order(root))
    own = {line.line for line in order.lines if ctx.actor.seller in ("", line.seller)}
    found = [one for one in order.records if own.intersection(one.lines)]
    refs = references([[one.facts, one.name, one.note] for one in found])
    return found, queries.texts(root, (ref for ref, _kind in refs))


def check_key(ctx: Context, root: str, key: str) -> list[Record]:
    """The records by which a licence key was delivered with an order; none: it was not. The key is not kept.

    Refuses   not_found, text_missing, no_key_on_record
    """
    found, _texts = of_order(ctx, root)
    if not any("key_hash" in one.facts for one in found):
        raise Refusal("no_key_on_record")
    return list(keys.delivered(reader.order(root).external_id, key, found))


def refs_of(record: Record) -> tuple[str, ...]:
    """All references of one record, its file and pictures among them."""
    return tuple(
        ref
        for ref, _kind in references(
            [record.facts, record.name, record.note, record.file, record.thumbnail, record.view]
        )
    )


def kept_for_others(case_id: str) -> frozenset[str]:
    """Contents of a case that came from its order's record and that another case, open or closed later, still needs."""
    own = reader.case(case_id)
    named = _named(own)
    others = [reader.case(other) for other in story.cases(own.root) if other != case_id] if named else ()
    later = [case for case in others if _ended(case) > _ended(own)]
    return named & frozenset().union(*map(_named, later))


def erase_elsewhere(ctx: Context, command: EraseContent, *, key: str) -> list[Receipt]:
    """Mark what is erased of a case as erased in its order and in the order's other cases too: it is one content.

    Refuses   legal_hold (of another case)
    """
    root = acts.root_of(command.case_id)
    order = reader.order(root)
    shared = {ref for one in order.records for ref in refs_of(one)}.intersection(command.refs)
    others = [reader.case(other) for other in story.cases(root) if other != command.case_id] if shared else ()
    action = "erase" if ctx.actor.role == "operator" else "system.erase"
    found = [(case, tuple(sorted(shared & _named(case)))) for case in others]
    for case, refs in found:
        if refs:
            legal_hold.no_hold(case)
    receipts = []
    for case, refs in found:
        if refs:
            part = replace(command, case_id=case.id, refs=refs, room="joint")
            receipts.append(acts.in_case(ctx, part, key=key, decide=upkeep.erase_content, action=action))
    if left := tuple(sorted(shared - order.erased)):
        gone = EraseRecord(root, left, command.why, command.rule)
        receipts.append(_in_order(ctx, gone, key, records.erase, "order.erase"))
    return receipts


def _ended(case: CaseState) -> tuple[bool, str, str]:
    """By which cases stand in the order in which they end; open ones are the last."""
    return (not case.closed, case.closed_at, case.id)


def _named(case: CaseState) -> frozenset[str]:
    """References that a case has from the record and that are not erased in it."""
    refs = {ref for item in imported.of(case) for ref, _kind in references(item.data)}
    return frozenset(refs - case.erased)


def _may_import(ctx: Context, root: str, told: Told) -> None:
    """Ask the gate and the decision before anything is kept, so that what is refused anyhow fills no disk."""
    order = reader.order(root)
    world = World(root, ctx.actor.marketplace, {"order": f"order:{root}"}, order=order)
    tried = ImportRecord(
        root, told.kind, told.source, told.at, {}, told.kind, told.origin, told.lines, _counted(told), told.note
    )
    access.may(ctx.actor, ACTION, world, tried)
    records.import_record(world, tried, by=ctx.actor, now=ctx.now)


def _counted(told: Told) -> dict:
    """The facts as told; of a chat how many messages it has and from when to when, where they are there to be counted."""
    facts = dict(told.facts)
    if told.kind == "chat" and told.messages:
        times = sorted(one["at"] for one in told.messages if one.get("at"))
        facts.setdefault("messages", len(told.messages))
        if times:
            facts.setdefault("since", times[0])
            facts.setdefault("until", times[-1])
    return facts


def _content(told: Told) -> bytes:
    """What was sent without a file, as a text for people and programs. Refuses text_too_long."""
    if len(told.messages) > MOST_MESSAGES:
        raise Refusal("text_too_long", most=MOST_MESSAGES, given=len(told.messages))
    if told.messages:
        return "\n".join(_line(one) for one in told.messages).encode()
    sent = {"kind": told.kind, "source": told.source, "origin": told.origin, "at": told.at, "facts": dict(told.facts)}
    return json.dumps(sent, ensure_ascii=False, indent=2).encode()


def _line(message: Mapping) -> str:
    """`[2026-03-01 12:00:05] Lin Yue: text`, further lines of it set in; `[]` where nobody says when."""
    at = message.get("at", "")
    when = f"{at[:10]} {at[11:19]}".strip()
    return f"[{when}] {message.get('from', '')}: " + "\n    ".join(message.get("text", "").splitlines())


def _recorded_before(ctx: Context, root: str, key: str) -> Record | None:
    """The record that this actor has sent in under this key already, or None."""
    with connection.cursor() as cursor:
        known = log.receipt(cursor, root, f"order:{root}", f"{ctx.actor.id}:{key}")
    if known is None:
        return None
    name = orjson.loads(known[1])["created"].get("id", "")
    return next((one for one in reader.order(root).records if one.id == name), None)


def _salt_of(root: str, earlier: Record) -> bytes:
    row = files.content(root, earlier.file["ref"])
    if row is None:
        raise Refusal("content_erased")
    return row.salt


def _repeat(ctx: Context, command: ImportRecord, held: Held, earlier: Record, key: str) -> Receipt:
    if earlier.file["ref"] != held.ref:
        raise Refusal("key_used_otherwise")
    return _write(ctx, _whole(command, earlier.file, earlier.thumbnail, earlier.view), key)


@contextmanager
def _kept(ctx: Context, root: str, held: Held, command: ImportRecord) -> Iterator[tuple[list[tuple], ImportRecord]]:
    with intake.kept(ctx, root, held) as (rows, found):
        yield rows, _whole(command, found["file"], found.get("thumbnail"), found.get("view"))


def _whole(command: ImportRecord, file: Mapping, thumbnail: Mapping | None, view: Mapping | None) -> ImportRecord:
    name = intake.safe_name(command.name, file["type"])
    return replace(command, file=dict(file), name=name, thumbnail=thumbnail, view=view)


def _write(ctx: Context, command: ImportRecord, key: str) -> Receipt:
    return _in_order(ctx, command, key, records.import_record, ACTION)


def _in_order(ctx: Context, command: object, key: str, decide: object, action: str) -> Receipt:
    streams = {"order": f"order:{command.root}"}
    return writer.write(ctx, command, key=key, decide=decide, action=action, root=command.root, streams=streams)
