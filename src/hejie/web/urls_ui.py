"""Addresses of what belongs to all pages: the style guide, where it is allowed."""

from django.conf import settings
from django.urls import path

from hejie.web.styleguide import styleguide

urlpatterns = []
if getattr(settings, "HEJIE_STYLEGUIDE", False):
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
