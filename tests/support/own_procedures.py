"""Procedures of a marketplace's own for tests: small ones put there unchecked, and one that passes every check."""

from pathlib import Path

from hejie.rulebooks import procedures
from hejie.store import market_procedures

_STANDARD = Path(procedures.__file__).parent / "procedures" / "standard.yaml"


def sound(version: str = "2026-1") -> str:
    """The text of procedures/sample, which is the standard procedure by another name."""
    text = _STANDARD.read_text("utf-8").replace("id: procedures/standard", "id: procedures/sample", 1)
    before, _, after = text.partition("version: ")
    return f"{before}version: {version}\n{after.partition(chr(10))[2]}"


def put(ctx, text: str):
    """Let the marketplace choose this text, whatever a check would say of it."""
    found = procedures.parse(text)
    market_procedures.install(ctx.actor.marketplace, found, text, ctx.now)
    return found
