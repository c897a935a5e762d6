"""The sentences of every refusal in three languages, read from `texts/refusals.yaml`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal

LANGUAGES = ("en", "zh", "ru")
AMOUNTS = frozenset({"asked", "paid", "limit", "minor", "most", "due", "given"})
"""Facts that are minor units, where a whole number stands beside a currency; sentences tell them as sums."""
_UNKNOWN_STATUS = 409
_LONGEST = 200  # of a value that is told back


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal for people and programs: HTTP status; what happened, why, and what to do next."""

    status: int
    what: str
    why: str
    do: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.why, self.do) if part)


@cache
def catalogue() -> dict[str, Mapping]:
    """All refusals by code: `status` and, for each language, `what`, `why` and `do`."""
    text = resources.files("hejie.rulebooks").joinpath("texts/refusals.yaml").read_text("utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}


def text(code: str, lang: str, facts: Mapping[str, object]) -> Problem:
    """A refusal in a language (any but `zh`, `en` and `ru` reads as `en`), with its facts filled in.

    A code that the catalogue lacks is told by its name; a test lets no such code through.
    """
    entry = catalogue().get(code, {})
    status = int(entry.get("status", _UNKNOWN_STATUS))
    sentences = entry.get(lang.partition("-")[0].lower()) or entry.get("en")
    if not sentences:
        return Problem(status, code, "", "")
    filled = _Facts({name: _written(name, value, facts) for name, value in facts.items()})
    return Problem(status, *(str(sentences.get(part, "")).format_map(filled) for part in ("what", "why", "do")))


def amount(name: str, facts: Mapping[str, object]) -> Money | None:
    """The fact of this name as money, where it is some."""
    value, currency = facts[name], facts.get("currency")
    if name not in AMOUNTS or type(value) is not int or not isinstance(currency, str):
        return None
    try:
        return Money(value, currency)
    except Refusal:  # more than any sum may be, or no currency: told as it was written
        return None


def _written(name: str, value: object, facts: Mapping[str, object]) -> str:
    """A fact as a sentence tells it; what somebody sent and is neither words nor a number stands there as he wrote it, in JSON."""
    if isinstance(value, list | tuple) and all(type(one) in (str, int) for one in value):
        return ", ".join(map(str, value))[:_LONGEST] or "–"
    if value is None or isinstance(value, bool | list | tuple | Mapping):
        return json.dumps(value, ensure_ascii=False, default=_plain)[:_LONGEST]
    money = amount(name, facts)
    return str(value if money is None else money)


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else str(value)


class _Facts(dict):
    def __missing__(self, name: str) -> str:
        return "?"
