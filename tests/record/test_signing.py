"""The signing key: made once, kept from others, changed with the old key's word for the new."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from hejie.domain.kernel import canonical
from hejie.record.signing import (
    FormerKey,
    Keys,
    SigningKeyError,
    manifest_message,
    open_keys,
    rotate_keys,
    succession_holds,
    successor_message,
    verify_signature,
)
from tests.support.rules import real_data

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "record.json").read_text(encoding="utf-8"))

# RFC 8032 section 7.1, TEST 1, 2, 3 and SHA(abc): secret, public, message, signature.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
]


@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC_8032, ids=["TEST 1", "TEST 2"])
def test_signatures_are_those_of_rfc_8032(seed, public, message, signature):
    keys = Keys(bytes.fromhex(seed))
    assert keys.public_key == public
    assert keys.sign(bytes.fromhex(message)) == signature
    assert verify_signature(public, signature, bytes.fromhex(message))


def test_all_published_signatures():
    rows = json.loads((real_data("external/rfc8032_vectors") / "vectors.json").read_text())
    for row in rows["valid"]:
        keys, message = Keys(bytes.fromhex(row["seed"])), bytes.fromhex(row["message"])
        assert (keys.public_key, keys.sign(message)) == (row["public"], row["signature"])
        assert verify_signature(row["public"], row["signature"], message)
    for row in rows["invalid_derived"]:
        assert not verify_signature(row["public"], row["signature"], bytes.fromhex(row["message"])), row["id"]


def test_no_published_key_is_accepted_from_the_file(tmp_path):
    rows = json.loads((real_data("external/rfc8032_vectors") / "vectors.json").read_text())
    for row in rows["valid"]:
        _hold(tmp_path, {"v": 1, "seed": row["seed"], "former_keys": []})
        with pytest.raises(SigningKeyError, match="RFC 8032"):
            open_keys(tmp_path)


def test_keys_successions_and_seals_are_those_of_the_vectors():
    first, second, third = (bytes.fromhex(each["seed"]) for each in VECTORS["keys"])
    keys = Keys(first).succeeded_by(second).succeeded_by(third)
    assert [keys.former_keys[0].key, keys.former_keys[1].key, keys.public_key] == [
        each["public_key"] for each in VECTORS["keys"]
    ]
    assert [vars(each) for each in keys.former_keys] == VECTORS["former_keys"]
    assert keys.sign_manifest(VECTORS["manifest"]["text"].encode()) == VECTORS["manifest"]["signature"]
    for each in VECTORS["seals"]:
        assert verify_signature(each["public_key"], each["signature"], each["seal"].encode())


def test_the_first_use_makes_a_key_that_stays(tmp_path):
    keys = open_keys(tmp_path / "home")
    assert keys == open_keys(tmp_path / "home")
    assert keys.former_keys == ()
    folder = tmp_path / "home" / "keys"
    assert [each.name for each in folder.iterdir()] == ["signing.json"]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "signing.json").stat().st_mode & 0o777 == 0o600


def test_the_secret_is_in_no_printed_form(tmp_path):
    keys = open_keys(tmp_path)
    assert keys.seed.hex() not in repr(keys) + str(keys)
    assert keys.seed.hex().encode() not in keys.public_document()


def test_many_at_once_agree_on_one_first_key(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _: open_keys(tmp_path).public_key, range(64)))
    assert len(set(found)) == 1
    assert os.listdir(tmp_path / "keys") == ["signing.json"]


def test_a_change_of_key_is_vouched_for_by_the_old_one(tmp_path):
    first = open_keys(tmp_path)
    second, third = rotate_keys(tmp_path), rotate_keys(tmp_path)
    assert open_keys(tmp_path) == third
    assert [each.key for each in third.former_keys] == [first.public_key, second.public_key]
    assert succession_holds(third.former_keys, third.public_key)
    assert first.seed.hex() not in (tmp_path / "keys" / "signing.json").read_text()
    assert os.listdir(tmp_path / "keys") == ["signing.json"]


def test_changes_at_once_follow_each_other(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: rotate_keys(tmp_path), range(16)))
    keys = open_keys(tmp_path)
    assert len(keys.former_keys) == 16
    assert succession_holds(keys.former_keys, keys.public_key)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o601])
def test_a_key_that_others_may_read_is_refused(tmp_path, mode):
    open_keys(tmp_path)
    (tmp_path / "keys" / "signing.json").chmod(mode)
    with pytest.raises(SigningKeyError, match="chmod 600"):
        open_keys(tmp_path)
    with pytest.raises(SigningKeyError, match="chmod 600"):
        rotate_keys(tmp_path)


def test_a_folder_that_others_may_enter_is_refused(tmp_path):
    open_keys(tmp_path)
    (tmp_path / "keys").chmod(0o755)
    with pytest.raises(SigningKeyError, match="chmod 700"):
        open_keys(tmp_path)


def test_a_link_or_a_folder_in_place_of_the_key_is_refused(tmp_path):
    open_keys(tmp_path)
    file = tmp_path / "keys" / "signing.json"
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SigningKeyError, match="plain file"):
        open_keys(tmp_path)
    file.unlink()
    file.mkdir(mode=0o700)
    with pytest.raises(SigningKeyError, match="plain file"):
        open_keys(tmp_path)


def _hold(home, held):
    folder = home / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / "signing.json"
    file.write_bytes(held if isinstance(held, bytes) else canonical.dumps(held))
    file.chmod(0o600)


STRANGER = Keys(sha256(b"stranger").digest())
DAMAGED = {
    "empty": b"",
    "no JSON": b"secret",
    "a list": b"[]",
    "no seed": {"v": 1, "former_keys": []},
    "a short seed": {"v": 1, "seed": "00", "former_keys": []},
    "a seed that is no hex": {"v": 1, "seed": "x" * 64, "former_keys": []},
    "no former keys": {"v": 1, "seed": "01" * 32},
    "a former key that vouches for none": {
        "v": 1,
        "seed": "01" * 32,
        "former_keys": [{"key": STRANGER.public_key, "successor": STRANGER.sign(b"hello")}],
    },
}


@pytest.mark.parametrize("held", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_key_file_is_refused_and_left_as_it_is(tmp_path, held):
    _hold(tmp_path, held)
    before = (tmp_path / "keys" / "signing.json").read_bytes()
    with pytest.raises(SigningKeyError, match="backup"):
        open_keys(tmp_path)
    assert (tmp_path / "keys" / "signing.json").read_bytes() == before


def test_the_public_document_shows_every_key_and_can_be_checked():
    keys = STRANGER.succeeded_by(sha256(b"next").digest())
    shown = canonical.loads(keys.public_document())
    assert shown["public_key"] == keys.public_key
    former = tuple(FormerKey(each["key"], each["successor"]) for each in shown["former_keys"])
    assert succession_holds(former, shown["public_key"])


def test_what_is_signed_begins_with_what_it_is_for():
    assert manifest_message(b"{}") == b"hejie:manifest:1\n{}"
    assert successor_message("ab") == b"hejie:key:1\nab"


@pytest.mark.parametrize(
    ("key", "signature"),
    [("", ""), ("x" * 64, "0" * 128), ("0" * 64, "0" * 127), ("A" * 64, "0" * 128), ("0" * 64, "F" * 128), (None, 1)],
)
def test_another_form_of_key_or_signature_is_no_signature(key, signature):
    assert not verify_signature(key, signature, b"")
