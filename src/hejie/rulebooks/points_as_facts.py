"""What findings on the points of the burden books that come with the program say in facts of the law."""

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml


@cache
def load() -> Mapping[str, Mapping[str, Mapping[str, Mapping]]]:
    """Book → point → proved or not_proved → facts by dotted path; `claim: false`: it is not as the claim says."""
    text = resources.files("hejie.rulebooks").joinpath("texts/points_as_facts.yaml").read_text("utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
