"""Addresses of the pages about the policy for shops' papers."""

from django.urls import path

from hejie.web.vetting import pages

urlpatterns = [
    path("", pages.listed, name="vetting"),
    path("edit/", pages.edit, name="vetting_edit"),
    path("<int:number>/", pages.one, name="vetting_policy"),
    path("<int:number>/text/", pages.text, name="vetting_text"),
]
