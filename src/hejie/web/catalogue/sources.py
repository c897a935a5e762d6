"""Find every sentence the product says, in Python and in Django templates."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract_python

from hejie.web.catalogue import places
from hejie.web.catalogue.template_sentences import template_sentences

_KEYWORDS: dict[str, tuple[str, ...]] = {
    "_": ("id",),
    "gettext": ("id",),
    "gettext_lazy": ("id",),
    "gettext_noop": ("id",),
    "ngettext": ("id", "plural"),
    "ngettext_lazy": ("id", "plural"),
    "pgettext": ("context", "id"),
    "pgettext_lazy": ("context", "id"),
    "npgettext": ("context", "id", "plural"),
    "npgettext_lazy": ("context", "id", "plural"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the source: its key, plural form and context (either may be empty), and where it is said."""

    id: str
    plural: str
    context: str
    path: str
    line: int
    part: str


def sentences() -> Iterator[Sentence]:
    """Every sentence of the package, in order of files and lines."""
    for path in sorted(places.PACKAGE.rglob("*")):
        if "migrations" in path.parts or not path.is_file():
            continue
        relative = path.relative_to(places.PACKAGE)
        if path.suffix == ".py":
            yield from _of_python(path, relative)
        elif path.suffix in (".html", ".txt") and "templates" in relative.parts:
            yield from _of_template(path, relative)


def part_of(relative: Path) -> str:
    """To which catalogue file a source belongs.

    A page part is named after its folder below `templates/` or `web/`, or after its module there (`web/case_views.py`
    belongs to `case`); what all pages share is `ui`. Outside the web package it is the name of the package, as `api`.
    """
    names = relative.parts
    if "templates" in names:
        below = names[names.index("templates") + 1 :]
        return below[0] if len(below) > 1 and below[0] not in _SHARED else "ui"
    if names[0] != "web":
        return names[0] if len(names) > 1 else "ui"
    name = names[1] if len(names) > 2 else Path(names[1]).stem.split("_")[0]
    if name in ("views", "pages") and len(names) > 2:
        name = Path(names[2]).stem.split("_")[0]
    return "ui" if name in _SHARED else name


_SHARED = frozenset(
    {"apps", "build", "catalogue", "chrome", "components", "formatting", "forms", "languages", "styleguide"}
    | {"templatetags", "urls", "wrong", "ui", "__init__"}
)


def _of_python(path: Path, relative: Path) -> Iterator[Sentence]:
    with path.open("rb") as source:
        for line, function, messages, _comments in extract_python(source, list(_KEYWORDS), [], {}):
            given = messages if isinstance(messages, tuple) else (messages,)
            named = dict(zip(_KEYWORDS[function], given, strict=False))
            # A call whose key is no literal (a variable) is found where the literal stands, marked by gettext_noop.
            if named.get("id") and ("plural" not in _KEYWORDS[function] or named.get("plural")):
                yield Sentence(
                    named["id"],
                    named.get("plural") or "",
                    named.get("context") or "",
                    str(relative),
                    line,
                    part_of(relative),
                )


def _of_template(path: Path, relative: Path) -> Iterator[Sentence]:
    for line, key, plural, context in template_sentences(path.read_text("utf-8")):
        yield Sentence(key, plural, context, str(relative), line, part_of(relative))
