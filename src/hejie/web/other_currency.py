"""Whether a sum that somebody has typed names another currency than the one in which it is asked for: then it is another sum."""

import re

from hejie.domain.kernel import money

# Signs and words, each with the currencies that it may mean.
_DOLLARS = frozenset({"USD", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD", "MXN"})
_MEANS = {
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP"}),
    "₽": frozenset({"RUB"}),
    "₸": frozenset({"KZT"}),
    "¥": frozenset({"CNY", "JPY"}),
    "￥": frozenset({"CNY", "JPY"}),
    "$": _DOLLARS,
    "元": frozenset({"CNY", *_DOLLARS, "JPY"}),  # as in 美元, 港元, 日元
    "rmb": frozenset({"CNY"}),
    "yuan": frozenset({"CNY"}),
    "юан": frozenset({"CNY"}),
    "人民币": frozenset({"CNY"}),
    "美元": frozenset({"USD"}),
    "欧元": frozenset({"EUR"}),
    "卢布": frozenset({"RUB", "BYN"}),
    "руб": frozenset({"RUB", "BYN"}),
    "евро": frozenset({"EUR"}),
    "долл": _DOLLARS,
    "euro": frozenset({"EUR"}),
    "dollar": _DOLLARS,
    "rouble": frozenset({"RUB", "BYN"}),
    "ruble": frozenset({"RUB", "BYN"}),
}
_CODE = re.compile(r"(?<![^\W\d_])[A-Z]{3}(?![^\W\d_])")
_OFTEN = re.compile(r"(?<![^\W\d_])(cny|eur|rub|usd|gbp|jpy|kzt)(?![^\W\d_])", re.IGNORECASE)


def named(written: str, currency: str) -> bool:
    """Whether words or signs beside the figures name a currency, and none that `currency` (three letters) may be called by."""
    codes = {code for code in _CODE.findall(written) if code in money.EXPONENTS}
    codes |= {code.upper() for code in _OFTEN.findall(written)}
    if codes:
        return currency not in codes
    low = written.lower()
    return any(currency not in means for sign, means in _MEANS.items() if sign in low)
