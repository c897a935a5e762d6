"""The marketplace's record in words, in the reader's language: for pages, the API, the matrix and documents alike."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources

import yaml

from hejie.domain.cases.state import Said
from hejie.usecases import service_words, wording

Text = Callable[[Mapping | None], str]
_THOUSANDS = {"en": ",", "zh": ",", "ru": "\u00a0"}
_WORDS = {"station": "stations", "handed": "handed", "event": "events"}


@cache
def texts() -> Mapping:
    """The whole file of texts."""
    text = resources.files("hejie.rulebooks").joinpath("templates/records.yaml").read_text("utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def title(data: Mapping, language: str) -> str:
    """What a piece from the record is: “Weight of the parcel”. data: the piece's (`EvidenceFiled`)."""
    return texts()["titles"][data["record"]["kind"]][wording.known_language(language)]


def source(data: Mapping, language: str) -> str:
    """Where the marketplace has it from: “Carrier: SF Express”."""
    language = wording.known_language(language)
    word, origin = texts()["sources"][data["source"]][language], data["record"]["origin"]
    return texts()["from"][language].format(source=word, origin=origin) if origin else word


def told(data: Mapping, language: str, text: Text, when: Callable[[str], str] | None = None) -> str:
    """Its facts in a line: “delivered, Hangzhou, waybill 118”, and with `when` the moment of it at the end (a chat says itself when it was).

    text    what the reader sees of a private text, "" where it is gone
    when    a moment of the record's form in words
    """
    language = wording.known_language(language)
    record, whole = data["record"], texts()
    say = when or _plain_moment
    parts = [
        whole["facts"][name][language].format(value=_value(name, record["facts"], language, text, say))
        for name in whole["facts"]
        if name in record["facts"]
    ]
    dated = when and "since" not in record["facts"]
    return whole["join"][language].join([*parts, *([when(record["at"])] if dated else ())])


def name(data: Mapping, language: str, text: Text) -> str:
    """What any piece is called: as its filer did, of the record what it is and where it is from; "" where that is gone."""
    if "record" in data:
        return f"{title(data, language)}, {source(data, language)}"
    return text(data["name"])


def purpose(data: Mapping, language: str, text: Text) -> str:
    """What any piece is to show, as its filer says; of the record what it says, and the word that came with it."""
    if "record" not in data:
        return service_words.purpose(data, language, text)
    return "\n".join(one for one in (told(data, language, text, _plain_moment), text(data["purpose"])) if one)


def differ(one: Said, other: Said, language: str, text: Text) -> str:
    """That two pieces cannot both be right, naming both."""
    language = wording.known_language(language)
    return texts()["differ"][language].format(
        first=one.id.upper(),
        second=other.id.upper(),
        told=told(one.data, language, text),
        other=told(other.data, language, text),
    )


def _value(name: str, facts: Mapping, language: str, text: Text, when: Callable[[str], str]) -> str:
    value = facts[name]
    if isinstance(value, Mapping):
        return text(value) or texts()["erased"][language]
    if name in _WORDS:
        return texts()[_WORDS[name]][value][language]
    if name == "key_hash":
        return f"{value[:8]}…{value[-4:]}"
    if name == "minor":
        return wording.amount(value, facts["currency"], language)
    if name in ("since", "until", "published", "agreed", "first_access", "asked"):
        return when(value)
    return f"{value:,}".replace(",", _THOUSANDS[language]) if isinstance(value, int) else value


def _plain_moment(at: str) -> str:
    return f"{at[:10]} {at[11:16]} UTC"
