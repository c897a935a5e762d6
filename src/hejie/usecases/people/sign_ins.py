"""Who signs in with an address, and ending all of a person's sign-ins, tokens and his calendar's address."""

from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils import timezone

from hejie.store.models import Marketplace, Person
from hejie.usecases import calendars
from hejie.usecases.people import tokens


def find(marketplace: Marketplace | None, email: str) -> Person | None:
    """The person of this address in this marketplace, switched off or not; the same address elsewhere is another."""
    address = email.strip().lower()
    if marketplace is None or not address:
        return None
    return Person.objects.filter(marketplace=marketplace, email=address).first()


def end_all(person: Person, keep: str = "") -> int:
    """End every sign-in, token and calendar address of a person, except the session `keep`; returns how many ended."""
    sessions = import_module(settings.SESSION_ENGINE).SessionStore
    ended = 0
    for row in UserSession.objects.filter(user=person).exclude(session_key=keep):
        sessions(row.session_key).delete()
        row.delete()
        ended += 1
    return ended + tokens.revoke_all(person, timezone.now()) + calendars.end_of(person)
