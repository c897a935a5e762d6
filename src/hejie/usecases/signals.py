"""Signals about evidence and words: what a piece shows by itself, and what of it has stood in another case before.

Asked for by the outbox after filing, outside of any transaction. Only the joint room is looked at, and only within one
marketplace. What was found goes to the case's file as plain numbers (`domain.cases.signals`); in which other case it was is
kept beside the traces, for those alone who may read that case themselves.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings

from hejie.adapters import vault
from hejie.domain.cases import access, imported, signals
from hejie.domain.cases.filing_commands import NoteSignals
from hejie.domain.cases.state import CaseState, Said
from hejie.domain.evidence import prints, texts, waybills
from hejie.domain.evidence import signals as judged
from hejie.domain.evidence.signals import Finding, Look
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.state import OrderState
from hejie.record import reader
from hejie.record.context import Context
from hejie.rulebooks import signals as rulebook
from hejie.store import files, queries, traces
from hejie.store.models import Marketplace
from hejie.store.outbox import Row
from hejie.store.traces import Trace
from hejie.usecases import acts

TOPIC = "signals"
FILE, WAVES, EDGES, TEXT, WAYBILL, FOUND = "file", "waves", "edges", "text", "waybill", "found"
"""Kinds of traces. FOUND: in which other case something was found; its key is the case and what it is about."""
_PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp")
_EVER = 1 << 62
_MOST_HASHED = 64 << 20
_MOST_READ = 30
_MOST_TOLD = 20
_MOST_NUMBERS = 5
_SWEEP_EVERY = timedelta(hours=6)
Found = tuple[tuple[Finding, ...], Mapping[str, list[Trace]]]


def look(ctx: Context, row: Row) -> None:
    """Look at what an entry has brought, and put on the file what is noticed. Once more changes nothing."""
    asked = row.payload
    if asked["about"] == signals.PARCEL:
        _parcel(ctx, row, asked)
        return
    case = reader.lately(row.root, f"case:{asked['case']}")
    if case is None or case.closed:
        return
    if asked["about"] == signals.CLAIM:
        _note(ctx, row, case, signals.CLAIM, _of_words(ctx, case, case.story, case.told_by, case.opened_at))
        for key, ref in traces.of_root(ctx.actor.marketplace, WAYBILL, case.root):
            found = _of_waybills(ctx, case.root, [key], ref)
            _note(ctx, row, case, signals.PARCEL, found, of="seller")
        return
    item = signals.subject(case, asked["about"])
    if item is None or signals.is_gone(case, item):
        return
    if imported.is_record(item):
        return  # a listing stands in every case about the goods, and nobody has filed it
    if item.kind == "evidence":
        _note(ctx, row, case, item.id, _of_piece(ctx, case, item))
    else:
        _note(ctx, row, case, item.id, _of_words(ctx, case, item.data["text"], item.side, item.at))


def elsewhere(actor: Actor, case: CaseState, about: str, signal: str) -> tuple[str, ...]:
    """Other cases in which what a signal speaks of was found, as far as this reader may read them himself; no party may.

    Empty for buyer and seller whatever they may read, so that nobody learns of another's case by it.
    """
    if access.side_of(actor, case) not in ("neutral", "platform", "auditor"):
        return ()
    item = signals.subject(case, about)
    if item is not None and signals.is_gone(case, item):
        return ()
    place = _place(case.id, about, signal)
    found = traces.find(actor.marketplace, FOUND, [place], outside=case.root, until_ms=_EVER)
    ids = dict.fromkeys(trace.case_id for trace in found if trace.case_id)
    others = (reader.case(id) for id in ids)
    return tuple(other.id for other in others if other is not None and access.visible_streams(actor, other))


def forget_old(now: datetime) -> int:
    """Forget traces that are older than the rulebook keeps them; returns how many."""
    before = clock.milliseconds(now - timedelta(days=rulebook.load().rules.kept_days))
    return sum(traces.forget_old(name, before) for name in Marketplace.objects.values_list("pk", flat=True))


class Sweeping:
    """Forgets old traces every few hours."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def step(self, now: datetime) -> int:
        """Forget what is old, if it is time for it; returns how many traces."""
        if self._last is not None and timedelta(0) <= now - self._last < _SWEEP_EVERY:
            return 0
        self._last = now
        return forget_old(now)


def _note(ctx: Context, row: Row, case: CaseState, about: str, found: Found, of: str = "") -> None:
    findings, where = found
    if not findings:
        return
    rules = rulebook.load().rules
    told = tuple({"signal": one.signal, "facts": dict(one.facts)} for one in findings)
    command = NoteSignals(case.id, about, told, rules.id, rules.version, of)
    try:
        acts.in_case(ctx, command, key=f"{row.id}:{about}", decide=signals.note, action="system.signal")
    except Refusal as refusal:
        if refusal.code != "key_used_otherwise":  # noted before the machine stopped; what it found then holds
            raise
    at_ms = clock.milliseconds(ctx.now)
    for signal, others in where.items():
        for one in others[:_MOST_TOLD]:
            traces.keep(
                ctx.actor.marketplace, FOUND, [_place(case.id, about, signal)],
                root=one.root, case_id=one.case_id, ref=one.ref, value="", at_ms=at_ms,
            )  # fmt: skip


def _place(case_id: str, about: str, signal: str) -> str:
    return f"{case_id}:{about}:{signal}"


def _of_piece(ctx: Context, case: CaseState, item: Said) -> Found:
    """A file: the same one elsewhere, a near picture elsewhere, and what a picture says by itself."""
    reference = item.data["file"]
    row = files.content(case.root, reference["ref"])
    if row is None or not row.path:
        return (), {}
    rules, seen = rulebook.load().rules, None
    try:
        with vault.open_file(row.path) as file:
            digest = _digest(ctx.actor.marketplace, file)
            seen = _looked(file, row.type)
    except FileNotFoundError:
        return (), {}
    at_ms = _came(item.at)
    keep = _keeper(ctx, case, reference["ref"], at_ms)
    same = list(traces.find(ctx.actor.marketplace, FILE, [digest], outside=case.root, until_ms=at_ms))
    keep(FILE, [digest], "")
    findings = list(judged.seen_file({one.case_id for one in same}))
    where = {"seen_file": same}
    if seen is not None:
        if judged.comparable(seen, rules):
            near = _near(case, seen, at_ms, {one.ref for one in same})
            findings += judged.seen_picture(_nearest_by_case(near))
            where["seen_picture"] = sorted(near, key=lambda one: near[one])
            keep(WAVES, prints.keys(seen.prints[0].waves), seen.prints[0].value())
            keep(EDGES, prints.keys(seen.prints[0].edges), seen.prints[0].value())
        findings += judged.of_picture(seen, _ordered(reader.order(case.root)), rules)
    return tuple(findings), where


def _looked(file, kind: str) -> Look | None:
    if kind not in _PICTURES:
        return None
    from hejie.adapters import prints as seen  # NumPy, which nothing else of the worker needs

    return seen.look(file, kind)


def _near(case: CaseState, seen: Look, at_ms: int, same: Iterable[str]) -> dict[Trace, int]:
    """Near pictures in other orders' cases, with how far each is away; what is the same file is left out."""
    known, found = frozenset(same), {}
    for kind in (WAVES, EDGES):
        own = [getattr(one, kind) for one in seen.prints]
        keys = [key for one in own[:2] for key in prints.probes(one)] + [
            key for one in own[2:] for key in prints.keys(one)
        ]
        found |= traces.find(case.marketplace, kind, keys, outside=case.root, until_ms=at_ms)
    rules = rulebook.load().rules
    far = {one: judged.nearest(seen, one.value, rules) for one in found if one.ref not in known}
    return {one: bits for one, bits in far.items() if bits is not None}


def _nearest_by_case(near: Mapping[Trace, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one, bits in near.items():
        found[one.case_id] = min(bits, found.get(one.case_id, bits))
    return found


def _of_words(ctx: Context, case: CaseState, reference: Mapping, side: str, at: str) -> Found:
    """Words of a side: like ones of another person in another order's case."""
    text = queries.texts(case.root, [reference["ref"]]).get(reference["ref"], "")
    rules, signs = rulebook.load().rules, len(texts.plain(text))
    if signs < rules.signs:
        return (), {}
    author, keys, own = _person(case, side), texts.keys(text), texts.runs(text)
    found = traces.find(ctx.actor.marketplace, TEXT, keys, outside=case.root, until_ms=_came(at))
    likely = sorted((one for one in found if one.value != author), key=lambda one: -found[one])[:_MOST_READ]
    like = {one: texts.likeness(own, texts.runs(queries.texts(one.root, [one.ref]).get(one.ref, ""))) for one in likely}
    _keeper(ctx, case, reference["ref"], _came(at))(TEXT, keys, author)
    high = sorted((one for one in like if like[one] >= rules.percent), key=lambda one: -like[one])
    return judged.copied_text(like.values(), signs, rules), {"copied_text": high}


def _person(case: CaseState, side: str) -> str:
    return case.buyer if side == "buyer" else case.seller


def _parcel(ctx: Context, row: Row, asked: Mapping) -> None:
    """A waybill: the same number in another order. Told in the case, or in all that are open about the order."""
    order = reader.lately(asked["root"], f"order:{asked['root']}")
    text = queries.texts(asked["root"], [asked["ref"]]).get(asked["ref"], "")
    numbers = [waybills.number(text)] if asked["whole"] else list(waybills.numbers_in(text))[:_MOST_NUMBERS]
    keys = [_secret(ctx.actor.marketplace, f"waybill:{one}") for one in numbers if one]
    if order is None or not keys:
        return
    traces.keep(
        ctx.actor.marketplace, WAYBILL, keys, root=order.root, case_id=asked["case"], ref=asked["ref"], value=asked["of"],
        at_ms=clock.milliseconds(ctx.now),
    )  # fmt: skip
    found = _of_waybills(ctx, order.root, keys, asked["ref"])
    open_ones = [asked["case"]] if asked["case"] else dict.fromkeys(case for _line, case in order.frozen)
    for name in open_ones:
        case = reader.case(name)
        if case is not None and not case.closed:
            _note(ctx, row, case, signals.PARCEL, found, of=asked["of"])


def waybill_elsewhere(ctx: Context, root: str, text: str) -> int:
    """In how many orders of other buyers or shops the number of a waybill stands already, before it is put on this one."""
    number, own = waybills.number(text), reader.order(root)
    if not number or own is None:
        return 0
    findings, _elsewhere = _of_waybills(ctx, root, [_secret(ctx.actor.marketplace, f"waybill:{number}")], "")
    return sum(int(one.facts["orders"]) for one in findings)


def keep_waybill(ctx: Context, root: str, text: str, ref: str) -> None:
    """Keep the trace of a number that was just put on an order, so that the next one who types it hears of it at once."""
    if number := waybills.number(text):
        keys = [_secret(ctx.actor.marketplace, f"waybill:{number}")]
        at_ms = clock.milliseconds(ctx.now)
        traces.keep(ctx.actor.marketplace, WAYBILL, keys, root=root, case_id="", ref=ref, value="seller", at_ms=at_ms)


def _of_waybills(ctx: Context, root: str, keys: list[str], ref: str) -> Found:
    """One parcel for several orders of one buyer from one shop is usual; anything else is told."""
    own = reader.order(root)
    found = [
        one for one in traces.find(ctx.actor.marketplace, WAYBILL, keys, outside=root, until_ms=_EVER) if one.ref != ref
    ]
    orders: dict[str, OrderState | None] = {one.root: reader.order(one.root) for one in found[:_MOST_READ]}
    strange = {name for name, other in orders.items() if other is not None and not _together(own, other)}
    return judged.waybill_reused(strange), {"waybill_reused": [one for one in found if one.root in strange]}


def _together(one: OrderState, other: OrderState) -> bool:
    return one.buyer == other.buyer and bool(one.sellers() & other.sellers())


def _ordered(order: OrderState | None) -> datetime | None:
    at = order.dates.get("ordered", "") if order is not None else ""
    return clock.parse(at) if at else None


def _came(at: str) -> int:
    return clock.milliseconds(clock.parse(at))


def _keeper(ctx: Context, case: CaseState, ref: str, at_ms: int) -> Callable[[str, Iterable[str], str], None]:
    def keep(kind: str, keys: Iterable[str], value: str) -> None:
        traces.keep(
            ctx.actor.marketplace, kind, keys, root=case.root, case_id=case.id, ref=ref, value=value, at_ms=at_ms,
        )  # fmt: skip

    return keep


def _digest(marketplace: str, file) -> str:
    """By which a file is known again: its size and its first 64 MB, with a key of this installation."""
    digest, left = hashlib.sha256(), _MOST_HASHED
    file.seek(0)
    while left and (piece := file.read(min(left, vault.PIECE))):
        digest.update(piece)
        left -= len(piece)
    return _secret(marketplace, f"file:{file.size}:{digest.hexdigest()}")


def _secret(marketplace: str, what: str) -> str:
    """A keyed digest, so that the table alone does not say what a guessed number or file would be."""
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"traces").digest()
    return hmac.new(key, f"{marketplace}\n{what}".encode(), hashlib.sha256).hexdigest()[:40]
