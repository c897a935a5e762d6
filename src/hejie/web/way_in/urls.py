"""Addresses of the guided way in. The answers stand in the query, sealed (`carried`)."""

from django.urls import path

from hejie.web.way_in import claiming, letters, pages

urlpatterns = [
    path("", pages.question, name="way_in"),
    path("result/", pages.result, name="way_in_result"),
    path("letter/", letters.letter, name="way_in_letter"),
    path("letter/text/", letters.text, name="way_in_letter_text"),
    path("claim/", claiming.choose, name="way_in_claim"),
    path("orders/<root:root>/", claiming.about_order, name="way_in_order"),
]
