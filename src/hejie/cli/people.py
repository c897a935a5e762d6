"""`hejie user` and `hejie market`: people and marketplaces without a browser."""

import re
import sys
from collections.abc import Iterable

import click

from hejie.cli import holidays, market_law, market_vetting
from hejie.cli.shell import print_json, with_django

ROLES = ("buyer", "seller", "agent", "neutral", "operator", "auditor", "integrator")
LANGUAGES = ("zh", "en", "ru")
_MARKET = click.option("--market", "slug", default="", help="The marketplace's slug, where there are several.")
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
_HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")


@click.group()
def user() -> None:
    """Add people, and give them roles and passwords.

    \b
    Example:
      hejie user add me@example.org --name "Anna Li" --role operator
      hejie user password me@example.org
    """


@user.command("add")
@click.argument("email")
@click.option("--name", default="", help="The name that others see.")
@click.option("--role", type=click.Choice(ROLES), default="buyer", show_default=True)
@click.option("--shop", default="", help="For sellers and a shop's agents: the shop's id.")
@click.option("--language", type=click.Choice(LANGUAGES), default=None, help="Default: the marketplace's first.")
@click.option("--password", "ask", is_flag=True, help="Ask for a password now; else he sets it by letter.")
@_MARKET
@with_django
def add_user(email: str, name: str, role: str, shop: str, language: str | None, ask: bool, slug: str) -> None:
    """Add a person by his e-mail address.

    \b
    Example: hejie user add lin@example.org --name "Lin Mei" --role seller --shop sabcdefghijkl
    """
    from django.db import transaction

    from hejie.store.models import Person

    marketplace = marketplace_of(slug)
    address = address_of(email)
    if Person.objects.filter(marketplace=marketplace, email=address).exists():
        raise click.ClickException(f"{address} is already known in {marketplace.slug}. `hejie user role` adds a role.")
    password = new_password(None) if ask else None
    with transaction.atomic():
        person = Person.objects.create_user(
            marketplace, address, password, name=name, language=language or marketplace.offered_languages()[0]
        )
        _give(person, role, shop)
    click.echo(person.id)


@user.command("list")
@click.option("--role", type=click.Choice(ROLES), default=None, help="Only people of this role.")
@_MARKET
@_JSON
@with_django
def list_users(role: str | None, slug: str, as_json: bool) -> None:
    """List people with their roles.

    \b
    Example: hejie user list --role neutral --json
    """
    from hejie.store.models import Person
    from hejie.usecases.people import roles

    people = Person.objects.filter(marketplace=marketplace_of(slug)).order_by("email", "id")
    if role and role != "buyer":
        people = people.filter(memberships__role=role).distinct()
    rows = (
        {"id": one.id, "email": one.email, "name": one.name, "roles": list(roles.of(one)), "active": one.is_active}
        for one in people.iterator(1000)
    )
    _print(rows, as_json)


@user.command("password")
@click.argument("email")
@_MARKET
@with_django
def set_password(email: str, slug: str) -> None:
    """Set a person's password, asked for here or read from a pipe. His sign-ins end.

    \b
    Example: hejie user password lin@example.org
    """
    person = find_person(email, slug)
    person.set_password(new_password(person))
    person.save()
    click.echo(f"The password of {person.email} is set.")


@user.command("role")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@click.option("--shop", default="", help="For sellers and a shop's agents: the shop's id.")
@click.option("--promise", type=click.IntRange(0), default=0, help="Agents: most that he may promise, in minor units.")
@click.option("--remove", is_flag=True, help="Take the role away.")
@_MARKET
@with_django
def set_role(email: str, role: str, shop: str, promise: int, remove: bool, slug: str) -> None:
    """Give a person a role, or take it away.

    \b
    Example: hejie user role lin@example.org neutral
    """
    person = find_person(email, slug)
    if remove:
        found = person.memberships.filter(
            role=role, **({"seller": shop_of(person.marketplace_id, shop)} if shop else {})
        )
        if not found.delete()[0]:
            raise click.ClickException(f"{person.email} has no role {role} there.")
        click.echo(f"{person.email} is {role} no more.")
        return
    _give(person, role, shop, promise)
    click.echo(f"{person.email} is {role} now.")


@user.command("code")
@click.argument("email")
@_MARKET
@with_django
def code(email: str, slug: str) -> None:
    """Print the second-factor code that a person's authenticator shows now, for whoever runs this machine.

    \b
    Example: hejie user code operator@example.org
    """
    from hejie.usecases.people import second_factor

    found = second_factor.code_now(find_person(email, slug))
    if not found:
        raise click.ClickException(f"{email} has no authenticator yet; he sets one up under his sign-ins.")
    click.echo(found)


@user.command("disable")
@click.argument("email")
@click.option("--enable", is_flag=True, help="Switch the account on again.")
@_MARKET
@with_django
def disable(email: str, enable: bool, slug: str) -> None:
    """Switch an account off: nobody can sign in with it, and its sign-ins and tokens end. Cases stay as they are.

    \b
    Example: hejie user disable lin@example.org
    """
    person = find_person(email, slug)
    person.is_active = enable
    person.save()
    if not enable:
        from hejie.usecases.people import sign_ins

        sign_ins.end_all(person)
    click.echo(f"{person.email} is switched {'on' if enable else 'off'}.")


@click.group()
def market() -> None:
    """Add marketplaces and change their settings.

    \b
    Example:
      hejie market add toys --name "Toys" --languages zh,en --currency CNY --timezone Asia/Shanghai
      hejie market host toys cases.toys.example
    """


market.add_command(holidays.holiday)
market.add_command(market_vetting.vetting)
market.add_command(market_law.law)
market.add_command(holidays.listed)


@market.command("add")
@click.argument("slug")
@click.option("--name", required=True, help="The name that people see.")
@click.option("--languages", default="en,zh,ru", show_default=True, help="Those of its pages, its own first.")
@click.option("--currency", default="CNY", show_default=True, help="ISO 4217 code.")
@click.option("--timezone", "zone", default="UTC", show_default=True, help="As in Asia/Shanghai.")
@with_django
def add_market(slug: str, name: str, languages: str, currency: str, zone: str) -> None:
    """Add a marketplace; the slug stands in its addresses and never changes.

    \b
    Example: hejie market add toys --name "Toys" --languages zh,en --timezone Asia/Shanghai
    """
    from hejie.usecases.people import marketplaces

    asked = [one.strip() for one in languages.split(",") if one.strip()]
    click.echo(marketplaces.create(slug, name, languages=asked, currency=currency, timezone=zone).slug)


@market.command("list")
@_JSON
@with_django
def list_markets(as_json: bool) -> None:
    """List the marketplaces of this installation.

    \b
    Example: hejie market list --json
    """
    from hejie.store.models import Marketplace

    rows = (
        {
            "slug": one.slug,
            "name": one.name,
            "languages": list(one.offered_languages()),
            "currency": one.currency,
            "timezone": one.timezone,
            "hosts": [row.host for row in one.hosts.order_by("host")],
        }
        for one in Marketplace.objects.order_by("slug")
    )
    _print(rows, as_json)


@market.command("host")
@click.argument("slug")
@click.argument("host")
@click.option("--remove", is_flag=True, help="Let it answer there no more.")
@with_django
def host(slug: str, host: str, remove: bool) -> None:
    """Let a marketplace answer under a host name of its own.

    \b
    Example: hejie market host toys cases.toys.example
    """
    from hejie.store.models import MarketplaceHost

    marketplace = marketplace_of(slug)
    name = host.strip().lower().rstrip(".")
    if not _HOST.fullmatch(name):
        raise click.UsageError(f"{host!r} is not a host name. Write it without scheme, port and path.")
    held = MarketplaceHost.objects.filter(host=name).first()
    if remove:
        if held is None or held.marketplace_id != slug:
            raise click.ClickException(f"{slug} does not answer under {name}.")
        held.delete()
        click.echo(f"{slug} answers under {name} no more.")
        return
    if held is not None and held.marketplace_id != slug:
        raise click.ClickException(f"{name} belongs to {held.marketplace_id}.")
    MarketplaceHost.objects.get_or_create(host=name, defaults={"marketplace": marketplace})
    click.echo(f"{slug} answers under {name}.")


@market.command("procedure")
@click.argument("slug")
@click.argument("name", required=False, default="", metavar="[PROCEDURE]")
@_JSON
@with_django
def choose_procedure(slug: str, name: str, as_json: bool) -> None:
    """Choose the procedure of new cases, or list those there are to choose from. Open cases keep theirs.

    \b
    Example:
      hejie market procedure toys
      hejie market procedure toys procedures/standard
    """
    from hejie.conf.context import for_cli
    from hejie.domain.kernel.refusal import Refusal
    from hejie.usecases import market_procedures

    context = for_cli(marketplace_of(slug).slug)
    if name:
        try:
            found = market_procedures.choose(context, name)
        except Refusal as refusal:
            if refusal.code != "procedure_unknown":
                raise
            raise click.ClickException(
                f"{slug} has no procedure {name}. `hejie market procedure {slug}` lists those there are."
            ) from None
        click.echo(f"Cases of {slug} opened from now on run under {found.id}, version {found.version}.")
        return
    chosen = market_procedures.chosen(context)
    rows = (
        {
            "chosen": "*" if one.id == chosen.id else " ",
            "id": one.id,
            "version": one.version,
            "digest": one.digest[:12],
            "name": one.texts["en"]["name"],
            "unfair": [name for name, _why in one.stated_unfair()],
        }
        for one in market_procedures.choosable(context)
    )
    _print(rows, as_json)


@market.command("tier")
@click.argument("slug")
@click.argument("shop")
@click.argument("tier")
@with_django
def tier(slug: str, shop: str, tier: str) -> None:
    """Give a shop the marketplace's own word for its standing, for procedures that tell shops apart; "" takes it away.

    \b
    Example: hejie market tier toys north-shop gold
    """
    one = shop_of(marketplace_of(slug).slug, shop)
    if len(tier.strip()) > 40:
        raise click.UsageError("A tier has at most 40 characters.")
    one.tier = tier.strip()
    one.save()
    click.echo(f"{one.id} {one.tier or 'has no tier'}")


def marketplace_of(slug: str):
    """The marketplace of this slug, or the only one there is; anything else ends the command with a sentence."""
    from hejie.store.models import Marketplace

    found = list(Marketplace.objects.filter(slug=slug) if slug else Marketplace.objects.order_by("slug")[:2])
    if len(found) == 1:
        return found[0]
    if slug:
        raise click.ClickException(f"There is no marketplace {slug}. `hejie market list` names those there are.")
    if not found:
        raise click.ClickException("There is no marketplace yet. `hejie init` makes the first.")
    raise click.UsageError("There are several marketplaces; say which with --market.")


def find_person(email: str, slug: str):
    """The person of this address or id; anything else ends the command with a sentence."""
    from hejie.store.models import Person

    marketplace = marketplace_of(slug)
    found = Person.objects.filter(marketplace=marketplace, email=email.strip().lower()).first()
    found = found or Person.objects.filter(marketplace=marketplace, pk=email.strip()).first()
    if found is None:
        raise click.ClickException(f"Nobody in {marketplace.slug} has the address or id {email}.")
    return found


def address_of(email: str) -> str:
    """An e-mail address in lower case; anything else is wrong use."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise click.UsageError(f"{email!r} is not an e-mail address.") from None
    return address


def shop_of(marketplace: str, shop: str):
    """A shop by its id in either system; another ends the command with a sentence."""
    from hejie.store.models import Seller

    found = Seller.objects.filter(marketplace_id=marketplace, id=shop).first()
    if found is None and shop:  # shops without a name of the marketplace's own have "" there
        found = Seller.objects.filter(marketplace_id=marketplace, external_ref=shop).first()
    if found is None:
        raise click.ClickException(f"There is no shop {shop} in {marketplace}.")
    return found


def _give(person, role: str, shop: str, promise: int = 0) -> None:
    from hejie.usecases.people import roles

    roles.give(person, role, shop_of(person.marketplace_id, shop) if shop else None, promise)


def _print(rows: Iterable[dict], as_json: bool) -> None:
    for row in rows:
        if as_json:
            print_json(row)
        else:
            click.echo("  ".join(", ".join(value) if isinstance(value, list) else str(value) for value in row.values()))


def new_password(person) -> str:
    """A password asked for on a terminal, else the first line of standard input; a weak one ends the command."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    if sys.stdin.isatty():
        password = click.prompt("New password", hide_input=True, confirmation_prompt="Once more")
    else:
        password = sys.stdin.readline().rstrip("\n")
    try:
        validate_password(password, person)
    except ValidationError as fault:
        raise click.ClickException(" ".join(fault.messages)) from None
    return password
