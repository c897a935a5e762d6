"""Rulebooks that cases have pinned outlive their files."""

import pytest
from django.db import connection

from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import calendars, procedures
from hejie.store import rulebooks
from tests.rulebooks.test_procedures import GOOD

pytestmark = pytest.mark.django_db


def put(digest: str, name: str, text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO rulebook (digest, id, text) VALUES (%s, %s, %s)", (digest, name, text))


def test_a_procedure_and_its_calendar_come_back_after_both_files_have_changed():
    old = calendars.text("calendars/cn").replace('"2016": [01-01, ', '"2016": [01-04, ')
    calendar = calendars.parse(old)
    text = f"{GOOD}---\ncalendars: {{calendars/cn: '{calendar.digest}'}}\n"
    digest = procedures.parse(text, find=lambda name, pin: calendar).digest
    put(digest, "procedures/sample", text)
    with pytest.raises(Refusal, match="calendar_unknown"):
        rulebooks.procedure("procedures/sample", digest)
    put(calendar.digest, "calendars/cn", old)
    found = rulebooks.procedure("procedures/sample", digest)
    assert found.digest == digest and found.waits["answer"].within.calendar == calendar


def test_what_is_kept_for_a_case_can_be_read_again(monkeypatch):
    monkeypatch.setattr(procedures, "_in_force", lambda: {"procedures/sample": (procedures.parse(GOOD), GOOD)})
    digest = procedures.parse(GOOD).digest
    with connection.cursor() as cursor:
        rulebooks.keep(cursor, "procedures/sample", digest)
        cursor.execute("SELECT id FROM rulebook ORDER BY id")
        assert [row[0] for row in cursor.fetchall()] == ["burdens/standard", "calendars/cn", "procedures/sample"]
    monkeypatch.setattr(procedures, "_in_force", dict)
    assert rulebooks.procedure("procedures/sample", digest).digest == digest
