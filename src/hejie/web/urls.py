"""Addresses of the pages: buyers, sellers, shop agents, the case page that all share; then neutrals and staff."""

from django.urls import include, path

from hejie.web import acts, cases, claims, converters, files, home, lists, offers, orders, promises, standstill
from hejie.web.standing import pages as standing

converters.register()
CASE = "cases/<case:case_id>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("orders/", lists.my_orders, name="my_orders"),
    path("orders/<root:root>/", orders.order, name="order"),
    path("orders/<root:root>/claim/", claims.claim, name="claim"),
    path("orders/<root:root>/confirm/", orders.confirm, name="order_confirm"),
    path("orders/<root:root>/confirmation/", orders.confirmation, name="order_confirmation"),
    path("orders/<root:root>/cancel/", orders.cancel, name="order_cancel"),
    path("orders/<root:root>/cancellation/", orders.cancellation, name="order_cancellation"),
    path("cases/", lists.my_cases, name="my_cases"),
    path("inbox/", lists.inbox, name="inbox"),
    path("notices/", lists.notices, name="notices"),
    path("notices/read/", lists.notices_read, name="notices_read"),
    path(CASE, cases.case, name="case"),
    path(CASE + "procedure/", cases.procedure, name="case_procedure"),
    path(CASE + "record/", cases.record, name="case_record"),
    path(CASE + "dossier/", files.dossier, name="case_dossier"),
    path(CASE + "rooms/<name:room>/messages/", acts.messages, name="case_messages"),
    path(CASE + "evidence/", acts.file_evidence, name="case_evidence"),
    path(CASE + "evidence/<name:room>/<name:piece>/", files.evidence_file, name="case_evidence_file"),
    path(CASE + "evidence/<name:room>/<name:piece>/picture/", files.evidence_picture, name="case_evidence_picture"),
    path(CASE + "statements/", acts.statements, name="case_statements"),
    path(CASE + "offers/", offers.new_offer, name="case_offer_new"),
    path(CASE + "offers/<name:offer>/answer/", acts.offer_answer, name="case_offer_answer"),
    path(CASE + "offers/<name:offer>/acceptance/", acts.acceptance, name="case_acceptance"),
    path(CASE + "offers/<name:offer>/rejection/", acts.rejection, name="case_rejection"),
    path(CASE + "offers/<name:offer>/withdrawal/", acts.offer_withdrawal, name="case_offer_withdrawal"),
    path(CASE + "promises/", promises.new_promise, name="case_promise_new"),
    path(CASE + "promises/<name:promise>/answer/", promises.promise_answer, name="case_promise_answer"),
    path(CASE + "agreement/signature/", acts.signature, name="case_signature"),
    path(CASE + "obligations/<name:obligation>/performance/", acts.performance, name="case_performance"),
    path(CASE + "obligations/<name:obligation>/confirmation/", acts.confirmation, name="case_confirmation"),
    path(CASE + "obligations/<name:obligation>/dispute/", acts.dispute, name="case_dispute"),
    path(CASE + "questions/<name:question>/answer/", acts.answer, name="case_answer"),
    path(CASE + "extensions/<name:deadline>/", standstill.extension, name="case_extension"),
    path(CASE + "pause/", standstill.pause, name="case_pause"),
    path(CASE + "pause/end/", standstill.pause_end, name="case_pause_end"),
    path(CASE + "steps/", standstill.steps, name="case_steps"),
    path(CASE + "reopening/", standstill.reopening, name="case_reopening"),
    path(CASE + "escalation/", acts.escalation, name="case_escalation"),
    path(CASE + "objection/", acts.objection, name="case_objection"),
    path(CASE + "appeal/", acts.appeal, name="case_appeal"),
    path(CASE + "appeal/answer/", acts.appeal_answer, name="case_appeal_answer"),
    path(CASE + "withdrawal/", acts.withdrawal, name="case_withdrawal"),
    path("standing/", standing.mine, name="standing"),
    path("standing/<name:sanction>/appeal/", standing.appeal, name="standing_appeal"),
    path("", include("hejie.web.referral.urls")),
    path("table/", include("hejie.web.neutral.urls")),
    path("", include("hejie.web.operator.urls")),
]
