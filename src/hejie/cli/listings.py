"""`hejie listings`: what shops say of their goods, looked at and taken in from files."""

import sys
from pathlib import Path

import click

from hejie.cli.shell import FAILED, print_json, with_django

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_LANG = click.option(
    "--lang", type=click.Choice(("zh", "en", "ru")), default="en", show_default=True, help="Of the words."
)


@click.group()
def listings() -> None:
    """Look at listings and take them in.

    \b
    Example:
      hejie listings check shop.csv --jurisdiction CN
      hejie listings import shop.csv --shop s1234567890ab
    """


@listings.command("check")
@click.argument("path", metavar="FILE", type=_FILE)
@click.option("--jurisdiction", default="", help="Whose law counts for the words: CN, EU, DE, UK, US, RU …")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a listing.")
@_LANG
@with_django
def check(path: Path, jurisdiction: str, as_json: bool, lang: str) -> None:
    """Say what is missing, contradicts or may not be said in a file of listings (JSON or CSV). Nothing is kept.

    Ends with 0 when nothing weighty was found, 1 when something was, 2 for wrong use.

    \b
    Example:
      hejie listings check shop.csv --jurisdiction CN --lang zh
    """
    from hejie.adapters import listing_files
    from hejie.adapters.refusal_texts import sentences
    from hejie.domain.kernel.refusal import Refusal
    from hejie.usecases import listing_trials

    weighty = 0
    for number, row in enumerate(listing_files.rows(path.read_bytes()), start=1):
        try:
            if isinstance(row, Refusal):
                raise row
            listing, found = listing_trials.look(row, jurisdiction)
        except Refusal as refusal:
            weighty += 1
            _tell(as_json, {"row": number, "code": refusal.code, "reason": str(sentences(refusal, lang))})
            continue
        told = [{"kind": one.kind, "where": one.where, **listing_trials.said(one, lang)} for one in found]
        weighty += any(one.kind in listing_trials.WEIGHTY for one in found)
        _tell(as_json, {"row": number, "product": listing.product, "findings": told})
    if weighty:
        sys.exit(FAILED)


def _tell(as_json: bool, told: dict) -> None:
    if as_json:
        print_json(told)
        return
    if "reason" in told:
        click.echo(f"{told['row']}: {told['reason']}")
        return
    click.echo(f"{told['row']} {told['product']}: {len(told['findings'])}")
    for one in told["findings"]:
        click.echo(f"  [{one['kind_word']}] {one['says']} → {one['mend']}")


@listings.command("import")
@click.argument("path", metavar="FILE", type=_FILE)
@click.option("--shop", required=True, help="The shop's id, or its name in your own system.")
@click.option("--market", "--marketplace", "slug", default="", help="The marketplace's slug, where there are several.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@_LANG
@with_django
def import_(path: Path, shop: str, slug: str, as_json: bool, lang: str) -> None:
    """Publish a shop's listings from a file (JSON or CSV): the good rows go in, the bad ones are told with their reason.

    What is there already stays as it is. Ends with 0 when all went in, 1 when something was left out, 2 for wrong use.

    \b
    Example:
      hejie listings import shop.csv --shop s1234567890ab
    """
    from hejie.adapters import listing_files
    from hejie.adapters.refusal_texts import sentences
    from hejie.cli.people import marketplace_of, shop_of
    from hejie.conf.context import for_cli
    from hejie.usecases import listings as use

    ctx = for_cli(marketplace_of(slug).slug)
    shop = shop_of(ctx.actor.marketplace, shop).id
    summary: dict = {"new": 0, "known": 0, "left_out": []}
    for outcome in use.publish_all(ctx, listing_files.rows(path.read_bytes()), shop):
        if isinstance(outcome, use.BadRow):
            reason = str(sentences(outcome.refusal, lang))
            row = {"row": outcome.number, "product": outcome.product, "code": outcome.refusal.code, "reason": reason}
            summary["left_out"].append(row)
        else:
            summary["new" if outcome.new else "known"] += 1
    if as_json:
        print_json(summary)
    else:
        click.echo(f"{summary['new']} new, {summary['known']} already there, {len(summary['left_out'])} left out.")
        for row in summary["left_out"]:
            click.echo(f"  row {row['row']} {row['product']}: {row['reason']}", err=True)
    if summary["left_out"]:
        sys.exit(FAILED)
