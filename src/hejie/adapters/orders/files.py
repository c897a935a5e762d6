"""Opening order files: plain or gzip by their first bytes, decoded, line by line, no line held beyond a limit."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from hejie.adapters.orders import encoding
from hejie.adapters.orders.bad_rows import FileFault, guarded

LONGEST_LINE = 1 << 20
LONGEST_FIELD = 1 << 16
_GZIP = b"\x1f\x8b"
_ESCAPABLE = ("utf-8", "utf-8-sig", "gb18030", "cp1251")


class OrderFile:
    """One file of orders.

    name        how reports call it
    position    bytes of the file on disk read so far, for a progress bar
    """

    def __init__(self, path: Path, name: str, codec: str | None = None) -> None:
        self.path, self.name, self._codec = path, name, codec
        self._raw: IO[bytes] | None = None
        self.size = path.stat().st_size

    @property
    def position(self) -> int:
        """Where the reading stands, in bytes of the file on disk."""
        return 0 if self._raw is None else self._raw.tell()

    def text(self) -> IO[str]:
        """The file's characters; bytes that are none come as lone surrogates, so that only their rows are lost.

        Refuses   FileFault: empty_file, not_text, encoding_undecided
        """
        codec = self._codec or encoding.detect(self._binary)
        errors = "surrogateescape" if codec in _ESCAPABLE else "strict"
        return io.TextIOWrapper(self._binary(), encoding=codec, errors=errors, newline="")

    def _binary(self) -> IO[bytes]:
        self._raw = self.path.open("rb")
        packed = self._raw.read(2) == _GZIP
        self._raw.seek(0)
        if not packed:
            return self._raw
        archive = gzip.GzipFile(fileobj=self._raw)
        archive.myfileobj = self._raw  # so that closing the archive closes the file
        return archive


class Lines:
    """The lines of a text with their numbers, a few of which can be put back.

    A line longer than LONGEST_LINE is skipped to its end without being held; it comes as None.
    fault      why the text ended before its end, once it did
    """

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._waiting: list[tuple[int, str | None]] = []
        self._number = 0
        self.fault: FileFault | None = None

    def next(self) -> tuple[int, str | None]:
        """Number (from 1) and text of the next line with its line end; ("" at the end of the file)."""
        if self._waiting:
            return self._waiting.pop()
        self._number += 1
        text = self._read()
        if len(text) < LONGEST_LINE or text[-1] in "\r\n":
            return self._number, text
        while text and text[-1] not in "\r\n":
            text = self._read()
        return self._number, None

    def _read(self) -> str:
        if self.fault is not None:
            return ""
        try:
            return guarded(lambda: self._stream.readline(LONGEST_LINE), self._number)
        except FileFault as fault:
            self.fault = fault
            return ""

    def put_back(self, lines: list[tuple[int, str | None]]) -> None:
        """Return lines, in their order, to be read again."""
        self._waiting.extend(reversed(lines))


def found(paths: Iterator[Path] | list[Path], codec: str | None = None) -> list[OrderFile]:
    """The order files that these paths mean: files as they are; of a folder its CSV and JSON files, by name.

    Refuses    FileNotFoundError with the path that is neither
    """
    result = []
    for path in paths:
        if path.is_dir():
            inside = sorted(entry for entry in path.iterdir() if entry.is_file() and _of_orders(entry.name))
            result += [OrderFile(entry, entry.name, codec) for entry in inside]
        elif path.is_file():
            result.append(OrderFile(path, path.name, codec))
        else:
            raise FileNotFoundError(str(path))
    return result


def _of_orders(name: str) -> bool:
    plain = name.lower().removesuffix(".gz")
    return not name.startswith(".") and plain.endswith((".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson"))
