"""Compile the catalogue files of each language into the one .mo that Django reads."""

import gettext
import importlib.util
import io
from collections.abc import Iterator
from pathlib import Path

from hejie.web.catalogue import places

# Django and allauth keep Chinese under other codes than ours. What they say and we do not (form and sign-in texts)
# is taken over from the installed packages when compiling; Russian they find by themselves.
_BORROWED = {"zh": (("django", "conf/locale/zh_Hans"), ("allauth", "locale/zh_Hans"), ("allauth", "locale/zh_CN"))}


def compile_all() -> list[Path]:
    """Write the .mo file of every language and return their paths."""
    return [_compile(language) for language in places.TRANSLATED]


def ensure_compiled() -> bool:
    """Compile if any source is newer than its .mo; False where that is not possible (a read-only installation)."""
    try:
        for language in places.TRANSLATED:
            if _is_stale(language):
                _compile(language)
    except OSError:
        return False
    return True


def _is_stale(language: str) -> bool:
    compiled = places.folder(language) / "django.mo"
    if not compiled.exists():
        return True
    return any(path.stat().st_mtime_ns > compiled.stat().st_mtime_ns for path in places.parts(language))


def _compile(language: str) -> Path:
    from babel.messages import mofile  # loaded here: at every start there is mostly nothing to compile

    from hejie.web.catalogue import files

    whole = files.empty(language, "all")
    for path in places.parts(language):
        for message in files.read(path):
            if message.id and not message.fuzzy:
                whole.add(message.id, message.string, context=message.context)
    for key, text in _borrowed(language):
        if key not in whole and not isinstance(key, tuple):
            whole.add(key, text)
    buffer = io.BytesIO()
    mofile.write_mo(buffer, whole)
    target = places.folder(language) / "django.mo"
    files.replace(target, buffer.getvalue())
    return target


def _borrowed(language: str) -> Iterator[tuple[str, str]]:
    for package, folder in _BORROWED.get(language, ()):
        found = importlib.util.find_spec(package)
        path = Path(found.origin or "").parent / folder / "LC_MESSAGES" / "django.mo" if found else None
        if path is None or not path.exists():
            continue
        with path.open("rb") as source:
            # The parsed messages have no public reader; the attribute is what Django itself uses.
            messages = gettext.GNUTranslations(source)._catalog
        yield from ((key, text) for key, text in messages.items() if isinstance(key, str) and key and "\x04" not in key)
