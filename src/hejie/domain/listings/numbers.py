"""Numbers in what sellers write: amounts with a unit, days of return and months of guarantee that a text promises."""

import re
from collections.abc import Iterable

_RETURNS = re.compile(
    r"(?P<zh>\d{1,3})\s*天(?:内)?(?:无理由|包退|可退|退货|退换)"
    r"|(?P<en>\d{1,3})[- ]days?\s+(?:(?:free|easy|no[- ]questions?[- ]asked|money[- ]back)\s+)*(?:returns?|refunds?|guarantee|money)"
    r"|returns?\s+(?:accepted\s+)?within\s+(?P<en2>\d{1,3})\s+days?"
    r"|возврат\w*\s+(?:товара\s+)?(?:в течение\s+|до\s+)?(?P<ru>\d{1,3})\s+(?:дн|сут)"
    r"|(?P<ru2>\d{1,3})\s+дн\w*\s+на\s+возврат"
)
_CHINESE = {"七天无理由": 7, "七日无理由": 7, "十五天无理由": 15, "三十天无理由": 30}
_MONTHS = re.compile(
    r"(?:保修|质保|联保)\s*(?P<zhy>[一二三两1-5])\s*年|(?P<zhy2>[一二三两1-5])\s*年(?:全国)?(?:保修|质保|联保)"
    r"|(?P<en>\d{1,2})[- ](?P<enu>year|month)s?\s+(?:warranty|guarantee)"
    r"|гаранти\w*\s+(?P<ru>\d{1,2})\s+(?P<ruu>год|года|лет|мес)"
)
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3}


def amounts(text: str, units: Iterable[tuple[re.Pattern, int]]) -> list[tuple[float, str]]:
    """(number in the fact's own unit, words as written) of every amount in a lower-case text."""
    return [
        (float(match.group(1).replace(",", ".")) * times, match.group())
        for pattern, times in units
        for match in pattern.finditer(text)
    ]


def longest_return(text: str) -> int | None:
    """The most days of return that a lower-case text promises, or None."""
    found = [int(next(filter(None, match.groups()))) for match in _RETURNS.finditer(text)]
    found += [days for words, days in _CHINESE.items() if words in text]
    return max(found) if found else None


def promised_months(text: str) -> int | None:
    """Months of guarantee that a lower-case text promises first, or None."""
    match = _MONTHS.search(text)
    if match is None:
        return None
    years = match["zhy"] or match["zhy2"]
    if years:
        return 12 * (_DIGITS.get(years) or int(years))
    number, unit = (match["en"], match["enu"]) if match["en"] else (match["ru"], match["ruu"])
    return int(number) * (1 if unit in ("month", "мес") else 12)
