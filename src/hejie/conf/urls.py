"""Every address of the program. Below `/m/<slug>/` the same ones answer for one marketplace (`conf.marketplaces`)."""

from django.urls import include, path

from hejie.conf.later import Later

API = Later("api/v1/", "hejie.api.urls")

handler400 = "hejie.conf.faults.unreadable"
handler500 = "hejie.conf.faults.server_fault"
urlpatterns = [
    API,  # first, since programs call far more often than people look
    path("account/", include("hejie.web.people.account_urls")),
    path("", include("hejie.web.people.urls")),
    path("", include("hejie.web.verify.urls")),
    path("", include("hejie.web.urls")),
]
