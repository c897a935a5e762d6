"""`hejie person` and `hejie retention`: own data, forgetting, and what goes because its time is over."""

import json
import stat
import zipfile
from datetime import timedelta

import pytest
from django.db import connection

from hejie.cli.person import person, retention
from hejie.conf.context import now
from hejie.domain.cases.commands import WithdrawCase
from hejie.domain.kernel.refusal import Refusal
from hejie.store.models import ErasureRequest, Person
from hejie.usecases import cases, legal_holds
from hejie.usecases.people import erasure_requests
from tests.cli.test_market_procedures import run
from tests.support.dispute import Disputes

pytestmark = pytest.mark.django_db


@pytest.fixture
def dispute(people, ctx, orders, clock):
    found = Disputes(people, ctx, orders, clock)()
    people("operator")
    return found


def address(dispute) -> str:
    return Person.objects.get(pk=dispute.buyer.id).email


def test_own_data_is_written_for_its_owner_alone(dispute, tmp_path):
    out = tmp_path / "lin.zip"
    assert run(person, "export", address(dispute), "--out", str(out)).exit_code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "account.json" in zipfile.ZipFile(out).namelist()
    assert [path.name for path in tmp_path.iterdir()] == ["lin.zip"]
    assert run(person, "export", "nobody@example.org", "--out", str(out)).exit_code == 1
    assert run(person, "export", address(dispute), "--out", str(tmp_path / "no" / "x.zip")).exit_code == 1


def test_what_would_go_is_said_before_and_done_after(dispute, ctx):
    email = address(dispute)
    told = json.loads(run(person, "erase", email, "--reason", "letter", "--check", "--json").output)
    assert (told["done"], told["contents"], told["stays"][0]["why"]) == (False, 0, "open")
    assert "the case is not over" in run(person, "erase", email, "--reason", "letter", "--check").output
    assert address(dispute) == email
    cases.withdraw_case(ctx(dispute.buyer), WithdrawCase(dispute.case), key="w")
    done = run(person, "erase", email, "--reason", "letter")
    assert done.exit_code == 0 and "the law has it kept until 20" in done.output
    assert address(dispute) == ""


def test_an_answer_is_put_off_by_command(dispute, ctx):
    erasure_requests.ask(ctx(dispute.buyer))
    ErasureRequest.objects.update(law="eu", due_at=now() + timedelta(days=9))
    done = run(person, "put-off", address(dispute), "--reason", "Many cases.", "--json")
    assert json.loads(done.output)["until"] and ErasureRequest.objects.get().longer_why == "Many cases."
    with pytest.raises(Refusal, match="erasure_longer_already"):
        run(person, "put-off", address(dispute), "--reason", "More.")


def test_retention_is_listed_and_can_only_be_made_longer(dispute, ctx, people):
    assert "Closed cases are kept for 3 years (cn:" in run(retention, "--check").output
    with pytest.raises(Refusal, match="retention_too_short"):
        run(retention, "--years", "2")
    assert "kept for 5 years" in run(retention, "--years", "5").output
    assert "no legal hold" in run(retention, "--holds").output
    hold = legal_holds.SetLegalHold(dispute.case, "A court asks.")
    legal_holds.set_hold(ctx(people("operator")), hold, key="h")
    assert json.loads(run(retention, "--holds", "--json").output)["case"] == dispute.case


@pytest.mark.django_db(transaction=True)
def test_nothing_that_names_a_forgotten_person_is_left_in_the_files_of_the_database(installation):
    """SQLite leaves what is deleted in free pages unless it is told to overwrite it; PostgreSQL has no file of ours to look into."""
    known = installation.fill()

    def left(words: str) -> list[str]:
        files = [path for path in installation.home.rglob("*") if path.is_file() and "sqlite3" in path.name]
        return [path.name for path in files if words.encode() in path.read_bytes()]

    sqlite = connection.vendor == "sqlite"
    assert bool(left(known["buyer"])) == bool(left("李娜")) == sqlite
    done = installation.hejie("person", "erase", known["buyer"], "--reason", "asked by letter")
    assert "the case is not over" in done.stdout
    assert left(known["buyer"]) == [] and left("李娜") == []
    installation.hejie("verify", "--all")
    installation.hejie("rebuild", "--check")
