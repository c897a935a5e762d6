"""Settings from the environment."""

import stat
import threading

import pytest

from hejie.conf import environment
from hejie.conf.environment import BadSetting


def test_without_an_address_the_database_is_a_file_below_home(tmp_path):
    found = environment.database("", tmp_path)
    assert found["NAME"] == str(tmp_path / "hejie.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=20000"):
        assert pragma in found["OPTIONS"]["init_command"]


def test_a_postgresql_address_is_read_with_its_password_and_options(tmp_path):
    found = environment.database("postgres://a%40b:p%2Fw@db.example:6432/cases?sslmode=require", tmp_path)
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "a@b", "p/w", "db.example", "6432", "cases",
    )  # fmt: skip
    assert found["OPTIONS"]["sslmode"] == "require"
    assert "statement_timeout=" in found["OPTIONS"]["options"]
    assert found["CONN_MAX_AGE"] is None and found["CONN_HEALTH_CHECKS"]


def test_a_socket_folder_may_stand_in_the_query(tmp_path):
    assert environment.database("postgresql://me@/cases?host=/run/pg", tmp_path)["HOST"] == "/run/pg"


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "nonsense"])
def test_another_address_is_refused_with_a_sentence(url, tmp_path):
    with pytest.raises(BadSetting, match="HEJIE_DATABASE_URL"):
        environment.database(url, tmp_path)


def test_mail_goes_to_the_table_or_to_the_server_named():
    assert environment.mail("")["EMAIL_BACKEND"].endswith("TableBackend")
    found = environment.mail("smtp+tls://me:p%40ss@mail.example")
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_HOST_PASSWORD"]) == (587, True, "p@ss")
    with pytest.raises(BadSetting, match="HEJIE_SMTP_URL"):
        environment.mail("http://mail.example")


def test_the_secret_key_is_made_once_for_its_owner_alone(tmp_path):
    keys = []
    threads = [threading.Thread(target=lambda: keys.append(environment.secret_key(tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(keys)) == 1 and len(keys[0]) > 60
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_yes_no_and_numbers_are_read_or_refused(monkeypatch):
    monkeypatch.setenv("HEJIE_DEBUG", "Yes")
    assert environment.flag("HEJIE_DEBUG")
    monkeypatch.setenv("HEJIE_DEBUG", "perhaps")
    with pytest.raises(BadSetting, match="yes or no"):
        environment.flag("HEJIE_DEBUG")
    monkeypatch.setenv("HEJIE_UPLOAD_BYTES", "-1")
    with pytest.raises(BadSetting, match="whole number"):
        environment.whole("HEJIE_UPLOAD_BYTES", 1)


def test_providers_are_read_or_refused():
    assert environment.sign_in_providers({}) == []
    for wrong in ("{", '[{"id": "x"}]', '"x"'):
        with pytest.raises(BadSetting, match="HEJIE_OIDC"):
            environment.sign_in_providers({"HEJIE_OIDC": wrong})


@pytest.mark.parametrize(
    ("host", "expected"),
    [("localhost:8000", True), ("127.0.0.1", True), ("[::1]:80", True), ("shop.localhost", True), ("x.example", False)],
)
def test_this_machine_is_known_by_its_names(host, expected):
    assert environment.is_loopback(host) is expected
