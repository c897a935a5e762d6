"""`hejie bid`: two parties settle over a file; nothing of a limit is on the command line, in the file or in what is printed."""

import json

import pytest

pytestmark = pytest.mark.once  # nothing of it is in a database


@pytest.fixture
def gap(installation, tmp_path):
    """A bidding that is open, over a file."""
    file = tmp_path / "gap.json"
    said = installation.hejie("bid", "open", str(file), "--currency", "CNY", "--step", "0.50", "--json")
    document = json.loads(said.stdout)
    assert document == json.loads(file.read_text()) and document["step"] == 50 and document["state"] == "open"
    return file


def seal(installation, file, side: str, written: str, fails: int = 0):
    return installation.hejie("bid", "seal", str(file), "--as", side, fails=fails, typed=f"{written}\n")


def test_bids_that_meet_give_a_sum_and_nothing_else(installation, gap):
    before = gap.read_text()
    assert seal(installation, gap, "buyer", "81.37").stdout == "Sealed. Nobody sees it.\n"
    assert gap.read_text() == before
    assert installation.hejie("bid", "settle", str(gap)).stdout == ""
    assert "stays as it is" in seal(installation, gap, "buyer", "99", fails=1).stderr
    seal(installation, gap, "seller", "120.5")
    said = installation.hejie("bid", "settle", str(gap)).stdout
    amount, currency = said.split()
    assert 81.37 <= float(amount) <= 120.5 and currency == "CNY" and round(float(amount) * 100) % 50 == 0
    assert installation.hejie("bid", "settle", str(gap)).stdout == said
    document = json.loads(gap.read_text())
    assert document["state"] == "settled" and document.keys() == {*json.loads(before), "minor"}
    assert not list((installation.home / "sealed" / "biddings").iterdir())
    assert "over" in seal(installation, gap, "buyer", "1", fails=1).stderr


def test_without_overlap_it_says_the_same_as_with_one_bid_and_with_none(installation, tmp_path):
    told = []
    for name, sealed in (("none", ""), ("one", "b"), ("both", "bs")):
        file = tmp_path / f"{name}.json"
        installation.hejie("bid", "open", str(file), "--currency", "CNY")
        if "b" in sealed:
            seal(installation, file, "buyer", "120")
        if "s" in sealed:
            seal(installation, file, "seller", "80")
        told.append(installation.hejie("bid", "settle", str(file), "--json").stdout)
        assert json.loads(file.read_text())["state"] == "open"
        installation.hejie("bid", "end", str(file))
        assert installation.hejie("bid", "settle", str(file), "--json").stdout == told[-1]
    assert told[0] == told[1] == told[2] == '{"minor": null, "currency": "CNY"}\n'
    assert not list((installation.home / "sealed" / "biddings").iterdir())


def test_wrong_use_is_told_without_the_sum(installation, gap, tmp_path):
    for written in ("31337,5", "-31337", "31337.001", ""):
        said = seal(installation, gap, "seller", written, fails=2)
        assert "31337" not in said.stderr + said.stdout and "no sum in CNY" in said.stderr
    assert installation.hejie("bid", "open", str(gap), "--currency", "CNY", fails=2).stderr
    assert installation.hejie("bid", "open", str(tmp_path / "x"), "--currency", "XXQ", fails=2).stderr
    other = tmp_path / "other.json"
    document = json.loads(gap.read_text())
    other.write_text(json.dumps({name: told for name, told in document.items() if name != "id"}))
    assert "was not written by" in installation.hejie("bid", "settle", str(other), fails=2).stderr
    gap.write_text(json.dumps({**document, "commitment": "0" * 64}))
    assert "HEJIE_HOME" in installation.hejie("bid", "settle", str(gap), fails=1).stderr


def test_the_audit_says_nothing_before_thirty(installation):
    installation.fill()
    lines = [json.loads(line) for line in installation.hejie("bid", "audit", "--json").stdout.splitlines()]
    assert lines and all(not one["published"] and one["draws"] == 0 for one in lines)
    assert installation.hejie("bid", "audit", "--market", "nowhere", fails=2).stderr


def test_a_file_that_was_changed_meanwhile_settles_nothing(installation, gap):
    seal(installation, gap, "buyer", "80")
    was = gap.read_text("utf-8")
    for name, other in (("currency", "JPY"), ("step", 5000), ("id", "0" * 16)):
        gap.write_text(json.dumps({**json.loads(was), name: other}), "utf-8")
        assert "does not say" in seal(installation, gap, "seller", "90", fails=1).stderr
        assert "does not say" in installation.hejie("bid", "settle", str(gap), fails=1).stderr
    gap.write_text(was, "utf-8")
    seal(installation, gap, "seller", "90")
    assert installation.hejie("bid", "settle", str(gap)).stdout
