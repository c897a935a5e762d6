"""Promises made in talk: one function per intention. What they become, an obligation, is performed as any other."""

from hejie.domain.cases import commands, promises
from hejie.domain.wording import reviews
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.rulebooks import wordings
from hejie.usecases import acts


def propose_promise(ctx: Context, command: commands.ProposePromise, *, key: str, if_match: str = "") -> Receipt:
    """Ask that something said become binding, whoever is to keep it."""
    reviews.refuse(wordings.reviews(), command.text)
    return acts.in_case(ctx, command, key=key, decide=promises.propose, action="promise", if_match=if_match)


def accept_promise(ctx: Context, command: commands.AcceptPromise, *, key: str, if_match: str = "") -> Receipt:
    """Agree to what the other side has put forward: it is an obligation from now on."""
    return acts.in_case(ctx, command, key=key, decide=promises.accept, action="accept_promise", if_match=if_match)


def decline_promise(ctx: Context, command: commands.DeclinePromise, *, key: str, if_match: str = "") -> Receipt:
    """Decline what the other side has put forward, or take back what one's own side has."""
    return acts.in_case(ctx, command, key=key, decide=promises.decline, action="promise", if_match=if_match)
