"""`hejie market vetting`: what a marketplace asks of its shops before and while they sell."""

from datetime import UTC, datetime
from pathlib import Path

import click

from hejie.cli.shell import with_django


@click.command("vetting")
@click.argument("slug")
@click.option(
    "--check",
    "look",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Say whether a file can be used; keep nothing.",
)
@click.option(
    "--publish", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Let a file (YAML) count."
)
@click.option(
    "--from", "begins", type=click.DateTime(["%Y-%m-%d"]), help="First day on which it counts; else from now on."
)
@click.option("--all", "for_all", is_flag=True, help="For shops too that have declared themselves before.")
@click.option("--again", is_flag=True, help="With --all: papers that were accepted have to be filed once more.")
@with_django
def vetting(
    slug: str, look: Path | None, file: Path | None, begins: datetime | None, for_all: bool, again: bool
) -> None:
    """Print what a marketplace asks of its shops, as YAML; or check or publish a text of its own.

    \b
    Examples:
      hejie market vetting toys > mine.yaml
      hejie market vetting toys --check mine.yaml
      hejie market vetting toys --publish mine.yaml --from 2027-02-01 --all
    """
    from zoneinfo import ZoneInfo

    from hejie.cli.people import marketplace_of
    from hejie.conf.context import for_cli
    from hejie.usecases import vetting_policies as use

    if look and file:
        raise click.UsageError("--check keeps nothing; leave one of --check and --publish out.")
    if not file and (begins or for_all or again):
        raise click.UsageError("--from, --all and --again go with --publish.")
    market = marketplace_of(slug)
    context = for_cli(market.slug)
    if look:
        found = use.understood(_text(look))
        click.echo(
            f"{look}: can be used; {len(found.rules)} rules, {len(found.papers)} kinds of papers, digest {found.digest[:16]}."
        )
        return
    if file:
        moment = begins.replace(tzinfo=ZoneInfo(market.timezone or "UTC")) if begins else None
        row = use.publish(context, _text(file), counts_from=moment, for_all=for_all, again=again)
        click.echo(
            f"Version {row.number} ({row.version}) counts from {row.counts_from.astimezone(UTC):%Y-%m-%d %H:%M} UTC on."
        )
        return
    _row, policy = use.in_force(context)
    click.echo(use.texts.text_of(use.texts.plain(policy)), nl=False)


def _text(file: Path) -> str:
    """What stands in a file. Wrong use where it holds no text."""
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        raise click.UsageError(f"{file} is no text in UTF-8.") from None
