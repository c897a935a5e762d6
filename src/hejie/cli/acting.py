"""As whom a command acts, where anybody of the marketplace or of a shop may: its first operator, or whoever is named."""

import secrets

import click

MARKET = click.option("--market", "slug", default="", help="The marketplace's slug, where there are several.")
AS = click.option(
    "--as", "email", default="", help="Address of whoever acts, in his first role; default: the first operator."
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")


def context(email: str, slug: str):
    """The context of that person, or of the marketplace's first operator; none of both ends the command with a sentence."""
    from hejie.cli.people import find_person, marketplace_of
    from hejie.conf.context import for_cli
    from hejie.store import readers

    if email:
        person = find_person(email, slug)
        return for_cli(person.marketplace_id, person)
    market = marketplace_of(slug)
    first = readers.first_in_role(market.pk, "operator")
    if not first:
        raise click.ClickException(f"{market.slug} has no operator; add one with `hejie user add … --role operator`.")
    return for_cli(market.pk, find_person(first, market.slug), "operator")


def key() -> str:
    """A key of its own for each call: whoever types a command twice means it twice."""
    return f"cli-{secrets.token_hex(16)}"


def root_of(marketplace: str, order: str) -> str:
    """The root of an order by the shop's number of it, or by its id here; what is neither ends the command with a sentence."""
    from hejie.record import reader
    from hejie.usecases import ids

    for root in (ids.order_root(marketplace, order), order):
        if len(root) == 16 and reader.order(root) is not None:
            return root
    raise click.ClickException(f"There is no order {order!r}.")
