"""The agreement's own page: before the signatures what is about to be signed, then the signed document; and its PDF."""

import re

from hejie.usecases.agreement import document


def test_before_signing_it_is_what_one_is_about_to_sign(scene, browser):
    scene.opened().agreed(goods="return")
    page = browser(scene.buyer).get("case_agreement", scene.case)
    told = page.content.decode()
    assert page.status_code == 200 and "What you are about to sign" in told
    assert "The buyer sends the goods back within 10 days" in told and "Sign the agreement" in told
    assert "binds nobody" in told
