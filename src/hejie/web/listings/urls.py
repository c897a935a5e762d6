"""Addresses of the pages about listings."""

from django.urls import path

from hejie.web.listings import pages

urlpatterns = [
    path("", pages.listed, name="listings"),
    path("edit/", pages.edit, name="listing_edit"),
    path("file/", pages.take_in, name="listing_file"),
    path("of/<path:product>/", pages.one, name="listing"),
]
