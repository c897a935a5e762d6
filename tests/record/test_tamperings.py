"""Every tampering of the catalogue is found by `hejie verify` and by the verifier that stands alone, with one verdict."""

import io

import pytest
from click.testing import CliRunner

from hejie.cli.verify import verify
from tests.record import stranger
from tests.record.forger import NEW, Forgery, deflated
from tests.record.sample import told_alone
from tests.record.tampering import KINDS
from tests.record.tampering.common import whole


def told(data: bytes, tmp_path, *more: str):
    """Exit code and last line of `hejie verify`."""
    file = tmp_path / "case.zip"
    file.write_bytes(data)
    result = CliRunner().invoke(verify, [str(file), *more])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output.splitlines()[-1]


def test_the_true_one_holds_for_all_three(tmp_path):
    for data in (Forgery().zipped(), deflated(whole())):
        assert told(data, tmp_path, "--key", NEW.hex)[0] == 0 and told_alone(data, NEW.hex) is None
        assert stranger.check(io.BytesIO(data))["made_for"] == "buyer"


def test_there_are_more_than_four_hundred_kinds_and_no_two_give_the_same_file():
    assert len(KINDS) >= 400
    made = [make() for make in KINDS.values()]
    assert len(set(made)) == len(made)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_it_is_found_by_both(name, tmp_path):
    data = KINDS[name]()
    code, last = told(data, tmp_path)
    alone = told_alone(data)
    assert code == 1 and last.startswith("FAILS  "), (name, code, last)
    assert alone is not None, (name, last)
