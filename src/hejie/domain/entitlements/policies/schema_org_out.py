"""Writes a policy as schema.org MerchantReturnPolicy, and names everything of it that does not travel."""

from collections.abc import Iterable, Mapping
from typing import Any

from hejie.domain.entitlements.policies import schema_org as words
from hejie.domain.entitlements.policies.model import Amount, Policy, Season, Term, Terms, When, Window
from hejie.domain.entitlements.policies.schema_org import LOSS_OF_FACT, Loss

_FULL = words.PREFIXES[0]
_TRAVELS = frozenset({"member", "member_tier", "country"})


def write(policy: Policy) -> tuple[dict[str, Any] | list[dict[str, Any]], tuple[Loss, ...]]:
    """The document, and what is lost in it; each loss by an entry of CANNOT_SAY and the part of the policy."""
    seasonal, owners = _seasonal(policy)
    losses: list[Loss] = []
    found = []
    for window in policy.windows:
        if window.id in owners:
            losses += _clock(window)
            continue
        found.append(_object(policy, window, seasonal.get(window.id, ())))
        losses += _losses_of(window)
    losses += [Loss("season", name) for name in owners]
    losses += _beside(policy, len(found))
    _in_words(policy, found[0])
    return (found[0] if len(found) == 1 else found), tuple(dict.fromkeys(losses))


def _seasonal(policy: Policy) -> tuple[dict[str, tuple[Season, ...]], dict[str, str]]:
    """Windows that are another one in a time of the year: seasons by the window that they belong to, and its owner."""
    found: dict[str, tuple[Season, ...]] = {}
    owners: dict[str, str] = {}
    for at, window in enumerate(policy.windows):
        span = dict(window.when).get("purchase_between")
        rest = tuple(one for one in window.when if one[0] != "purchase_between")
        later = policy.windows[at + 1 :]
        owner = next((one for one in later if one.when == rest and one.clock == window.clock), None)
        if span is None or owner is None or window.terms is not None or policy.combine != "first":
            continue
        start, end = _days_of(span, policy.as_of)
        found[owner.id] = (*found.get(owner.id, ()), Season(start, end, window.term))
        owners[window.id] = owner.id
    return found, owners


def _days_of(span: Iterable[str], as_of: str) -> tuple[str, str]:
    """A span of every year in the year of the policy; where it passes the year's end, into the next one."""
    first, last = span
    if not first.startswith("YYYY"):
        return first, last
    year = int((as_of or "2026")[:4])
    passes = last[5:] < first[5:]
    return f"{year:04}{first[4:]}", f"{year + passes:04}{last[4:]}"


def _object(policy: Policy, window: Window, seasons: tuple[Season, ...]) -> dict[str, Any]:
    terms = policy.terms if window.terms is None else window.terms
    found: dict[str, Any] = {"@context": words.CONTEXT, "@type": words.POLICY, **_terms(terms), **_term(window.term)}
    country = dict(window.when).get("country")
    if country and not terms.country:
        found["applicableCountry"] = _one_or_many(country)
    if window.tier is not None:
        found["validForMemberTier"] = window.tier
    elif tiers := _tiers(window.when):
        found["validForMemberTier"] = _one_or_many(tiers)
    overrides = [_season(one) for one in (*window.seasons, *seasons)]
    if overrides:
        found["returnPolicySeasonalOverride"] = _one_or_many(overrides)
    return found


def _tiers(when: When) -> list[dict[str, str]]:
    asked = dict(when)
    names = asked.get("member_tier", ("Member",) if asked.get("member") == (True,) else ())
    return [{"@type": "MemberProgramTier", "name": name} for name in names]


def _season(one: Season) -> dict[str, Any]:
    days = {name: day for name, day in (("startDate", one.start), ("endDate", one.end)) if day}
    return {"@type": words.SEASON, **_terms(one.terms), **days, **_term(one.term)}


def _term(term: Term) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if term.kind:
        found["returnPolicyCategory"] = _FULL + words.CATEGORIES[term.kind]
    if term.days is not None:
        found["merchantReturnDays"] = term.days
    if term.last_day:
        found["merchantReturnDays"] = term.last_day
    return found


def _terms(terms: Terms) -> dict[str, Any]:
    found = dict(terms.kept)
    for name, values in (
        ("applicableCountry", terms.country),
        ("returnPolicyCountry", terms.return_country),
        ("merchantReturnLink", terms.link),
        ("itemCondition", _full(terms.conditions, words.CONDITIONS)),
        ("returnMethod", _full(terms.methods, words.METHODS)),
        ("refundType", _full(terms.refunds, words.REFUNDS)),
    ):
        if values:
            found[name] = _one_or_many(values)
    if terms.in_store is not None:
        found["inStoreReturnsOffered"] = terms.in_store
    if terms.restocking is not None:
        found["restockingFee"] = _amount(terms.restocking)
    for case, fee in terms.fees.items():
        prefix = words.CASES[case]
        first = f"{prefix}Return" if prefix else "return"
        if fee.kinds:
            found[f"{first}Fees"] = _one_or_many(_full(fee.kinds, words.FEES))
        if fee.amount is not None:
            found[f"{first}ShippingFeesAmount"] = _amount(fee.amount)
        if fee.label:
            found[f"{first}LabelSource"] = _FULL + words.LABELS[fee.label]
    return found


def _full(values: Iterable[str], known: Mapping[str, str]) -> list[str]:
    return [_FULL + known[one] for one in values]


def _amount(one: Amount) -> Any:
    number = float(one.value) if not one.value.isdigit() else int(one.value)
    if not one.currency:
        return number
    return {"@type": "MonetaryAmount", **one.kept, "value": number, "currency": one.currency}


def _one_or_many(values: Iterable[Any]) -> Any:
    found = list(values)
    return found[0] if len(found) == 1 else found


def _losses_of(window: Window) -> list[Loss]:
    goes_on = [Loss("condition", window.id)] if window.after else []
    return [*_clock(window), *_conditions(window.when, window.id), *goes_on]


def _clock(window: Window) -> list[Loss]:
    return [Loss("clock", window.id)] if window.term.days and window.clock != "delivery_date" else []


def _conditions(when: When, where: str) -> list[Loss]:
    return [Loss(LOSS_OF_FACT.get(fact, "condition"), where) for fact, _ in when if fact not in _TRAVELS]


def _beside(policy: Policy, objects: int) -> list[Loss]:
    """What stands beside the windows and has no property: all of it is lost, whatever its conditions are."""
    found: list[Loss] = []
    if policy.combine == "first" and objects > 1:
        found.append(Loss("condition", "combine"))
    for one in policy.modifiers:
        found += _conditions(one.when, one.id) or [Loss("condition", one.id)]
    for one in policy.exclusions:
        found += _conditions(one.when, one.id) or [Loss("category", one.id)]
    for one in policy.charges:
        per_cent = one.amount is not None and not one.amount.currency
        found += _conditions(one.when, one.id) or [Loss("per_cent" if per_cent else "condition", one.id)]
    if policy.refund_days is not None:
        found.append(Loss("deadline", "refund_days"))
    return found


def _in_words(policy: Policy, first: dict[str, Any]) -> None:
    """What has no property of its own travels in words, beside what was read in that way before."""
    texts = [("note", one) for one in policy.other]
    texts += [(f"note.{one.id}", one.note) for one in policy.parts() if getattr(one, "note", "")]
    texts += [(f"contested.{one.id}", one.contested) for one in policy.windows if one.contested]
    texts += [(f"fee.{one.id}", ": ".join(filter(None, (one.what, one.rule)))) for one in policy.charges]
    texts += [("history", ", ".join(one.values())) for one in policy.history]
    texts += [("source", one) for one in policy.sources]
    if policy.refund_days is not None:
        texts.append(("refund_days", str(policy.refund_days)))
    if not texts:
        return
    before = first.get("additionalProperty", [])
    ours = [{"@type": "PropertyValue", "name": name, "value": value} for name, value in texts]
    first["additionalProperty"] = [*(before if isinstance(before, list) else [before]), *ours]
