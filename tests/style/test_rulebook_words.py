"""What rulebooks say in several languages is said whole: YAML without quotes would cut a sentence off at its first comma."""

from collections.abc import Iterator

import yaml

from tests.style.sources import PROGRAM, name

_LANGUAGES = {"en", "zh", "ru"}


def _cut(value: object, where: tuple) -> Iterator[str]:
    """Places at which words that belong to a sentence have become a name without a value."""
    if isinstance(value, dict):
        if len(_LANGUAGES & value.keys()) > 1:
            yield from (f"{where}: {key}" for key, told in value.items() if told is None)
        for key, inner in value.items():
            yield from _cut(inner, (*where, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _cut(inner, (*where, number))


def test_no_sentence_is_cut_at_a_comma():
    files = sorted((PROGRAM / "rulebooks").rglob("*.yaml"))
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    texts = {name(path): yaml.load(path.read_text("utf-8"), loader) for path in files}
    found = [place for file, told in texts.items() for place in _cut(told, (file,))]
    assert len(texts) > 50 and not found


def test_a_cut_sentence_is_seen():
    assert list(_cut({"a": [yaml.safe_load("{en: one, two, ru: раз}")]}, ())) == ["('a', 0): two"]
