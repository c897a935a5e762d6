"""Offers, proposals, the agreement and its performance: one function per intention."""

from hejie.domain.cases import commands, offers, performance
from hejie.domain.wording import reviews
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.rulebooks import wordings
from hejie.usecases import acts
from hejie.usecases.agreement import signing


def make_offer(ctx: Context, command: commands.MakeOffer, *, key: str, if_match: str = "") -> Receipt:
    """Put a package to the other side; by a neutral, a proposal to both. Refuses review_bought, and what the decision does."""
    reviews.refuse(wordings.reviews(), command.note)
    action = "propose" if ctx.actor.role == "neutral" else "offer"
    return acts.in_case(ctx, command, key=key, decide=offers.make_offer, action=action, if_match=if_match)


def accept_offer(ctx: Context, command: commands.AcceptOffer, *, key: str, if_match: str = "") -> Receipt:
    """Accept an open offer on behalf of the other party."""
    return acts.in_case(ctx, command, key=key, decide=offers.accept_offer, action="accept", if_match=if_match)


def reject_offer(ctx: Context, command: commands.RejectOffer, *, key: str, if_match: str = "") -> Receipt:
    """Decline an open offer."""
    return acts.in_case(ctx, command, key=key, decide=offers.reject_offer, action="reject", if_match=if_match)


def withdraw_offer(ctx: Context, command: commands.WithdrawOffer, *, key: str, if_match: str = "") -> Receipt:
    """Take back one's own open offer."""
    return acts.in_case(ctx, command, key=key, decide=offers.withdraw_offer, action="take_back", if_match=if_match)


def sign_agreement(ctx: Context, command: commands.SignAgreement, *, key: str, if_match: str = "") -> Receipt:
    """Sign the agreement that stands, below its text in the languages of both sides."""
    return signing.sign(ctx, command, key=key, if_match=if_match)


def report_performance(ctx: Context, command: commands.ReportPerformance, *, key: str, if_match: str = "") -> Receipt:
    """Say that one's obligation is done."""
    return acts.in_case(
        ctx, command, key=key, decide=performance.report_performance, action="perform", if_match=if_match
    )


def confirm_performance(ctx: Context, command: commands.ConfirmPerformance, *, key: str, if_match: str = "") -> Receipt:
    """Confirm or dispute the other side's performance."""
    return acts.in_case(
        ctx, command, key=key, decide=performance.confirm_performance, action="confirm", if_match=if_match
    )
