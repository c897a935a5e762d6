"""`hejie procedure simulate`: what it prints, what it draws, and how it ends."""

import json

import pytest
from click.testing import CliRunner

from hejie.cli.procedures import procedure
from hejie.domain.kernel.refusal import Refusal
from tests.rulebooks.test_procedures import GOOD
from tests.support import closed
from tests.support.dispute import Disputes


def run(*arguments, code: int = 0):
    """Run it; a refusal ends the real command with 1."""
    result = CliRunner().invoke(procedure, ["simulate", *map(str, arguments)])
    if isinstance(result.exception, Refusal):
        result.exit_code = 1
    elif result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def two(people, ctx, orders, clock, run_worker):
    """A case that was agreed, then one in which the seller was silent."""
    disputes = Disputes(people, ctx, orders, clock)
    return closed.agreed(disputes, ctx, clock, run_worker), closed.silent(disputes, clock, run_worker)


@pytest.fixture
def short(tmp_path):
    """A procedure that gives the seller a day."""
    file = tmp_path / "short.yaml"
    file.write_text(GOOD.replace("{business_days: 3}", "{hours: 24}"))
    return file


def test_under_their_own_rules_nothing_changes(two):
    told = run("--with", "standard").output
    assert "2 closed cases of harbour; 0 would have another result" in told
    assert "nothing" in told and "Taken for granted: people do what they did" in told


def test_what_would_change_is_told_by_outcome_money_and_case(two, short):
    told = run("--with", short).output
    assert "agreed → " in told and two[0].case in told
    assert "How they end" in told and "Days, of " in told and "298.00" in told
    assert closed.SECRET not in told


def test_as_one_object_with_every_case_that_changes(two, short):
    found = json.loads(run("--with", short, "--json").output)
    assert found["procedure"] == "procedures/sample" and found["cases"] == 2
    assert [row["case"] for row in found["changes"]] == [two[0].case]
    assert found["changes"][0]["before"] == "agreed" and found["assumption"]


def test_only_some_of_the_cases(two):
    assert json.loads(run("--with", "standard", "--cases", 1, "--json").output)["cases"] == 1
    chosen = json.loads(run("--with", "taobao", "--cases", two[0].case, "--json").output)
    assert chosen["cases"] == 1 and chosen["outcomes"]["before"] == {"agreed": 1}
    assert json.loads(run("--with", "standard", "--since", "2026-11-03", "--json").output)["cases"] == 1


def test_a_case_that_is_not_there_or_not_closed_is_wrong_use(two, people, ctx, orders, clock):
    running = Disputes(people, ctx, orders, clock)()
    for case in (running.case, "nowhere-nothing"):
        assert case in run("--with", "standard", "--cases", case, code=2).output


def test_a_drawing_of_its_own(two, short, tmp_path):
    run("--with", short, "--svg", tmp_path / "drawn.svg")
    drawn = (tmp_path / "drawn.svg").read_text()
    assert drawn.startswith("<svg") and "How cases end" in drawn and drawn.count("<svg") == 5
    assert "cannot be written" in run("--with", short, "--svg", tmp_path / "no" / "where.svg", code=1).output


def test_a_marketplace_without_closed_cases_says_so(marketplace):
    assert "no closed case" in run("--with", "standard").output


def test_a_mistake_in_the_file_is_told_with_its_line(marketplace, tmp_path):
    file = tmp_path / "wrong.yaml"
    file.write_text(GOOD.replace("replacements: 1\n", "replacement: 1\n"))
    assert (
        f"{file}, line 16: replacement: unknown key; did you mean replacements?" in run("--with", file, code=1).output
    )
    file.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in run("--with", file, code=1).output
    file.write_text(" ")
    assert "empty" in run("--with", file, code=1).output


def test_what_is_not_there_is_wrong_use(marketplace, tmp_path):
    assert "There is no file nowhere" in run("--with", "nowhere", code=2).output
    assert "is a folder" in run("--with", tmp_path, code=2).output
    assert "no marketplace" in run("--with", "standard", "--market", "nowhere", code=1).output
    assert "one number, or ids" in run("--with", "standard", "--cases", "3", "--cases", "x-y", code=2).output
