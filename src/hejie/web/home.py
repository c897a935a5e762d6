"""The front page: where each role begins its day; for a stranger, what Hejie is and the way in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from hejie.web.chrome import role_of

_BEGINS = {
    "buyer": "my_orders",
    "seller": "inbox",
    "agent": "desk",
    "desk": "desk",
    "neutral": "table",
    "operator": "overview",
    "auditor": "all_cases",
}


def home(request: HttpRequest) -> HttpResponse:
    """Lead everybody to his own first page; who came by a link, to its case."""
    role = role_of(request)
    if not role:
        return render(request, "home/welcome.html")
    if request.actor.only_case:
        return redirect("case", request.actor.only_case)
    if role == "agent" and not request.actor.seller:
        role = "desk"
    return redirect(reverse(_BEGINS.get(role, "my_orders")))
