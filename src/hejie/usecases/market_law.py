"""Whose law and which platform's policy a marketplace's cases are looked at by. Open cases keep those of their opening."""

from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.rulebooks import law
from hejie.store import market_law as store
from hejie.store.market_law import NONE, Chosen

__all__ = ["NONE", "Chosen", "choose", "chosen", "jurisdictions", "policies", "policy_name"]


def chosen(ctx: Context) -> Chosen:
    """What is set now. Refuses not_found for others than operators and auditors."""
    if ctx.actor.role not in ("operator", "auditor", "system"):
        raise Refusal("not_found")
    store.forget()
    return store.chosen(ctx.actor.marketplace)


def choose(ctx: Context, jurisdiction: str, policy: str) -> None:
    """Set both for cases opened from now on; other processes hear of it within 15 seconds.

    jurisdiction   one of the law, `none`, or "": as the currency of the order says
    Refuses        second_factor_needed, setting_not_understood
    """
    if ctx.actor.role not in ("operator", "system"):
        raise Refusal("not_found")
    if ctx.actor.role == "operator" and not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="settings")
    store.choose(ctx.actor.marketplace, jurisdiction, policy)


def jurisdictions() -> tuple[str, ...]:
    """All that can be set."""
    return law.jurisdictions()


def policies() -> tuple[str, ...]:
    """Names of the platforms' policies that can be set."""
    return law.policies()


def policy_name(policy: str, language: str) -> str:
    """What a policy calls itself."""
    rules = (one for one in law.bundle("", policy).rules if one.layer == "policy")
    return next((one.instrument[language] for one in rules), policy)
