"""`hejie waybills`: the parcels of an order, and saying that goods are on their way, one order or a file of them."""

import sys
from pathlib import Path

import click

from hejie.cli.acting import AS, JSON, MARKET, context, root_of
from hejie.cli.shell import FAILED, print_json, with_django

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_SURE = click.option("--sure", is_flag=True, help="The numbers have been looked at again: take them as they are.")


@click.group()
def waybills() -> None:
    """See an order's parcels, and say under which numbers goods are on their way.

    \b
    Example:
      hejie waybills add 20261128-7 "SF Express" SF1403358621 --as bo@example.org
      hejie waybills file today.csv --as bo@example.org
    """


@waybills.command("list")
@click.argument("order")
@AS
@MARKET
@JSON
@with_django
def listed(order: str, email: str, slug: str, as_json: bool) -> None:
    """List the parcels of an ORDER (the shop's number of it, or its id), the oldest first.

    \b
    Example: hejie waybills list 20261128-7 --json
    """
    from hejie.usecases import shipping

    ctx = context(email, slug)
    for one in shipping.parcels(ctx, root_of(ctx.actor.marketplace, order)):
        told = {
            "parcel": one.id,
            "carrier": one.carrier,
            "waybill": one.waybill,
            "on": one.on,
            "lines": list(one.lines),
        }
        if as_json:
            print_json(told)
        else:
            lines = " ".join(map(str, one.lines))
            click.echo(f"{one.id}  {one.on[:10]}  {one.carrier}  {one.waybill or '–'}  lines {lines}")


@waybills.command("add")
@click.argument("order")
@click.argument("carrier")
@click.argument("number", required=False, default="")
@click.option("--lines", default="", help="Numbers of the lines in it, with blanks between; default: all that is left.")
@click.option("--on", default="", help="The day on which it was sent (2026-11-28, UTC); default: now.")
@_SURE
@AS
@MARKET
@with_django
def add(order: str, carrier: str, number: str, lines: str, on: str, sure: bool, email: str, slug: str) -> None:
    """Say that goods of an ORDER are on their way with CARRIER under NUMBER. Said once more it changes nothing.

    \b
    Example: hejie waybills add 20261128-7 "SF Express" SF1403358621 --as bo@example.org
    """
    from datetime import UTC

    from hejie.adapters.waybill_files import Row
    from hejie.record import reader
    from hejie.usecases import shipping

    ctx = context(email, slug)
    named = reader.order(root_of(ctx.actor.marketplace, order)).external_id
    (outcome,) = shipping.send_many(ctx, [Row(1, named, carrier, number, lines, on)], UTC, sure=sure)
    if outcome.refusal:
        raise outcome.refusal
    click.echo({shipping.DONE: "taken", shipping.KNOWN: "it stood there already"}[outcome.how])


@waybills.command("file")
@click.argument("path", metavar="FILE", type=_FILE)
@click.option(
    "--lang", type=click.Choice(("zh", "en", "ru")), default="en", show_default=True, help="Of what is refused."
)
@_SURE
@AS
@MARKET
@JSON
@with_django
def file(path: Path, lang: str, sure: bool, email: str, slug: str, as_json: bool) -> None:
    """Take the parcels of many orders from a FILE (CSV: order, carrier, waybill, and if one likes lines and day).

    Each row stands on its own; the same file read again changes nothing. Ends with 0 when every row went in, 1 when one was refused.

    \b
    Example: hejie waybills file today.csv --as bo@example.org
    """
    from datetime import UTC

    from hejie.adapters import waybill_files
    from hejie.adapters.refusal_texts import sentences
    from hejie.usecases import shipping

    with path.open("rb") as read:
        rows = waybill_files.rows(waybill_files.decoded(read.read(waybill_files.LONGEST + 1), lang))
    refused = 0
    for row, one in zip(rows, shipping.send_many(context(email, slug), rows, UTC, sure=sure), strict=True):
        why = str(sentences(one.refusal, lang)) if one.refusal else ""
        refused += bool(why)
        if as_json:
            code = {"code": one.refusal.code, "reason": why} if one.refusal else {}
            print_json({"row": row.number, "order": one.order, "outcome": one.how, **code})
        else:
            click.echo(f"{row.number}  {one.order}  {one.how}{'  ' + why if why else ''}")
    if refused:
        sys.exit(FAILED)
