"""Whatever somebody changes behind the program's back, checking the whole record finds it and names it."""

import pytest
from click.testing import CliRunner
from django.db import connection

from hejie.cli.record import rebuild, seal
from hejie.cli.verify import verify
from hejie.domain.cases.commands import WriteMessage
from hejie.record import sealing
from hejie.usecases import cases, recordkeeping

pytestmark = pytest.mark.tampers


@pytest.fixture
def dispute(disputes, ctx, clock, keys):
    """A sealed case with a message."""
    dispute = disputes()
    cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, "The lamp is broken"), key="m")
    sealing.seal_new(keys, clock.now)
    return dispute


def change(statement: str, *values) -> None:
    """Change rows as somebody with the database's own rights can: the triggers put aside first."""
    table = statement.split()[1 if statement.startswith("UPDATE") else 2]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        else:
            for act in ("UPDATE", "DELETE"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{act}")
        cursor.execute(statement, values)
        assert cursor.rowcount == 1
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")


def failing() -> list[str]:
    """Subjects of the checks that fail."""
    return [check.subject for check in recordkeeping.check_everything() if not check.holds]


def test_an_untouched_record_holds(dispute):
    assert failing() == []
    result = CliRunner().invoke(verify, ["--all"])
    assert result.exit_code == 0 and result.output.count("holds") == 9


def test_a_changed_body_is_found_and_named(dispute):
    sql = "UPDATE entry SET body = replace(body, 'CNY', 'USD') WHERE stream = %s AND seq = 1"
    change(sql, dispute.stream)
    result = CliRunner().invoke(verify, ["--all"])
    assert result.exit_code == 1
    assert f"FAILS  entries: {dispute.stream} entry 1: the chain does not hold" in result.output


def test_a_last_entry_that_vanished_is_found_by_its_seal(dispute):
    last = "SELECT max(seq) FROM entry WHERE stream = %s"
    change(f"DELETE FROM entry WHERE stream = %s AND seq = ({last})", dispute.stream, dispute.stream)
    assert "seals" in failing()


def test_an_entry_kept_from_being_sealed_is_found(dispute, ctx):
    cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, "Not yet sealed"), key="m2")
    change("DELETE FROM unsealed WHERE stream = %s AND seq = (SELECT max(seq) FROM unsealed)", dispute.stream)
    assert failing() == ["seals"]


def test_a_changed_content_is_found(dispute):
    change("UPDATE content SET data = %s WHERE data = %s", b"The lamp is fine", b"The lamp is broken")
    assert failing() == ["contents"]


def test_a_content_that_nobody_erased_is_missed(dispute):
    change("DELETE FROM content WHERE data = %s", b"The lamp is broken")
    assert failing() == ["contents"]


def test_a_forged_seal_is_found(dispute):
    change("UPDATE seal SET body = replace(body, '\"v\":1', '\"v\":2')")
    assert "seals" in failing()


def test_money_that_no_entry_tells_of_is_found(dispute):
    change("UPDATE balance SET amount = amount + 1 WHERE root = %s AND account LIKE 'custody:%%'", dispute.root)
    assert set(failing()) == {"money", "accounts"}


def test_rebuild_check_finds_a_changed_row_and_rebuild_mends_it(dispute):
    run = CliRunner()
    assert run.invoke(rebuild, ["--check"]).exit_code == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE case_row SET stage = 'closed' WHERE id = %s", [dispute.case])
    found = run.invoke(rebuild, ["--check"])
    assert found.exit_code == 1 and "case_row" in found.output
    assert run.invoke(rebuild, []).exit_code == 0
    assert run.invoke(rebuild, ["--check"]).exit_code == 0


def test_rebuild_check_finds_rows_of_which_the_record_knows_nothing(dispute):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO open_line (root, line, case_id) VALUES ('nowhere', 1, 'nobody')")
    found = CliRunner().invoke(rebuild, ["--check", "--json"])
    assert found.exit_code == 1 and "open_line" in found.output


def test_rebuild_changes_nothing_when_the_record_itself_is_broken(dispute):
    sql = "UPDATE entry SET body = replace(body, 'CNY', 'USD') WHERE stream = %s AND seq = 1"
    change(sql, dispute.stream)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE case_row SET stage = 'closed' WHERE id = %s", [dispute.case])
    assert CliRunner().invoke(rebuild, []).exit_code == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT stage FROM case_row WHERE id = %s", [dispute.case])
        assert cursor.fetchone() == ("closed",)


def test_seal_by_command_says_what_it_did(dispute, ctx):
    cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, "One more"), key="m2")
    run = CliRunner()
    assert "1 new seals" in run.invoke(seal, []).output
    result = run.invoke(seal, ["--json"])
    assert result.exit_code == 0 and '"new_seals": 0' in result.output
