"""Every address of the program. Below `/m/<slug>/` the same ones answer for one marketplace (`conf.marketplaces`)."""

from importlib.util import find_spec

from django.urls import include, path

urlpatterns = [
    path("account/", include("hejie.web.people.account_urls")),
    path("", include("hejie.web.people.urls")),
    path("", include("hejie.web.verify.urls")),
]
if find_spec("hejie.api.urls"):
    urlpatterns.append(path("api/v1/", include("hejie.api.urls")))
if find_spec("hejie.web.urls"):
    urlpatterns.append(path("", include("hejie.web.urls")))
