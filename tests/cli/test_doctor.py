"""The doctor finds what was really broken, says how to mend it, and is content with what is sound."""

import json
import os

import pytest

# What the doctor rightly finds of the server of the tests, which need not wait for the disk (tests/run.py).
_OF_THE_SERVER = {"durability"} if os.environ.get("HEJIE_TEST_SYNC") == "off" else set()


@pytest.fixture(scope="module")
def filled(installations):
    own = installations()
    own.fill()
    return own


def _states(installation, fails: int = 0) -> dict[str, str]:
    lines = installation.hejie("doctor", "--json", fails=fails or int(bool(_OF_THE_SERVER))).stdout.splitlines()
    findings = {found["check"]: found for found in map(json.loads, lines)}
    assert all(found["mend"] for found in findings.values() if found["state"] != "good")
    return {check: found["state"] for check, found in findings.items()}


def _sql(installation, *statements: str) -> None:
    installation.python(
        "from django.db import connection\nfor sql in sys.argv[1:]: connection.cursor().execute(sql)", *statements
    )


def _bad(states: dict[str, str]) -> set[str]:
    return {check for check, state in states.items() if state == "bad"} - _OF_THE_SERVER


def test_it_is_content_with_a_sound_installation(filled):
    assert not _bad(_states(filled))


def test_it_says_that_a_new_home_is_not_set_up(installation):
    assert _bad(_states(installation, fails=1)) == {"tables"}


@pytest.mark.once
def test_it_finds_a_key_that_others_can_read(filled):
    key = filled.home / "keys" / "signing.json"
    key.chmod(0o644)
    assert _bad(_states(filled, fails=1)) == {"signing key"}
    key.chmod(0o600)


def test_it_finds_a_guard_that_was_removed_and_books_that_were_changed(installation):
    installation.fill()
    if installation.url:
        _sql(
            installation,
            "DROP TRIGGER entry_append_only ON entry",
            "ALTER TABLE balance DISABLE TRIGGER USER",
            "UPDATE balance SET amount = amount + 1 WHERE account LIKE 'custody:%'",
        )
    else:
        _sql(
            installation,
            "DROP TRIGGER entry_UPDATE",
            "INSERT INTO ledger_gate VALUES (1)",
            "UPDATE balance SET amount = amount + 1 WHERE account LIKE 'custody:%'",
        )
    assert _bad(_states(installation, fails=1)) == {"guards", "books"}


@pytest.mark.once
def test_it_finds_work_that_nobody_does(installation):
    installation.fill()
    _sql(
        installation,
        "UPDATE deadline SET until_ms = 1, held = ''",
        "INSERT INTO outbox (root, id, topic, marketplace, payload, at_ms, due_ms, error) "
        "VALUES ('r', 'i', 'mail', 'harbour', '{}', 1, 1, 'refused')",
    )
    assert _bad(_states(installation, fails=1)) == {"worker", "outbox"}


def test_it_says_that_a_database_is_out_of_reach(installation):
    installation.url = "postgres://nobody@127.0.0.1:1/none"
    assert "database" in _bad(_states(installation, fails=1))


@pytest.mark.once
def test_it_finds_sealed_bids_that_others_can_read_or_that_nobody_has_open(filled):
    import os

    from hejie.adapters import sealed

    sealed.open_bidding(filled.home, "ab" * 32, "t3xjktvcdfzx3gcp-unknownn", b"s" * 32)
    key = filled.home / "sealed" / "biddings" / ("ab" * 32) / "draw.key"
    key.chmod(0o640)
    assert _bad(_states(filled, fails=1)) == {"sealed bids"}
    key.chmod(0o600)
    assert _states(filled)["sealed bids"] == "good"
    os.utime(key.parent, (1, 1))
    assert _states(filled)["sealed bids"] == "watch"
    sealed.destroy(filled.home, "ab" * 32)


@pytest.mark.once
def test_it_finds_keys_of_what_sides_told_alone_that_others_can_read(filled):
    from hejie.store import keyrings

    keyrings.add(filled.home, "t3xjktvcdfzx3gcp", {"ab" * 32: b"k" * 32})
    (ring,) = (filled.home / "told").rglob("*.keys")
    ring.chmod(0o644)
    assert _bad(_states(filled, fails=1)) == {"told alone"}
    ring.chmod(0o600)
    assert _states(filled)["told alone"] == "good"


@pytest.mark.once
def test_it_finds_a_clock_that_stands_behind_what_was_sealed(installation):
    installation.fill()
    assert _states(installation)["clock"] == "good"
    columns = "size, body, public_key, signature, at_ms"
    _sql(installation, f"INSERT INTO seal ({columns}) VALUES (999999, '{{}}', 'k', 's', 4102444800000)")
    assert _states(installation, fails=1)["clock"] == "bad"


@pytest.mark.once
def test_it_finds_an_authority_that_stamps_nothing(installation):
    installation.fill()
    assert _states(installation)["time stamps"] == "good"
    installation.settings = {"HEJIE_TSA": "http://127.0.0.1:9/tsa", "HEJIE_TSA_OWN_NETWORK": "yes"}
    assert "no time stamp: seal" in installation.hejie("seal", "--stamp", fails=1).stderr
    assert _states(installation)["time stamps"] == "watch"
    installation.settings["HEJIE_TSA"] = "ftp://nobody"
    done = installation.hejie("doctor", fails=2)
    assert "begins with http" in done.stderr + done.stdout
