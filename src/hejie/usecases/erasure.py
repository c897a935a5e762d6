"""Erasing what people wrote or filed: the texts, files and salts go, the entries and their chain stay whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from hejie.domain.cases import access, commands, legal_hold, upkeep
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import holding
from hejie.record import reader
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.store import story
from hejie.usecases import acts, order_records
from hejie.usecases.reading import references

_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Content:
    """A private content and the entry that first names it: in which room, of what kind, by whom, when, and its number."""

    ref: str
    type: str
    room: str
    kind: str
    by: Mapping
    at: str
    seq: int
    erased: bool = False


def erase_content(ctx: Context, command: commands.EraseContent, *, key: str) -> list[Receipt]:
    """Erase private contents of a case wherever in its streams they stand; each stream says which of its own are gone.

    What the case copied from its order (the names of goods) belongs to the order's record and goes with it. What came in as the
    marketplace's record of the order is one content in the order and in all its cases, and goes from all of them.
    Returns   a receipt for each stream, that of the joint file last
    Refuses   not_found (for others than operators and the program itself), legal_hold, order_held, content_not_here (facts: ref),
              nothing_to_erase
    """
    if ctx.actor.role not in ("operator", "system"):
        raise Refusal("not_found")
    case = reader.case(command.case_id)
    if case is None:
        raise Refusal("not_found")
    if ctx.actor.role == "operator":
        access.may_read(ctx.actor, case)
    wanted = tuple(dict.fromkeys(command.refs))
    if not wanted:
        raise Refusal("nothing_to_erase")
    places = _places(command.case_id)
    for ref in wanted:
        if ref not in places:
            raise Refusal("content_not_here", ref=ref)
    action = "erase" if ctx.actor.role == "operator" else "system.erase"
    legal_hold.no_hold(case)
    holding.no_hold(reader.order(case.root))
    receipts = order_records.erase_elsewhere(ctx, command, key=key)
    for room in sorted({places[ref] for ref in wanted}, key=lambda one: (one == "joint", one)):
        own = tuple(ref for ref in wanted if places[ref] == room)
        part = replace(command, refs=own, room=room)
        receipts.append(acts.in_room(ctx, part, room=room, key=key, decide=upkeep.erase_content, action=action))
    return receipts


def erase_copies(ctx: Context, root: str, command: commands.EraseContent, *, key: str) -> None:
    """Say in every stream of an order's cases which of these contents of the order, that it has copied, are gone.

    command   with the references of the order's own stream; its case is filled in
    Refuses   legal_hold (of one of the cases)
    """
    wanted, parts = frozenset(command.refs), []
    for case_id in story.cases(root):
        legal_hold.no_hold(reader.case(case_id))
        parts += ((case_id, room, refs) for room, refs in _copied(root, case_id, wanted) if refs)
    for case_id, room, refs in parts:
        part = replace(command, case_id=case_id, refs=refs, room=room)
        acts.in_room(ctx, part, room=room, key=key, decide=upkeep.erase_content, action="system.erase")


def _copied(root: str, case_id: str, wanted: frozenset[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(room, which of these its entries name and have not said to be gone) of each stream of a case."""
    for room in story.rooms(root, case_id):
        entries = story.newest(root, access.room_stream(case_id, room), limit=_MOST)
        gone = {ref for entry in entries if entry["kind"] == "ContentErased" for ref in entry["data"]["erased"]}
        named = {ref for entry in entries for ref, _type in references(entry["data"])}
        yield room, tuple(sorted((wanted & named) - gone))


def left(case_id: str) -> list[Content]:
    """All private contents of a case that have not been erased yet, in the order of its streams; without those that another
    case of the order needs longer."""
    needed = order_records.kept_for_others(case_id)
    return [one for one in _contents(case_id) if not one.erased and one.ref not in needed]


def of_evidence(case_id: str, evidence: str, room: str = "joint") -> tuple[str, ...]:
    """All references of one piece of evidence: the file, its small picture, its name and purpose. Refuses not_found."""
    state = reader.case(case_id) if room == "joint" else reader.room(case_id, room)
    found = next((item for item in state.of_kind("evidence") if item.id == evidence), None) if state else None
    if found is None:
        raise Refusal("not_found")
    return tuple(ref for ref, _kind in references(found.data))


def of_own(case_id: str, side: str) -> tuple[str, ...]:
    """References of all that a side has told privately of what matters to it, and of what was reckoned from it."""
    wanted = (f"pref-{side}", "engine")
    return tuple(ref for ref, room in _places(case_id).items() if room in wanted)


def _places(case_id: str) -> dict[str, str]:
    """The room in whose stream each private content of the case stands."""
    return {one.ref: one.room for one in _contents(case_id)}


def _contents(case_id: str) -> list[Content]:
    """Every private content that the case's streams name; what it copied from its order is the order's."""
    root = acts.root_of(case_id)
    found: dict[str, Content] = {}
    for room in story.rooms(root, case_id):
        gone: set[str] = set()
        here: dict[str, Content] = {}
        for entry in reversed(story.newest(root, access.room_stream(case_id, room), limit=_MOST)):
            if entry["kind"] == "ContentErased":
                gone.update(entry["data"]["erased"])
            data = {name: value for name, value in entry["data"].items() if name != "order"}
            for ref, kind in references(data):
                here.setdefault(ref, Content(ref, kind, room, entry["kind"], entry["by"], entry["at"], entry["seq"]))
        found |= {ref: replace(one, erased=ref in gone) for ref, one in here.items()}
    return list(found.values())
