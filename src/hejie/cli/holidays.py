"""`hejie market holiday` and `hejie market holidays`: time that does not count in a marketplace."""

from datetime import datetime, timedelta

import click

from hejie.cli.shell import print_json, with_django

_MARKET = click.option("--market", "slug", default="", help="The marketplace's slug, where there are several.")
_DATE = click.DateTime(["%Y-%m-%d"])


@click.command("holiday")
@click.argument("name")
@click.option("--from", "first", type=_DATE, required=True, help="First day, as in 2027-02-05.")
@click.option("--to", "last", type=_DATE, required=True, help="Last day; it counts as well.")
@_MARKET
@with_django
def holiday(name: str, first: datetime, last: datetime, slug: str) -> None:
    """Announce days on which no deadline of a marketplace runs, in its time zone.

    Open deadlines that run over them are moved by the worker, each once, with notice.

    \b
    Example: hejie market holiday "Spring Festival" --from 2027-02-05 --to 2027-02-11
    """
    from zoneinfo import ZoneInfo

    from hejie.cli.people import marketplace_of
    from hejie.conf.context import for_cli
    from hejie.usecases import holidays

    market = marketplace_of(slug)
    zone = ZoneInfo(market.timezone)
    start, end = first.replace(tzinfo=zone), (last + timedelta(days=1)).replace(tzinfo=zone)
    click.echo(holidays.announce(for_cli(market.pk), name, start, end).id)


@click.command("holidays")
@_MARKET
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@with_django
def listed(slug: str, as_json: bool) -> None:
    """List announced holidays, the latest first, with how many running deadlines each has moved.

    \b
    Example: hejie market holidays --json
    """
    from hejie.cli.people import marketplace_of
    from hejie.conf.context import for_cli
    from hejie.domain.kernel import clock
    from hejie.usecases import holidays

    for row in holidays.announced(for_cli(marketplace_of(slug).pk)):
        moments = (clock.text(clock.from_milliseconds(ms)) for ms in (row.holiday.started_ms, row.holiday.ended_ms))
        start, end = moments
        told = {"id": row.holiday.id, "from": start, "to": end, "moved": row.running, "name": row.holiday.name}
        if as_json:
            print_json(told)
        else:
            click.echo("  ".join(str(value) for value in told.values()))
