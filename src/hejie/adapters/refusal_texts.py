"""What a refusal is called over HTTP and what it tells a person.

Pages, API and command line all say no through these functions, so that they say it in the same words. The sentences
stand in `rulebooks/texts/refusals.yaml`.
"""

from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import refusals
from hejie.rulebooks.refusals import LANGUAGES, Problem, amount, catalogue

__all__ = ["LANGUAGES", "Problem", "amount", "catalogue", "sentences", "status"]


def status(code: str) -> int:
    """The HTTP status that a refusal is answered with."""
    return refusals.text(code, "en", {}).status


def sentences(refusal: Refusal, language: str = "en") -> Problem:
    """The refusal in a language (`zh`, `en` or `ru`; any other reads as `en`), with its facts filled in."""
    return refusals.text(refusal.code, language, refusal.facts)
