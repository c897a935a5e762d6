"""Addresses of the pages about rules."""

from django.urls import path

from hejie.web.rules import pages

urlpatterns = [
    path("", pages.listed, name="rules"),
    path("<str:rule>/", pages.one, name="rule"),
]
