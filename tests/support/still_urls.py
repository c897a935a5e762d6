"""The few addresses that the frame of a page names, for pages that are only shown (`tests.support.still_pages`)."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


urlpatterns = [path("", _nothing, name="home"), path("account/language/", _nothing, name="set_language")]
