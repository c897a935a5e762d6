"""Addresses of the way to outside bodies, below a case."""

from django.urls import path

from hejie.web.referral import views

BELOW = "cases/<case:case_id>/referral/"

urlpatterns = [
    path(BELOW, views.referral, name="case_referral"),
    path(BELOW + "letter/", views.letter, name="case_referral_letter"),
    path(BELOW + "<name:referral>/result/", views.result, name="case_referral_result"),
    path(BELOW + "<name:referral>/letter.txt", views.letter_text, name="case_referral_text"),
    path(BELOW + "<name:referral>/letter.pdf", views.letter_pdf, name="case_referral_pdf"),
    path(BELOW + "<name:referral>/bundle.zip", views.bundle, name="case_referral_bundle"),
]
