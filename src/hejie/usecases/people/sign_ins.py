"""A person's sign-ins and tokens, ended all at once."""

from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils import timezone

from hejie.store.models import Person
from hejie.usecases.people import tokens


def end_all(person: Person, keep: str = "") -> int:
    """End every sign-in and token of a person, except the session with the key `keep`; returns how many ended."""
    sessions = import_module(settings.SESSION_ENGINE).SessionStore
    ended = 0
    for row in UserSession.objects.filter(user=person).exclude(session_key=keep):
        sessions(row.session_key).delete()
        row.delete()
        ended += 1
    return ended + tokens.revoke_all(person, timezone.now())
