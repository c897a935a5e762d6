"""What every command owes to whoever types it: it is there, shows an example, and tells mistakes without a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from hejie.cli.main import COMMANDS, hejie
from hejie.record import signing

# contracts/cli
CONTRACT = {
    *("up", "web", "work", "init", "user", "market", "import", "cases", "dossier", "verify", "rebuild", "seal"),
    *("backup", "restore", "doctor", "bench", "procedure", "entitle", "rules", "settle", "bid"),
}
BESIDE = {"fairness", "person", "retention", "listings", "complaint", "waybills", "points"}
"""What the contract does not name, and an issue asks for: the fairness watch, own data and forgetting, retention, complaints,
parcels, points."""


def _walk(command: click.Command, path: tuple[str, ...]):
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from _walk(command.get_command(context, name), (*path, name))


def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(Path(sys.executable).parent / "hejie"), *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def test_the_commands_of_the_contract_are_there_and_none_that_nobody_asked_for():
    assert set(COMMANDS) == CONTRACT | BESIDE


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_an_example_in_its_help(name):
    for path, _command in _walk(hejie.get_command(click.Context(hejie), name), (name,)):
        done = CliRunner().invoke(hejie, [*path, "--help"])
        assert done.exit_code == 0
        assert "Example" in done.output and f"hejie {name}" in done.output, path


def test_the_list_of_commands_loads_none_of_them():
    program = "import sys, hejie.cli.main as m; m.hejie.main(['--help'], standalone_mode=False); print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.rstrip().endswith("False"), done.stdout + done.stderr


@pytest.mark.parametrize(
    "arguments",
    [("nothing",), ("cases", "--nothing"), ("restore",), ("verify", "no-such-file.zip"), ("up", "--port", "many")],
    ids=" ".join,
)
def test_wrong_use_ends_with_2(arguments):
    done = _run(*arguments)
    assert done.returncode == 2 and "Traceback" not in done.stderr


def test_a_database_out_of_reach_is_told_in_a_sentence():
    done = _run("cases", HEJIE_DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert done.returncode == 1
    assert "The database cannot be used" in done.stderr and "Traceback" not in done.stderr


def test_a_database_that_is_not_set_up_is_told_in_a_sentence(tmp_path):
    done = _run("cases", HEJIE_DATABASE_URL="", HEJIE_HOME=str(tmp_path))
    assert done.returncode == 1
    assert "hejie init" in done.stderr and "Traceback" not in done.stderr


def test_a_setting_that_cannot_be_meant_is_wrong_use():
    done = _run("cases", HEJIE_DATABASE_URL="oracle://somewhere")
    assert done.returncode == 2
    assert "HEJIE_DATABASE_URL" in done.stderr and "Traceback" not in done.stderr


def test_a_signing_key_open_to_others_is_told_in_a_sentence(installation):
    installation.fill()
    (installation.home / signing.FOLDER).chmod(0o755)
    done = installation.hejie("seal", fails=1)
    assert "chmod 700" in done.stderr
