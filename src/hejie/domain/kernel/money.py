"""Amounts of money: whole minor units of one currency, never floats, never two currencies in one sum.

Exponents are those of ISO 4217 list one (active currencies and funds, 2025). They differ from what is shown in daily
life: the forint has two decimals here although shops print none.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hejie.domain.kernel.refusal import Refusal

MAX_MINOR = 2**53 - 1
"""The greatest integer that an entry's body may hold."""

_EXPONENTS_BY_CURRENCY_GROUP = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: (
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE "
        "CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL "
        "HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR "
        "MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK "
        "SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD "
        "XCG YER ZAR ZMW ZWG"
    ),
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
EXPONENTS: dict[str, int] = {
    code: digits for digits, codes in _EXPONENTS_BY_CURRENCY_GROUP.items() for code in codes.split()
}

_DECIMAL = re.compile(r"(-?)(0|[1-9][0-9]{0,17})(?:\.([0-9]{1,18}))?")


def exponent(currency: str) -> int:
    """How many decimals the currency's minor unit has (JPY 0, CNY 2, KWD 3). Refuses currency_unknown."""
    try:
        return EXPONENTS[currency]
    except (KeyError, TypeError):
        raise Refusal("currency_unknown", currency=str(currency)) from None


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in whole minor units of one currency; a difference may be negative.

    Refuses currency_unknown, amount_too_large (beyond what an entry can hold), amount_malformed (not an integer).
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise Refusal("amount_malformed", amount=str(self.minor), currency=str(self.currency))
        exponent(self.currency)
        if abs(self.minor) > MAX_MINOR:
            raise Refusal("amount_too_large", amount=str(self.minor), currency=self.currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{format_decimal(self)} {self.currency}"

    def _same(self, other: "Money") -> int:
        if self.currency != other.currency:
            raise Refusal("currency_mismatch", given=other.currency, expected=self.currency)
        return other.minor


def zero(currency: str) -> Money:
    """Nothing, in this currency."""
    return Money(0, currency)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of amounts of one currency; nothing at all sums to zero. Refuses currency_mismatch."""
    result = zero(currency)
    for amount in amounts:
        result = result + amount
    return result


def positive(minor: int, currency: str) -> Money:
    """An amount above zero. Refuses amount_not_positive and what Money refuses."""
    amount = Money(minor, currency)
    if amount.minor <= 0:
        raise Refusal("amount_not_positive", amount=format_decimal(amount), currency=currency)
    return amount


def not_negative(minor: int, currency: str) -> Money:
    """An amount of zero or more. Refuses amount_negative and what Money refuses."""
    amount = Money(minor, currency)
    if amount.minor < 0:
        raise Refusal("amount_negative", amount=format_decimal(amount), currency=currency)
    return amount


def parse_decimal(text: str, currency: str) -> Money:
    """Read `119.40` as money: ASCII digits, a point, no sign but minus, no grouping, no exponent, no blanks.

    Zeros past the minor unit are taken (`100.00` JPY); other digits there are refused, never rounded.
    Refuses amount_malformed, amount_too_precise, amount_too_large, currency_unknown.
    """
    digits = exponent(currency)
    match = _DECIMAL.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise Refusal("amount_malformed", amount=str(text), currency=currency)
    sign, whole, fraction = match[1], match[2], match[3] or ""
    if fraction[digits:].strip("0"):
        raise Refusal("amount_too_precise", amount=text, currency=currency, digits=digits)
    minor = int(whole + fraction[:digits].ljust(digits, "0"))
    return Money(-minor if sign else minor, currency)


def format_decimal(money: Money) -> str:
    """The amount as plain digits with a point and all decimals of the currency: what `parse_decimal` reads."""
    digits = exponent(money.currency)
    sign = "-" if money.minor < 0 else ""
    text = str(abs(money.minor)).rjust(digits + 1, "0")
    return f"{sign}{text[:-digits]}.{text[-digits:]}" if digits else f"{sign}{text}"


def allocate(amount: Money, weights: Sequence[int]) -> tuple[Money, ...]:
    """Divide an amount in proportion to weights, to the minor unit, by largest remainder; the parts sum to the whole.

    amount    zero or more
    weights   non-negative integers, at least one; if all are zero, all count alike
    Of equal remainders the earlier gets the unit: the buyer stands first, so half a cent is his. No part is greater
    than its exact share rounded up.
    """
    if amount.minor < 0 or not weights or any(weight < 0 for weight in weights):
        raise ValueError("allocate needs an amount of zero or more and non-negative weights")
    whole = sum(weights)
    if whole == 0:
        weights, whole = [1] * len(weights), len(weights)
    parts = [divmod(amount.minor * weight, whole) for weight in weights]
    left = amount.minor - sum(share for share, _ in parts)
    first = sorted(range(len(parts)), key=lambda index: -parts[index][1])[:left]
    extra = frozenset(first)
    return tuple(Money(share + (index in extra), amount.currency) for index, (share, _) in enumerate(parts))
