"""The few forms of which a document is put together, as plain data for `dossier.typ`; and how people's words enter it.

Every text is data: strings that Typst shows letter by letter. Nothing in them is markup.
"""

import re
from collections.abc import Iterable, Sequence

LONGEST = 20_000
"""Characters of one text that are shown; the rest stands in the file's contents."""

# Control characters, and those that make a line read in another order than it was written.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]")
_LONG_RUN = re.compile(r"[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]{32,}")
_MAY_BREAK = "\u200b"

Block = dict[str, object]
Cell = str | list[str]


def plain(text: str) -> str:
    """A text without what cannot be seen, with a place to break in every run that would not fit on a line."""
    cleaned = unseen_removed(text.replace("\u2028", "\n").replace("\u2029", "\n"))
    return _LONG_RUN.sub(lambda run: _MAY_BREAK.join(re.findall(".{1,24}", run.group())), cleaned)


def unseen_removed(text: str) -> str:
    """A text without control characters, and without those that make a line read in another order than it was written."""
    return _UNSEEN.sub("", text)


def paragraphs(text: str, shortened: str = "") -> list[str]:
    """What somebody wrote, line by line.

    shortened   what stands at the end of a text of more than 20,000 characters
    """
    lines = [plain(line) for line in text[:LONGEST].replace("\r\n", "\n").split("\n")]
    return [*lines, shortened] if len(text) > LONGEST else lines


def section(title: str, *blocks: Block | None) -> Block:
    """A part of the document below a heading; blocks that are None are left out."""
    return {"title": title, "blocks": [block for block in blocks if block]}


def pairs(rows: Iterable[tuple[str, Cell]]) -> Block:
    """Names beside values; rows without a value are left out."""
    return {
        "form": "pairs",
        "rows": [[name, value if isinstance(value, list) else [value]] for name, value in rows if value],
    }


def table(columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Cell]]) -> Block | None:
    """A table; columns as (heading, width), where the width is `fit`, `rest` or `figures`. None without rows."""
    cells = [[cell if isinstance(cell, list) else [cell] for cell in row] for row in rows]
    return {"form": "table", "columns": [list(column) for column in columns], "rows": cells} if cells else None


def said(side: str, head: str, text: list[str], at: str = "", note: str = "", *, inset: bool = False) -> Block:
    """Somebody's words: the side's stroke stands at its own edge. inset: further in, below what they are about."""
    return {"form": "said", "side": side, "head": head, "text": text, "at": at, "note": note, "inset": inset}


def exhibit(
    side: str, number: str, head: str, text: list[str], note: str, file: str, picture: str, marks: Sequence[str] = ()
) -> Block:
    """A piece of evidence. file: its name in the dossier; picture: a file name beside the document, or ""; marks: what must
    be seen at once."""
    return {
        "form": "exhibit",
        "side": side,
        "number": number,
        "head": head,
        "text": text,
        "note": note,
        "print": file,
        "picture": picture,
        "marks": list(marks),
    }


def set_line(form: str, name: str, runs: Iterable[tuple[str, bool]]) -> Block:
    """A line of a text that has a form of its own (`agreement.parts`). runs: its words, each bold or not."""
    return {"form": form, "name": plain(name), "runs": [[plain(text), bold] for text, bold in runs]}


def set_text(head: str, lines: Iterable[Block], note: str) -> Block:
    """A text set with its headings, lists and bold words. lines: by `set_line`; note: where it lies letter by letter."""
    return {"form": "laid", "head": head, "lines": list(lines), "note": note}


def words(*lines: str) -> Block:
    """A paragraph of our own."""
    return {"form": "words", "lines": [line for line in lines if line]}


def code(*lines: str) -> Block:
    """Lines to be typed or compared letter by letter."""
    return {"form": "code", "lines": list(lines)}
