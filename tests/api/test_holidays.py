"""Holidays over HTTP: operators announce them, nobody else."""

import pytest

pytestmark = pytest.mark.django_db
ASKED = {"name": "Spring Festival", "starts_at": "2027-02-04T16:00:00Z", "ends_at": "2027-02-11T16:00:00Z"}


def test_an_operator_announces_and_lists_them(caller, people):
    by_operator = caller(people("operator"))
    answer = by_operator.post("/holidays", ASKED)
    assert answer.status_code == 201, answer.content
    assert by_operator.post("/holidays", ASKED).json() == answer.json()
    (row,) = by_operator.get("/holidays").json()["holidays"]
    assert (row["name"], row["ends_at"]) == ("Spring Festival", "2027-02-11T16:00:00.000Z")
    assert row["running_deadlines_moved"] == 0
    other = ASKED | {"name": "Late", "starts_at": "2027-02-10T16:00:00Z", "ends_at": "2027-02-13T16:00:00Z"}
    assert by_operator.post("/holidays", other).json()["code"] == "holiday_known"
    assert by_operator.post("/holidays", ASKED | {"ends_at": "2027-02-04T16:00:00Z"}).json()["code"] == "bad_holiday"
    assert by_operator.post("/holidays", ASKED | {"ends_at": "2027-02-13T16:00:00"}).status_code == 422


@pytest.mark.parametrize("role", ["buyer", "seller", "neutral"])
def test_for_others_there_is_nothing(caller, people, role):
    by_other = caller(people(role))
    assert by_other.get("/holidays").status_code == 404
    assert by_other.post("/holidays", ASKED).status_code == 404
