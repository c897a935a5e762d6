"""Which marketplace? Shown where several share an installation and the address names none."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hejie.store import people


def choose(request: HttpRequest) -> HttpResponse:
    """The list of marketplaces; 404 unless it is the front page or its own address that was asked for."""
    found = people.marketplaces()
    status = 200 if request.path_info in ("/", "/marketplaces/") else 404
    return render(request, "people/marketplaces.html", {"marketplaces": found}, status=status)


choose.without_marketplace = True
