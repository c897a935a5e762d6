"""The procedure of a marketplace: which one is in force for new cases, which it may choose, and texts of its own.

Cases that are open keep the one that they have pinned, whatever is chosen here.
"""

import re

from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import Procedure
from hejie.insight import procedure_check
from hejie.record.context import Context
from hejie.rulebooks import procedures
from hejie.rulebooks.strict import BadRulebook
from hejie.store import market_procedures, rulebooks

LONGEST_TEXT = 200_000
_MOST_KNOWN = 256
_LONGEST: dict[str, int] = {}
_ID = re.compile(r"procedures/[a-z0-9][a-z0-9-]{0,59}")


def choosable(ctx: Context) -> tuple[Procedure, ...]:
    """All procedures among which the marketplace may choose. Refuses not_found for others than operators and auditors."""
    if ctx.actor.role not in ("operator", "auditor", "system"):
        raise Refusal("not_found")
    return market_procedures.choosable(ctx.actor.marketplace)


def chosen(ctx: Context) -> Procedure:
    """The procedure in force for cases opened from now on, as it stands in the database. Refuses procedure_unknown."""
    market = ctx.actor.marketplace
    return market_procedures.procedure(market, *market_procedures.chosen(market))


def longest_days(ctx: Context, name: str) -> int:
    """Days that a case lasts at most under one of those that may be chosen, standing still and re-opening not counted.

    It is worked out by playing every way and takes some seconds, the first time in each process.
    Refuses not_found for others than operators and auditors, and for what cannot be chosen.
    """
    found = next((one for one in (*choosable(ctx), chosen(ctx)) if one.id == name), None)
    if found is None:
        raise Refusal("not_found")
    days = _LONGEST.get(found.digest)
    if days is None:
        days = _LONGEST[found.digest] = procedure_check.lasting(found).plain
        if len(_LONGEST) > _MOST_KNOWN:
            _LONGEST.pop(next(iter(_LONGEST)))
    return days


def choose(ctx: Context, name: str) -> Procedure:
    """Let a procedure be in force for cases opened from now on; open ones keep theirs.

    Other processes hear of it within 15 seconds. Refuses second_factor_needed, procedure_unknown.
    """
    _for_acts(ctx)
    return market_procedures.choose(ctx.actor.marketplace, name)


def install(ctx: Context, text: str) -> Procedure:
    """Take in a procedure of the marketplace's own, choosable there and nowhere else; in force only when it is chosen.

    A newer text of one that is in force has to be chosen anew.
    text       YAML, up to 200,000 characters (`docs/procedures.md`)
    Refuses    second_factor_needed, rulebook_wrong (which line, and what), procedure_id_taken, procedure_fails (what does
               not hold, or is unfair without being stated; the first of what `hejie procedure check` finds)
    """
    _for_acts(ctx)
    if len(text) > LONGEST_TEXT:
        raise Refusal("rulebook_wrong", line=0, what=f"the file is longer than {LONGEST_TEXT} characters")
    try:
        found = procedures.parse(text, find=rulebooks.calendar)
    except BadRulebook as fault:
        raise Refusal("rulebook_wrong", line=fault.line, what=fault.what) from None
    if not _ID.fullmatch(found.id):
        raise Refusal("rulebook_wrong", line=1, what="the id is procedures/ and a name in small letters, figures and -")
    if found.id in procedures.names():
        raise Refusal("procedure_id_taken", procedure=found.id)
    _prove(text)
    market_procedures.install(ctx.actor.marketplace, found, text, ctx.now)
    return found


def _prove(text: str) -> None:
    wrong = [one for one in procedure_check.check(text, time=False).findings if one.stops]
    if wrong:
        first = wrong[0]
        raise Refusal("procedure_fails", line=first.line, what=first.message, mend=first.mend, more=len(wrong) - 1)


def _for_acts(ctx: Context) -> None:
    """Let operators with a second factor pass, and commands on this machine."""
    if ctx.actor.role == "system":
        return
    if ctx.actor.role != "operator":
        raise Refusal("not_found")
    if not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="settings")
