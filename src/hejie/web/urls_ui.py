"""Addresses of what all pages share: the switch of language and, where allowed, the style guide."""

from django.conf import settings
from django.urls import path
from django.views.i18n import set_language

from hejie.web.styleguide import styleguide

urlpatterns = [path("language/", set_language, name="language")]

if getattr(settings, "HEJIE_STYLEGUIDE", False):
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
