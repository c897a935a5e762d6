"""Files of streams by their names, as one reader may have them: for whoever runs commands on this machine.

A name is `order:<root>`, `deal:<id>`, `question:<id>` or `complaint:<id>`; files of cases are `usecases.dossiers`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from hejie.domain.complaints.state import stream_of as complaint_stream
from hejie.domain.deals.state import stream_of as deal_stream
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.questions.state import stream_of as question_stream
from hejie.record import reader
from hejie.record.context import Context
from hejie.store import readers
from hejie.usecases import complaints, dossiers, own_dossiers

KINDS = ("order", "deal", "question", "complaint")
STAFF = ("operator", "auditor")


def is_name(name: str) -> bool:
    """Whether a name is that of such a stream; that of a case is not."""
    return name.partition(":")[0] in KINDS and ":" in name


def marketplace_of(name: str) -> str:
    """The marketplace of an order or a deal; "" for a question or a complaint, whose ids say it alone together with it. Refuses not_found."""
    kind, _colon, id_ = name.partition(":")
    if kind not in ("order", "deal"):
        return ""
    return _state(kind, "", id_).marketplace


def write(ctx: Context, name: str, role: str, target: Path, *, folder: bool, language: str = "") -> list[Path]:
    """Write a stream's file as its reader in this role may have it; returns the files.

    folder    put it there under its own name, and of a complaint each record that he may have; else `target` is the one file
    Refuses   not_found, nobody_in_role (nobody has it, or it gives nothing to read of such a stream), what `own_dossiers` refuses
    """
    kind, _colon, id_ = name.partition(":")
    ctx = _reader(ctx, kind, id_, role)
    found = _files(ctx, kind, id_, language)
    if not folder:
        dossiers.whole_file(target, next(iter(found.values()))())
        return [target]
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file, pieces in found.items():
        dossiers.whole_file(target / file, pieces())
    return [target / file for file in found]


def _files(ctx: Context, kind: str, id_: str, language: str) -> Mapping[str, partial[Iterator[bytes]]]:
    """What its reader may have, by the name of the file; the first is what a single file is of."""
    how = {"language": language}
    if kind == "order":
        return {f"order-{id_}.zip": partial(own_dossiers.of_order, ctx, id_, **how)}
    if kind == "deal":
        return {f"deal-{id_}.zip": partial(own_dossiers.of_deal, ctx, id_, **how)}
    if kind == "question":
        return {f"question-{id_}.zip": partial(own_dossiers.of_question, ctx, id_, **how)}
    rooms = own_dossiers.rooms_of(complaints.read(ctx, id_)) or ("",)
    return {f"{room or kind}-{id_}.zip": partial(own_dossiers.of_complaint, ctx, id_, room, **how) for room in rooms}


def _reader(ctx: Context, kind: str, id_: str, role: str) -> Context:
    """The context of its reader in one role: a side of it, or somebody of the marketplace's staff."""
    market = ctx.actor.marketplace
    state = _state(kind, market, id_)
    if state.marketplace != market:
        raise Refusal("not_found")
    buyer = getattr(state, "complainant" if kind == "complaint" else "buyer")
    if role == "buyer":
        someone = Actor("buyer", buyer, market)
    elif role == "seller":
        someone = Actor("seller", "cli", market, seller=_seller(kind, state))
    else:
        someone = Actor(role, readers.first_in_role(market, role) if role in STAFF else "", market)
    if not someone.id or (role == "seller" and not someone.seller):
        raise Refusal("nobody_in_role", role=role)
    return replace(ctx, actor=replace(someone, through="cli", second_factor=True))


def _seller(kind: str, state: object) -> str:
    """The shop of a stream: of an order the first of those that sold something, of a complaint whoever it is about."""
    if kind == "order":
        return next(iter(sorted(state.sellers())))
    return state.whom if kind == "complaint" else state.seller


def _state(kind: str, market: str, id_: str) -> object:
    if kind == "order":
        found = reader.order(id_)
    else:
        root = deal_stream(id_) if kind == "deal" else _OF_MARKET[kind](market, id_)
        found = reader.state(root, root)
    if found is None:
        raise Refusal("not_found")
    return found


_OF_MARKET = {"question": question_stream, "complaint": complaint_stream}
