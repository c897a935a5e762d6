"""The API's code is loaded when it is first asked for, and then all of it answers."""

import pytest

_PROGRAM = """
from django.test import Client
browser = Client(SERVER_NAME="127.0.0.1")
page = browser.get("/account/login/").status_code
loaded_by_a_page = "ninja" in sys.modules
answers = [browser.get(path).status_code for path in ("/api/v1/openapi.json", "/api/v1/docs", "/account/login/")]
print(json.dumps([page, loaded_by_a_page, answers]))
"""


@pytest.mark.once
def test_a_page_does_not_load_the_api_and_the_api_answers_when_asked(installation):
    installation.hejie("init", "--slug", "harbour")
    assert installation.python(_PROGRAM) == [200, False, [200, 200, 200]]
