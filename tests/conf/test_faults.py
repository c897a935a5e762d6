"""What is answered when the database is away or full, or the program itself fails: always a sentence, never a bare page."""

import json
import sqlite3

import psycopg
import pytest
from django.db import IntegrityError, InternalError, OperationalError
from django.test import Client, RequestFactory

from hejie.conf import faults as answers
from hejie.rulebooks.refusals import LANGUAGES
from hejie.store import faults


def raised(kind: type[Exception], cause: Exception) -> Exception:
    """An exception as Django makes it of a driver's own."""
    try:
        raise kind(*cause.args) from cause
    except kind as fault:
        return fault


def full_sqlite() -> sqlite3.Error:
    """What SQLite really says when its file may not grow."""
    with sqlite3.connect(":memory:") as small:
        small.execute("CREATE TABLE t (x)")
        small.execute("PRAGMA max_page_count = 4")
        with pytest.raises(sqlite3.Error) as fault:
            small.execute("INSERT INTO t VALUES (zeroblob(100000))")
    return fault.value


def test_a_disk_without_room_is_told_apart_from_a_database_that_is_away():
    assert faults.meaning(raised(OperationalError, full_sqlite())) == "database_full"
    assert faults.meaning(raised(OperationalError, psycopg.errors.DiskFull("no space left"))) == "database_full"
    grown = psycopg.errors.InternalError_('could not extend file "base/1/2": File too large')
    assert faults.meaning(raised(InternalError, grown)) == "database_full"
    assert faults.meaning(raised(OperationalError, psycopg.OperationalError("server closed"))) == "database_away"
    assert faults.meaning(raised(OperationalError, psycopg.errors.AdminShutdown("bye"))) == "database_away"
    assert faults.meaning(OperationalError("database is locked")) == "database_away"


def test_a_fault_of_the_database_is_found_below_another_that_it_has_caused():
    try:
        raise RuntimeError("while reading") from OperationalError("server closed")
    except RuntimeError as fault:
        assert faults.meaning(fault) == "database_away"


def test_our_own_mistakes_are_not_the_databases():
    assert faults.meaning(IntegrityError("UNIQUE constraint failed")) == ""
    assert faults.meaning(AssertionError("that cannot be")) == ""
    assert faults.meaning(None) == ""


@pytest.mark.parametrize(
    "fault", [OperationalError("server closed"), AssertionError("that cannot be")], ids=["away", "own"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_programs_get_a_problem_document_and_people_a_page_in_their_language(fault, language):
    found = {}
    for path in ("/api/v1/cases", "/cases/"):
        request = RequestFactory().get(path, HTTP_ACCEPT_LANGUAGE=language)
        try:
            raise fault
        except Exception:
            found[path] = answers.server_fault(request)
    code = "database_away" if isinstance(fault, OperationalError) else "server_fault"
    problem = json.loads(found["/api/v1/cases"].content)
    status = 503 if code == "database_away" else 500
    assert (problem["code"], problem["status"]) == (code, status)
    assert {answer.status_code for answer in found.values()} == {status}
    assert (found["/cases/"].headers.get("Retry-After") is not None) == (status == 503)
    for part in ("title", "why", "do"):
        assert problem[part] in found["/cases/"].content.decode()


def test_django_asks_here_when_a_view_fails(db, settings, monkeypatch):
    from hejie.conf import marketplaces

    def fail():
        raise OperationalError("server closed")

    monkeypatch.setattr(marketplaces, "only_one", fail)
    client = Client(raise_request_exception=False)
    answer = client.get("/api/v1/cases", HTTP_AUTHORIZATION="Bearer hejie_x")
    assert (answer.status_code, answer.json()["code"]) == (503, "database_away")
