"""Where sources, catalogues and compiled files lie."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
"""src/hejie: everything that may speak to people."""

LOCALE = PACKAGE / "web" / "locale"

TRANSLATED = ("zh", "ru")
"""Languages with a catalogue; English is the source itself."""

PLURALS = {
    "zh": (1, "0"),
    "ru": (3, "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)"),
}


def folder(language: str) -> Path:
    """The folder of one language's catalogue files."""
    return LOCALE / language / "LC_MESSAGES"


def parts(language: str) -> list[Path]:
    """All catalogue files of one language, in order of their names."""
    return sorted(folder(language).glob("*.po"))
