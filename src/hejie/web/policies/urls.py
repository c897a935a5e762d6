"""Addresses of the pages about after-sales policies."""

from django.urls import path

from hejie.web.policies import editing, pages

urlpatterns = [
    path("", pages.listed, name="policies"),
    path("edit/", editing.edit, name="policy_edit"),
    path("read-in/", editing.read_in, name="policy_read_in"),
    path("of/<str:shop>/", pages.of_shop, name="policy_of_shop"),
    path("<int:number>/", pages.one, name="policy"),
    path("<int:number>/schema-org/", pages.schema_org, name="policy_schema_org"),
    path("<int:number>/text/", pages.own_text, name="policy_text"),
]
