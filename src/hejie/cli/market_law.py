"""`hejie market law`: whose law, and whose policy, new cases of a marketplace are looked at by."""

import click

from hejie.cli.shell import with_django


@click.command("law")
@click.argument("slug")
@click.option(
    "--jurisdiction", metavar="CODE", help="CN, UK, DE …; `none`; `currency`: as the currency of each order says."
)
@click.option("--policy", metavar="NAME", help="A platform's policy beside the law, such as taobao; `none`.")
@with_django
def law(slug: str, jurisdiction: str | None, policy: str | None) -> None:
    """Choose the law and the policy of new cases, or say what they are. Open cases keep theirs.

    \b
    Examples:
      hejie market law toys
      hejie market law toys --jurisdiction CN --policy taobao
    """
    from hejie.cli.people import marketplace_of
    from hejie.conf.context import for_cli
    from hejie.usecases import market_law

    context = for_cli(marketplace_of(slug).slug)
    now = market_law.chosen(context)
    if jurisdiction is not None or policy is not None:
        place = now.jurisdiction if jurisdiction is None else "" if jurisdiction == "currency" else jurisdiction
        beside = now.policy if policy is None else "" if policy == "none" else policy
        market_law.choose(context, place, beside)
        now = market_law.chosen(context)
    place = now.jurisdiction or "as the currency of each order says"
    click.echo(f"Cases of {slug} opened from now on: law {place}, policy {now.policy or 'none'}.")
