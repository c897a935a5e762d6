"""Cutting CSV text into rows so that one broken quotation mark costs one row and not the rest of the file."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from hejie.adapters.orders.bad_rows import RowFault
from hejie.adapters.orders.files import LONGEST_FIELD, LONGEST_LINE, Lines

MOST_LINES_IN_A_ROW = 400
DELIMITERS = (",", ";", "\t")
LONE_SURROGATE = re.compile("[\ud800-\udfff]")

csv.field_size_limit(max(csv.field_size_limit(), LONGEST_LINE + 1))


def header(lines: Lines) -> tuple[str, tuple[str, ...]]:
    """Delimiter and column names (trimmed, lower case) from the first line that is not blank; ((",", ()) if none)."""
    while True:
        _, text = lines.next()
        if text is None or text == "":
            return ",", ()
        if text.strip():
            break
    bare = text.strip("\r\n\ufeff")
    delimiter = max(DELIMITERS, key=bare.count)
    try:
        names = next(csv.reader([bare], delimiter=delimiter, strict=True))
    except csv.Error:
        return delimiter, ()
    return delimiter, tuple(name.strip().lower() for name in names)


def rows(lines: Lines, delimiter: str, width: int) -> Iterator[tuple[int, list[str] | RowFault, str]]:
    """Each row with the number of its first line: its cells, or the fault, and the text of that line.

    A row over several lines that does not come out at `width` cells was begun by a stray quotation mark: its first
    line is at fault alone, and reading goes on with the second.
    """
    while True:
        number, text = lines.next()
        if text == "":
            return
        if text is None:
            yield number, RowFault("line_too_long"), ""
        elif '"' not in text:
            if not text.isspace():
                yield number, _unquoted(text, delimiter, width), text
        else:
            yield number, _quoted(lines, text, delimiter, width), text


def _unquoted(text: str, delimiter: str, width: int) -> list[str] | RowFault:
    cells = text.rstrip("\r\n").split(delimiter)
    return _checked(cells, text, width)


def _quoted(lines: Lines, first: str, delimiter: str, width: int) -> list[str] | RowFault:
    parts, more = [first], []
    open_quote = first.count('"') % 2 == 1
    size = len(first)
    while open_quote:
        number, text = lines.next()
        if text == "":
            break
        more.append((number, text))
        if text is None or len(more) > MOST_LINES_IN_A_ROW or (size := size + len(text)) > LONGEST_LINE:
            break
        parts.append(text)
        open_quote = text.count('"') % 2 == 0
    try:
        if open_quote:
            raise csv.Error
        cells = next(csv.reader(parts, delimiter=delimiter, strict=True))
    except csv.Error:
        lines.put_back(more)
        return RowFault("broken_quoting", value=first.strip())
    if more and len(cells) != width:
        lines.put_back(more)
        return RowFault("broken_quoting", value=first.strip())
    return _checked(cells, "".join(parts), width)


def _checked(cells: list[str], text: str, width: int) -> list[str] | RowFault:
    if len(cells) != width:
        return RowFault("wrong_column_count", value=f"{len(cells)}/{width}")
    if "\0" in text:
        return RowFault("nul_byte")
    if not text.isascii() and LONE_SURROGATE.search(text):
        return RowFault("undecodable", value=text.strip().encode("utf-8", "replace").decode())
    if len(text) > LONGEST_FIELD and any(len(cell) > LONGEST_FIELD for cell in cells):
        return RowFault("field_too_long")
    return cells
