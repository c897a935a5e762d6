"""The sentences of an agreement in one language, from `rulebooks/templates/agreement.yaml`; amounts, days and spans."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from importlib import resources

import yaml

from hejie.usecases import wording
from hejie.usecases.dossier_pdf.labels import Labels


@cache
def texts() -> Mapping:
    """The whole file of texts."""
    text = resources.files("hejie.rulebooks").joinpath("templates/agreement.yaml").read_text("utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


class Words:
    """The words of one language. zone: IANA name of the zone in which its days are days; currency: of its amounts."""

    def __init__(self, language: str, zone: str, currency: str) -> None:
        self.language = wording.known_language(language)
        self.labels = Labels(self.language, zone, currency)

    def __call__(self, name: str, /, **facts: object) -> str:
        """A word or sentence of the group `words`."""
        return texts()["words"][name][self.language].format_map(facts)

    def of(self, group: str, key: str, /, **facts: object) -> str:
        """The word for a key of another group; an unknown one is said as the dossier says it."""
        found = texts()[group].get(key)
        return found[self.language].format_map(facts) if found else self.labels.of("obligations", key)

    def joined(self, *sentences: str) -> str:
        """Whole sentences one after the other; Chinese needs no gap between them."""
        return self("gap").join(one for one in sentences if one)

    def amount(self, minor: int) -> str:
        """An amount of minor units in the case's currency."""
        return self.labels.sum(minor)

    def when(self, at: str | datetime) -> str:
        """A moment to the minute; "" where there is none."""
        return self.labels.when(at)

    def day(self, at: str) -> str:
        """The day of a moment."""
        return self.labels.when(at).rpartition("\u00a0")[0].replace("\u00a0", " ")

    def span(self, days: int) -> str:
        """A number of days, as it stands after "within"."""
        if self.language == "zh":
            return f"{days}天"
        if self.language == "ru":
            return f"{days} {'дня' if days % 10 == 1 and days % 100 != 11 else 'дней'}"
        return f"{days} {'day' if days == 1 else 'days'}"

    def in_languages(self, languages: Iterable[str]) -> str:
        """The names of languages, as they stand after "written in"."""
        return self("and").join(self.of("languages", one) for one in languages)
