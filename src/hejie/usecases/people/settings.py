"""What an operator sets for his marketplace: name, languages, currency, time zone, host names, how its letters are signed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from hejie.domain.kernel.money import exponent
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.rulebooks.clock_words import zone_names
from hejie.store.models import Marketplace, MarketplaceHost
from hejie.store.models.people import LANGUAGES
from hejie.usecases.people.managing import for_operators

HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be set.

    languages    codes of those that the pages offer, the marketplace's own first
    mail_name    how letters are signed beside the address; "" means the marketplace's name
    reply_to     where answers to letters go; "" means nowhere in particular
    """

    name: str
    languages: tuple[str, ...]
    currency: str
    timezone: str
    hosts: tuple[str, ...] = ()
    mail_name: str = ""
    reply_to: str = ""


def read(ctx: Context) -> Settings:
    """The settings as they are. Refuses not_found for others than operators."""
    for_operators(ctx)
    market = Marketplace.objects.get(pk=ctx.actor.marketplace)
    hosts = tuple(market.hosts.order_by("host").values_list("host", flat=True))
    mail = (market.settings.get("mail_name", ""), market.settings.get("reply_to", ""))
    return Settings(market.name, market.offered_languages(), market.currency, market.timezone, hosts, *mail)


def change(ctx: Context, wanted: Settings) -> None:
    """Set everything anew. Cases that are open keep their currency and procedure.

    Refuses   second_factor_needed, setting_not_understood (which, and what it may be), host_taken
    """
    for_operators(ctx)
    if not ctx.actor.second_factor:
        raise Refusal("second_factor_needed", act="settings")
    _check(wanted)
    with transaction.atomic():
        market = Marketplace.objects.select_for_update().get(pk=ctx.actor.marketplace)
        market.name, market.languages = wanted.name.strip(), list(wanted.languages)
        market.currency, market.timezone = wanted.currency, wanted.timezone
        market.settings = market.settings | {"mail_name": wanted.mail_name, "reply_to": wanted.reply_to}
        market.save()
        _set_hosts(market, wanted.hosts)


def _check(wanted: Settings) -> None:
    known = dict(LANGUAGES)
    if not wanted.name.strip():
        raise Refusal("setting_not_understood", setting="name", value="", meant="Harbour")
    if not wanted.languages or set(wanted.languages) - set(known):
        raise Refusal(
            "setting_not_understood", setting="languages", value=",".join(wanted.languages), meant=",".join(known)
        )
    if wanted.timezone not in zone_names():
        raise Refusal("setting_not_understood", setting="timezone", value=wanted.timezone, meant="Asia/Shanghai")
    exponent(wanted.currency)
    for host in wanted.hosts:
        if not HOST.fullmatch(host):
            raise Refusal("setting_not_understood", setting="host", value=host, meant="cases.example.org")


def _set_hosts(market: Marketplace, hosts: Sequence[str]) -> None:
    taken = MarketplaceHost.objects.filter(host__in=hosts).exclude(marketplace=market).first()
    if taken is not None:
        raise Refusal("host_taken", host=taken.host)
    for row in market.hosts.exclude(host__in=hosts):
        row.delete()
    for host in hosts:
        MarketplaceHost.objects.get_or_create(host=host, defaults={"marketplace": market})
