"""Asking in an expert or a third party: one function per intention, of the sides, of whoever decides, and of him himself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import transaction

from hejie.domain.cases import access, called_in, experts
from hejie.domain.cases.called_in import Asking
from hejie.domain.cases.state import CaseState, Said
from hejie.domain.kernel.deadlines import Deadline
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.store import queries
from hejie.usecases import acts, evidence, expert_letters
from hejie.usecases.people import expert_links
from hejie.usecases.reading import references

MOST_FILES = 10


class Sent(Protocol):
    """A file as a form sends it."""

    name: str

    def chunks(self) -> Iterable[bytes]:
        """Its bytes, piece by piece."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody who was asked in sees: his request and what was chosen for him, and nothing else of the case.

    pieces   evidence in the order in which it was filed; said: texts of the joint file; claim: whether he sees the claim
    texts    what is written in any of it, by reference
    wait     his time, or None when it does not run
    """

    asking: Asking
    currency: str
    claimant: str
    claim: dict | None
    pieces: tuple[Said, ...]
    said: tuple[Said, ...]
    texts: dict
    wait: Deadline | None

    def text(self, reference: dict | None) -> str:
        """The text behind a reference, or "" when there is none or it was erased."""
        return self.texts.get(reference["ref"], "") if reference else ""


def ask(ctx: Context, command: experts.AskExpert, *, email: str, key: str, if_match: str = "") -> Receipt:
    """Ask somebody in. His address is kept beside the record, for his link alone, and forgotten when the request ends.

    Refuses   expert_address, and what the decision refuses
    """
    address = expert_links.address_of(email)
    refused: Refusal | None = None
    with transaction.atomic():
        try:
            receipt = _act(ctx, command, experts.ask, key, "ask_in", if_match)
        except Refusal as refusal:
            refused = refusal  # what silence brought due stays done
        else:
            if not receipt.repeated:
                expert_links.keep(
                    ctx.actor.marketplace, command.case_id, receipt.created["asking"], email=address,
                    language=command.language, days=command.days, now=ctx.now,
                )  # fmt: skip
    if refused:
        raise refused
    return receipt


def add(ctx: Context, command: experts.AddToAsking, *, key: str, if_match: str = "") -> Receipt:
    """Add a question, pieces or texts to the other side's request."""
    return _act(ctx, command, experts.add, key, "ask_in", if_match)


def object_to(ctx: Context, command: experts.ObjectToExpert, *, key: str, if_match: str = "") -> Receipt:
    """Object to the person, once."""
    return _act(ctx, command, experts.object_to, key, "ask_in", if_match)


def decide_objection(ctx: Context, command: experts.DecideObjection, *, key: str, if_match: str = "") -> Receipt:
    """Decide about an objection: the neutral, else the marketplace."""
    return _act(ctx, command, experts.decide_objection, key, "ask_in", if_match)


def take_back(ctx: Context, command: experts.TakeBackAsking, *, key: str, if_match: str = "") -> Receipt:
    """Take one's own request back; its link opens nothing any more."""
    return _act(ctx, command, experts.take_back, key, "ask_in", if_match)


def accept_quote(ctx: Context, command: experts.AcceptQuote, *, key: str, if_match: str = "") -> Receipt:
    """Agree to the fee that was quoted."""
    return _act(ctx, command, experts.accept_quote, key, "ask_in", if_match)


def advance_fee(ctx: Context, command: experts.AdvanceFee, *, key: str, if_match: str = "") -> Receipt:
    """Record that the fee was paid in advance, with what shows it."""
    return _act(ctx, command, experts.advance_fee, key, "ask_in", if_match)


def quote(ctx: Context, command: experts.QuoteFee, *, key: str) -> Receipt:
    """The person who was asked says what his answer costs."""
    return _act(ctx, command, experts.quote, key, "expert.quote")


def decline(ctx: Context, command: experts.DeclineAsExpert, *, key: str) -> Receipt:
    """He does not answer."""
    return _act(ctx, command, experts.decline, key, "expert.decline")


def answer(ctx: Context, case_id: str, text: str, files: Sequence[Sent], *, key: str) -> Receipt:
    """His answer: his words and every file become evidence on the joint file, then the answer names them.

    Refuses   expert_files (more than 10), text_missing, and what filing evidence refuses
    """
    if len(files) > MOST_FILES:
        raise Refusal("expert_files", most=MOST_FILES)
    if not text.strip():
        raise Refusal("text_missing")
    words = expert_letters.texts()["answer"]
    asking, _shown = access.may_be_shown(ctx.actor, reader.world(ctx, case_id).case)
    pieces = [
        (_Words(text), f"{words['name'][asking.language]}.txt", words["purpose"][asking.language]),
        *((file, file.name, words["beside"][asking.language]) for file in files),
    ]
    filed = [
        evidence.file_upload(ctx, case_id, file, name=name, purpose=purpose, key=f"{key}:{number}").created["id"]
        for number, (file, name, purpose) in enumerate(pieces)
    ]
    command = experts.AnswerAsExpert(case_id, text, tuple(filed))
    return _act(ctx, command, experts.answer, key, "expert.answer")


def open_piece(ctx: Context, case_id: str, piece: str, *, picture: bool = False) -> evidence.Opened:
    """A piece that was chosen for him; that he opens an original is put on the file. Refuses not_found, content_erased."""
    found = evidence.open_chosen(ctx, case_id, piece, picture=picture)
    asking, _shown = access.may_be_shown(ctx.actor, reader.world(ctx, case_id).case)
    if not picture and piece in asking.shown and piece not in asking.looked:
        _act(ctx, experts.LookAtPiece(case_id, piece), experts.look, f"look {asking.id} {piece}", "expert.look")
    return found


def read(ctx: Context, case_id: str) -> Shown:
    """His request as he sees it. Refuses not_found."""
    case = reader.world(ctx, case_id).case
    asking, shown = access.may_be_shown(ctx.actor, case)
    pieces = tuple(item for item in case.of_kind("evidence") if item.id in shown)
    said = tuple(item for item in case.said if item.kind in experts.CHOOSABLE and item.id in shown)
    claim = case.story if "claim" in shown else None
    return Shown(
        asking=asking,
        currency=case.currency,
        claimant=case.claimant,
        claim=claim,
        pieces=pieces,
        said=said,
        texts=_texts(case, asking, pieces, said, claim),
        wait=next(iter(case.waits("expert", about=asking.id)), None),
    )


def _texts(case: CaseState, asking: Asking, pieces: Iterable[Said], said: Iterable[Said], claim: dict | None) -> dict:
    wanted = [
        called_in.texts_of(asking),
        [[item.data.get(name) for name in ("name", "purpose", "record")] for item in pieces],
        [item.data["text"] for item in said],
        claim,
    ]
    return queries.texts(case.root, [ref for ref, _kind in references(wanted)])


def _act(ctx: Context, command: object, decide: object, key: str, action: str, if_match: str = "") -> Receipt:
    return acts.in_case(ctx, command, key=key, decide=decide, action=action, if_match=if_match)


class _Words:
    """Somebody's words as a file."""

    def __init__(self, text: str) -> None:
        self._written = text.strip().encode()

    def chunks(self) -> Iterable[bytes]:
        """All at once."""
        yield self._written
