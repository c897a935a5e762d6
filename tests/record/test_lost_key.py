"""A signing key that is lost: nothing is signed by another unasked, a documented way goes on, and old seals still hold."""

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db import connection

from hejie.cli.record import seal as seal_command
from hejie.cli.verify import verify
from hejie.domain.cases.commands import WriteMessage
from hejie.record import sealed_log, sealing, signing
from hejie.record.signing import SigningKeyError
from hejie.record.verify import verify_dossier
from hejie.usecases import cases, dossiers, health, recordkeeping

pytestmark = pytest.mark.tampers


@pytest.fixture
def file():
    """The key's file, which is put back when the test is over."""
    path = settings.HOME / "keys" / "signing.json"
    signing.open_keys(settings.HOME)
    kept = path.read_bytes()
    yield path
    path.unlink(missing_ok=True)
    path.write_bytes(kept)
    path.chmod(0o600)


@pytest.fixture
def dispute(disputes, ctx, clock, keys, file):
    dispute = disputes()
    sealing.seal_new(keys, clock.now)
    return dispute


def seals() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT size, body, public_key, signature FROM seal ORDER BY size, at_ms")
        return cursor.fetchall()


def test_another_key_signs_nothing_unasked_and_says_what_to_do(dispute, ctx, clock, file):
    file.unlink()
    cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, "Meanwhile"), key="m")
    before = seals()
    with pytest.raises(SigningKeyError, match="hejie seal --lost-key"):
        recordkeeping.seal(clock.now)
    done = CliRunner().invoke(seal_command, [])
    assert done.exit_code == 1 and "--lost-key" in done.output
    assert seals() == before
    assert CliRunner().invoke(verify, ["--all"]).exit_code == 1
    told = {one.check: one for one in health.examine(settings.HOME, clock.now)}["seals"]
    assert told.state == health.BAD and "--lost-key" in told.mend


@pytest.mark.parametrize("written_meanwhile", [True, False])
def test_the_documented_way_goes_on_and_everything_can_be_proved(
    dispute, ctx, clock, keys, file, written_meanwhile, tmp_path
):
    before = seals()
    file.unlink()
    if written_meanwhile:
        cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, "Meanwhile"), key="m")
    done = CliRunner().invoke(seal_command, ["--lost-key", "--yes"])
    assert done.exit_code == 0 and f"lost key {keys.public_key}" in done.output
    new = recordkeeping.public_key()
    assert new != keys.public_key and seals()[: len(before)] == before
    for _size, body, key, signature in before:  # old seals hold by the key that stands in them
        assert signing.verify_signature(key, signature, body.encode())
    whole = CliRunner().invoke(verify, ["--all"])
    assert whole.exit_code == 0, whole.output
    path = tmp_path / "case.zip"
    dossiers.to_file(ctx(dispute.buyer), dispute.case, dispute.stream, path)
    checks = verify_dossier(path, new)
    assert all(check.holds for check in checks), checks[-1]
    cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, "And on it goes"), key="m2")
    recordkeeping.seal(clock.move(seconds=9))
    assert sealed_log.check(signing.open_keys(settings.HOME)) == []


def test_a_file_that_cannot_be_used_is_put_aside_not_thrown_away(dispute, file):
    file.write_bytes(b"scratched")
    assert CliRunner().invoke(seal_command, ["--lost-key", "--yes"]).exit_code == 0
    aside = list(file.parent.glob("signing.json.unusable-*"))
    assert [one.read_bytes() for one in aside] == [b"scratched"]
    for one in aside:
        one.unlink()


def test_what_is_not_lost_is_not_given_up(dispute, file):
    done = CliRunner().invoke(seal_command, ["--lost-key", "--yes"])
    assert done.exit_code == 1 and "No key is lost" in done.output


def test_it_asks_before_and_does_not_go_with_a_new_key(dispute, file):
    file.unlink()
    before = seals()
    assert CliRunner().invoke(seal_command, ["--lost-key"], input="n\n").exit_code == 1
    assert CliRunner().invoke(seal_command, ["--lost-key", "--new-key"]).exit_code == 2
    assert seals() == before


def test_a_key_can_be_lost_twice_and_changed_between(dispute, ctx, clock, file):
    for number in range(2):
        file.unlink()
        recordkeeping.go_on_without_key(clock.move(minutes=1))
        cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, f"No. {number}"), key=f"m{number}")
        recordkeeping.seal(clock.move(minutes=1))
        recordkeeping.change_key()
        cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, f"Again {number}"), key=f"n{number}")
        recordkeeping.seal(clock.move(minutes=1))
    assert len(recordkeeping.lost_keys()) == 3  # the first; then the second, and what it was changed to
    assert sealed_log.check(signing.open_keys(settings.HOME)) == []


def test_whoever_finds_a_lost_key_cannot_seal_with_it_any_more(dispute, ctx, clock, keys, file):
    file.unlink()
    recordkeeping.go_on_without_key(clock.move(minutes=1))
    cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, "Mine now"), key="m")
    sealing.seal_new(signing.Keys(keys.seed, (), (recordkeeping.public_key(),)), clock.move(minutes=1))
    (fault,) = sealed_log.check(signing.open_keys(settings.HOME))
    assert "lost key after another had taken its place" in fault
