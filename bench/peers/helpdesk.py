"""django-helpdesk as a site of its own, for `bench ticket`: REST endpoint, token sign-in, letters that go nowhere.

    python -m bench.peers.helpdesk     makes the tables, a queue and a member of staff; prints his token and the queue

Settings, addresses and the WSGI application all stand here. Nothing of ours is loaded but the address of the database.
"""

import os
import sys

import django
from django.conf import settings

sys.modules.setdefault("bench.peers.helpdesk", sys.modules[__name__])
_parts = dict(part.split("=", 1) for part in os.environ["BENCH_PEER_DATABASE"].split())
_APPS = ("admin", "auth", "contenttypes", "sessions", "messages", "sites", "humanize", "staticfiles")

if not settings.configured:
    settings.configure(
        SECRET_KEY="only for measuring",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="bench.peers.helpdesk",
        INSTALLED_APPS=[
            *(f"django.contrib.{name}" for name in _APPS),
            "rest_framework",
            "rest_framework.authtoken",
            "helpdesk",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": _parts["name"],
                "USER": _parts["user"],
                "HOST": _parts["host"],
                "CONN_MAX_AGE": None,
            }
        },
        REST_FRAMEWORK={
            "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
            "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        },
        HELPDESK_ACTIVATE_API_ENDPOINT=True,
        HELPDESK_TEAMS_MODE_ENABLED=False,
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        SITE_ID=1,
        USE_TZ=True,
        STATIC_URL="/static/",
        MEDIA_ROOT=os.environ["BENCH_PEER_HOME"],
    )
    django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import include, path  # noqa: E402

urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]
application = get_wsgi_application()


def prepare() -> None:
    """Make the site ready to be asked."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from helpdesk.models import Queue
    from rest_framework.authtoken.models import Token

    call_command("migrate", verbosity=0)
    staff = get_user_model().objects.create_superuser("staff", "staff@bench.example", "only for measuring")
    queue = Queue.objects.create(title="Disputes", slug="disputes", allow_public_submission=True)
    print(Token.objects.create(user=staff).key, queue.pk)


if __name__ == "__main__":
    prepare()
