"""Opening a case, talking in it, filing evidence, and ending it by withdrawal: one function per intention."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from hejie.domain.cases import commands, filing, opening, rulings, talk
from hejie.domain.cases.world import World
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.state import OrderState
from hejie.record import reader, writer
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.store import directory
from hejie.usecases import acts, case_law, commitments, credit_terms, ids, news_queue


def open_cases(
    ctx: Context,
    *,
    root: str,
    lines: tuple[int, ...],
    reason: str,
    remedy: str,
    package: Mapping,
    story: str,
    shown: str,
    facts: Mapping | None = None,
    key: str,
) -> list[Receipt]:
    """Open a claim; over several sellers it becomes one case for each, linked to each other.

    For several sellers the refund wanted is shared over them by what was paid for their lines.
    """
    order = reader.order(root)
    if order is None:
        raise Refusal("not_found")
    groups = reader.lines_by_seller(order, lines)
    names = {
        seller: ids.case_id(root, ctx.actor.marketplace, ctx.actor.id, key, seller if len(groups) > 1 else "")
        for seller in groups
    }
    tiers = tiers_of(ctx, groups, shown)
    shares = reader.share_by_paid(order, groups, package.get("refund", 0))
    receipts = []
    for seller, own_lines in groups.items():
        command = commands.OpenCase(
            case_id=names[seller],
            lines=own_lines,
            reason=reason,
            remedy=remedy,
            package={**package, "refund": shares[seller]} if "refund" in package else package,
            story=story,
            shown=shown,
            facts=facts or {},
            linked=tuple(name for other, name in names.items() if other != seller),
        )
        receipts.append(open_case(ctx, command, key=key, tier=tiers.get(seller, ""), order=order))
    return receipts


def open_case(
    ctx: Context, command: commands.OpenCase, *, key: str, tier: str = "", order: OrderState | None = None
) -> Receipt:
    """Open one dispute about lines of one seller.

    order  as it was just read, where it was: what was promised for it when it was placed is sought by it
    tier   the marketplace's word for the seller (`tiers_of`); not part of what is asked, so that a repeat stays equal
    """
    root = acts.root_of(command.case_id)
    streams = {"case": f"case:{command.case_id}", "order": f"order:{root}"}
    promised = case_law.promised(ctx.actor.marketplace, order or reader.order(root), command.lines)
    decide = credit_terms.deciding(partial(_opened, tier=tier, promised=promised))
    return writer.write(ctx, command, key=key, decide=decide, action="open", root=root, streams=streams)


def tiers_of(ctx: Context, sellers: Iterable[str], shown: str) -> Mapping[str, str]:
    """What the marketplace calls these sellers, by id; asked only where the procedure in force tells them apart."""
    rules = ctx.in_force(shown)
    cases = [one.when for one in (*rules.overrides, *rules.openings)]
    return directory.tiers(ctx.actor.marketplace, sellers) if any(case.tiers for case in cases) else {}


def _opened(
    world: World, command: commands.OpenCase, *, by: Actor, now: datetime, tier: str, promised: tuple[Mapping, ...]
) -> tuple[Event, ...]:
    return opening.open_case(world, replace(command, tier=tier), by=by, now=now, promised=promised)


def write_message(ctx: Context, command: commands.WriteMessage, *, key: str, if_match: str = "") -> Receipt:
    """Write into a room of the case. Where it buys or demands a review, operators hear of it; the writer's page warns him."""
    if command.room == "joint" and commitments.buys_a_review(command.text):
        facts, path = {"case_named": command.case_id}, f"/cases/{command.case_id}/"
        name = f"review_words:{command.case_id}:{ids.derived(ctx.actor.id, key, length=16)}"
        root = acts.root_of(command.case_id)
        ctx = news_queue.along(ctx, root, name, "platform", (), "ReviewWords", facts, path)
    return acts.in_room(
        ctx, command, room=command.room, key=key, decide=talk.write_message, if_match=if_match,
        action="message" if command.room == "joint" or command.room == "internal" else "room",
    )  # fmt: skip


def make_statement(ctx: Context, command: commands.MakeStatement, *, key: str, if_match: str = "") -> Receipt:
    """Put a side's account on the file."""
    return acts.in_case(ctx, command, key=key, decide=talk.make_statement, action="statement", if_match=if_match)


def take_step(ctx: Context, command: commands.TakeStep, *, key: str, if_match: str = "") -> Receipt:
    """Say that one has taken a step that the procedure knows."""
    return acts.in_case(ctx, command, key=key, decide=talk.take_step, action="step", if_match=if_match)


def file_evidence(
    ctx: Context,
    command: commands.FileEvidence,
    *,
    key: str,
    if_match: str = "",
    limits: filing.Limits | None = None,
) -> Receipt:
    """File a stored piece of evidence (see `usecases.intake.file_upload` for uploads, which have limits)."""
    decide = partial(filing.file_evidence, limits=limits)
    return acts.in_room(ctx, command, room=command.room, key=key, decide=decide, action="evidence", if_match=if_match)


def write_note(ctx: Context, command: commands.WriteNote, *, key: str) -> Receipt:
    """Write an internal note."""
    return acts.in_room(ctx, command, room="internal", key=key, decide=talk.write_note, action="note")


def ask_question(ctx: Context, command: commands.AskQuestion, *, key: str, if_match: str = "") -> Receipt:
    """The neutral asks one side."""
    return acts.in_case(ctx, command, key=key, decide=talk.ask_question, action="ask", if_match=if_match)


def answer_question(ctx: Context, command: commands.AnswerQuestion, *, key: str, if_match: str = "") -> Receipt:
    """Answer the neutral."""
    return acts.in_case(ctx, command, key=key, decide=talk.answer_question, action="answer_question", if_match=if_match)


def withdraw_case(ctx: Context, command: commands.WithdrawCase, *, key: str, if_match: str = "") -> Receipt:
    """Give the claim up here."""
    return acts.in_case(ctx, command, key=key, decide=rulings.withdraw_case, action="withdraw", if_match=if_match)
