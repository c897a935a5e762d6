"""What a version of a policy says otherwise than the one before it, in sentences: part by part, the old beside the new."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from hejie.domain.entitlements.policies.model import Policy
from hejie.web.policies import shown, words

Said = dict[str, tuple[str, str]]
"""By place: what the place is called, and what stands there in words."""


def rows(before: Policy, after: Policy, now: datetime) -> list[dict[str, str]]:
    """{where, before, after} of every part that reads otherwise, in the order of the page; "" where a version has no such part."""
    one, other = _said(before, now), _said(after, now)
    found = []
    for place in {**other, **one}:
        was, is_ = one.get(place, ("", "")), other.get(place, ("", ""))
        if was[1] != is_[1]:
            found.append({"where": is_[0] or was[0], "before": was[1], "after": is_[1]})
    return found + _order(before, after)


def _said(policy: Policy, now: datetime) -> Said:
    found: Said = {
        "name": (_("Name of the policy"), policy.name),
        "combine": (_("Which window counts"), str(words.COMBINES[policy.combine]) if len(policy.windows) > 1 else ""),
    }
    told = shown.policy(policy, now)
    for one, words_ in zip(policy.windows, told["windows"], strict=True):
        only = _("Only if: %(conditions)s.") % {"conditions": "; ".join(words_["if"])} if words_["if"] else ""
        own = [_line(*pair) for pair in words_["terms"]]
        found[f"windows {one.id}"] = (
            _("Window “%(name)s”") % {"name": one.id},
            _joined([words_["title"], only, *words_["costs"], *own, one.note]),
        )
    _each(found, "exclusions", _("Never taken back: “%(name)s”"), policy.exclusions, lambda one: [
        "; ".join(shown.conditions(one.when, now)) or _("Everything"), one.note,
    ])  # fmt: skip
    _each(found, "modifiers", _("Days on top: “%(name)s”"), policy.modifiers, lambda one: [
        shown.longer(one, now), _("Not for: %(names)s.") % {"names": ", ".join(one.not_for)} if one.not_for else "", one.note,
    ])  # fmt: skip
    _each(found, "charges", _("Further fee: “%(name)s”"), policy.charges, lambda one: [
        shown.charge(one), "; ".join(shown.conditions(one.when, now)),
    ])  # fmt: skip
    for case, fee in policy.terms.fees.items():
        found[f"fees {case}"] = (str(words.CASES[case]), shown.fee(fee))
    if policy.terms.restocking is not None:
        found["restocking"] = (_("Restocking fee"), shown.amount(policy.terms.restocking))
    for label, value in told["terms"]:
        found[f"terms {label}"] = (label, value)
    found["link"] = (_("Page with the policy"), told["link"])
    found["other"] = (_("What else is promised"), "\n".join(policy.other))
    kinds = {"flag": _("yes or no"), "word": _("a word")}
    asked = ", ".join(_line(name, kinds.get(kind, kind)) for name, kind in policy.own_facts.items())
    found["facts"] = (_("Questions of your own"), asked)
    return found


def _each(found: Said, kind: str, label: str, parts: Iterable[Any], told: Callable[[Any], list[str]]) -> None:
    for one in parts:
        found[f"{kind} {one.id}"] = (label % {"name": one.id}, _joined(told(one)))


def _order(before: Policy, after: Policy) -> list[dict[str, str]]:
    """Windows that both have and that stand in another order: where the first one that fits counts, that is a change."""
    both = {one.id for one in before.windows} & {one.id for one in after.windows}
    was, is_ = ([one.id for one in policy.windows if one.id in both] for policy in (before, after))
    if was == is_ or after.combine != "first":
        return []
    return [{"where": _("Order of the windows"), "before": ", ".join(was), "after": ", ".join(is_)}]


def _line(label: object, value: object) -> str:
    return _("%(name)s: %(value)s") % {"name": label, "value": value}


def _joined(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)
