"""django-hordak in process, for `bench hold`: the same five movements as ours, each balanced and committed by itself.

    python -m bench.peers.hordak     makes its tables

`item` makes what does one item, for `bench.clients`; run by hordak's own Python.
"""

import os
import sys
from collections.abc import Callable

import django
from django.conf import settings

sys.modules.setdefault("bench.peers.hordak", sys.modules[__name__])
_parts = dict(part.split("=", 1) for part in os.environ["BENCH_PEER_DATABASE"].split())

if not settings.configured:
    settings.configure(
        SECRET_KEY="only for measuring",
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "mptt", "djmoney", "hordak"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": _parts["name"],
                "USER": _parts["user"],
                "HOST": _parts["host"],
                "CONN_MAX_AGE": None,
            }
        },
        DEFAULT_CURRENCY="CNY",
        HORDAK_CURRENCIES=["CNY"],
        HORDAK_INTERNAL_CURRENCY="CNY",
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        USE_TZ=True,
    )
    django.setup()

_NAMES = ("outside", "custody", "owed to buyer", "owed to seller", "paid out")


def item(index: str) -> Callable[[], None]:
    """Money comes in; 60 and 40 of 100 are set aside for the two sides; both are paid out. Five transactions.

    Each client has accounts of its own, as each of our orders has; so clients do not wait for each other's rows.
    """
    from djmoney.money import Money
    from hordak.models import Account

    outside, custody, to_buyer, to_seller, paid_out = (
        Account.objects.create(name=f"{name} {index}", type=Account.TYPES.asset, currencies=["CNY"]) for name in _NAMES
    )
    whole, share, rest = Money("199.00", "CNY"), Money("119.40", "CNY"), Money("79.60", "CNY")

    def move() -> None:
        outside.transfer_to(custody, whole)
        custody.transfer_to(to_buyer, share)
        custody.transfer_to(to_seller, rest)
        to_buyer.transfer_to(paid_out, share)
        to_seller.transfer_to(paid_out, rest)

    return move


if __name__ == "__main__":
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
