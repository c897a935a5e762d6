"""The fonts of documents: from Python packages alone, the same on every machine.

Noto Sans sets Latin, Cyrillic and signs of currencies, Noto Sans SC sets Chinese (both scripts of it); the rest of the
Noto family stands in for whatever language somebody wrote in.
"""

from functools import cache
from pathlib import Path

import manimgx_fonts
import pylopdf_fonts_ko
import pylopdf_fonts_zh_cn
import typst

LATIN, CHINESE = "Noto Sans", "Noto Sans SC"
_LAST = ("Noto Emoji", "Noto Sans Symbols")


def folders() -> tuple[Path, ...]:
    """Where the font files lie."""
    return tuple(Path(package.__file__).parent for package in (manimgx_fonts, pylopdf_fonts_zh_cn, pylopdf_fonts_ko))


@cache
def fonts() -> typst.Fonts:
    """All of them, looked through once in a process; no font of the system is used."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders()]
    )


def families(language: str) -> list[str]:
    """Families in the order in which a document in this language asks them for a letter."""
    first = [CHINESE, LATIN] if language == "zh" else [LATIN, CHINESE]
    return first + [name for name in sorted(fonts().families()) if name not in (*first, *_LAST)] + list(_LAST)
