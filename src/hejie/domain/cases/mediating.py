"""The mediator's table: the opening statement, what may travel, what may be told to the other side, and the single text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hejie.domain.cases import access, confidential, packages
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.mediated import ALL
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class OpenMediation:
    """Put the opening statement to both sides. texts: its words by language; digest: over their canonical JSON."""

    case_id: str
    texts: Mapping
    digest: str


@dataclass(frozen=True, slots=True)
class ConfirmOpening:
    """Confirm the opening statement that one was shown. digest: of its words."""

    case_id: str
    digest: str


@dataclass(frozen=True, slots=True)
class AllowInDecision:
    """Let what one has said in mediation be used in the decision. items: ids, or `all`; allow: False takes it back."""

    case_id: str
    items: tuple[str, ...]
    allow: bool = True


@dataclass(frozen=True, slots=True)
class LetTell:
    """Let the neutral tell the other side something out of one's own room: words, terms, or both."""

    case_id: str
    text: str = ""
    package: Mapping | None = None


@dataclass(frozen=True, slots=True)
class KeepText:
    """Keep a version of the settlement text in the internal room, seen by neither side."""

    case_id: str
    text: str
    package: Mapping


@dataclass(frozen=True, slots=True)
class PutText:
    """Put a version of the settlement text to both sides for comment; nobody can accept it yet."""

    case_id: str
    text: str
    package: Mapping


def open_mediation(world: World, command: OpenMediation, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Put the opening statement of the four principles and of confidentiality to both sides; each neutral once.

    Refuses   opening_made, agreement_waits
    """
    case = world.case
    if case.agreement is not None or case.settled:
        raise Refusal("agreement_waits")
    if any(one.by == by.id and not one.until_seq for one in case.openings):
        raise Refusal("opening_made")
    draft = Draft(world, by, now)
    draft.add("OpeningStatementMade", side="neutral", texts=dict(command.texts), digest=command.digest)
    return draft.events()


def confirm_opening(world: World, command: ConfirmOpening, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """A side confirms the statement that it was shown. Talk goes on whether it does or not.

    Refuses   opening_not_made, opening_changed (another text than the last), opening_confirmed
    """
    case = world.case
    side = access.side_of(by, case)
    if not case.openings:
        raise Refusal("opening_not_made")
    last = case.openings[-1]
    if command.digest != last.digest:
        raise Refusal("opening_changed")
    if side in last.confirmed:
        raise Refusal("opening_confirmed")
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    draft.add("OpeningStatementConfirmed", side=side, digest=last.digest)
    return draft.events()


def allow_in_decision(world: World, command: AllowInDecision, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Let single things that one has said in mediation, or all of them, be used in the decision; or take that back.

    Refuses   nothing_said_there (not one's own, or not said in mediation), allowance_stands (a ruling has been made)
    """
    case = world.case
    side = access.side_of(by, case)
    if not command.allow and case.ruling is not None:
        raise Refusal("allowance_stands")
    items = list(dict.fromkeys(command.items))
    own = {one.id for one in confidential.own(case, side)}
    known = {*own, ALL} if case.openings else set()
    strange = [item for item in items if item not in known]
    if not items or strange:
        raise Refusal("nothing_said_there", item=strange[0][:40] if strange else "")
    if ALL in items and not command.allow:
        items = [ALL, *sorted(own & case.allowed)]
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    draft.add("AllowedInDecision" if command.allow else "AllowanceTakenBack", side=side, items=items)
    return draft.events()


def let_tell(world: World, command: LetTell, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Say in one's own room with the neutral what he may tell the other side; it stands in that room alone.

    Refuses   not_found (for others than the parties), text_missing (neither words nor terms), and what packages.checked refuses
    """
    case = world.case
    side = access.side_of(by, case)
    if side not in ("buyer", "seller"):
        raise Refusal("not_found")
    stream = access.may_use_room(by, case, side)
    told: dict[str, object] = {}
    if command.package is not None:
        told["package"] = packages.checked(command.package, case.currency, case.paid_minor)
    if command.text.strip() or not told:
        told["text"] = Private(text_of(command.text))
    number = len(world.room.kept_as("MayBeTold")) + 1 if world.room else 1
    return (Event(stream, "MayBeTold", {"id": f"y{number}", "side": side, **told}),)


def keep_text(world: World, command: KeepText, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Keep a version of the text in the internal room. Refuses text_missing, and what packages.checked refuses."""
    stream = access.may_use_room(by, world.case, "internal")
    package = packages.checked(command.package, world.case.currency, world.case.paid_minor)
    number = len(world.room.kept_as("DraftText")) + 1 if world.room else 1
    data = {"id": f"w{number}", "side": "neutral", "package": package, "text": Private(text_of(command.text))}
    return (Event(stream, "DraftText", data),)


def put_text(world: World, command: PutText, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Put a version of the text to both sides for comment.

    Refuses   already_settled, agreement_waits, text_missing, and what packages.checked refuses
    """
    case = world.case
    _require_talks(case)
    package = packages.checked(command.package, case.currency, case.paid_minor)
    draft = Draft(world, by, now)
    draft.add(
        "TextPut", draft=f"x{len(case.texts) + 1}", side="neutral", package=package, text=Private(text_of(command.text))
    )
    return draft.events()


def _require_talks(case: CaseState) -> None:
    if case.settled or (case.ruling and not case.waits("decide")):
        raise Refusal("already_settled")
    if case.agreement is not None:
        raise Refusal("agreement_waits")
