"""What after-sales service is called in a language: kinds, steps, outcomes; from the templates, for pages and papers alike."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml


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


def done(step: str, language: str) -> str:
    """That a step was taken."""
    return texts()["steps"][step]["done"][language]


def word(table: str, name: str, language: str) -> str:
    """A word of a table (outcomes, declines, adjustments, grades, goods, stations, channels, why, signs); the name itself where
    it has none."""
    return texts()[table].get(name, {}).get(language, name)
