"""Addresses of the pages of operators, auditors and the marketplace's own agents, and of the mail page."""

from django.urls import path

from hejie.web.operator import cases, mail, market, money, overview, people, record, shops, standings, tokens

urlpatterns = [
    path("overview/", overview.overview, name="overview"),
    path("all-cases/", cases.all_cases, name="all_cases"),
    path("desk/", cases.desk, name="desk"),
    path("cases/<str:case_id>/assignment/", cases.assignment, name="case_assignment"),
    path("cases/<str:case_id>/erasure/", cases.erasure, name="case_erasure"),
    path("people/", people.people, name="people"),
    path("people/new/", people.add, name="person_new"),
    path("people/<str:person_id>/", people.person, name="person"),
    path("people/<str:person_id>/change/", people.change, name="person_change"),
    path("people/<str:person_id>/roles/", people.give_role, name="person_role_new"),
    path("people/<str:person_id>/roles/<str:role>/removal/", people.take_role, name="person_role_removal"),
    path("people/<str:person_id>/switch/", people.switch, name="person_switch"),
    path("people/<str:person_id>/sign-ins/end/", people.end_sign_ins, name="person_sign_ins_end"),
    path("people/<str:person_id>/reachable/", people.reachable, name="person_reachable"),
    path("shops/", shops.shops, name="shops"),
    path("shops/new/", shops.edit, name="shop_new"),
    path("shops/<str:shop_id>/", shops.shop, name="shop"),
    path("shops/<str:shop_id>/change/", shops.edit, name="shop_change"),
    path("standings/", standings.listed, name="standings"),
    path("standings/<str:side>/<str:of>/", standings.one, name="standing_of"),
    path("standings/<str:side>/<str:of>/findings/new/", standings.find, name="standing_finding"),
    path("standings/<str:side>/<str:of>/<name:sanction>/decision/", standings.decide, name="sanction_appeal_decision"),
    path("standings/<str:side>/<str:of>/<name:sanction>/lifting/", standings.lift, name="sanction_lifting"),
    path("money/", money.money, name="money"),
    path("money/deposits/new/", money.deposit, name="deposit_new"),
    path("money/repayments/new/", money.repayment, name="repayment_new"),
    path("money/<str:root>/transfers/<str:transfer>/retry/", money.retry, name="transfer_retry"),
    path("settings/", market.settings, name="market_settings"),
    path("settings/tokens/", tokens.tokens, name="integrator_tokens"),
    path("settings/tokens/<str:prefix>/revocation/", tokens.revoke, name="integrator_token_revoke"),
    path("record/", record.record, name="record"),
    path("readings/", record.readings, name="readings"),
    path("mail/", mail.letters, name="mail"),
    path("mail/<int:letter>/", mail.letter, name="mail_letter"),
]
