"""`hejie verify` on a dossier: what it prints, and how it ends."""

import json

import pytest
from click.testing import CliRunner

from hejie.cli.verify import verify
from tests.record.sample import FIRST, KEYS, Plan, members, written, zipped


@pytest.fixture
def good(tmp_path):
    file = tmp_path / "case.zip"
    file.write_bytes(written(Plan()))
    return str(file)


@pytest.fixture
def bad(tmp_path):
    held = members()
    file = tmp_path / "bad.zip"
    file.write_bytes(zipped(held | {"seals.json": held["seals.json"].replace(b"1", b"2", 1)}))
    return str(file)


def run(*arguments):
    result = CliRunner().invoke(verify, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_a_good_dossier_ends_with_0_and_shows_the_key(good):
    result = run(good)
    assert result.exit_code == 0
    assert f"holds  key: {KEYS.public_key}" in result.output
    assert "FAILS" not in result.output


def test_a_bad_dossier_ends_with_1_and_names_what_fails(bad):
    result = run(bad)
    assert result.exit_code == 1
    assert result.output.splitlines()[-1].startswith("FAILS  seals.json: ")


def test_the_key_can_be_demanded(good):
    assert run(good, "--key", KEYS.public_key).exit_code == 0
    assert run(good, "--key", KEYS.public_key.upper()).exit_code == 0
    assert run(good, "--key", FIRST.public_key).exit_code == 1


def test_json(good, bad):
    held, failed = json.loads(run(good, "--json").output), json.loads(run(bad, "--json").output)
    assert held["holds"] is True and held["public_key"] == KEYS.public_key
    assert failed["holds"] is False
    assert failed["checks"][-1] == failed["checks"][-1] | {"subject": "seals.json", "holds": False}


def test_a_file_that_is_no_dossier_fails(tmp_path):
    file = tmp_path / "hello.zip"
    file.write_text("hello")
    assert run(str(file)).exit_code == 1


def test_wrong_use_ends_with_2(good, tmp_path):
    for arguments in ([], [str(tmp_path / "none.zip")], [str(tmp_path)], [good, "--key", "12"], [good, "--all"]):
        assert run(*arguments).exit_code == 2
