"""`hejie import records`: what the marketplace has on record of its orders, out of files, as evidence with its source."""

import sys
from pathlib import Path

import click

from hejie.cli.shell import FAILED, print_json, with_django


@click.command("records")
@click.argument(
    "paths", nargs=-1, required=True, metavar="FILE…", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--market", "--marketplace", "slug", default="", help="The marketplace's slug, where there are several.")
@click.option("--lang", type=click.Choice(("zh", "en", "ru")), default="en", show_default=True, help="Of the reasons.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@with_django
def import_records(paths: tuple[Path, ...], slug: str, lang: str, as_json: bool) -> None:
    """Put scans, weights, chats, proofs of delivery and listings on the record of their orders.

    Each line of a file is a JSON object: order, kind, source, at, and what `POST /orders/{id}/records` takes besides; `file`
    names one beside it. What is there already stays as it is; lines that cannot be taken in are told with their reason.
    Ends with 0 when everything went in, 1 when something was left out, 2 for wrong use.

    \b
    Example:
      hejie import records scans.jsonl
    """
    from hejie.cli.people import marketplace_of
    from hejie.conf.context import for_cli

    ctx = for_cli(marketplace_of(slug).slug)
    summary = {"new": 0, "known": 0, "left_out": []}
    for path in paths:
        _take_in(ctx, path, lang, summary)
    if as_json:
        print_json(summary)
    else:
        click.echo(f"{summary['new']} new, {summary['known']} already there, {len(summary['left_out'])} left out.")
        for row in summary["left_out"]:
            click.echo(f"  {row['file']}, line {row['line']}: {row['reason']}", err=True)
    if summary["left_out"]:
        sys.exit(FAILED)


def _take_in(ctx, path: Path, lang: str, summary: dict) -> None:
    from hejie.adapters.refusal_texts import sentences
    from hejie.domain.kernel.refusal import Refusal
    from hejie.usecases import record_rows

    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, outcome in record_rows.take_in(ctx, lines, path.parent):
            if isinstance(outcome, Refusal):
                reason = str(sentences(outcome, lang))
                summary["left_out"].append({"file": path.name, "line": number, "code": outcome.code, "reason": reason})
            else:
                summary["new" if outcome else "known"] += 1
