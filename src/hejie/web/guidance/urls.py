"""Addresses of guidance."""

from django.urls import path

from hejie.web.guidance import editing, pages

urlpatterns = [
    path("help/", pages.search, name="help"),
    path("help/suggested/", pages.suggested, name="help_suggested"),
    path("help/<root:article>/", pages.article, name="article"),
    path("help/<root:article>/answer/", pages.answer, name="article_answer"),
    path("guidance/", editing.listed, name="guidance"),
    path("guidance/new/", editing.new, name="guidance_new"),
    path("guidance/<root:article>/", editing.edit, name="guidance_edit"),
    path("guidance/<root:article>/status/", editing.status, name="guidance_status"),
    path("guidance/<root:article>/<name:language>/<int:number>/", editing.version, name="guidance_version"),
]
