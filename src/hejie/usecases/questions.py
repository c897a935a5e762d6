"""Questions to shops: asked, answered in time, made public; appointments; and keeping them with the order that they are about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hejie.domain.cases import access, access_desk
from hejie.domain.guidance.articles import Written
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.questions import commands, decide
from hejie.domain.questions.state import QuestionState, stream_of
from hejie.domain.wording import reviews
from hejie.record import reader
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.rulebooks import wordings
from hejie.store import people, queries
from hejie.store import questions as rows
from hejie.usecases import guidance, ids, order_records, own_streams
from hejie.usecases.order_records import Told

USUAL_HOURS = 24
MOST_OPEN = 20
"""Questions of one buyer that one shop has not answered yet."""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as its reader sees it. side: buyer, seller or "" for whoever only reads."""

    state: QuestionState
    side: str
    texts: Mapping[str, str]
    names: Mapping[str, str]

    def text(self, reference: Mapping | None) -> str:
        """The text behind a reference, "" where there is none or it was erased."""
        return self.texts.get(reference["ref"], "") if reference else ""


def ask(
    ctx: Context, *, seller: str, text: str, about: str = "goods", order: str = "", line: int = 0, product: str = "", place: str = "",
    key: str,
) -> Receipt:  # fmt: skip
    """Put a question to a shop about a line of one's own order, or about its goods before a sale.

    Refuses   not_found (order of another, no such shop), unknown_line, questions_many, what `decide.ask` refuses
    """
    market = ctx.actor.marketplace
    title = ""
    if order:
        found = access.may_read_order(ctx.actor, reader.order(order))
        sold = found.line(line)
        seller, product = sold.seller, sold.product or ""
        title = queries.texts(order, [sold.title["ref"]]).get(sold.title["ref"], "") if sold.title else ""
    if not seller or (seller != people.PLATFORM and seller not in people.names(market, [seller])):
        raise Refusal("not_found")
    waiting = [one for one in rows.listed(market, buyer=ctx.actor.id, seller=seller, turn="seller")[0]]
    name = ids.derived(market, ctx.actor.id, "question", key, length=16)
    if len(waiting) >= MOST_OPEN and all(one["id"] != name for one in waiting):
        raise Refusal("questions_many", most=MOST_OPEN)
    hours = rows.hours(market, seller, USUAL_HOURS)
    command = commands.AskShop(name, seller, text, about, order, line, product, title, place, hours)
    return _write(ctx, command, key=key, decided=decide.ask, action="question.ask")


_ACTS: Mapping[type, tuple[Callable, str]] = {
    commands.AskAgain: (decide.ask_again, "question.again"),
    commands.AnswerBuyer: (decide.answer, "question.answer"),
    commands.SayHelped: (decide.say_helped, "question.helped"),
    commands.OfferTimes: (decide.offer_times, "question.times"),
    commands.TakeTime: (decide.take_time, "question.take"),
    commands.AskOtherTimes: (decide.ask_other_times, "question.other"),
    commands.CallOff: (decide.call_off, "question.off"),
    commands.SayCame: (decide.say_came, "question.came"),
    commands.MakePublic: (decide.make_public, "question.public"),
}


def act(ctx: Context, command: object, *, key: str) -> Receipt:
    """Carry out one act on a question. Refuses not_found, review_bought (in an answer), and what its decision refuses."""
    if isinstance(command, commands.AnswerBuyer):
        reviews.refuse(wordings.reviews(), command.text)
    decided, action = _ACTS[type(command)]
    return _write(ctx, command, key=key, decided=decided, action=action)


def make_public(ctx: Context, question: str, written: Written, *, key: str) -> str:
    """Publish question and answer as an article, in the shop's own words and without the asker's name; returns its id.

    Refuses   not_found, question_unanswered, what `guidance.write` refuses
    """
    view = read(ctx, question)
    if view.side != "seller":
        raise Refusal("not_found")
    if not any(one.what == "answered" for one in view.state.said):
        raise Refusal("question_unanswered")
    article = guidance.write(ctx, view.state.article, written, key=f"question:{question}", question=question)
    if view.state.article != article:
        act(ctx, commands.MakePublic(question, article), key=key)
    return article


def read(ctx: Context, question: str) -> QuestionView:
    """A question as one may. Refuses not_found."""
    stream = stream_of(ctx.actor.marketplace, question)
    state = access_desk.may_read_question(ctx.actor, reader.state(stream, stream))
    ids_ = [state.buyer, state.seller, *(one.by for one in state.said)]
    side = access_desk.question_side(ctx.actor, state)
    return QuestionView(state, side, queries.texts(stream, state.texts()), people.names(ctx.actor.marketplace, ids_))


def listed(
    ctx: Context, *, waiting: bool = False, after: str = ""
) -> tuple[list[dict], str, dict[str, str], dict[str, str]]:
    """(rows of a buyer's own or of a shop's questions, where to go on, first words by reference, names). Refuses not_found, bad_cursor."""
    actor = ctx.actor
    if actor.only_case:
        raise Refusal("not_found")
    if actor.role == "buyer":
        own = {"buyer": actor.id}
    elif actor.role in ("seller", "agent") and actor.seller:
        own = {"seller": actor.seller}
    elif actor.role in ("operator", "auditor"):
        own = {}
    else:
        raise Refusal("not_found")
    turn = ("buyer" if actor.role == "buyer" else "seller") if waiting else ""
    found, further = rows.listed(actor.marketplace, **own, turn=turn, after=after)
    names = people.names(actor.marketplace, [row[side] for row in found for side in ("buyer", "seller")])
    return found, further, queries.texts_of_rows(found, "text_ref"), names


def of_order(ctx: Context, root: str) -> list[dict]:
    """Questions about an order, for its page. Refuses not_found."""
    order = access.may_read_order(ctx.actor, reader.order(root))
    own = rows.of_order(ctx.actor.marketplace, root, order.buyer, [])
    return [row for row in own if ctx.actor.seller in ("", row["seller"])]


def answer_time(ctx: Context) -> tuple[int, tuple[int, int, int]]:
    """(hours within which one's shop answers, figures of how it did). Refuses not_found."""
    seller = guidance.owner(ctx.actor)
    market = ctx.actor.marketplace
    return rows.hours(market, seller, USUAL_HOURS), rows.figures(market, seller)


def hours_of(marketplace: str, seller: str) -> int:
    """Within how many hours a shop says that it answers, for whoever is about to ask."""
    return rows.hours(marketplace, seller, USUAL_HOURS)


def set_answer_time(ctx: Context, hours: int) -> None:
    """Promise an answer within so many hours: a shop for itself, never longer than the marketplace lets it; an operator for all.

    Refuses   not_found, answer_hours
    """
    seller = guidance.owner(ctx.actor)
    decide.checked_hours(hours)
    most = rows.hours(ctx.actor.marketplace, "", USUAL_HOURS)
    if seller and hours > most:
        raise Refusal("answer_hours", least=decide.HOURS[0], most=most)
    if not seller and ctx.actor.role != "operator":
        raise Refusal("not_found")
    rows.set_hours(ctx.actor.marketplace, seller, hours)


def keep_with_order(ctx: Context, root: str) -> None:
    """Put on an order's record whatever its buyer asked the shops about it, and about its goods before, that is not there yet."""
    order = reader.lately(root, f"order:{root}")
    if order is None:
        return
    goods = {line.product: line for line in order.lines if line.product}
    for row in rows.of_order(order.marketplace, root, order.buyer, list(goods)):
        line = row["line"] if row["order_root"] else goods[row["product"]].line
        if order.line(line).seller == row["seller"]:
            _keep(ctx, root, line, row["root"])


def _keep(ctx: Context, root: str, line: int, stream: str) -> None:
    """What was said since the last time it was kept, as one more record."""
    state = reader.state(stream, stream)
    there = sum(
        one.facts["messages"]
        for one in reader.order(root).records
        if one.kind == "question" and one.facts["asked"] == state.asked_at
    )
    new = state.said[there:]
    if not new:
        return
    texts = queries.texts(stream, state.texts())
    names = people.names(state.marketplace, [state.buyer, state.seller])
    title = texts.get(state.title["ref"], "") if state.title else ""
    facts = {
        "asked": state.asked_at,
        "first": there + 1,
        "messages": len(new),
        **({"title": title[:500]} if title else {}),
    }
    messages = tuple(
        {"at": one.at, "from": names.get(getattr(state, one.side, ""), one.side), "text": _said(one, texts)}
        for one in new
    )
    told = Told("question", "platform", new[-1].at, "", (line,), facts, "", messages)
    order_records.import_record(ctx, root, told, key=f"question:{state.id}:{there + len(new)}")


def _said(said: object, texts: Mapping[str, str]) -> str:
    text = texts.get(said.text["ref"], "") if said.text else ""
    slots = "; ".join(f"{begins} / {ends}" for begins, ends in said.slots)
    return " ".join(part for part in (f"[{said.what}]", slots, text) if part)


def notice_facts(state: QuestionState, entry: Mapping, payload: Mapping) -> dict:
    """What a notice about a question says to one side; no words that people wrote."""
    data, turn = entry["data"], state.turn
    return {
        "question_id": state.id,
        "to": payload["to"],
        "actor": data.get("side", ""),
        "visit": state.about == "installation",
        "came": bool(data.get("came")),
        "called": data.get("status", ""),
        "silence": data.get("silence", ""),
        "wait": data.get("wait", ""),
        "until": data.get("until", ""),
        "talk_at": data.get("begins", ""),
        "hours": state.hours,
        "turn": {"wait": turn.wait, "who": turn.who, "until": clock.text(turn.until), "silence": turn.silence, "held": turn.held}
        if turn else None,
    }  # fmt: skip


def _write(ctx: Context, command: object, *, key: str, decided: Callable, action: str) -> Receipt:
    stream = stream_of(ctx.actor.marketplace, command.question)
    return own_streams.write(ctx, stream, command, key=key, decided=decided, action=action)
