"""Procedures as tests write them: the standard one with something changed, read through the very reader that rulebooks go through."""

import copy
from pathlib import Path

import yaml

from hejie.domain.procedure.rulebook import Procedure
from hejie.rulebooks import procedures

_STANDARD = Path(procedures.__file__).parent / "procedures" / "standard.yaml"
LANGUAGES = ("en", "zh", "ru")


def standard() -> dict:
    """The standard procedure as a document, to be changed at will."""
    return yaml.safe_load(_STANDARD.read_text(encoding="utf-8"))


def text(**changes: object) -> str:
    """The standard procedure as YAML with other things at its top; mappings are merged (but for lengths of time),
    None takes a key away."""
    document = _merged(standard(), changes)
    own = set(document["waits"]) - set(standard()["waits"])
    for language in LANGUAGES:
        texts = document["texts"][language]
        texts.setdefault("waits", {}).update({name: name for name in own})
        texts.setdefault("steps", {}).update({name: name for name in document.get("steps", {})})
        texts["pauses"] = {name: name for name in document.get("pauses", {})}
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False)


def procedure(**changes: object) -> Procedure:
    """The same, read."""
    return procedures.parse(text(**changes))


def _merged(into: dict, changes: dict) -> dict:
    found = copy.deepcopy(into)
    for name, value in changes.items():
        if value is None:
            found.pop(name, None)
        elif isinstance(value, dict) and isinstance(found.get(name), dict) and name not in ("within", "reopening"):
            found[name] = _merged(found[name], value)
        else:
            found[name] = value
    return found
