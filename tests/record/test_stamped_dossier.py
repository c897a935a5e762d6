"""A dossier with a time stamp: checked for whoever says whom he trusts, told of for others, and never half."""

import io

import pytest
from click.testing import CliRunner

from hejie.cli.verify import verify
from hejie.domain.cases.commands import WriteMessage
from hejie.record import sealing
from hejie.record.timestamps import certificates_in
from hejie.record.verify import verify_dossier
from hejie.usecases import cases, dossiers, stamping
from tests.record.sample import Plan, written
from tests.support.authority import Authority


@pytest.fixture(scope="module")
def authority():
    one = Authority()
    yield one
    one.end()


@pytest.fixture
def dossier(disputes, ctx, clock, keys, authority, settings, tmp_path):
    """The buyer's dossier of a case whose seals are stamped; the newest is made by the export itself."""
    settings.TIME_STAMPS, settings.TIME_STAMP_CA = (authority.url,), str(authority.ca)
    settings.TIME_STAMPS_OWN_NETWORK = True
    dispute = disputes()
    sealing.seal_new(keys, clock.now)
    assert stamping.all_due(clock.now) == (1, [])
    cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, "And one more"), key="m")
    path = tmp_path / "case.zip"
    dossiers.to_file(ctx(dispute.buyer), dispute.case, dispute.stream, path)
    return path


def test_its_stamp_holds_for_whoever_trusts_the_authority(dossier, authority):
    done = CliRunner().invoke(verify, [str(dossier), "--tsa-ca", str(authority.ca)])
    assert done.exit_code == 0, done.output
    assert "time stamps: over 1 of 2 seals; the newest by Stamps of the tests at 20" in done.output
    assert done.output.rstrip().endswith(": holds")


def test_it_is_told_but_not_judged_where_nobody_is_trusted(dossier):
    done = CliRunner().invoke(verify, [str(dossier)])
    assert done.exit_code == 0 and "not checked (name certificates" in done.output


def test_another_authority_is_not_taken_for_this_one(dossier):
    stranger = Authority(between=False)
    try:
        done = CliRunner().invoke(verify, [str(dossier), "--tsa-ca", str(stranger.ca)])
        assert done.exit_code == 1 and "FAILS  seal 1: its time stamp does not hold" in done.output
    finally:
        stranger.end()


def test_a_token_that_is_none_fails_only_where_somebody_is_trusted(authority):
    bad = written_with(b"no token at all")
    assert all(check.holds for check in verify_dossier(io.BytesIO(bad)))
    last = verify_dossier(io.BytesIO(bad), trusted=certificates_in(authority.ca))[-1]
    assert not last.holds and last.subject == "seal 1"


def test_a_file_without_certificates_is_wrong_use(dossier, tmp_path):
    empty = tmp_path / "none.pem"
    empty.write_text("nothing")
    for file in (empty, tmp_path / "absent.pem"):
        assert CliRunner().invoke(verify, [str(dossier), "--tsa-ca", str(file)]).exit_code == 2


def written_with(token: bytes) -> bytes:
    return written(Plan(token=token))
