"""What after-sales service is called in a language: kinds, steps, outcomes; from the templates, for pages and papers alike."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from hejie.usecases import wording


@cache
def texts() -> Mapping[str, Any]:
    """The words by table, name and language."""
    text = resources.files("hejie.rulebooks").joinpath("templates/service.yaml").read_text("utf-8")
    return yaml.safe_load(text)


def kind(name: str, language: str) -> str:
    """What a kind of service is called."""
    return texts()["kinds"][name]["name"][language]


def wish(name: str, language: str) -> str:
    """A kind of service as its buyer asks for it."""
    return texts()["kinds"][name]["wish"][language]


def do(step: str, language: str) -> str:
    """What is to be done at a step."""
    return texts()["steps"][step]["do"][language]


def done(step: str, language: str, told: Mapping[str, Any] = MappingProxyType({})) -> str:
    """That a step was taken, and how, where it could be answered in several ways. told: what its entry tells."""
    words = texts()["steps"][step]
    ways = (ways.get(told[name]) for name, ways in words.get("so", {}).items() if name in told)
    return next((way for way in ways if way), words["done"])[language]


def with_step(step: str, language: str) -> str:
    """What a piece is to show that came with a step; languages without these words read English."""
    language = wording.known_language(language)
    return texts()["with_step"][language].format(what=done(step, language))


def purpose(data: Mapping[str, Any], language: str, text: Callable[[Mapping | None], str]) -> str:
    """What a piece is to show: with which step it came, in the reader's language, else what its filer has written. data: the
    piece's; text: what the reader sees of a private text."""
    step = data.get("step", "")
    return with_step(step, language) if step in texts()["steps"] else text(data.get("purpose"))


def answers(step: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """Of what an entry of a step tells, that alone which `done` reads."""
    return {name: told[name] for name in texts()["steps"][step].get("so", {}) if name in told}


def word(table: str, name: str, language: str) -> str:
    """A word of a table (outcomes, declines, adjustments, grades, goods, stations, channels, why, signs); the name itself where
    it has none."""
    return texts()[table].get(name, {}).get(language, name)
