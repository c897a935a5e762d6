"""Read and write catalogue files, and bring them up to date with the source."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog, Message

from hejie.web.catalogue import places
from hejie.web.catalogue.sources import Sentence, sentences

_HEADER = "# Hejie, part `{part}`: translations to {language}. Keys are the English sentences of the source.\n"


def read(path: Path) -> Catalog:
    """One catalogue file. Raises babel's PoFileError where it is malformed."""
    with path.open("rb") as source:
        return pofile.read_po(source, abort_invalid=True)


def key_of(message: Message | Sentence) -> tuple[str, str]:
    """What makes two entries the same to gettext: context and the singular sentence."""
    singular = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
    return (message.context or "", singular)


def extract(only: Iterable[str] = ()) -> list[str]:
    """Bring the catalogue files up to date with the source and name those that changed.

    only    parts to touch; without it, all. Existing translations are kept; a sentence that moved to another part
            takes its translation along; a sentence no longer said is dropped.
    """
    said = unique(sentences())
    wanted = set(only) or {sentence.part for sentence in said} | {path.stem for path in _all_parts()}
    changed = []
    for language in places.TRANSLATED:
        known = {key_of(message): message for path in places.parts(language) for message in read(path) if message.id}
        for part in sorted(wanted):
            own = [sentence for sentence in said if sentence.part == part]
            if _rewrite(language, part, own, known):
                changed.append(f"{language}/{part}")
    return changed


def unique(said: Iterable[Sentence]) -> list[Sentence]:
    """Each sentence once. One said in several parts belongs to `ui`, if there, else to the first part by name."""
    best: dict[tuple[str, str], Sentence] = {}
    for sentence in said:
        other = best.get(key_of(sentence))
        if other is None:
            best[key_of(sentence)] = sentence
            continue
        home = min((other, sentence), key=lambda one: (one.part != "ui", one.part, one.path, one.line))
        # A plural form given anywhere must not be lost.
        best[key_of(sentence)] = home if home.plural else _with_plural(home, other.plural or sentence.plural)
    return list(best.values())


def _with_plural(sentence: Sentence, plural: str) -> Sentence:
    return Sentence(sentence.id, plural, sentence.context, sentence.path, sentence.line, sentence.part)


def _all_parts() -> list[Path]:
    return [path for language in places.TRANSLATED for path in places.parts(language)]


def _rewrite(language: str, part: str, said: list[Sentence], known: dict[tuple[str, str], Message]) -> bool:
    path = places.folder(language) / f"{part}.po"
    if not said:
        if path.exists():
            path.unlink()
            return True
        return False
    catalogue = empty(language, part)
    for sentence in sorted(said, key=lambda one: (one.path, one.line)):
        before = known.get(key_of(sentence))
        catalogue.add(
            (sentence.id, sentence.plural) if sentence.plural else sentence.id,
            _carried(before, sentence, language),
            locations=[(sentence.path, None)],
            flags=[flag for flag in (before.flags if before else ()) if flag == "fuzzy"],
            context=sentence.context or None,
            user_comments=before.user_comments if before else (),
        )
    return write(path, catalogue)


def _carried(before: Message | None, sentence: Sentence, language: str) -> str | tuple[str, ...]:
    forms = places.PLURALS[language][0]
    blank: str | tuple[str, ...] = ("",) * forms if sentence.plural else ""
    if before is None or bool(sentence.plural) != isinstance(before.id, (list, tuple)):
        return blank
    if sentence.plural and before.id[1] != sentence.plural:
        return blank
    return before.string


def empty(language: str, part: str) -> Catalog:
    """A catalogue file without entries, with the plural rule of its language."""
    count, rule = places.PLURALS[language]
    catalogue = Catalog(
        locale=language, charset="utf-8", fuzzy=False, header_comment=_HEADER.format(part=part, language=language)
    )
    catalogue._num_plurals, catalogue._plural_expr = count, rule
    return catalogue


def write(path: Path, catalogue: Catalog) -> bool:
    """Write one catalogue file as lines that change only where a sentence changed; say whether it did."""
    lines = [
        _HEADER.format(part=path.stem, language=path.parts[-3]),
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n',
        f'"Language: {path.parts[-3]}\\n"\n',
        f'"Plural-Forms: nplurals={catalogue.num_plurals}; plural={catalogue.plural_expr};\\n"\n\n',
    ]
    text = "".join(lines) + "\n".join(_entry(message) for message in catalogue if message.id)
    if path.exists() and path.read_text("utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, text.encode("utf-8"))
    return True


def _entry(message: Message) -> str:
    lines = [f"# {comment}" for comment in message.user_comments]
    lines += [f"#: {path}" for path, _line in message.locations]
    if message.fuzzy:
        lines.append("#, fuzzy")
    if message.context:
        lines.append(f"msgctxt {quoted(message.context)}")
    if isinstance(message.id, (list, tuple)):
        lines += [f"msgid {quoted(message.id[0])}", f"msgid_plural {quoted(message.id[1])}"]
        lines += [f"msgstr[{index}] {quoted(form)}" for index, form in enumerate(message.string)]
    else:
        lines += [f"msgid {quoted(message.id)}", f"msgstr {quoted(message.string or '')}"]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A sentence as the format writes it: quoted, on one line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, so that a reader at the same moment never sees half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as target:
        target.write(content)
    os.chmod(name, 0o644)
    os.replace(name, path)
