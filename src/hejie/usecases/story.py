"""What happened in a case, entry by entry, as one reader may see it: for the timeline and the list of the record."""

from dataclasses import replace

from hejie.domain.cases import access, confidential
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.store import queries, story
from hejie.usecases import reading
from hejie.usecases.reading import DECIDERS, CaseView

LONGEST = 200


def of_case(view: CaseView) -> list[dict]:
    """The newest 200 entries of the case's own stream, and those of its order that concern this case; newest first."""
    case = view.case
    money = [
        entry
        for entry in story.newest(case.root, f"order:{case.root}", limit=LONGEST)
        if entry["data"].get("case") == case.id
    ]
    own = story.newest(case.root, f"case:{case.id}", limit=LONGEST)
    if view.side in DECIDERS:
        own = [entry for entry in own if confidential.shows(entry, view.world.case)]
    entries = [*own, *money]
    return sorted(
        entries, key=lambda entry: (entry["at"], entry["stream"].startswith("order:"), entry["seq"]), reverse=True
    )


def with_words(view: CaseView, entries: list[dict]) -> CaseView:
    """The view with what people wrote in these entries and the case itself does not keep, as the reason for more time."""
    found = reading.references([entry["data"] for entry in entries])
    wanted = [ref for ref, kind in found if kind.startswith("text/") and ref not in view.texts]
    if not wanted:
        return view
    return replace(view, texts={**view.texts, **queries.texts(view.case.root, wanted)})


def of_stream(ctx: Context, view: CaseView, room: str, *, before: int = 0, limit: int = 50) -> list[dict]:
    """Entries of one room's stream, newest first, by keyset; the joint room is the case's own. Refuses not_found."""
    stream = access.room_stream(view.case.id, room)
    if stream not in access.visible_streams(ctx.actor, view.case):
        raise Refusal("not_found")
    if view.side not in DECIDERS or not confidential.is_deciding(view.world.case):
        return story.newest(view.case.root, stream, before=before, limit=limit)
    found: list[dict] = []
    while len(found) < limit:  # a page of theirs may hold nothing that he reads, and older ones do
        page = story.newest(view.case.root, stream, before=before, limit=limit)
        found += [entry for entry in page if _is_read(view, room, entry)]
        if len(page) < limit:
            break
        before = page[-1]["seq"]
    return found[:limit]


def _is_read(view: CaseView, room: str, entry: dict) -> bool:
    """Whether somebody who decides reads an entry."""
    if room == "joint":
        return confidential.shows(entry, view.world.case)
    shown = view.rooms.get(room)
    return shown is not None and any(one.seq == entry["seq"] for one in (*shown.said, *shown.kept))
