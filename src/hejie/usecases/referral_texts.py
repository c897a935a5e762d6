"""The sentences of a choice of outside bodies, from `rulebooks/texts/referral.yaml`, in the reader's language."""

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml

from hejie.domain.referral.choice import Because
from hejie.domain.referral.directory import Directory
from hejie.usecases import wording


@cache
def texts() -> Mapping:
    """The whole file of texts."""
    text = resources.files("hejie.rulebooks").joinpath("texts/referral.yaml").read_text("utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def sentence(because: Because, directory: Directory, language: str) -> str:
    """One reason in words."""
    language = wording.known_language(language)
    words = {name: _word(name, value, directory, language) for name, value in because.facts.items()}
    return texts()["reasons"][because.code][language].format_map(words)


def place(name: str, directory: Directory, language: str) -> str:
    """What a place, or a group of them, is called."""
    found = directory.places.get(name) or texts()["places"].get(name)
    return found[wording.known_language(language)] if found else name


def _word(name: str, value: object, directory: Directory, language: str) -> str:
    if name == "place":
        return place(value, directory, language)
    if name == "places":
        return ("、" if language == "zh" else ", ").join(place(one, directory, language) for one in value)
    if name in ("sum", "limit"):
        return wording.amount(*value, language)
    if name == "result":
        return texts()["results"][value][language]
    return str(value)
