"""Whose law a marketplace's cases are looked at by, and which policy of a platform stands beside it.

Asked at every act on a case, so each process remembers it for some seconds, as it does the procedure in force.
"""

import time
from dataclasses import dataclass
from threading import Lock

from django.db import transaction

from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import law
from hejie.store.models import Marketplace, ReturnPolicy

NONE = "none"
"""What an operator sets where no country's law is to be looked at, and where no policy is."""

BY_CURRENCY = {"CNY": "CN", "RUB": "RU", "GBP": "UK", "USD": "US", "EUR": "EU"}
_KNOWN_FOR_SECONDS = 15.0
_MOST_KNOWN = 1024
_known: dict[str, tuple[float, "Chosen"]] = {}
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the operator has set. jurisdiction: one of the law, `none`, or "" (as the currency of the order says).

    policies_written   whether the marketplace or one of its shops has published an after-sales policy
    """

    jurisdiction: str = ""
    policy: str = ""
    policies_written: bool = False

    def of(self, currency: str) -> str:
        """The jurisdiction of an order in this currency; "" where none is known or wanted."""
        if self.jurisdiction == NONE:
            return ""
        return self.jurisdiction or BY_CURRENCY.get(currency, "")


def chosen(marketplace: str) -> Chosen:
    """What is set now. Remembered for 15 seconds in each process."""
    with _lock:
        until, found = _known.get(marketplace, (0.0, None))
    if found is None or time.monotonic() > until:
        settings = Marketplace.objects.filter(pk=marketplace).values_list("settings", flat=True).first() or {}
        found = _read(settings, ReturnPolicy.objects.filter(marketplace_id=marketplace).exists())
        with _lock:
            if len(_known) >= _MOST_KNOWN:
                _known.clear()
            _known[marketplace] = (time.monotonic() + _KNOWN_FOR_SECONDS, found)
    return found


def choose(marketplace: str, jurisdiction: str, policy: str) -> None:
    """Set both for cases opened from now on; open cases keep theirs. Refuses setting_not_understood."""
    places, policies = ("", NONE, *law.jurisdictions()), ("", *law.policies())
    if jurisdiction not in places:
        raise Refusal("setting_not_understood", setting="jurisdiction", value=jurisdiction[:40], meant="CN")
    if policy not in policies:
        raise Refusal("setting_not_understood", setting="policy", value=policy[:40], meant=", ".join(law.policies()))
    with transaction.atomic():
        market = Marketplace.objects.select_for_update().get(pk=marketplace)
        market.settings = market.settings | {"jurisdiction": jurisdiction, "policy": policy}
        market.save(update_fields=["settings"])
    transaction.on_commit(forget)


def forget() -> None:
    """Ask anew at the next act; in this process."""
    with _lock:
        _known.clear()


def _read(settings: dict, written: bool) -> Chosen:
    """What was set, as far as it still exists: a law or policy that has been taken out counts for nothing."""
    place, policy = str(settings.get("jurisdiction", "")), str(settings.get("policy", ""))
    return Chosen(
        place if place == NONE or place in law.jurisdictions() else "",
        policy if policy in law.policies() else "",
        written,
    )
