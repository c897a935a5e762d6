"""What shops set for service, over HTTP: the version that was read goes with what is saved."""

import pytest

pytestmark = pytest.mark.django_db


def _put(who, caller, body: dict, version: str = ""):
    headers = {"If-Match": version} if version else {}
    return caller(who, **headers).call("PUT", "/service-settings", body)


def test_settings_are_read_with_their_version_and_saved_only_over_it(people, caller):
    seller = people("seller")
    read = caller(seller).get("/service-settings")
    assert (read.headers["ETag"], read.json()["warn"], read.json()["auto_minor"], read.json()["hours"]["answer"]) == (
        '"0"', 75, 0, 48,
    )  # fmt: skip
    wanted = {"auto_minor": 5000, "currency": "CNY"}
    assert _put(seller, caller, wanted).json()["code"] == "version_missing"
    saved = _put(seller, caller, wanted, '"0"')
    assert (saved.status_code, saved.headers["ETag"]) == (200, '"1"')
    stale = _put(seller, caller, {"warn": 50}, '"0"')
    assert (stale.status_code, stale.json()["code"]) == (412, "settings_changed")
    half = _put(seller, caller, {"currency": ""}, '"1"')
    assert (half.status_code, half.json()["code"]) == (422, "limit_half")
    assert caller(people("buyer")).get("/service-settings").status_code == 404
