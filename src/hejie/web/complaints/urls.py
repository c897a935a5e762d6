"""Addresses of complaints."""

from django.urls import path

from hejie.web.complaints import acts, pages, times

urlpatterns = [
    path("complaints/", pages.listed, name="complaints"),
    path("complaints/new/", pages.new, name="complaint_new"),
    path("complaints/take-in/", pages.take_in, name="complaint_take_in"),
    path("complaints/times/", times.times, name="complaint_times"),
    path("complaints/<root:complaint>/", pages.one, name="complaint"),
    path("complaints/<root:complaint>/act/", acts.act, name="complaint_act"),
    path("complaints/<root:complaint>/record/", pages.record, name="complaint_record"),
    path("complaints/<root:complaint>/case/", acts.into_case, name="complaint_case"),
    path("complaints/<root:complaint>/files/<name:item>/", pages.file, name="complaint_file"),
]
