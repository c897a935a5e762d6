"""The pages about oneself, and bare stand-ins for the pages that they lead to."""

from django.http import HttpResponse
from django.urls import include, path

from hejie.domain.kernel.refusal import Refusal


def _page(request, **_kwargs) -> HttpResponse:
    who = request.user.id if request.user.is_authenticated else "nobody"
    return HttpResponse(f"{request.marketplace.slug} {who}")


def _actor(request) -> HttpResponse:
    try:
        actor = request.context.actor
    except Refusal as refusal:
        return HttpResponse(refusal.code, status=400)
    return HttpResponse(
        f"{actor.role} {actor.id} {actor.seller or '-'} {actor.through} {actor.personal} {actor.second_factor}"
    )


urlpatterns = [
    path("whoami/", _page),
    path("actor/", _actor),
    path("account/", include("hejie.web.people.account_urls")),
    path("", include("hejie.web.people.urls")),
    path("", _page, name="home"),
    path("cases/<str:case_id>/", _page, name="case"),
]
