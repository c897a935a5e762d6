"""What a refusal is called over HTTP and what it tells a person, from `rulebooks/texts/refusals.yaml`.

Pages, API and command line all say no through these functions, so that they say it in the same words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from hejie.domain.kernel.refusal import Refusal

LANGUAGES = ("en", "zh", "ru")
_UNKNOWN_STATUS = 409


@dataclass(frozen=True, slots=True)
class Sentences:
    """A refusal for people: what happened, why, and what to do next."""

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


def status(code: str) -> int:
    """The HTTP status that a refusal is answered with."""
    return int(catalogue().get(code, {}).get("status", _UNKNOWN_STATUS))


def sentences(refusal: Refusal, language: str = "en") -> Sentences:
    """The refusal in a language (`zh`, `en` or `ru`; any other reads as `en`), with its facts filled in.

    A code that the catalogue lacks is told by its name; the tests let no such code through.
    """
    entry = catalogue().get(refusal.code, {})
    found = entry.get(language.partition("-")[0].lower()) or entry.get("en")
    if not found:
        return Sentences(str(refusal), "", "")
    facts = _Facts({name: str(value) for name, value in refusal.facts.items()})
    return Sentences(*(str(found.get(part, "")).format_map(facts) for part in ("what", "why", "do")))


class _Facts(dict):
    def __missing__(self, name: str) -> str:
        return "?"
