"""The words of the document, from `rulebooks/templates/dossier.yaml` and, where they are the same, `notices.yaml`."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources

import yaml
from babel import Locale, dates

from hejie.domain.kernel import clock
from hejie.domain.procedure.rulebook import Procedure
from hejie.usecases import notice_texts, wording

_LOCALES = {"en": Locale.parse("en_GB"), "zh": Locale.parse("zh_Hans_CN"), "ru": Locale.parse("ru_RU")}
_DAYS = {"en": "d MMM y", "zh": "y年M月d日", "ru": "d MMM y"}


@cache
def texts() -> Mapping:
    """The whole file of texts."""
    text = resources.files("hejie.rulebooks").joinpath("templates/dossier.yaml").read_text("utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


class Labels:
    """The words of one document: its language, time zone and currency."""

    def __init__(self, language: str, zone: str, currency: str = "") -> None:
        self.language = wording.known_language(language)
        self.place = wording.zone_of(zone)
        self.currency = currency

    def __call__(self, name: str, /, **facts: object) -> str:
        """A label or sentence of the group `words`."""
        return texts()["words"][name][self.language].format_map(facts)

    def of(self, group: str, key: str) -> str:
        """The word for a key of a group; an unknown key is said as it stands."""
        found = texts()[group].get(key)
        return found[self.language] if found else key.replace("_", " ")

    def called(self, rules: Procedure, group: str, key: str) -> str:
        """What a case's procedure calls one of its waits, stages, steps or standstills, else the usual word for it."""
        own = rules.called(group, key, self.language)
        return own or (self.of(group, key) if group == "stages" else self.phrase(group, key))

    def phrase(self, group: str, key: str) -> str:
        """The same from the texts of notices: reasons, waits, silences."""
        found = notice_texts.texts().get(group, {}).get(key)
        return found[self.language] if found else key.replace("_", " ")

    def sum(self, minor: int | None, currency: str = "") -> str:
        """An amount of minor units; unknown where there is none."""
        if minor is None:
            return self("unknown")
        return wording.amount(minor, currency or self.currency, self.language)

    def terms(self, package: Mapping) -> str:
        """A package in one line."""
        return notice_texts.terms(package, self.language)

    def when(self, at: str | datetime | None) -> str:
        """A moment to the minute, in the document's time zone; the year is always said."""
        if not at:
            return ""
        local = (clock.parse(at) if isinstance(at, str) else at).astimezone(self.place)
        day = dates.format_date(local.date(), _DAYS[self.language], locale=_LOCALES[self.language])
        return f"{day} {local:%H:%M}".replace(" ", "\u00a0")

    def zone_name(self, now: datetime) -> str:
        """What the time zone is called."""
        named = notice_texts.texts()["zones"].get(self.place.key)
        if named:
            return named[self.language]
        return dates.get_timezone_name(now.astimezone(self.place), locale=_LOCALES[self.language])
