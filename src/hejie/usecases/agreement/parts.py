"""From an agreement's text back to its parts. The text is plain: what a line is, its beginning says.

    # title
    ## heading
    3. clause
    - name: value
    > somebody's own words
    anything else: a paragraph

Within a line `**so**` is bold. Whatever people wrote stands behind such a beginning, on one line each, so that no words of
theirs can become a heading.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from hejie.usecases.dossier_pdf import blocks

_CLAUSE = re.compile(r"(\d{1,3})\. (.*)", re.DOTALL)
_PAIR = re.compile(r"- (.*?)(?:: |：)(.*)", re.DOTALL)
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_BREAKS = re.compile(r"[\s\u0085\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a text. form: title, heading, clause, pair, quote or words; name: number of a clause, name of a pair."""

    form: str
    text: str
    name: str = ""

    @property
    def runs(self) -> tuple[tuple[str, bool], ...]:
        """Its words as they are set, each bold or not: what stands between two `**` is bold, any other star stays as it was typed."""
        found, after = [], 0
        for mark in _BOLD.finditer(self.text):
            found += [(self.text[after : mark.start()], False), (mark[1], True)]
            after = mark.end()
        return tuple(one for one in (*found, (self.text[after:], False)) if one[0])


def read(text: str) -> tuple[Part, ...]:
    """The parts of a text, in order."""
    return tuple(_part(line) for line in text.split("\n") if line.strip())


def _part(line: str) -> Part:
    if line.startswith("# "):
        return Part("title", line[2:])
    if line.startswith("## "):
        return Part("heading", line[3:])
    if line.startswith("> "):
        return Part("quote", line[2:])
    if found := _CLAUSE.fullmatch(line):
        return Part("clause", found[2], found[1])
    if found := _PAIR.fullmatch(line):
        return Part("pair", found[2], found[1])
    return Part("words", line)


def one_line(text: str) -> str:
    """Somebody's words on one line, without what cannot be seen."""
    return _BREAKS.sub(" ", blocks.unseen_removed(text)).strip()


def quoted(text: str, most: int, shortened: str) -> Iterable[str]:
    """Somebody's words as quoted lines; at most so many characters of them, then a note that there is more."""
    lines = [found for line in text.splitlines() if (found := one_line(line))]
    left, cut = most, False
    for line in lines:
        if left <= 0:
            cut = True
            break
        shown = line if len(line) <= left else f"{line[:left].rstrip()} …"
        cut = cut or shown != line
        left -= len(line)
        yield f"> {shown}"
    if cut:
        yield shortened
