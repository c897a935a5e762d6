"""Addresses of the pages about oneself."""

from django.urls import path

from hejie.web import unsent
from hejie.web.people import calendar, chooser, links, my_data, preferences, second_factor, tokens

urlpatterns = [
    path("marketplaces/", chooser.choose, name="marketplaces"),
    path("account/", preferences.account, name="account"),
    path("language/", preferences.set_language, name="set_language"),
    path("account/everywhere/", preferences.sign_out_everywhere, name="sign_out_everywhere"),
    path("as/<str:role>/", preferences.act_as, name="act_as"),
    path("account/prove/", second_factor.prove, name="second_factor"),
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<str:prefix>/revocation/", tokens.revoke, name="token_revoke"),
    path("account/calendar/", calendar.address, name="calendar"),
    path("account/calendar/end/", calendar.end, name="calendar_end"),
    path("account/data/", my_data.my_data, name="my_data"),
    path("account/data/file/", my_data.download, name="my_data_file"),
    path("account/data/forget/", my_data.ask, name="my_data_forget"),
    path("account/data/<str:request_id>/take-back/", my_data.take_back, name="my_data_take_back"),
    path("account/unsent/", unsent.unsent, name="unsent"),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar_feed"),
    path("l/<str:token>/", links.open_link, name="case_link"),
    path("link/code/", links.code, name="case_link_code"),
    path("link/end/", links.end, name="case_link_end"),
]
