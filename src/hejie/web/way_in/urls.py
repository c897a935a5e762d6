"""Addresses of the guided way in. The answers stand in the query, sealed (`carried`); no cache on the way keeps a page."""

from django.urls import path
from django.views.decorators.cache import never_cache

from hejie.web.way_in import claiming, letters, pages

urlpatterns = [
    path("", never_cache(pages.question), name="way_in"),
    path("result/", never_cache(pages.result), name="way_in_result"),
    path("letter/", never_cache(letters.letter), name="way_in_letter"),
    path("letter/text/", never_cache(letters.text), name="way_in_letter_text"),
    path("claim/", never_cache(claiming.choose), name="way_in_claim"),
    path("orders/<root:root>/", never_cache(claiming.about_order), name="way_in_order"),
]
