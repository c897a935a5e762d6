"""Erasing what people wrote or filed: the texts, files and salts go, the entries and their chain stay whole."""

from dataclasses import replace

from hejie.domain.cases import access, commands, upkeep
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.store import story
from hejie.usecases import acts
from hejie.usecases.reading import references

ROOMS = ("joint", "buyer", "seller", "internal", "pref-buyer", "pref-seller", "engine")


def erase_content(ctx: Context, command: commands.EraseContent, *, key: str) -> list[Receipt]:
    """Erase private contents of a case wherever in its streams they stand; each stream says which of its own are gone.

    What the case copied from its order (the names of goods) belongs to the order's record and stays.
    Returns   a receipt for each stream
    Refuses   not_found, not_allowed_now (for others than operators), content_not_here (facts: ref), nothing_to_erase
    """
    if ctx.actor.role != "operator":
        raise Refusal("not_found")
    access.may_read(ctx.actor, reader.case(command.case_id))
    wanted = tuple(dict.fromkeys(command.refs))
    if not wanted:
        raise Refusal("nothing_to_erase")
    places = _places(command.case_id)
    for ref in wanted:
        if ref not in places:
            raise Refusal("content_not_here", ref=ref)
    receipts = []
    for room in ROOMS:
        own = tuple(ref for ref in wanted if places[ref] == room)
        if own:
            part = replace(command, refs=own, room=room)
            receipts.append(acts.in_room(ctx, part, room=room, key=key, decide=upkeep.erase_content, action="erase"))
    return receipts


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
    root = acts.root_of(case_id)
    places: dict[str, str] = {}
    for room in ROOMS:
        for entry in story.newest(root, access.room_stream(case_id, room), limit=100_000):
            data = {name: value for name, value in entry["data"].items() if name != "order"}
            places |= {ref: room for ref, _kind in references(data)}
    return places
