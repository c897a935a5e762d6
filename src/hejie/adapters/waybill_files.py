"""Waybills of many orders out of a pasted table or a file: order, carrier, number, and if one likes lines and the day of sending.

Columns are told apart by their header in English, Chinese or Russian; without one they stand in this order. Comma, semicolon and tab
part them. Rows are told by their number as a spreadsheet shows it.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from hejie.adapters.orders import encoding
from hejie.adapters.orders.bad_rows import FileFault
from hejie.domain.kernel.refusal import Refusal

LONGEST = 1_000_000
MOST_ROWS = 500
_COLUMNS = {
    "order": ("order", "order number", "order id", "订单", "订单号", "订单编号", "заказ", "номер заказа"),
    "carrier": ("carrier", "承运商", "承运人", "快递", "快递公司", "物流公司", "перевозчик", "служба доставки"),
    "waybill": (
        "waybill", "tracking", "tracking number", "运单号", "快递单号", "物流单号", "накладная", "номер накладной", "трек-номер",
    ),
    "lines": ("lines", "line", "订单行", "行号", "позиции", "строки"),
    "on": ("on", "sent", "sent on", "day", "发货日期", "发货时间", "日期", "дата", "дата отправки"),
}  # fmt: skip
_SPREADSHEETS = {"zh": "gb18030", "ru": "cp1251"}
_NAMES = {name: column for column, names in _COLUMNS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was written. number: as a spreadsheet shows it; text: the whole row, to be mended."""

    number: int
    order: str
    carrier: str = ""
    waybill: str = ""
    lines: str = ""
    on: str = ""
    text: str = ""


def decoded(content: bytes, language: str = "") -> str:
    """The text of a file. Refuses waybill_file (empty, too large, no text).

    language   of whoever sends it: a few words in an old encoding are read as his spreadsheet writes them
    """
    if len(content) > LONGEST:
        raise _unreadable()
    try:
        return content.decode(_codec(content, language)).removeprefix("\ufeff")
    except (FileFault, UnicodeDecodeError, LookupError) as fault:
        raise _unreadable() from fault


def _codec(content: bytes, language: str) -> str:
    try:
        return encoding.detect(lambda: io.BytesIO(content))
    except FileFault as fault:
        if fault.code == "encoding_undecided" and language in _SPREADSHEETS:
            return _SPREADSHEETS[language]
        raise


def rows(text: str) -> list[Row]:
    """The rows that say something. Refuses waybill_file (none at all, more than MOST_ROWS, or a table that cannot be read)."""
    try:
        found = list(_rows(text))
    except csv.Error as fault:
        raise _unreadable() from fault
    if not 1 <= len(found) <= MOST_ROWS:
        raise _unreadable()
    return found


def _unreadable() -> Refusal:
    return Refusal("waybill_file", most=MOST_ROWS, megabytes=LONGEST // 1_000_000)


def _rows(text: str) -> Iterator[Row]:
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max("\t;,", key=head.count)
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter)
    columns = tuple(_COLUMNS)
    for first, cells in enumerate(filter(None, _numbered(reader))):
        number, values = cells
        names = [_NAMES.get(value.casefold(), "") for value in values]
        if first == 0 and "order" in names and "waybill" in names:
            columns = tuple(names)
            continue
        told = {name: value for name, value in zip(columns, values, strict=False) if name}
        yield Row(number, text=delimiter.join(values), **{"order": "", **told})


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]] | None]:
    for number, cells in enumerate(reader, 1):
        values = [cell.strip() for cell in cells]
        yield (number, values) if any(values) else None
