"""Addresses of what anyone may check, signed in or not."""

from django.urls import path

from hejie.web.verify import pages

urlpatterns = [
    path(".well-known/hejie-keys.json", pages.keys, name="keys"),
    path("verify/", pages.verify, name="verify"),
    path("seals/", pages.seals, name="seals"),
    path("seals/<int:size>/", pages.seal, name="seal"),
]
