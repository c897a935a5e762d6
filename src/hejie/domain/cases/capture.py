"""How a piece was taken, and one-time codes: written on paper and held into the picture, they tie a photo to a time.

A code shows that a picture was taken after it was given; that it is in the picture, its filer says and whoever looks at the
picture sees. The program reads no picture.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hejie.domain.cases import access
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.state import SIDES, CaseState, Said
from hejie.domain.cases.world import World
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.refusal import Refusal

HOW = ("photo", "video", "screenshot", "pdf", "chat", "other")
"""How a piece was taken, as its filer says."""
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Signs of a code: none that can be taken for another by hand (0 and O, 1 and I)."""
LENGTH = 6
VALID = timedelta(minutes=30)
MOST_A_DAY = 20
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GiveCaptureCode:
    """Ask for a code to hold into the next picture."""

    case_id: str


def give_code(world: World, command: GiveCaptureCode, *, by: Actor, now: datetime, signs: str) -> tuple[Event, ...]:
    """Give a side a code that is valid for half an hour, for one piece.

    signs     the code, by chance; not part of what is asked, so that a repeat stays equal
    Refuses   not_allowed_now (for others than the two sides), too_many_codes
    """
    case, side = world.case, access.side_of(by, world.case)
    if side not in SIDES:
        raise Refusal("not_allowed_now", act="CaptureCodeGiven", stage=case.stage)
    given = case.of_kind("capture_code")
    day = clock.text(now - _DAY)
    if sum(one.side == side and one.at > day for one in given) >= MOST_A_DAY:
        raise Refusal("too_many_codes", most=MOST_A_DAY)
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    draft.add("CaptureCodeGiven", id=f"k{len(given) + 1}", side=side, code=signs, until=clock.text(now + VALID))
    return draft.events()


def attached(case: CaseState, code: str, side: str, now: datetime) -> dict:
    """What a piece keeps of the code that its filer says is in it: id, the code, when it was given and to whom.

    Refuses   code_unknown (this side was given none of that number), code_over (its half hour has passed), code_used
    """
    given = next((one for one in case.of_kind("capture_code") if (one.id, one.side) == (code, side)), None)
    if given is None:
        raise Refusal("code_unknown")
    if code in used(case):
        raise Refusal("code_used", signs=given.data["code"])
    if clock.parse(given.data["until"]) < now:
        raise Refusal("code_over", signs=given.data["code"])
    return {"id": code, "code": given.data["code"], "given": given.at, "side": side}


def open_code(case: CaseState, side: str, now: datetime) -> Said | None:
    """The newest code of a side that can still be used, or None."""
    spent = used(case)
    mine = (one for one in reversed(case.of_kind("capture_code")) if one.side == side and one.id not in spent)
    return next((one for one in mine if clock.parse(one.data["until"]) >= now), None)


def used(case: CaseState) -> frozenset[str]:
    """Codes that stand on a piece."""
    return frozenset(one.data["code"]["id"] for one in case.of_kind("evidence") if one.data.get("code"))
