"""Every file is shown to the scanner before it is kept; while the scanner is away, none is."""

import pytest

from hejie.adapters import scanning
from hejie.domain.kernel.refusal import Refusal
from tests.support.clamd import EICAR, scanner


@pytest.fixture(params=["unix", "tcp"])
def clamd(request, settings, tmp_path):
    with scanner(str(tmp_path / "clamd.sock") if request.param == "unix" else "") as server:
        settings.CLAMAV = server.address
        yield server


def refusal(pieces) -> Refusal:
    with pytest.raises(Refusal) as caught:
        scanning.scan(pieces)
    return caught.value


def test_a_clean_file_passes_and_the_scanner_has_seen_all_of_it(clamd):
    pieces = [bytes([number]) * 100_000 for number in range(30)]
    scanning.scan(pieces)
    assert clamd.seen == [b"".join(pieces)] and scanning.is_there()


def test_a_harmful_file_is_refused_by_its_name_wherever_its_pieces_are_cut(clamd):
    found = refusal([b"x" * 100 + EICAR[:20], EICAR[20:] + b"y" * 100])
    assert (found.code, found.facts) == ("file_infected", {"name": "Eicar-Test-Signature"})


def test_what_the_scanner_cannot_judge_is_not_taken_in(clamd):
    clamd.most = 1000
    assert refusal([b"x" * (1 << 20)] * 40).code == "scanner_away"


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd.sock", "127.0.0.1:9"])
def test_nobody_there_is_told(settings, address):
    settings.CLAMAV = address
    assert refusal([b"x"]).code == "scanner_away" and not scanning.is_there()


def test_without_a_scanner_nobody_is_asked(settings):
    settings.CLAMAV = ""
    scanning.scan([EICAR])
