"""`hejie init`: the first set-up, without a browser."""

import sys

import click

from hejie.cli.shell import with_django


@click.command()
@click.option("--slug", default="", help="Short name of the first marketplace; stands in addresses, never changes.")
@click.option("--name", default="", help="Its name, as people see it.  [default: the slug]")
@click.option("--languages", default="en,zh,ru", show_default=True, help="Those of its pages, its own first.")
@click.option("--currency", default="CNY", show_default=True, help="ISO 4217 code.")
@click.option("--timezone", "zone", default="UTC", show_default=True, help="As in Asia/Shanghai.")
@click.option("--operator", metavar="EMAIL", default="", help="Address of its first operator.")
@with_django
def init(slug: str, name: str, languages: str, currency: str, zone: str, operator: str) -> None:
    """Set up a home folder with its keys, a database, and if wished a first marketplace with its operator.

    May be repeated: what is there already stays. The operator's password is asked for, or read from a pipe; without
    one he sets it himself by the letter of the sign-in page.

    \b
    Example:
      hejie init --slug shop --name "My Shop" --languages zh,en --timezone Asia/Shanghai --operator me@example.org
    """
    from django.conf import settings

    from hejie.cli.serve import bring_up_to_date
    from hejie.record import signing

    if operator and not slug:
        raise click.UsageError("An operator needs a marketplace: say --slug as well.")
    bring_up_to_date()
    try:
        key = signing.open_keys(settings.HOME).public_key
    except signing.SigningKeyError as fault:
        raise click.ClickException(f"{fault}.") from None
    click.echo(f"Home        {settings.HOME}")
    click.echo(f"Public key  {key}")
    if slug:
        asked = [one.strip() for one in languages.split(",") if one.strip()]
        marketplace = _marketplace(slug, name, asked, currency, zone)
        if operator:
            _operator(marketplace, operator)
    click.echo(
        "Next: `hejie up` serves it." if slug else "Next: `hejie market add` makes a marketplace, `hejie up` serves."
    )


def _marketplace(slug: str, name: str, languages: list[str], currency: str, zone: str):
    from hejie.store.models import Marketplace
    from hejie.usecases.people import marketplaces

    found = Marketplace.objects.filter(slug=slug).first()
    made = found or marketplaces.create(slug, name, languages=languages, currency=currency, timezone=zone)
    click.echo(f"Marketplace {made.slug} ({made.name}){' was there already' if found else ''}")
    return made


def _operator(marketplace, email: str) -> None:
    from django.db import transaction

    from hejie.cli.people import address_of, new_password
    from hejie.store.models import Person
    from hejie.usecases.people import roles

    address = address_of(email)
    person = Person.objects.filter(marketplace=marketplace, email=address).first()
    if person is None:
        password = new_password(None) if sys.stdin.isatty() or _is_piped() else None
        with transaction.atomic():
            person = Person.objects.create_user(
                marketplace, address, password, language=marketplace.offered_languages()[0]
            )
            roles.give(person, "operator", None)
    elif "operator" not in roles.of(person):
        roles.give(person, "operator", None)
    click.echo(f"Operator    {person.email}")


def _is_piped() -> bool:
    """Whether somebody has put a password into a pipe for us."""
    import select

    if sys.stdin.closed:
        return False
    ready, _, _ = select.select([sys.stdin], [], [], 0)
    return bool(ready) and bool(sys.stdin.buffer.peek(1))
