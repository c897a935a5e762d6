"""`hejie fairness`: whether agreements are as good for one kind of people as for another, and draws of sealed bids as they should be."""

from dataclasses import asdict

import click

from hejie.cli.shell import FAILED, print_json, with_django


@click.command()
@click.option("--market", "slug", metavar="SLUG", default="", help="The marketplace; needed where there are several.")
@click.option("--period", metavar="2026Q4", default="", help="A quarter; default: the one that lasts.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@with_django
def fairness(slug: str, period: str, as_json: bool) -> None:
    """Say how much agreements are worth to each kind of people, and whether any has drifted from the others beyond chance.

    Means of log gains over disagreement, of ten agreements at least; nothing of a single case. Ends with 1 on an alarm.

    \b
    Examples:
      hejie fairness
      hejie fairness --market shop --period 2026Q3 --json
    """
    from hejie.cli.people import marketplace_of
    from hejie.conf.context import for_cli
    from hejie.usecases import fairness as watch

    context = for_cli(marketplace_of(slug).slug)
    known = watch.report(context).periods
    if period and period not in known:
        raise click.BadParameter(f"there are figures for {', '.join(known)}.", param_hint="--period")
    found = watch.report(context, period)
    if as_json:
        print_json({**asdict(found), "alarms": list(found.alarms)})
    else:
        _tell(found)
    if found.alarms:
        raise click.exceptions.Exit(FAILED)


def _tell(found) -> None:
    click.echo(f"{found.period}: {found.count} agreements counted.")
    for group in found.groups:
        if not group.count:
            click.echo(f"  {group.key:<28} too few to tell")
            continue
        signs = [f"{name} {one.drift:+.3f} {one.state}" for name, one in (("whole", group.whole), ("before", group.before))
                 if one.state != "few"]  # fmt: skip
        told = "; ".join(signs) or "too few to compare"
        click.echo(
            f"  {group.key:<28} {group.count:>6}  {group.mean:+.3f} [{group.low:+.3f}, {group.high:+.3f}]  {told}"
        )
    draws = found.draws
    counted = f"{draws.draws} counted, p = {draws.p:.3f}" if draws.published else "too few to say anything"
    click.echo(f"Draws of sealed bids: {counted}")
    for alarm in found.alarms:
        click.echo(f"ALARM {alarm}")
