"""Addresses of API v1; the path prefix is set in `conf.urls`."""

from django.urls import path

from hejie.api.app import api

urlpatterns = [path("", api.urls)]
