"""A policy as the plain object that is kept, exported as YAML and filled into the editor; read back by `rulebooks.return_policies`."""

from collections.abc import Iterable, Mapping
from typing import Any

from hejie.domain.entitlements.policies.model import (
    ALL_BUT,
    Amount,
    Charge,
    Exclusion,
    Fee,
    Modifier,
    Policy,
    Season,
    Term,
    Terms,
    When,
    Window,
)  # fmt: skip


def plain(policy: Policy) -> dict[str, Any]:
    """The whole policy; what is empty is left out."""
    return _filled(
        {
            "id": policy.id,
            "name": policy.name,
            "as_of": policy.as_of,
            "combine": policy.combine,
            "facts": dict(policy.own_facts),
            "windows": [_window(one) for one in policy.windows],
            "modifiers": [_modifier(one) for one in policy.modifiers],
            "exclusions": [_exclusion(one) for one in policy.exclusions],
            "charges": [charge(one) for one in policy.charges],
            **_terms(policy.terms),
            "refund_days": policy.refund_days,
            "other": list(policy.other),
            "history": [dict(one) for one in policy.history],
            "sources": list(policy.sources),
        }
    )


def _window(one: Window) -> dict[str, Any]:
    return {
        "id": one.id,
        **_filled(
            {
                "if": _when(one.when),
                **_term(one.term),
                "clock": one.clock,
                "terms": None if one.terms is None else _terms(one.terms),
                "seasons": [_season(season) for season in one.seasons],
                "tier": one.tier,
                "note": one.note,
                "grade": one.grade,
                "contested": one.contested,
                "after": one.after,
            },
            keep=("terms",),
        ),
    }


def _term(term: Term) -> dict[str, Any]:
    if term.kind == "finite" and term.days:
        return {"days": term.days}
    if term.kind == "finite" and term.last_day:
        return {"last_day": term.last_day}
    return _filled({"days": term.days, "last_day": term.last_day, "term": term.kind or "unnamed"})


def _season(one: Season) -> dict[str, Any]:
    return _filled({"from": one.start, "to": one.end, **_term(one.term), **_terms(one.terms)})


def _modifier(one: Modifier) -> dict[str, Any]:
    return _filled(
        {"id": one.id, "if": _when(one.when), "add_days": one.add_days, "not_for": list(one.not_for), "note": one.note,
         "grade": one.grade}
    )  # fmt: skip


def _exclusion(one: Exclusion) -> dict[str, Any]:
    return _filled({"id": one.id, "if": _when(one.when), "note": one.note, "grade": one.grade})


def charge(one: Charge) -> dict[str, Any]:
    """A fee of its own; what is empty is left out."""
    return _filled(
        {"id": one.id, "what": one.what, "if": _when(one.when), "amount": amount(one.amount), "rule": one.rule,
         "grade": one.grade}
    )  # fmt: skip


def _terms(one: Terms) -> dict[str, Any]:
    return _filled(
        {
            "country": list(one.country),
            "return_country": list(one.return_country),
            "link": list(one.link),
            "conditions": list(one.conditions),
            "methods": list(one.methods),
            "in_store": one.in_store,
            "refunds": list(one.refunds),
            "fees": {case: fee(each) for case, each in one.fees.items()},
            "restocking": amount(one.restocking),
            "kept": dict(one.kept),
        }
    )


def fee(one: Fee) -> dict[str, Any]:
    """What a return costs in one case; what is empty is left out."""
    return _filled({"kinds": list(one.kinds), "amount": amount(one.amount), "label": one.label})


def amount(one: Amount | None) -> dict[str, Any] | None:
    """`{"value", "currency"}` or `{"percent"}`."""
    if one is None:
        return None
    if not one.currency:
        return {"percent": one.value}
    return _filled({"value": one.value, "currency": one.currency, "kept": dict(one.kept)})


def _when(when: When) -> dict[str, Any]:
    return {
        fact: [_when(one) for one in wanted] if fact == ALL_BUT else list(wanted) if len(wanted) > 1 else wanted[0]
        for fact, wanted in when
    }


def _filled(found: Mapping[str, Any], keep: Iterable[str] = ()) -> dict[str, Any]:
    return {
        name: value
        for name, value in found.items()
        if (value is not None and value != "" and value != [] and value != {}) or (name in keep and value is not None)
    }
