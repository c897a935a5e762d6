"""Find what a catalogue lacks: sentences without translation, doubtful ones, and ones whose placeholders differ."""

import re
from collections.abc import Iterator

from babel.messages.catalog import Message

from hejie.web.catalogue import files, places
from hejie.web.catalogue.sources import sentences

_PLACEHOLDER = re.compile(r"%\([A-Za-z0-9_.|:]+\)[sd]|(?<!%)%[sd]|\{[a-z_0-9]*\}|%%")
_MARK = re.compile(r"</?[a-z]+[^>]*>")


def problems(only: str = "") -> list[str]:
    """Every reason why the catalogues are not fit to be shipped, one line each; empty when all is well.

    only    one part; without it, all parts
    """
    found: list[str] = []
    said = {files.key_of(sentence): sentence for sentence in files.unique(sentences())}
    for language in places.TRANSLATED:
        written: set[tuple[str, str]] = set()
        for path in places.parts(language):
            for message in files.read(path):
                if not message.id:
                    continue
                written.add(files.key_of(message))
                if not only or path.stem == only:
                    found += [f"{language}/{path.stem}: {reason}" for reason in _flaws(message, said)]
        missing = [sentence for key, sentence in said.items() if key not in written]
        found += [
            f"{language}/{sentence.part}: not in the catalogue: {sentence.id!r} ({sentence.path}:{sentence.line})"
            for sentence in missing
            if not only or sentence.part == only
        ]
    return found


def _flaws(message: Message, said: dict[tuple[str, str], object]) -> Iterator[str]:
    key = files.key_of(message)
    if key not in said:
        yield f"no longer said: {key[1]!r}"
        return
    if message.fuzzy:
        yield f"fuzzy: {key[1]!r}"
    strings = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    if not all(strings):
        yield f"not translated: {key[1]!r}"
        return
    source = message.id[-1] if isinstance(message.id, (list, tuple)) else message.id
    for text in strings:
        if not _same(_PLACEHOLDER, source, text):
            yield f"placeholders differ: {key[1]!r} → {text!r}"
        elif not _same(_MARK, source, text):
            yield f"marks (tags) differ: {key[1]!r} → {text!r}"


def _same(pattern: re.Pattern[str], source: str, text: str) -> bool:
    return sorted(pattern.findall(source)) == sorted(pattern.findall(text))
