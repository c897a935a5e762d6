"""The WSGI application that serves pages and API."""

import os

from django.conf import settings
from django.core.cache import close_caches
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import reset_queries

from hejie.conf import memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hejie.conf.settings")
application = get_wsgi_application()
memory.settle()

# What Django does around each request for caches that hold connections, which ours do not, and for its own record of queries.
request_finished.disconnect(close_caches)
if not settings.DEBUG:
    request_started.disconnect(reset_queries)
