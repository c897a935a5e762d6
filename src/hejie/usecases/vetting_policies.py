"""What a marketplace asks of its shops: written by its operator in versions, tried out, and made to count.

A version counts for shops that declare themselves from its moment on. For those that have done so before it counts only if the
operator says so; papers that were accepted stay accepted, unless he says that they are to be shown again.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from hejie.domain.kernel.refusal import Refusal
from hejie.domain.standing import vet
from hejie.domain.standing.state import stream_of
from hejie.domain.standing.vet import Revise
from hejie.domain.standing.vetting import KINDS, Needed, Terms
from hejie.record import reader, writer
from hejie.record.context import Context
from hejie.rulebooks import vetting as texts
from hejie.rulebooks.strict import BadRulebook
from hejie.rulebooks.vetting import Policy
from hejie.store import people
from hejie.store import vetting as shops
from hejie.store import vetting_policies as kept
from hejie.store.models import VettingPolicy
from hejie.usecases import system
from hejie.usecases.outages import is_database_away
from hejie.usecases.patience import Patience

SIDE = "seller"
LONGEST_AHEAD = timedelta(days=730)
TOUCHED_PAGE = 50
_AT_ONCE = 50
_AGAIN_AFTER = timedelta(minutes=1)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Touched:
    """A shop for which a text would change something. more: papers that it would have to show; short: deposit missing, or None."""

    seller: str
    name: str
    more: tuple[str, ...]
    deposit: tuple[int, str] | None


def versions(ctx: Context) -> list[VettingPolicy]:
    """The newest versions, for operators and auditors. Refuses not_found."""
    _readers(ctx)
    return kept.versions(ctx.actor.marketplace)


def version(ctx: Context, number: int) -> tuple[VettingPolicy, Policy]:
    """One version with its text. Refuses not_found."""
    _readers(ctx)
    found = kept.version(ctx.actor.marketplace, number)
    if found is None:
        raise Refusal("not_found")
    return found, kept.text_of(found.digest)


def in_force(ctx: Context) -> tuple[VettingPolicy | None, Policy]:
    """(the version that counts now, or None where it is the one that comes with the program; its text). Refuses not_found."""
    _readers(ctx)
    row = kept.row_in_force(ctx.actor.marketplace, ctx.now)
    return row, kept.text_of(row.digest) if row else texts.load()


def understood(written: Mapping[str, Any] | str) -> Policy:
    """A policy from an object or from YAML. Its id is always that of a marketplace's own. Refuses vetting_wrong (line, what)."""
    try:
        policy = texts.parse(written) if isinstance(written, str) else texts.from_object(written)
        return texts.from_object({**texts.plain(policy), "id": kept.ID})
    except BadRulebook as fault:
        raise Refusal("vetting_wrong", line=fault.line, what=fault.what) from None


def publish(
    ctx: Context, written: Mapping[str, Any] | str, *, counts_from: datetime | None = None, for_all: bool = False, again: bool = False
) -> VettingPolicy:  # fmt: skip
    """Let a text count from a moment on (none: now).

    for_all   for shops too that have declared themselves before: what they lack they may file within `terms.first` days
    again     papers that were accepted are then to be shown once more, within the same time
    Refuses   not_found, second_factor_needed, vetting_wrong, vetting_when (in the past, or more than two years ahead),
              vetting_again (without for_all), vetting_versions_many
    """
    if ctx.actor.role not in ("operator", "system"):
        raise Refusal("not_found")
    if ctx.actor.role == "operator" and not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="settings")
    policy = understood(written)
    begins = counts_from or ctx.now
    if not ctx.now - timedelta(minutes=1) <= begins <= ctx.now + LONGEST_AHEAD:
        raise Refusal("vetting_when", given=begins.date().isoformat())
    if again and not for_all:
        raise Refusal("vetting_again")
    return kept.publish(
        ctx.actor.marketplace, policy, texts.text_of(texts.plain(policy)), counts_from=begins, for_all=for_all, again=again,
        at=ctx.now, by=ctx.actor.id,
    )  # fmt: skip


def asked_of(policy: Policy, kind: str, country: str, categories: tuple[str, ...]) -> tuple[Needed, Terms]:
    """What a text asks of a shop like this. Refuses vetting_kind, bad_country."""
    if kind not in KINDS:
        raise Refusal("vetting_kind", given=kind[:20], known=", ".join(KINDS))
    place = country.strip().upper()
    if not (len(place) == 2 and place.isalpha() and place.isascii()):
        raise Refusal("bad_country", given=country[:20])
    return policy.needed(kind, place, categories), policy.terms_of(kind, place, categories)


def touched(ctx: Context, policy: Policy, after: str = "") -> tuple[list[Touched], str, int]:
    """(shops of one page that would have to show more, where to go on or "", how many were looked at). Refuses not_found."""
    _readers(ctx)
    market, on, found = ctx.actor.marketplace, ctx.now.date(), []
    rows = shops.by_name(market, after, TOUCHED_PAGE)
    names = people.names(market, rows)
    for seller in rows:
        root = stream_of(market, SIDE, seller)
        state = reader.state(root, root)
        if state is None or state.vetting is None:
            continue
        now = state.vetting
        needed = policy.needed(now.kind, now.country, now.categories)
        good = {one.kind for one in now.papers if one.holds(on)}
        more = tuple(one for one in needed.papers if one not in good and one not in now.needed.papers)
        deposit = needed.deposit if needed.deposit != now.needed.deposit else None
        if more or deposit:
            found.append(Touched(seller, names.get(seller, seller), more, deposit))
    return found, rows[-1] if len(rows) == TOUCHED_PAGE else "", len(rows)


class Revising:
    """Makes versions for all shops count for them, some shops at a time; each once, whatever number of workers looks."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._next: datetime | None = None

    def step(self, now: datetime) -> int:
        """Go on with what is due; returns for how many shops something was written."""
        if self._next is not None and now < self._next:
            return 0
        rows = kept.to_bring_in(now)
        done = sum(self._bring_in(row, now) for row in rows)
        self._next = None if any(not row.done for row in rows) else now + _AGAIN_AFTER
        return done

    def _bring_in(self, row: VettingPolicy, now: datetime) -> int:
        market = row.marketplace_id
        newest = kept.row_in_force(market, now)
        if newest is None or newest.pk != row.pk:
            row.done = True
            kept.reached(row, "", done=True)
            return 0
        some = shops.by_name(market, row.reached, _AT_ONCE)
        written = sum(self._revise(row, seller, now) for seller in some)
        row.done = len(some) < _AT_ONCE
        kept.reached(row, some[-1] if some else "", done=row.done)
        row.reached = some[-1] if some else row.reached
        return written

    def _revise(self, row: VettingPolicy, seller: str, now: datetime) -> int:
        try:
            return 0 if revise(system.context(row.marketplace_id, now), row, seller) is None else 1
        except Exception as fault:
            if is_database_away(fault):
                raise
            _log.exception(
                "the policy %s of %s could not be made to count for %s", row.number, row.marketplace_id, seller
            )
            return 0


def revise(ctx: Context, row: VettingPolicy, seller: str) -> writer.Receipt | None:
    """Let a version count for a shop that has declared itself before; None where it has not, or it counts for it already."""
    root = stream_of(ctx.actor.marketplace, SIDE, seller)
    state = reader.state(root, root)
    policy = kept.text_of(row.digest)
    if state is None or state.vetting is None or state.vetting.policy == policy.pinned():
        return None
    now = state.vetting
    needed, terms = (
        policy.needed(now.kind, now.country, now.categories),
        policy.terms_of(now.kind, now.country, now.categories),
    )
    decided = partial(vet.revise, needed=needed, terms=terms, policy=policy.pinned())
    return writer.write(
        ctx, Revise(seller, row.again), key=f"vetting:{row.number}:{seller}", decide=decided, action="system.vetting", root=root,
        streams={"standing": root},
    )  # fmt: skip


def _readers(ctx: Context) -> None:
    if ctx.actor.role not in ("operator", "auditor", "system"):
        raise Refusal("not_found")
