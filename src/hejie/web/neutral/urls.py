"""Addresses of the neutral's pages, below `table/`."""

from django.urls import path

from hejie.web.neutral import acts, decisions, handing, mediating, people, proposals, queue, table, vote

CASE = "<str:case_id>/"

urlpatterns = [
    path("", queue.queue, name="table"),
    path("work/", people.own, name="own_work"),
    path(CASE, table.table, name="neutral_table"),
    path(CASE + "vote/", vote.vote, name="neutral_vote"),
    path(CASE + "vote/pieces/<str:name>/", vote.piece, name="neutral_vote_piece"),
    path(CASE + "rooms/<str:room>/messages/", acts.message, name="neutral_message"),
    path(CASE + "questions/", acts.question, name="neutral_question"),
    path(CASE + "proposal/", proposals.proposal, name="neutral_proposal"),
    path(CASE + "proposal/preview/", proposals.preview, name="neutral_proposal_preview"),
    path(CASE + "proposals/<str:offer>/withdrawal/", proposals.withdrawal, name="neutral_proposal_withdrawal"),
    path(CASE + "opening/", mediating.opening, name="neutral_opening"),
    path(CASE + "text/", mediating.text, name="neutral_text"),
    path(CASE + "text/preview/", mediating.preview, name="neutral_text_preview"),
    path(CASE + "round/", acts.proposals_round, name="neutral_round"),
    path(CASE + "onward/", acts.onward, name="neutral_onward"),
    path(CASE + "hand-over/", handing.by_neutral, name="neutral_hand_over"),
    path(CASE + "draft/", decisions.draft, name="neutral_draft"),
    path(CASE + "draft/preview/", decisions.preview, name="neutral_preview"),
    path(CASE + "decision/", decisions.decision, name="neutral_decision"),
]
