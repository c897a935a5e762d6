"""Reading a case as one person may: the only way by which pages, API, exports and search see what is inside a case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hejie.domain.cases import access, called_in, confidential
from hejie.domain.cases.appointed import texts_of
from hejie.domain.cases.state import CaseState, RoomState, Said
from hejie.domain.cases.world import World
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.record.context import Context
from hejie.store import people, queries

# Sides that read a case in order to decide it, once its mediation is over.
DECIDERS = ("neutral", "member")


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as its reader sees it.

    side    buyer, seller, neutral, platform or auditor
    rooms   the private rooms that he may read, by name (buyer, seller, internal); a room without entries is None
    acts    acts that the procedure and the gate let him do now
    texts   private texts by reference; erased ones are absent
    names   display names of people and shops by id
    left_out   how many things said in mediation are not part of what he reads, because he decides
    """

    case: CaseState
    order: object
    world: World
    side: str
    acts: frozenset[str]
    rooms: Mapping[str, RoomState | None]
    texts: Mapping[str, str]
    names: Mapping[str, str]
    left_out: int = 0

    def text(self, reference: Mapping | None) -> str:
        """The text behind a reference, or "" when there is none or it was erased."""
        return self.texts.get(reference["ref"], "") if reference else ""


def read_case(ctx: Context, case_id: str, *, what: str = "page") -> CaseView:
    """The case as this actor may see it; readings by staff are logged. Refuses not_found."""
    world = reader.world(ctx, case_id)
    case = access.may_read(ctx.actor, world.case)
    if ctx.actor.is_staff:
        people.log_reading(ctx.actor, case_id, what, ctx.now)
    rooms = {
        stream.rpartition(":")[2]: reader.state(case.root, stream)
        for stream in access.visible_streams(ctx.actor, case)
        if stream.startswith("room:")
    }
    return _view(ctx, world, rooms, access.side_of(ctx.actor, case), access.allowed(ctx.actor, world))


def joint_file(ctx: Context, case_id: str, *, side: str) -> CaseView:
    """The case with its joint file alone and without any act, for a reader whom the gate has let in by another way."""
    return _view(ctx, reader.world(ctx, case_id), {}, side, frozenset())


def _view(
    ctx: Context, world: World, rooms: Mapping[str, RoomState | None], side: str, may: frozenset[str]
) -> CaseView:
    case, left_out = world.case, 0
    if side in DECIDERS and confidential.is_deciding(case):
        left_out = len(confidential.withheld(case))
        rooms = {name: confidential.room_for_decider(name, room, case) for name, room in rooms.items()}
        case = confidential.for_decider(case)
    said = [item.data for item in case.said] + [item.data for room in rooms.values() if room for item in room.said]
    refs = references(
        [
            said,
            case.order,
            case.story,
            case.held,
            _of_service(case, world.order),
            [offer.note for offer in case.offers],
            [promise.text for promise in case.promises],
            [texts_of(talk) for talk in case.talks],
            [called_in.texts_of(asking) for asking in case.askings],
            [(duty.note, duty.reason) for duty in case.obligations],
            [row.data for row in case.rulings],
            [vote.reasons for panel in case.panels for vote in panel.votes],
            [(row.letter, row.answers) for row in case.referrals],
            case.appeal,
            [one.texts for one in (*case.ended_agreements, case.agreement) if one],
            [text.words for text in case.texts],
            [item.data for room in rooms.values() if room for item in room.kept],
        ]
    )
    return CaseView(
        case=case,
        order=world.order,
        world=world,
        side=side,
        acts=may,
        rooms=rooms,
        texts=queries.texts(case.root, (ref for ref, kind in refs if kind.startswith("text/"))),
        names=people.names(
            case.marketplace,
            [
                *(case.buyer, case.seller, case.neutral, *case.former_neutrals),
                *_authors(case.said, rooms),
                *(_recipients(case.said) if ctx.actor.role in ("operator", "auditor") else ()),
            ],
        ),
        left_out=left_out,
    )


def read_order(ctx: Context, root: str) -> tuple[object, Mapping[str, str]]:
    """(order, texts by reference) as this actor may see it. Refuses not_found."""
    order = access.may_read_order(ctx.actor, reader.order(root))
    parcels = [one.waybill for one in order.parcels]
    refs = references([order.snapshot(tuple(line.line for line in order.lines)), order.held, parcels])
    return order, queries.texts(root, (ref for ref, _kind in refs))


def _of_service(case: CaseState, order: object) -> list:
    """What was written in a service: with the answer, and with each step; the numbers of the parcels in which the goods came."""
    if case.service is None:
        return []
    came = [one.waybill for one in getattr(order, "parcels", ())]
    return [case.service.note, case.service.wish, case.service.reckoned, [one.data for one in case.service.steps], came]


def references(value: object) -> list[tuple[str, str]]:
    """(ref, type) of every reference inside plain data."""
    if isinstance(value, Mapping):
        if value.keys() == {"ref", "size", "type"}:
            return [(value["ref"], value["type"])]
        return [found for item in value.values() for found in references(item)]
    if isinstance(value, list | tuple):
        return [found for item in value for found in references(item)]
    return []


def _authors(said: Iterable[Said], rooms: Mapping[str, RoomState | None]) -> list[str]:
    inside = [item.by for room in rooms.values() if room for item in room.said]
    return list(dict.fromkeys([item.by for item in said] + inside))


def _recipients(said: Iterable[Said]) -> list[str]:
    """To whom notices went; the marketplace's own readers may know the shop's and the desk's people by name."""
    return list(dict.fromkeys(item.data["to"] for item in said if item.kind == "notice"))


def stream_of(ctx: Context, case_id: str, room: str = "joint") -> str:
    """The stream of a room that this actor may read. Refuses not_found."""
    case = access.may_read(ctx.actor, reader.case(case_id))
    stream = access.room_stream(case_id, room)
    if stream not in access.readable_streams(ctx.actor, case):
        raise Refusal("not_found")
    demand_whole(ctx, case)
    return stream


def demand_whole(ctx: Context, case: CaseState) -> None:
    """Let the whole record pass, as a chain needs it: whoever decides reads a case without what was said in its mediation.

    Refuses   record_holds_mediation
    """
    if access.side_of(ctx.actor, case) in DECIDERS and confidential.is_deciding(case):
        raise Refusal("record_holds_mediation")


def read_record(ctx: Context, case_id: str, room: str, after: int, limit: int) -> list[tuple[int, str, str, str]]:
    """Entries (seq, prev, hash, exact body) of a stream that this actor may read; readings by staff are logged."""
    stream = stream_of(ctx, case_id, room)
    if ctx.actor.is_staff:
        people.log_reading(ctx.actor, case_id, "record", ctx.now)
    return queries.entries(case_id[:16], stream, after, limit)
