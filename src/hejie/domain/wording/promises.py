"""Words of a message that sound like a promise: a hint beside it, for whoever wrote it to make it one, or not."""

import re
from collections.abc import Iterable

from hejie.domain.wording.finding import Pattern, found

_SENTENCE = re.compile(r"[^.!?。！？；;\n]+[.!?。！？；;]?")
_DAYS = (
    (re.compile(r"(?:今天|今日|今晚|today|tonight|сегодня)"), 1),
    (re.compile(r"(?:明天|明日|tomorrow|завтра)"), 1),
    (re.compile(r"(?:后天|day after tomorrow|послезавтра)"), 2),
)
_NUMBER = re.compile(
    r"(\d{1,3})\s*(个?工作日|天|日|小时|个小时|business days?|working days?|days?|hours?|hrs|h\b|рабоч\w* (?:дн|ден)\w*|дн\w*|ден\w*|суток|час\w*)"
)
_USUAL = 7


def sounds(patterns: Iterable[Pattern], text: str) -> str:
    """The first sentence of a message that sounds like a promise, as it was written; "" where none does."""
    known = tuple(patterns)
    for sentence in _SENTENCE.findall(text):
        if found(sentence, known, ("promise",)):
            return sentence.strip()
    return ""


def days(sentence: str) -> int:
    """Within how many days, where the sentence says it (1 to 90), else a week."""
    low = sentence.casefold()
    match = _NUMBER.search(low)
    if match:
        number = int(match[1])
        hours = match[2].startswith(("小时", "个小时", "hour", "hrs", "h", "час"))
        return min(90, max(1, -(-number // 24) if hours else number))
    return next((number for pattern, number in _DAYS if pattern.search(low)), _USUAL)
