"""Addresses of what anyone may check, signed in or not."""

from django.urls import path

from hejie.web.verify import pages, sealed

urlpatterns = [
    path(".well-known/hejie-keys.json", sealed.keys, name="keys"),
    path("verify/", pages.verify, name="verify"),
    path(f"verify/{pages.STAND_ALONE}", pages.stand_alone, name="stand_alone"),
    path("seals/", sealed.seals, name="seals"),
    path("seals/feed.xml", sealed.feed, name="seal-feed"),
    path("seals/<int:size>/", sealed.seal, name="seal"),
]
