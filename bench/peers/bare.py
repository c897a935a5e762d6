"""The limit of our own stack: Django-Ninja that checks a token and appends one row by raw SQL, and does nothing else.

    python -m bench.peers.bare     makes its two tables and a token, which it prints

No chain, no state, no permission, no projection, no idempotency, no middleware: a request is parsed by the same
schemas' library, its token is looked up, one row is inserted and committed, and a short JSON answer goes back.
"""

import hashlib
import os
import secrets
import sys

import django
from django.conf import settings

sys.modules.setdefault("bench.peers.bare", sys.modules[__name__])
_parts = dict(part.split("=", 1) for part in os.environ["BENCH_PEER_DATABASE"].split())

if not settings.configured:
    settings.configure(
        SECRET_KEY="only for measuring",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="bench.peers.bare",
        MIDDLEWARE=[],
        USE_I18N=False,
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": _parts["name"],
                "USER": _parts["user"],
                "HOST": _parts["host"],
                "CONN_MAX_AGE": None,
            }
        },
    )
    django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.urls import path  # noqa: E402
from ninja import NinjaAPI, Schema  # noqa: E402
from ninja.security import HttpBearer  # noqa: E402

_TABLES = (
    "CREATE TABLE token (digest TEXT PRIMARY KEY, person TEXT NOT NULL)",
    "CREATE TABLE entry (stream TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (stream, seq))",
)


class Text(Schema):
    """What is appended."""

    text: str


class Appended(Schema):
    """Where it stands."""

    id: str
    seq: int


class Bearer(HttpBearer):
    """A token is looked up by its digest, as ours is."""

    def authenticate(self, request: HttpRequest, token: str) -> str | None:
        """The person of this token, or None."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT person FROM token WHERE digest = %s", [hashlib.sha256(token.encode()).hexdigest()])
            row = cursor.fetchone()
        return row and row[0]


api = NinjaAPI(auth=Bearer(), docs_url=None)


@api.post("/streams/{stream}/{seq}", response={201: Appended})
def append(request: HttpRequest, stream: str, seq: int, body: Text) -> tuple[int, dict]:
    """Append one row."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO entry (stream, seq, body) VALUES (%s, %s, %s)", [stream, seq, body.text])
    return 201, {"id": stream, "seq": seq}


urlpatterns = [path("", api.urls)]
application = get_wsgi_application()


def prepare() -> None:
    """Make the tables and a token."""
    secret = secrets.token_urlsafe(32)
    with connection.cursor() as cursor:
        for statement in _TABLES:
            cursor.execute(statement)
        digest = hashlib.sha256(secret.encode()).hexdigest()
        cursor.execute("INSERT INTO token (digest, person) VALUES (%s, 'p1')", [digest])
    print(secret)


if __name__ == "__main__":
    prepare()
