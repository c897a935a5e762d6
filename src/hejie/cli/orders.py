"""`hejie import orders`: real orders out of files, the good ones in, the bad rows into a report."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from hejie.cli.records import import_records
from hejie.cli.shell import FAILED, print_json, progress, with_django

FORMATS = ("olist", "csv", "json")
SYSTEMS = ("woocommerce", "shopify", "medusa")


@click.group("import")
def import_() -> None:
    """Bring in orders from files, and what is on record of them.

    \b
    Example:
      hejie import orders export/ --format olist
      hejie import records scans.jsonl
    """


import_.add_command(import_records)


@import_.command("orders")
@click.argument("paths", nargs=-1, required=True, metavar="DIR|FILE…", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--format",
    "format_",
    type=click.Choice((*FORMATS, *SYSTEMS)),
    help="Take files of this format only; that of a shop system must be named.",
)
@click.option("--market", "--marketplace", "slug", default="", help="The marketplace's slug, where there are several.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Where bad rows go (CSV).")
@click.option("--currency", help="Of amounts that name none (ISO 4217).")
@click.option("--timezone", help="Of times that name none (IANA name, such as Asia/Shanghai).")
@click.option("--encoding", help="Of the files, where it cannot be told from their text.")
@click.option("--lang", type=click.Choice(("zh", "en", "ru")), default="en", show_default=True, help="Of the report.")
@click.option(
    "--shop", default="", help="Of a shop system: the marketplace's name for the shop, where there are several."
)
@click.option(
    "--held", type=click.Choice(("shop", "custody")), default="shop", show_default=True,
    help="Of a shop system: who has the money that buyers pay, the shop itself or you.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@with_django
def import_orders(
    paths: tuple[Path, ...],
    format_: str | None,
    slug: str,
    report: Path | None,
    currency: str | None,
    timezone: str | None,
    encoding: str | None,
    lang: str,
    shop: str,
    held: str,
    as_json: bool,
) -> None:
    """Bring in orders from folders and files (CSV or JSON, packed by gzip or not).

    An order goes in whole or not at all. Rows that cannot be read go to the report with file, line and reason. The
    command may be stopped and run again, and files may be mended and read again: what is there already stays as it is.
    Ends with 0 when everything went in, 1 when something stands in the report, 2 for wrong use.

    \b
    Example:
      hejie import orders export/ --report bad-rows.csv
      hejie import orders shop.csv.gz --currency CNY --timezone Asia/Shanghai
      hejie import orders orders.json refunds.json --format woocommerce --shop teahouse
    """
    from hejie.cli.people import marketplace_of
    from hejie.conf.context import for_cli

    options = _options(currency, timezone, encoding)
    marketplace = marketplace_of(slug)
    with _reported(report, lang) as (rows, where):
        if format_ in SYSTEMS:
            from hejie.cli.shop_orders import take_in
            from hejie.usecases.shop_messages import From

            of = From(format_, shop, held, currency=options.currency or "")
            _end(take_in(for_cli(marketplace.slug), paths, of, rows, lang), rows, report, where, as_json)
            return
        with _opened(paths, format_, options) as source:
            counts = _take_in(for_cli(marketplace.slug), source, rows, marketplace.currency, lang)
        _end({"orders": source.count, **counts}, rows, report, where, as_json)


def _end(counts: dict, rows, report: Path | None, where: Path, as_json: bool) -> None:
    """Print the summary; end with 1 where something was left out."""
    summary = {
        **counts, "bad_rows": rows.lost, "notes": rows.notes,
        "reasons": rows.by_code, "report": str(where) if rows.lost or rows.notes or report else None,
    }  # fmt: skip
    if as_json:
        print_json(summary)
    else:
        _tell(summary)
    if rows.lost:
        sys.exit(FAILED)


def _options(currency: str | None, timezone: str | None, encoding: str | None):
    import codecs
    from zoneinfo import ZoneInfo

    from hejie.adapters.orders.reader import ReadOptions
    from hejie.domain.kernel.money import exponent
    from hejie.domain.kernel.refusal import Refusal

    code = currency.strip().upper() if currency else None
    try:
        if timezone:
            ZoneInfo(timezone)
    except (OSError, ValueError, LookupError) as fault:
        raise click.BadParameter(f"{timezone} is no time zone.", param_hint="--timezone") from fault
    try:
        if code:
            exponent(code)
        if encoding and not codecs.lookup(encoding)._is_text_encoding:
            raise LookupError
    except Refusal as refusal:
        raise click.BadParameter(f"{currency} is no currency of ISO 4217.", param_hint="--currency") from refusal
    except (LookupError, ValueError) as fault:
        raise click.BadParameter(f"{encoding!r} is no encoding known here.", param_hint="--encoding") from fault
    return ReadOptions(currency=code, timezone=timezone, encoding=encoding)


@contextmanager
def _opened(paths: tuple[Path, ...], format_: str | None, options) -> Iterator:
    from hejie.adapters.orders.reader import open_orders

    with _bar("Reading") as moved:
        try:
            source = open_orders(paths, format_, options, moved)
        except OSError as fault:
            raise click.UsageError(
                f"{fault.filename or fault} cannot be read: {fault.strerror or 'no file'}."
            ) from fault
    with source:
        if not source.files:
            raise click.UsageError("There are no CSV or JSON files in " + ", ".join(map(str, paths)) + ".")
        yield source


@contextmanager
def _bar(label: str) -> Iterator:
    """A function that takes (done, in all), drawing a bar on a terminal and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1000, label=label, file=sys.stderr) as bar:
        yield lambda done, whole: bar.update(max(0, 1000 * done // max(whole, 1) - bar.pos))


@contextmanager
def _reported(path: Path | None, lang: str) -> Iterator:
    """A report that is written where asked; else below the home folder, and only if there is something to report."""
    from hejie.adapters.orders.bad_rows import Report
    from hejie.conf import environment

    where = path
    if where is None:
        folder = environment.folder(environment.home() / "imports")
        where = folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-bad-rows.csv"
    try:
        stream = where.open("w", encoding="utf-8-sig", newline="")
    except OSError as fault:
        raise click.BadParameter(f"{where} cannot be written: {fault.strerror}.", param_hint="--report") from fault
    rows = None
    try:
        with stream:
            rows = Report(stream, lang)
            yield rows, where
    finally:
        if path is None and not (rows and (rows.lost or rows.notes)):
            where.unlink(missing_ok=True)


def _take_in(ctx, source, rows, currency: str, lang: str) -> dict[str, int]:
    from hejie.adapters.orders.bad_rows import BadRow
    from hejie.adapters.orders.draft import digest
    from hejie.adapters.refusal_texts import sentences
    from hejie.usecases import imports

    def good():
        for item in source:
            if isinstance(item, BadRow):
                rows.add(item)
            else:
                yield item, digest(item)

    counts = {imports.NEW: 0, imports.KNOWN: 0, "left_out": 0}
    outcomes = imports.import_orders(ctx, good(), currency=currency)
    for draft, outcome in progress(outcomes, length=source.count, label="Taking in"):
        if isinstance(outcome, str):
            counts[outcome] += 1
        else:
            told = sentences(outcome, lang)
            rows.add(BadRow("", 0, "order_refused", draft.external_id, outcome.code, str(told)))
    counts["left_out"] = source.count - counts[imports.NEW] - counts[imports.KNOWN]
    return counts


def _tell(summary: dict) -> None:
    if "messages" in summary:
        click.echo(
            f"{summary['messages']} messages in the files: {summary['new']} brought a new order, {summary['grown']} added to one, "
            f"{summary['known']} told nothing new, {summary['waiting']} wait for their order, {summary['left_out']} left out."
        )
    else:
        click.echo(
            f"{summary['orders']} orders in the files: {summary['new']} new, {summary['known']} already there, "
            f"{summary['left_out']} left out."
        )
    for code, count in sorted(summary["reasons"].items(), key=lambda entry: -entry[1]):
        click.echo(f"  {count} × {code}")
    if summary["report"]:
        click.echo(f"Report: {summary['report']}")
