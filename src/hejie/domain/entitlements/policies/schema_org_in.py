"""Reads schema.org MerchantReturnPolicy as a policy. Unknown properties are kept; unknown values are refused by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from hejie.domain.entitlements.policies import schema_org as words
from hejie.domain.entitlements.policies.model import (
    LONGEST_DAYS,
    Amount,
    Fee,
    Policy,
    Season,
    Term,
    Terms,
    When,
    Window,
)
from hejie.domain.entitlements.policies.schema_org import Warn, short
from hejie.domain.kernel.money import EXPONENTS
from hejie.domain.kernel.refusal import Refusal

MOST_POLICIES = 50
_MEMBER = "Member"
_HAS = "hasMerchantReturnPolicy"


@dataclass(frozen=True, slots=True)
class Imported:
    """A policy that was read in, and what its reader should know."""

    policy: Policy
    warnings: tuple[Warn, ...]


def read(document: Any, id: str = "imported", name: str = "—") -> Imported:
    """A policy from one MerchantReturnPolicy or several side by side, of which the best one counts.

    Refuses   policy_property (a value that the property cannot have), policy_contradicts (days without a finite window)
    """
    parts, warnings = _parts(document)
    if not 0 < len(parts) <= MOST_POLICIES:
        raise _wrong("@type", len(parts), f"1 … {MOST_POLICIES} {words.POLICY}")
    several = len(parts) > 1
    windows = []
    for number, one in enumerate(parts):
        reader = _Reader(one, words.POLICY)
        windows.append(reader.window(f"w{number + 1}"))
        warnings += reader.warnings
    apart = several and len({repr(one.terms.country) for one in windows if one.terms}) > 1
    if apart:
        windows = [_by_country(one) for one in windows]
    if several:
        return Imported(Policy(id, name, tuple(windows), "longest"), tuple(warnings))
    (only,) = windows
    alone = Window(only.id, only.when, only.term, only.clock, None, only.seasons, only.tier)
    return Imported(Policy(id, name, (alone,), terms=only.terms or Terms()), tuple(warnings))


def _parts(document: Any) -> tuple[list[Any], list[Warn]]:
    """The policies in a document; of a shop, an offer or a product those that it has, and a word that the rest stays out."""
    if isinstance(document, Mapping) and isinstance(document.get("@graph"), list):
        document = [{**_context(document), **one} for one in document["@graph"] if isinstance(one, Mapping)]
    found: list[Any] = []
    warnings: list[Warn] = []
    for one in _listed(document):
        inner = next((one[name] for name in one if short(name) == _HAS), None) if isinstance(one, Mapping) else None
        if inner is None:
            found.append(one)
            continue
        found += [{**_context(one), **part} if isinstance(part, Mapping) else part for part in _listed(inner)]
        warnings.append(Warn("around_left", _HAS))
    return found, warnings


def _context(document: Mapping[str, Any]) -> dict[str, Any]:
    return {"@context": document["@context"]} if "@context" in document else {}


def _by_country(one: Window) -> Window:
    """Policies of several countries side by side: each counts for its own."""
    named = tuple(_country_name(country) for country in one.terms.country) if one.terms else ()
    when = (*one.when, ("country", named)) if named else one.when
    return Window(one.id, when, one.term, one.clock, one.terms, one.seasons, one.tier)


def _country_name(country: Any) -> str:
    if isinstance(country, str):
        return country
    return str(country.get("name") or country.get("identifier") or country.get("@id") or "—")[:100]


class _Reader:
    """Takes the properties of one object, one after the other; what is left over is kept."""

    def __init__(self, found: Any, kind: str) -> None:
        if not isinstance(found, Mapping) or short(str(found.get("@type", kind))) != kind:
            raise _wrong("@type", found.get("@type") if isinstance(found, Mapping) else found, kind)
        self.left = {short(name) if short(name) in _PROPERTIES else name: value for name, value in found.items()}
        self.warnings: list[Warn] = []

    def window(self, name: str) -> Window:
        """The whole object as one window with its terms."""
        term = self.term()
        if term.kind == "not_permitted":
            self.warnings.append(Warn("law_above", "returnPolicyCategory"))
        seasons = tuple(self.season(one) for one in _listed(self.left.pop("returnPolicySeasonalOverride", [])))
        tier = self.left.pop("validForMemberTier", None)
        terms = self.terms()
        return Window(name, _members(tier), term, terms=terms, seasons=seasons, tier=tier)

    def season(self, found: Any) -> Season:
        """A seasonal override."""
        inner = _Reader(found, words.SEASON)
        start, end = (inner.day(name) for name in ("startDate", "endDate"))
        if start and end and end[:10] < start[:10]:
            raise Refusal("policy_contradicts", property="endDate", other="startDate")
        season = Season(start, end, inner.term(), inner.terms())
        self.warnings += inner.warnings
        return season

    def term(self) -> Term:
        """The category with its days."""
        kind = self.one("returnPolicyCategory", words.CATEGORIES)
        days, last = self.days()
        if (days is not None or last) and kind not in ("finite", ""):
            raise Refusal("policy_contradicts", property="merchantReturnDays", other="returnPolicyCategory")
        if kind == "finite" and days is None and not last:
            self.warnings.append(Warn("days_missing", "merchantReturnDays"))
        return Term(kind, days, last)

    def days(self) -> tuple[int | None, str]:
        """Days, or a fixed last day."""
        name = "merchantReturnDays"
        found = self.left.pop(name, None)
        if found is None:
            return None, ""
        if isinstance(found, str) and found.isdigit() and len(found) < 7:
            found = int(found)
        if type(found) is int and 0 <= found <= LONGEST_DAYS:
            return found, ""
        if isinstance(found, str) and _is_day(found):
            return None, found
        raise _wrong(name, found, f"0 … {LONGEST_DAYS}, 2027-01-31")

    def terms(self) -> Terms:
        """All that goes with a window; the last thing that is taken."""
        restocking = self.left.pop("restockingFee", None)
        found = dict(
            country=self.countries("applicableCountry"),
            return_country=self.countries("returnPolicyCountry"),
            link=self.links("merchantReturnLink"),
            conditions=self.some("itemCondition", words.CONDITIONS),
            methods=self.some("returnMethod", words.METHODS),
            in_store=self.flag("inStoreReturnsOffered"),
            refunds=self.some("refundType", words.REFUNDS),
            fees=self.fees(restocking is not None),
            restocking=None if restocking is None else _amount("restockingFee", restocking),
        )
        return Terms(**found, kept=self.left)  # type: ignore[arg-type]

    def fees(self, restocking: bool) -> dict[str, Fee]:
        """Fees by case; a warning where an amount belongs and is missing."""
        found = {}
        for case, prefix in words.CASES.items():
            names = [_joined(prefix, one) for one in ("ReturnFees", "ReturnShippingFeesAmount", "ReturnLabelSource")]
            kinds = self.some(names[0], words.FEES)
            amount, label = self.left.pop(names[1], None), self.one(names[2], words.LABELS)
            if not kinds and amount is None and not label:
                continue
            found[case] = Fee(kinds, None if amount is None else _money(names[1], amount), label)
            if "shipping" in kinds and amount is None:
                self.warnings.append(Warn("amount_missing", names[1]))
            if "restocking" in kinds and not restocking:
                self.warnings.append(Warn("amount_missing", "restockingFee"))
        return found

    def one(self, name: str, known: Mapping[str, str]) -> str:
        """A value of an enumeration, in our word; "" where it is absent."""
        found = self.some(name, known)
        if len(found) > 1:
            raise _wrong(name, ", ".join(found), "1")
        return found[0] if found else ""

    def some(self, name: str, known: Mapping[str, str]) -> tuple[str, ...]:
        """Values of an enumeration, in our words."""
        ours = {theirs: word for word, theirs in known.items()}
        found = []
        for one in _listed(self.left.pop(name, [])):
            value = one.get("@id") if isinstance(one, Mapping) and set(one) == {"@id"} else one
            if not isinstance(value, str) or short(value) not in ours:
                raise _wrong(name, value, ", ".join(known.values()))
            found.append(ours[short(value)])
        return tuple(dict.fromkeys(found))

    def countries(self, name: str) -> tuple[Any, ...]:
        """Countries, as text or as objects."""
        found = _listed(self.left.pop(name, []))
        for one in found:
            if not (isinstance(one, str) and 0 < len(one) <= 100) and not (isinstance(one, Mapping) and one):
                raise _wrong(name, one, "DE")
        return tuple(found)

    def links(self, name: str) -> tuple[str, ...]:
        """Addresses of pages."""
        found = _listed(self.left.pop(name, []))
        for one in found:
            if not isinstance(one, str) or not one.startswith(("https://", "http://")) or len(one) > 2000:
                raise _wrong(name, one, "https://…")
        return tuple(found)

    def flag(self, name: str) -> bool | None:
        """Yes, no, or not said."""
        found = self.left.pop(name, None)
        if found is not None and type(found) is not bool:
            raise _wrong(name, found, "true, false")
        return found

    def day(self, name: str) -> str:
        """A day or a moment; "" where it is absent."""
        found = self.left.pop(name, "")
        if found != "" and not (isinstance(found, str) and _is_day(found)):
            raise _wrong(name, found, "2026-11-01")
        return found


def _members(tier: Any) -> When:
    """The condition of a membership; the plain word Member is membership of any tier."""
    if tier is None:
        return ()
    names = tuple(dict.fromkeys(_tier_name(one) for one in _listed(tier)))
    return (("member", (True,)),) if names == (_MEMBER,) else (("member_tier", names),)


def _tier_name(one: Any) -> str:
    found = one if isinstance(one, str) else one.get("name") or one.get("@id") if isinstance(one, Mapping) else None
    if not isinstance(found, str) or not found:
        raise _wrong("validForMemberTier", one, "MemberProgramTier")
    return found[:100]


def _amount(name: str, found: Any) -> Amount:
    """Money, or per cent where it is a plain number."""
    if isinstance(found, Mapping):
        return _money(name, found)
    return Amount(_number(name, found, 100))


def _money(name: str, found: Any) -> Amount:
    if not isinstance(found, Mapping) or found.get("currency") not in EXPONENTS:
        raise _wrong(name, found, '{"@type": "MonetaryAmount", "value": 5.99, "currency": "EUR"}')
    kept = {key: value for key, value in found.items() if key not in ("value", "currency", "@type")}
    return Amount(_number(name, found.get("value"), 10**12), found["currency"], kept)


def _number(name: str, found: Any, most: int) -> str:
    try:
        number = Decimal(str(found))
    except InvalidOperation:
        number = Decimal(-1)
    if isinstance(found, bool) or not number.is_finite() or not 0 <= number <= most or len(str(found)) > 20:
        raise _wrong(name, found, f"0 … {most}")
    return str(found)


def _is_day(found: str) -> bool:
    try:
        datetime.fromisoformat(found)
    except ValueError:
        return False
    return len(found) >= 10 and found[4] == "-" and found[7] == "-"


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [] if found is None else [found]


def _joined(prefix: str, name: str) -> str:
    return prefix + name if prefix else name[0].lower() + name[1:]


def _wrong(name: str, value: Any, known: str) -> Refusal:
    shown = str(value)
    return Refusal("policy_property", property=name, value=shown if len(shown) <= 60 else f"{shown[:57]}…", known=known)


_PROPERTIES = frozenset(
    {
        "applicableCountry", "returnPolicyCountry", "returnPolicyCategory", "merchantReturnDays", "merchantReturnLink",
        "itemCondition", "returnMethod", "inStoreReturnsOffered", "restockingFee", "refundType",
        "returnPolicySeasonalOverride", "validForMemberTier", "additionalProperty", "startDate", "endDate",
        *(_joined(prefix, one) for prefix in words.CASES.values()
          for one in ("ReturnFees", "ReturnShippingFeesAmount", "ReturnLabelSource")),
    }
)  # fmt: skip
"""The 22 properties of a policy, and the two days of a season."""
