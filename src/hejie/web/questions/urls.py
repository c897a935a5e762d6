"""Addresses of questions to shops."""

from django.urls import path

from hejie.web.questions import acts, pages

urlpatterns = [
    path("questions/", pages.listed, name="questions"),
    path("questions/new/", pages.new, name="question_new"),
    path("questions/time/", acts.answer_time, name="question_time"),
    path("questions/<root:question>/", pages.one, name="question"),
    path("questions/<root:question>/record/", pages.record, name="question_record"),
    path("questions/<root:question>/act/", acts.act, name="question_act"),
    path("questions/<root:question>/public/", acts.public, name="question_public"),
]
