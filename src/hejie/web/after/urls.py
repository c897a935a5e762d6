"""Addresses of vouchers and points, reviews, promises of agents, and what is asked after the end."""

from django.urls import path

from hejie.web.after import following, points, promises, reviews, vouchers

_CASE = "cases/<case:case_id>/"
_ORDER = "orders/<root:root>/"

urlpatterns = [
    path("vouchers/", vouchers.mine, name="vouchers"),
    path("vouchers/<str:purse>/<name:voucher>/code/", vouchers.code, name="voucher_code"),
    path("vouchers/given/", vouchers.given, name="vouchers_given"),
    path("vouchers/budgets/", vouchers.budget, name="voucher_budget"),
    path("points/", points.mine, name="points"),
    path("points/worth/", points.worth, name="points_worth"),
    path(_CASE + "points/new/", points.in_case, name="case_points_new"),
    path(_ORDER + "points/new/", points.at_order, name="order_points_new"),
    path(_ORDER + "points/use/", points.use_here, name="order_points_use"),
    path(_CASE + "vouchers/new/", vouchers.in_case, name="case_voucher_new"),
    path(_ORDER + "vouchers/new/", vouchers.at_order, name="order_voucher_new"),
    path(_ORDER + "vouchers/<str:purse>/<name:voucher>/use/", vouchers.use_here, name="order_voucher_use"),
    path(_CASE + "commitments/new/", promises.in_case, name="case_commitment_new"),
    path(_CASE + "commitments/<name:obligation>/kept/", promises.kept_in_case, name="case_commitment_kept"),
    path(_ORDER + "commitments/new/", promises.at_order, name="order_commitment_new"),
    path(_ORDER + "commitments/<name:promise>/kept/", promises.kept_at_order, name="order_commitment_kept"),
    path(_ORDER + "commitments/<name:promise>/contest/", promises.contest, name="order_commitment_contest"),
    path("promises/", promises.board, name="promises_board"),
    path(_CASE + "satisfaction/", following.ask, name="case_satisfaction"),
    path("satisfaction/", following.figures, name="satisfaction"),
    path(_ORDER + "reviews/<int:line>/", reviews.write, name="order_review"),
    path(_ORDER + "reviews/of/<name:review>/reply/", reviews.reply, name="order_review_reply"),
    path(_ORDER + "reviews/of/<name:review>/moderation/", reviews.moderation, name="order_review_moderation"),
    path("sellers/<str:seller>/reviews/", reviews.of_shop, name="reviews_of_shop"),
]
