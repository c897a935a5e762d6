"""Where a person finds a case, as a whole address for letters that no request has caused."""

import time
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from hejie.store import contacts
from hejie.store.models import Person
from hejie.usecases.people import links

_KNOWN_FOR_SECONDS = 5
_bases: dict[str, tuple[float, str]] = {}


def base(marketplace: str) -> str:
    """The address of a marketplace's pages: its own host, else the installation's, with its slug if there are more.

    Kept for some seconds in each process: every letter asks for it.
    """
    until, known = _bases.get(marketplace, (0.0, ""))
    if time.monotonic() > until:
        known = _base(marketplace)
        _bases[marketplace] = (time.monotonic() + _KNOWN_FOR_SECONDS, known)
    return known


def forget() -> None:
    """Look again at the next letter; for tests that change marketplaces."""
    _bases.clear()


def _base(marketplace: str) -> str:
    host = contacts.host_of(marketplace)
    if host:
        return f"{urlsplit(settings.PUBLIC_URL).scheme or 'https'}://{host}"
    return settings.PUBLIC_URL if contacts.is_only(marketplace) else f"{settings.PUBLIC_URL}/m/{marketplace}"


def of_case(marketplace: str, case_id: str) -> str:
    """The address of a case for whoever signs in."""
    return f"{base(marketplace)}/cases/{case_id}/"


def of_vote(marketplace: str, case_id: str) -> str:
    """The address at which a member of a panel reads the file and votes."""
    return f"{base(marketplace)}/table/{case_id}/vote/"


def of_order(marketplace: str, root: str) -> str:
    """The address of an order."""
    return f"{base(marketplace)}/orders/{root}/"


def of_standing(marketplace: str, facts: Mapping) -> str:
    """The page of a standing: its owner's own, and for operators the one of whose it is."""
    own = facts["to"] != "platform"
    if facts.get("papers"):
        return f"{base(marketplace)}/papers/" if own else f"{base(marketplace)}/shops/{facts['of']}/papers/"
    return (
        f"{base(marketplace)}/standing/" if own else f"{base(marketplace)}/standings/{facts['standing']}/{facts['of']}/"
    )


def of_deal(marketplace: str, deal: str) -> str:
    """The page of a deal."""
    return f"{base(marketplace)}/deals/{deal}/"


def of_complaint(marketplace: str, complaint: str) -> str:
    """The page of a complaint."""
    return f"{base(marketplace)}/complaints/{complaint}/"


def of_question(marketplace: str, question: str) -> str:
    """The page of a question to a shop."""
    return f"{base(marketplace)}/questions/{question}/"


def for_person(person: Person, side: str, case_id: str, now: datetime) -> str:
    """The address of a case in a letter: a buyer without a sign-in gets a link that opens this one case."""
    if side == "buyer" and not contacts.can_sign_in(person):
        token = links.issue(person, case_id, now=now).token
        return f"{base(person.marketplace_id)}/l/{token}/"
    return of_case(person.marketplace_id, case_id)
