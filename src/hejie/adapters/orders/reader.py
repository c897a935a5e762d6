"""Reading order files of any of the known formats into drafts.

    with open_orders([Path("export/")]) as source:
        for item in source:          # first every BadRow met while reading, then the orders by id
            ...

Rows of one order may stand anywhere, in several files. Everything passes through a spool on disk, so memory does not
grow with the files. Each order comes whole or not at all.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from hejie.adapters.orders import json_text, olist, records, shop
from hejie.adapters.orders.assemble import assemble
from hejie.adapters.orders.bad_rows import BadRow, FileFault, RowFault
from hejie.adapters.orders.draft import OrderDraft
from hejie.adapters.orders.facts import Parse, Reading
from hejie.adapters.orders.files import Lines, OrderFile, found
from hejie.adapters.orders.spool import Spool

FORMATS = ("olist", "csv", "json")
ROWS_BETWEEN_REPORTS = 2_000


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the files themselves do not say.

    currency   for amounts without one (olist: BRL unless given; other formats: refused unless given)
    timezone   for times without a zone (olist: America/Sao_Paulo; other formats: UTC), an IANA name
    encoding   a codec's name, where it cannot be decided from the text
    traded     the marketplace's currencies; empty takes all
    """

    currency: str | None = None
    timezone: str | None = None
    encoding: str | None = None
    traded: frozenset[str] = frozenset()

    def reading(self, format: str) -> Reading:
        """How cells of this format are to be understood."""
        if format == "olist":
            zone = ZoneInfo(self.timezone or olist.ZONE)
            return Reading(self.currency or olist.CURRENCY, zone, True, self.traded)
        return Reading(self.currency, ZoneInfo(self.timezone or "UTC"), False, self.traded)


@dataclass(frozen=True, slots=True)
class Table:
    """How the rows of one CSV file are read; `accessory`: the order stands without them (reviews)."""

    format: str
    columns: tuple[str, ...]
    parse: Parse
    accessory: bool = False


class OrderSource:
    """Orders read from files; iterate for bad rows and drafts.

    files   names of the files in which orders were looked for
    count   orders that the files name, those held back included
    """

    def __init__(self, spool: Spool, files: tuple[str, ...]) -> None:
        self._spool = spool
        self.files = files
        self.count = spool.count()

    def __enter__(self) -> OrderSource:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.__exit__()

    def __iter__(self) -> Iterator[OrderDraft | BadRow]:
        yield from self._spool.bad_rows()
        for order, facts in self._spool.orders():
            yield from assemble(order, facts)


def open_orders(
    paths: Sequence[Path],
    format: str | None = None,
    options: ReadOptions = ReadOptions(),
    on_progress: Callable[[int, int], None] | None = None,
) -> OrderSource:
    """Read all rows of these files and folders; each file's format is told by its first line.

    format        takes files of this format only (olist, csv, json); others are reported
    on_progress   called with bytes read and bytes in all
    Refuses       FileNotFoundError: a path that is neither file nor folder
    """
    files = found([Path(path) for path in paths], options.encoding)
    spool = Spool()
    try:
        total, behind = sum(file.size for file in files), 0
        for file in files:
            _Load(file, spool, format, options, _progress(on_progress, behind, total)).run()
            behind += file.size
        return OrderSource(spool, tuple(file.name for file in files))
    except BaseException:
        spool.__exit__()
        raise


def read_orders(
    paths: Sequence[Path], format: str | None = None, options: ReadOptions = ReadOptions()
) -> Iterator[OrderDraft | BadRow]:
    """The same as one stream: bad rows met while reading, then orders by id (and those held back as bad rows)."""
    with open_orders(paths, format, options) as source:
        yield from source


class _Load:
    """One file into the spool."""

    def __init__(
        self, file: OrderFile, spool: Spool, format: str | None, options: ReadOptions, report: Callable[[int], None]
    ) -> None:
        self._file, self._spool, self._format, self._options, self._report = file, spool, format, options, report
        self._rows = 0

    def run(self) -> None:
        self._spool.begin_file(self._file.name)
        try:
            with self._file.text() as stream:
                if _looks_like_json(stream):
                    self._json(stream)
                else:
                    self._csv(stream)
        except FileFault as fault:
            self._spool.add_bad(BadRow(self._file.name, fault.line, fault.code, "", fault.column, fault.value))

    def _csv(self, stream) -> None:
        lines = Lines(stream)
        delimiter, names = records.header(lines)
        table = self._table(names)
        if table is not None:
            reading = self._options.reading(table.format)
            for name in names:
                if table.format == "csv" and name not in table.columns:
                    self._bad(1, RowFault("unknown_column", name))
            at = names.index("order_id")
            for line, cells, text in records.rows(lines, delimiter, len(names)):
                if isinstance(cells, RowFault):
                    self._row_fault(line, cells, _order_in(text, delimiter, at), table.accessory)
                else:
                    self._row(line, table, dict(zip(names, cells, strict=True)), reading)
        if lines.fault is not None:
            raise lines.fault

    def _table(self, names: tuple[str, ...]) -> Table | None:
        """The table with these columns; None for tables of the same data that say nothing about orders."""
        if not any(names):
            raise FileFault("empty_file" if not names else "unknown_table", 1)
        if len(set(names)) != len(names):
            raise FileFault("repeated_column", 1, next(name for name in names if names.count(name) > 1))
        for kind, signs in olist.SIGNS.items():
            if any(sign in names for sign in signs) and self._format in (None, "olist"):
                _require(names, olist.REQUIRED[kind])
                columns = olist.REQUIRED[kind] + olist.OPTIONAL[kind]
                return Table("olist", columns, olist.PARSERS[kind], kind == "reviews")
        elsewhere = "order_id" not in names and any(name in names for name in olist.OTHER_TABLES)
        if self._format in (None, "olist") and elsewhere:
            return None
        if self._format in (None, "csv") and any(name in shop.OPTIONAL or name in shop.REQUIRED for name in names):
            _require(names, shop.REQUIRED)
            return Table("csv", shop.REQUIRED + shop.OPTIONAL, shop.row)
        raise FileFault("unknown_table", 1, value=", ".join(names))

    def _row(self, line: int, table: Table, cells: dict[str, str], reading: Reading) -> None:
        try:
            for fact in list(table.parse(cells, reading)):
                self._spool.add(line, fact)
        except RowFault as fault:
            self._row_fault(line, fault, cells["order_id"], table.accessory)
        self._step()

    def _json(self, stream) -> None:
        if self._format not in (None, "json"):
            raise FileFault("unknown_table", 1)
        reading = self._options.reading("json")
        noted: set[str] = set()
        for line, value in json_text.objects(stream):
            order = value.get("order_id") if isinstance(value, dict) else ""
            try:
                if isinstance(value, RowFault):
                    raise value
                for fact in list(shop.json_object(value, reading)):
                    self._spool.add(line, fact)
            except RowFault as fault:
                self._row_fault(line, fault, order if isinstance(order, str) else "", False)
            for name in shop.unknown_keys(value):
                if name not in noted and len(noted) < 100:
                    noted.add(name)
                    self._bad(line, RowFault("unknown_column", name[:60]))
            self._step()

    def _row_fault(self, line: int, fault: RowFault, order: str, accessory: bool) -> None:
        order = order.strip() if order and len(order) <= 128 and order.strip().isprintable() else ""
        self._bad(line, fault, order)
        if order and not accessory:
            self._spool.add_fault(line, order)
        self._step()

    def _bad(self, line: int, fault: RowFault, order: str = "") -> None:
        self._spool.add_bad(BadRow(self._file.name, line, fault.code, order, fault.column, fault.value))

    def _step(self) -> None:
        self._rows += 1
        if self._rows % ROWS_BETWEEN_REPORTS == 0:
            self._report(self._file.position)


def _progress(on_progress: Callable[[int, int], None] | None, behind: int, total: int) -> Callable[[int], None]:
    def report(position: int) -> None:
        if on_progress is not None:
            on_progress(behind + position, total)

    return report


def _require(names: tuple[str, ...], required: tuple[str, ...]) -> None:
    missing = [name for name in required if name not in names]
    if missing:
        raise FileFault("missing_columns", 1, ", ".join(missing))


def _looks_like_json(stream) -> bool:
    """Whether the first character that is not blank opens an object or a list; the stream is back at its start."""
    try:
        head = stream.read(4096).lstrip("\ufeff \t\r\n")
    except (EOFError, OSError, UnicodeError, zlib.error):
        head = ""
    stream.seek(0)
    return head[:1] in ("[", "{")


def _order_in(text: str, delimiter: str, at: int) -> str:
    """The order's id in a row that is no row, where no quotation mark stands before it."""
    before = text.split(delimiter, at + 1)[: at + 1]
    if len(before) <= at or any('"' in cell for cell in before):
        return ""
    return before[at].strip()
