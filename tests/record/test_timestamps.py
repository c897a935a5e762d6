"""Time stamps of a real authority hold; whatever is changed in one, or not as it should be, is refused."""

import random

import pytest

from hejie.record import timestamps
from hejie.record.timestamps import BadStamp, certificates_in, check, request, token_of
from tests.support.authority import Authority

SEAL = b'{"at":"2026-11-22T08:30:00.000Z","prev":"00","root":"11","size":3,"v":1}'
NONCE = 0x8123456789ABCDEF


@pytest.fixture(scope="module")
def authority():
    one = Authority()
    yield one
    one.end()


@pytest.fixture(scope="module")
def token(authority):
    return token_of(authority.reply(request(SEAL, NONCE)))


def test_a_token_of_openssl_holds_and_says_who_and_when(authority, token):
    stamp = check(token, SEAL, nonce=NONCE, trusted=certificates_in(authority.ca))
    assert stamp.authority == "Stamps of the tests" and stamp.trusted
    assert stamp.at.utcoffset().total_seconds() == 0
    assert authority.verifies(token, SEAL)
    assert not check(token, SEAL).trusted


@pytest.mark.parametrize(
    "made", [{"key": "ec:prime256v1", "digest": "sha512"}, {"between": False}, {"ess": "sha1", "digest": "sha384"}]
)
def test_other_keys_digests_and_chains_hold_too(made):
    other = Authority(**made)
    try:
        token = token_of(other.reply(request(SEAL, 1)))
        assert check(token, SEAL, nonce=1, trusted=certificates_in(other.ca)).trusted
    finally:
        other.end()


def test_a_token_over_something_else_or_for_another_request_is_refused(token):
    with pytest.raises(BadStamp, match="something else"):
        check(token, SEAL + b" ")
    with pytest.raises(BadStamp, match="another request"):
        check(token, SEAL, nonce=NONCE + 1)


def test_an_authority_that_nobody_trusts_is_refused(token):
    stranger = Authority(between=False)
    try:
        with pytest.raises(BadStamp, match="does not lead"):
            check(token, SEAL, trusted=certificates_in(stranger.ca))
        own = stranger.folder / "tsa.pem"
        forged = token_of(stranger.reply(request(SEAL, 1)))
        assert check(forged, SEAL, trusted=certificates_in(own)).trusted  # the very certificate may be named too
    finally:
        stranger.end()


@pytest.mark.parametrize("purpose", ["timeStamping", "critical, timeStamping, emailProtection"])
def test_a_certificate_that_is_not_for_time_stamps_alone_is_refused(authority, purpose):
    """`openssl ts` itself would not sign with such a one, so it signs under another and the certificate is looked at."""
    other = Authority.__new__(Authority)
    try:
        other.__init__(purpose=purpose, between=False)
        with pytest.raises(BadStamp, match="not for time stamps"):
            timestamps._check_purpose(certificates_in(other.folder / "tsa.pem")[0])
    finally:
        other.end()


def test_no_bit_of_what_is_signed_can_be_flipped(authority, token):
    """Only what no signature covers may differ: outside of the statement, its signature and its certificate."""
    trusted = certificates_in(authority.ca)
    chance, unnoticed = random.Random(6), []
    for place in chance.sample(range(len(token) * 8), 600):
        bad = bytearray(token)
        bad[place // 8] ^= 1 << place % 8
        try:
            stamp = check(bytes(bad), SEAL, nonce=NONCE, trusted=trusted)
        except BadStamp:
            continue
        unnoticed.append((place // 8, stamp))
    honest = check(token, SEAL, nonce=NONCE, trusted=trusted)
    assert all(stamp == honest for _place, stamp in unnoticed)
    assert len(unnoticed) < 300  # such as a spare certificate of the root


def test_a_refusal_is_told_in_the_words_of_the_authority(authority):
    sha1 = request(SEAL, 1).replace(b"\x60\x86\x48\x01\x65\x03\x04\x02\x01", b"\x60\x86\x48\x01\x65\x03\x04\x02\x03")
    with pytest.raises(BadStamp, match="the authority refuses"):
        token_of(authority.reply(sha1))


@pytest.mark.parametrize(
    "answer", [b"", b"<html>", b"\x30\x80\x00\x00", b"\x30\x03\x02\x01\x00", b"\x30\x84" + b"\xff" * 9]
)
def test_an_answer_that_is_none_is_refused(answer):
    with pytest.raises(BadStamp):
        token_of(answer)


def test_garbage_is_never_anything_but_refused(token):
    chance = random.Random(7)
    for length in (0, 1, 2, 50, 500):
        for _ in range(40):
            with pytest.raises(BadStamp):
                check(chance.randbytes(length), SEAL)
    for cut in range(0, len(token), 97):
        with pytest.raises(BadStamp):
            check(token[:cut], SEAL)
