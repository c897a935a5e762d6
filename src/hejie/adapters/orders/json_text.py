"""Orders in JSON, one after the other and never all in memory: an array of objects, or an object a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

from hejie.adapters.orders.bad_rows import FileFault, RowFault, guarded
from hejie.adapters.orders.files import LONGEST_LINE

PIECE = 1 << 18
_BEFORE_FIRST = re.compile("[ \\t\\r\\n\\[\ufeff]*")
_BETWEEN = re.compile("[ \\t\\r\\n,\\]]*")


def objects(stream: IO[str]) -> Iterator[tuple[int, Any]]:
    """Each value with the number of its first line; a RowFault in place of one that is broken.

    After a broken value reading goes on at the next line that begins with `{`. Refuses FileFault where the archive or
    the encoding breaks off.
    """
    text = _Window(stream)
    text.skip(_BEFORE_FIRST)
    while not text.ended:
        line = text.line
        try:
            yield line, text.value()
        except RowFault as fault:
            yield line, fault
            text.to_next_line_with_object()
        text.skip(_BETWEEN)
    if text.fault is not None:
        raise text.fault


class _Window:
    """A moving piece of the text with the line number of its beginning."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream, self._text, self._at = stream, "", 0
        self._whole = False
        self.line = 1
        self.fault: FileFault | None = None
        self._more()

    @property
    def ended(self) -> bool:
        return self._whole and self._at >= len(self._text)

    def skip(self, pattern: re.Pattern[str]) -> None:
        """Go past what stands between values."""
        while True:
            self._go(pattern.match(self._text, self._at).end())
            if self._at < len(self._text) or not self._more():
                return

    def value(self) -> Any:
        """The JSON value that begins here. Refuses RowFault: broken_json, line_too_long."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._may_go_on(error) and self._more():
                    continue
                code = "line_too_long" if len(self._text) - self._at > LONGEST_LINE else "broken_json"
                raise RowFault(code, value=self._text[self._at : self._at + 80]) from error
            except RecursionError as error:
                raise RowFault("broken_json", value="[[[[") from error
            if end == len(self._text) and self._more():
                continue
            self._go(end)
            return value

    def to_next_line_with_object(self) -> None:
        """Leave a broken value behind."""
        while True:
            found = self._text.find("\n", self._at)
            if found < 0:
                self._go(len(self._text))
                if not self._more():
                    return
                continue
            self._go(found + 1)
            self.skip(_BETWEEN)
            if self._text[self._at : self._at + 1] == "{" or self.ended:
                return

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        if len(self._text) - self._at > LONGEST_LINE:
            return False
        return error.msg.startswith(("Unterminated", "Invalid \\")) or error.pos >= len(self._text) - 12

    def _go(self, end: int) -> None:
        self.line += self._text.count("\n", self._at, end)
        self._at = end

    def _more(self) -> bool:
        """Read on, dropping what lies behind; False at the end of the text."""
        if self._whole:
            return False
        try:
            piece = guarded(lambda: self._stream.read(PIECE), self.line)
        except FileFault as fault:
            self.fault, piece = fault, ""
        self._whole = not piece
        self._text, self._at = self._text[self._at :] + piece, 0
        return bool(piece)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | RowFault:
    """The object, or a fault standing in its place: the text around it is whole and can be read on."""
    result = dict(pairs)
    return result if len(result) == len(pairs) else RowFault("repeated_key")


def _no_number(word: str) -> RowFault:
    return RowFault("not_an_amount", value=word)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number
)
