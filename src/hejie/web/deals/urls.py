"""Addresses of the pages about deals."""

from django.urls import path

from hejie.web.deals import pages

urlpatterns = [
    path("", pages.listed, name="deals"),
    path("new/", pages.new, name="deal_new"),
    path("<root:deal>/", pages.one, name="deal"),
    path("<root:deal>/dossier/", pages.dossier, name="deal_dossier"),
    path("<root:deal>/amendments/", pages.amend, name="deal_amend"),
    path("<root:deal>/confirmation/", pages.confirm, name="deal_confirm"),
    path("<root:deal>/rejection/", pages.leave, name="deal_leave"),
]
