"""Rows that could not go in: where they stand, why, and the sentence that tells a person what to do."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, TypeVar

import yaml

TEXTS = Path(__file__).parents[2] / "rulebooks" / "texts" / "bad_rows.yaml"
LONGEST_VALUE_SHOWN = 60
Read = TypeVar("Read", str, bytes)


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row, order or file that was not read.

    line      line of the file at which the row begins, counted from 1; 0 where the whole file is meant
    code      the reason, a key of rulebooks/texts/bad_rows.yaml
    order     the order's id where the row still tells it
    column    the column at fault, and `value` what stood there (shortened)
    """

    file: str
    line: int
    code: str
    order: str = ""
    column: str = ""
    value: str = ""

    def text(self, language: str = "en") -> str:
        """What is wrong and what to do, in zh, en or ru."""
        return reasons()[self.code][language].format(column=self.column, value=self.value, order=self.order)

    @property
    def only_a_note(self) -> bool:
        """Whether nothing was lost by it: the file's orders went in all the same."""
        return self.code in NOTES


NOTES = frozenset({"unknown_column"})


class RowFault(Exception):
    """A cell or row that breaks a rule; the reader turns it into a BadRow with file and line."""

    def __init__(self, code: str, column: str = "", value: object = "") -> None:
        super().__init__(code)
        self.code, self.column, self.value = code, column, shortened(value)


class FileFault(Exception):
    """The rest of a file cannot be read: `code` says why, `line` where it stopped (0: from the start)."""

    def __init__(self, code: str, line: int = 0, column: str = "", value: object = "") -> None:
        super().__init__(code)
        self.code, self.line, self.column, self.value = code, line, column, shortened(value)


def guarded(read: Callable[[], Read], line: int) -> Read:
    """Read once; what breaks in the archive or the encoding becomes a FileFault with the line reached."""
    try:
        return read()
    except EOFError as error:
        raise FileFault("truncated_gzip", line) from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise FileFault("broken_gzip", line) from error
    except UnicodeError as error:
        raise FileFault("undecodable_from_here", line) from error


@cache
def reasons() -> dict[str, dict[str, str]]:
    """Every reason code with its sentence in each language."""
    return yaml.safe_load(TEXTS.read_text(encoding="utf-8"))


def shortened(value: object) -> str:
    """The value on one printable line, cut to a length that fits a table."""
    seen = "".join(
        character if character.isprintable() else f"\\x{ord(character):02x}"
        for character in str(value)[: LONGEST_VALUE_SHOWN + 1]
    )
    return seen if len(seen) <= LONGEST_VALUE_SHOWN else seen[: LONGEST_VALUE_SHOWN - 1] + "…"


class Report:
    """Writes bad rows to a CSV file (file, line, order, code, column, value, reason) as they come, and counts them."""

    COLUMNS = ("file", "line", "order", "code", "column", "value", "reason")

    def __init__(self, stream: IO[str], language: str = "en") -> None:
        self._write = csv.writer(stream, lineterminator="\n").writerow
        self._language = language
        self.lost = 0
        self.notes = 0
        self.by_code: dict[str, int] = {}
        self._write(self.COLUMNS)

    def add(self, bad: BadRow) -> None:
        """Write one row."""
        if bad.only_a_note:
            self.notes += 1
        else:
            self.lost += 1
        self.by_code[bad.code] = self.by_code.get(bad.code, 0) + 1
        cells = (bad.file, bad.line, bad.order, bad.code, bad.column, bad.value, bad.text(self._language))
        self._write([_harmless(cell) for cell in cells])


def _harmless(cell: object) -> object:
    """Keep a spreadsheet from taking a stranger's cell for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t") else cell
