"""The part of the gate (`access`) for what people ask and complain about outside of any case, and for who writes guidance."""

from hejie.domain.cases.world import World
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal

_READERS = frozenset({"operator", "auditor"})


def keeps_guidance(actor: Actor) -> str:
    """Whose articles somebody writes: his shop's, or the marketplace's own (""). Refuses not_found for everybody else."""
    if actor.only_case:
        raise Refusal("not_found")
    if actor.role in ("seller", "agent") and actor.seller:
        return actor.seller
    if actor.role in ("operator", "agent"):
        return ""
    raise Refusal("not_found")


def may_with_question(actor: Actor, action: str, world: World, command: object) -> None:
    """Its buyer asks, chooses and rates; its shop answers and offers times; either calls an appointment off; operators erase."""
    state = world.question
    if actor.marketplace != world.marketplace or actor.only_case or (state is None and action != "question.ask"):
        raise Refusal("not_found")
    side = question_side(actor, state) if state else "buyer" if actor.role == "buyer" else ""
    allowed = {
        "question.answer": side == "seller",
        "question.times": side == "seller",
        "question.public": side == "seller",
        "question.off": bool(side),
        "question.erase": actor.role == "operator",
    }
    if not allowed.get(action, side == "buyer"):
        raise Refusal("not_found")


def question_side(actor: Actor, state: object) -> str:
    """buyer or seller of a question to a shop; "" for anybody else."""
    if actor.only_case or actor.marketplace != state.marketplace:
        return ""
    if actor.role == "buyer":
        return "buyer" if actor.id == state.buyer else ""
    return "seller" if actor.role in ("seller", "agent") and actor.seller and actor.seller == state.seller else ""


def may_read_question(actor: Actor, state: object | None) -> object:
    """The question, for both sides, and for operators, auditors and the marketplace's own agents. Refuses not_found."""
    if state is None or actor.only_case or actor.marketplace != state.marketplace:
        raise Refusal("not_found")
    own = actor.role in (*_READERS, "system") or (actor.role == "agent" and not actor.seller)
    if own or question_side(actor, state):
        return state
    raise Refusal("not_found")


def may_complain(actor: Actor) -> bool:
    """Everybody who has a part in the marketplace; not whoever reads its books, nor a guest of one case."""
    return actor.role != "auditor" and not actor.only_case


def handles_complaints(actor: Actor) -> bool:
    """Whether somebody is of those who may handle complaints: operators, and the marketplace's own agents."""
    return not actor.only_case and (actor.role == "operator" or (actor.role == "agent" and not actor.seller))


def complaint_side(actor: Actor, state: object | None, word: object | None = None) -> str:
    """complainant, whom (the person or shop complained about), handler, reader (an auditor) or "" for everybody else.

    word   the room in which whoever is complained about was asked; None: he was not

    Whoever is complained about is that and nothing else: also an operator reads nothing that is for the handlers alone. An agent
    of the marketplace reads what is his to handle, and what nobody handles yet.
    """
    if state is None or actor.only_case or actor.marketplace != state.marketplace:
        return ""
    shop = actor.role in ("seller", "agent") and bool(actor.seller) and actor.seller == state.whom
    if actor.id == state.whom or shop:
        asked = any(item.what in ("word_asked", "answer") for item in state.items)
        return "whom" if asked or word is not None else ""
    if state.complainant and actor.id == state.complainant:
        return "complainant"
    if handles_complaints(actor):
        return "handler" if actor.role == "operator" or state.handler in ("", actor.id) else ""
    return "reader" if actor.role == "auditor" else ""


def may_see_in_complaint(side: str, item: object) -> bool:
    """Whether a side may see one thing in a complaint. The person complained about sees his own words and the answer; the
    complainant, all that is not for the handlers alone."""
    if side in ("handler", "reader"):
        return True
    if side == "whom":
        return item.side == "whom" or item.what in ("answer", "word_asked")
    return not item.internal


def may_with_complaint(actor: Actor, action: str, world: World, command: object) -> None:
    """Anybody who is somebody here complains; those who handle it assign, ask, note, answer; whom it is about gives his word."""
    state = world.complaint
    if actor.marketplace != world.marketplace or actor.only_case:
        raise Refusal("not_found")
    if action == "complaint.receive":
        own = getattr(command, "complainant", "") == actor.id and getattr(command, "channel", "") in ("web", "api")
        if not own and not handles_complaints(actor) and actor.role not in ("integrator", "system"):
            raise Refusal("not_found")
        return
    side = complaint_side(actor, state, world.word)
    if action in ("complaint.rate", "complaint.withdraw") and state is not None and not state.complainant:
        side = (
            "complainant" if side == "handler" else side
        )  # what a stranger said by letter or telephone is written down
    fits = {
        "complaint.say": ("complainant", "handler"),
        "complaint.file": ("complainant", "handler", "whom"),
        "complaint.word": ("whom",),
        "complaint.rate": ("complainant",),
        "complaint.withdraw": ("complainant",),
    }
    if action == "complaint.hold":
        if actor.role not in _READERS or side not in ("handler", "reader"):
            raise Refusal("not_found")
        return
    erases = actor.role == "operator" and side == "handler"
    if not (erases if action == "complaint.erase" else side in fits.get(action, ("handler",))):
        raise Refusal("not_found")


# Who may have which stream of a complaint as a file, by side.
_FILES = {
    "complaint": ("complainant", "handler", "reader"),
    "word": ("whom", "handler", "reader"),
    "desk": ("handler", "reader"),
}


def complaint_streams(side: str, state: object, rooms: dict[str, object | None]) -> tuple[str, ...]:
    """Kinds of a complaint's streams that a side may take along whole, of those in which something stands. A complaint from
    before rooms holds what is internal in its own stream: then that is for those alone who may see all of it."""
    there = ["complaint", *(name for name in ("word", "desk") if rooms.get(name) is not None)]
    mixed = state.mixed and side == "complainant"
    return tuple(name for name in there if side in _FILES[name] and not (mixed and name == "complaint"))
