"""`hejie procedure check`, as somebody types it: what it says, how it ends, and that nothing makes it stumble."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hejie.cli.main import hejie
from hejie.rulebooks import procedures
from tests.insight.test_procedure_check import GOOD, UNFAIR, changed

TESTS = """\
procedure: procedures/small
tests:
  - name: Silence leads on
    source: ours
    order: {paid: 10000, currency: EUR}
    open: {at: 2026-03-02T10:00}
    then:
      - after: {days: 3}
      - expect: {stage: STAGE}
"""


def check(*arguments: object) -> Result:
    done = CliRunner().invoke(hejie, ["procedure", "check", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def file(tmp_path) -> Path:
    place = tmp_path / "mine.yaml"
    place.write_text(GOOD, encoding="utf-8")
    return place


def test_a_good_file_passes_with_its_longest_time_and_its_tests(file, tmp_path):
    done = check(file)
    assert done.exit_code == 0 and "at most 76 days" in done.output and "tests    none" in done.output
    tests = tmp_path / "played.yaml"
    tests.write_text(TESTS.replace("STAGE", "decision"))
    done = check(file, "--tests", tests)
    assert done.exit_code == 0 and "1 of 1 come out as written" in done.output
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "mine.yaml").write_text(TESTS.replace("STAGE", "closed"))
    done = check(file)
    assert done.exit_code == 1 and "FAILS    line 9: Silence leads on" in done.output


def test_a_bad_file_is_told_with_line_and_remedy_and_ends_with_1(file):
    file.write_text(GOOD.replace("days: 9", "dayz: 9"))
    done = check(file)
    assert done.exit_code == 1 and "ERROR    line 10: written" in done.output and "did you mean days?" in done.output
    file.write_text(changed(("claimant,   within: {days: 3}", "claimant,   within: {days: 8}")))
    done = check(file)
    assert done.exit_code == 1 and "UNFAIR   line 8: equal_windows" in done.output and "→" in done.output


def test_stated_unfairness_passes_and_is_printed(file):
    file.write_text(changed(("claimant,   within: {days: 3}", f"claimant,   within: {{days: 8}}, {UNFAIR}")))
    done = check(file)
    assert done.exit_code == 0 and "stated   line 9: reply: So it is. (Rules art. 1)" in done.output
    assert "(stated)" in done.output and "UNFAIR" not in done.output


def test_json_is_one_object(file):
    file.write_text(changed(("courts_open: true", "courts_open: true\nappeal_to: same")))
    done = check(file, "--json")
    told = json.loads(done.output)
    assert done.exit_code == 1 and told["ok"] is False and told["procedure"] == "procedures/small"
    (finding,) = told["findings"]
    assert (finding["property"], finding["severity"], finding["line"]) == ("other_decider", "unfair", 6)
    assert not finding["stated"] and finding["message"] and finding["mend"] and told["longest_days"] > 0


def test_a_preset_is_checked_by_its_name_with_the_tests_beside_it():
    done = check("standard")
    assert done.exit_code == 0 and "procedures/standard" in done.output and "come out as written" in done.output
    assert check("procedures/standard", "--json").exit_code == 0


def test_wrong_use_ends_with_2(file, tmp_path):
    for arguments in (
        (),
        (tmp_path / "none.yaml",),
        (tmp_path,),
        ("nothing",),
        (file, "--tests", tmp_path / "none.yaml"),
    ):
        done = check(*arguments)
        assert done.exit_code == 2 and "Traceback" not in done.output, arguments


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00binary\x00",
        bytes(range(256)),
        b"a: &a [*a]",
        b"[" * 100_000,
        b"- x\n" * 2_600_000,
        b"a: b: c",
        b"42",
    ],
    ids=["empty", "not utf-8", "binary", "cycle", "deep", "ten megabytes", "not yaml", "a number"],
)
def test_whatever_a_file_holds_it_is_told_without_a_traceback(file, content):
    file.write_bytes(content)
    done = check(file)
    assert done.exit_code == 1 and "Traceback" not in done.output and len(done.output) < 2000


def test_tests_that_cannot_be_read_fail_the_check(file, tmp_path):
    tests = tmp_path / "played.yaml"
    for text in ("tests: [", TESTS.replace("procedures/small", "procedures/other"), TESTS.replace("name:", "nane:")):
        tests.write_text(text)
        done = check(file, "--tests", tests)
        assert done.exit_code == 1 and "TESTS    played.yaml" in done.output, done.output


def test_presets_are_named_when_one_is_not_there():
    assert "standard" in check("standart").output and len(list(procedures.FOLDER.glob("*.yaml"))) > 3
