"""`hejie points`: what a point is worth, giving points, and what a buyer has of them."""

from datetime import datetime

import click

from hejie.cli.acting import AS, JSON, MARKET, context, key, root_of
from hejie.cli.shell import print_json, with_django

_REASONS = ("delay", "goodwill", "promise")


@click.group()
def points() -> None:
    """Say what a point is worth, give points, and see what a buyer has.

    \b
    Example:
      hejie points worth 100 1.00 --currency CNY --days 365
      hejie points add 500 --order 20261128-7 --why delay --as bo@example.org
      hejie points balance lin@example.org
    """


@points.command("worth")
@click.argument("number", type=click.IntRange(1, 1_000_000), required=False)
@click.argument("sum_", metavar="[SUM]", required=False)
@click.option("--currency", default="", help="Of the sum; default: the marketplace's own.")
@click.option("--days", type=click.IntRange(1, 1095), default=365, show_default=True, help="How long points are good.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="From then on (UTC); default: now.")
@AS
@MARKET
@JSON
@with_django
def worth(
    number: int | None,
    sum_: str | None,
    currency: str,
    days: int,
    since: datetime | None,
    email: str,
    slug: str,
    as_json: bool,
) -> None:
    """Show what a point is worth and has been, or say that NUMBER points are worth SUM. A SUM of 0 stops giving them.

    What was given, and what is promised in offers and agreements, keeps its worth.

    \b
    Example:
      hejie points worth
      hejie points worth 100 1.00 --currency CNY --days 365
    """
    from datetime import UTC

    from hejie.cli.people import marketplace_of
    from hejie.domain.escrow.points_commands import SetWorth
    from hejie.domain.kernel import money
    from hejie.usecases import points as use

    ctx = context(email, slug)
    if number is not None and sum_ is None:
        raise click.UsageError("Say what they are worth, too, as in: hejie points worth 100 1.00")
    if number is not None:
        amount = money.parse_decimal(sum_, currency or marketplace_of(slug).currency)
        begin = since.replace(tzinfo=UTC) if since else None
        use.set_worth(ctx, SetWorth(number, amount.minor, amount.currency, days, begin), key=key())
    for one in use.worths(ctx):
        told = {
            "since": one.since,
            "points": one.points,
            "minor": one.minor,
            "currency": one.currency,
            "days": one.days,
        }
        if as_json:
            print_json(told)
        else:
            click.echo(
                f"{one.since[:16]}  {one.points} = {money.Money(one.minor, one.currency)}, good for {one.days} days"
            )


@points.command("add")
@click.argument("number", type=click.IntRange(1, 1_000_000_000))
@click.option("--order", default="", help="About which order: the shop's number of it, or its id.")
@click.option("--case", "case_id", default="", help="About which case: its id.")
@click.option("--why", type=click.Choice(_REASONS), default="goodwill", show_default=True)
@click.option("--note", default="", help="A word to the buyer.")
@AS
@MARKET
@with_django
def add(number: int, order: str, case_id: str, why: str, note: str, email: str, slug: str) -> None:
    """Give the buyer of an order or a case NUMBER points, out of the purse and the budgets of whoever acts.

    \b
    Example: hejie points add 500 --order 20261128-7 --why delay --as bo@example.org
    """
    from hejie.usecases import points as use

    if bool(order) == bool(case_id):
        raise click.UsageError("Name either --order or --case.")
    ctx = context(email, slug)
    said = {"number": number, "why": why, "note": note, "key": key()}
    if case_id:
        use.give_in_case(ctx, case_id, **said)
    else:
        use.give_at_order(ctx, root_of(ctx.actor.marketplace, order), **said)


@points.command("balance")
@click.argument("buyer", metavar="BUYER")
@click.option("--currency", default="", help="Default: the marketplace's own.")
@AS
@MARKET
@JSON
@with_django
def balance(buyer: str, currency: str, email: str, slug: str, as_json: bool) -> None:
    """Say how many points a BUYER (address or id) has, what they are worth, and what of it ends when.

    \b
    Example: hejie points balance lin@example.org --json
    """
    from hejie.cli.people import find_person, marketplace_of
    from hejie.domain.kernel.money import Money
    from hejie.usecases import points as use

    found = use.account(context(email, slug), find_person(buyer, slug).pk, currency or marketplace_of(slug).currency)
    lots = [{"points": one.rest, "minor": one.left, "until": one.until, "why": one.why} for one in found.lots]
    kept = [{"points": one.points, "minor": one.minor, "until": one.until} for one in found.kept]
    if as_json:
        whole = {"buyer": found.buyer, "points": found.points, "minor": found.minor, "currency": found.currency}
        print_json({**whole, "lots": lots, "kept": kept})
        return
    click.echo(f"{found.points} points, {Money(found.minor, found.currency)}")
    for one in lots:
        click.echo(f"  {one['points']}, {Money(one['minor'], found.currency)}, until {one['until'][:10]}, {one['why']}")
    for one in kept:
        click.echo(f"  kept for an order until {one['until'][:16]}: {one['points']}")


@points.command("list")
@click.argument("buyer", metavar="BUYER")
@AS
@MARKET
@JSON
@with_django
def listed(buyer: str, email: str, slug: str, as_json: bool) -> None:
    """List what happened with the points of a BUYER (address or id), the newest first.

    \b
    Example: hejie points list lin@example.org
    """
    from dataclasses import asdict

    from hejie.cli.people import find_person
    from hejie.usecases import points as use

    ctx, person, after, more = context(email, slug), find_person(buyer, slug).pk, "", True
    while more:
        rows, after = use.moves(ctx, person, after)
        more = bool(after)
        for row in rows:
            if as_json:
                print_json(asdict(row))
            else:
                click.echo(f"{row.at[:16]}  {row.what:8}  {row.change:+d}  {row.order or row.case}".rstrip())
