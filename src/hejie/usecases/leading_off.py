"""What of a text leads off the platform or out of its custody, in words: for pages, the API and whoever shows a message."""

from collections.abc import Iterable, Mapping

from hejie.domain.leading_off import finding
from hejie.rulebooks import leading_off


def told(text: str, language: str, own_hosts: Iterable[str] = ()) -> list[Mapping[str, str]]:
    """Findings as {rule, words, title, why}, the weightiest first; empty for nearly every text. Nothing is kept of it.

    own_hosts   hosts at which the marketplace itself answers; links to them lead nobody off
    """
    book = leading_off.load()
    found = finding.find(text, book.rules, own_hosts)
    return [
        {"rule": one.rule, "words": one.words}
        | {part: said.get(language, said["en"]) for part, said in book.words[one.rule].items()}
        for one in found
    ]
