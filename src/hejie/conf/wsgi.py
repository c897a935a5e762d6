"""The WSGI application that serves pages and API."""

import os

from django.core.wsgi import get_wsgi_application

from hejie.conf import memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hejie.conf.settings")
application = get_wsgi_application()
memory.settle()
