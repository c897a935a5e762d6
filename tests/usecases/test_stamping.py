"""Time stamps over seals, from a real authority on this machine: fetched beside the worker, tried again, and checked."""

import time

import pytest
from django.db import connection

from hejie.domain.cases.commands import WriteMessage
from hejie.domain.kernel import clock as moments
from hejie.record import sealed_log, sealing, timestamps
from hejie.store import seal_tokens
from hejie.usecases import cases, stamping, worker
from tests.support.authority import Authority
from tests.support.dispute import Disputes


@pytest.fixture(scope="module")
def served():
    one = Authority()
    yield one
    one.end()


@pytest.fixture
def authority(served, settings):
    """The authority, named by the settings; it may be on the own network, as this one is."""
    served.answer, served.silent, served.asked = None, False, 0
    settings.TIME_STAMPS, settings.TIME_STAMP_CA = (served.url,), str(served.ca)
    settings.TIME_STAMPS_OWN_NETWORK, settings.TIME_STAMP_SECONDS = True, 0
    return served


@pytest.fixture
def dispute(people, ctx, orders, clock):
    return Disputes(people, ctx, orders, clock)()


def sealed_again(dispute, ctx, clock, number) -> sealing.Seal:
    """One more seal, over one more message."""
    cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, f"No. {number}"), key=f"m{number}")
    worker.Worker(now=lambda: clock.move(seconds=5)).seal()
    return newest()


def newest() -> sealing.Seal:
    with connection.cursor() as cursor:
        return sealing.latest(cursor)


def test_a_seal_is_stamped_and_the_token_holds_for_openssl_too(dispute, ctx, clock, authority):
    worker.run_once(clock.now)
    seal = newest()
    (token,) = seal_tokens.of_seals([seal.size])[seal.size]
    assert token.authority == authority.url and token.is_whole
    assert authority.verifies(token.token, seal.body.encode())
    assert timestamps.check(token.token, seal.body.encode(), trusted=stamping.trusted()).trusted
    assert sealed_log.check_tokens(stamping.trusted()) == ([], 1)


def test_an_authority_that_is_named_later_is_asked_for_the_newest_seal_and_for_each_after_it(
    dispute, ctx, clock, authority, settings
):
    settings.TIME_STAMPS = ()
    for number in range(3):
        sealed_again(dispute, ctx, clock, number)
    settings.TIME_STAMPS = (authority.url,)
    first = newest()
    assert stamping.all_due(clock.now) == (1, [])
    later = [sealed_again(dispute, ctx, clock, number) for number in (3, 4)]
    assert stamping.all_due(clock.now) == (2, [])
    assert {token.size for token in seal_tokens.every()} == {first.size, *(seal.size for seal in later)}
    assert stamping.all_due(clock.now) == (0, [])


def test_seals_may_be_stamped_more_rarely(dispute, ctx, clock, authority, settings):
    settings.TIME_STAMP_SECONDS = 60
    for number in range(30):
        sealed_again(dispute, ctx, clock, number)  # five seconds apart
        stamping.all_due(clock.now)
    assert 2 <= len(list(seal_tokens.every())) <= 3


@pytest.mark.parametrize(
    ("answer", "says"),
    [((503, b""), "status 503"), ((200, b"<html>"), "no answer of a time-stamp"), ((200, b"\0" * 70_000), "more than")],
)
def test_what_is_no_token_is_asked_for_again_later(dispute, ctx, clock, authority, answer, says):
    worker.Worker(now=lambda: clock.now).seal()
    authority.answer = answer
    count, (fault,) = stamping.all_due(clock.now)
    assert count == 0 and says in fault
    assert stamping.all_due(clock.now) == (0, [])  # not at once
    assert says in seal_tokens.waiting(authority.url)[2]
    authority.answer = None
    assert stamping.all_due(clock.move(minutes=1)) == (1, [])
    assert seal_tokens.waiting(authority.url)[::2] == (0, "")


def test_a_token_of_somebody_who_is_not_trusted_is_not_kept(dispute, ctx, clock, authority, settings):
    stranger = Authority(between=False)
    try:
        settings.TIME_STAMP_CA = str(stranger.ca)
        worker.Worker(now=lambda: clock.now).seal()
        count, (fault,) = stamping.all_due(clock.now)
        assert count == 0 and "does not lead" in fault
    finally:
        stranger.end()


def test_an_answer_to_another_request_is_not_kept(dispute, ctx, clock, authority):
    worker.Worker(now=lambda: clock.now).seal()
    replayed = authority.reply(timestamps.request(newest().body.encode(), 7))
    authority.answer = (200, replayed)
    count, (fault,) = stamping.all_due(clock.now)
    assert count == 0 and "another request" in fault


def test_the_own_network_is_asked_only_where_the_settings_say_so(dispute, ctx, clock, authority, settings):
    settings.TIME_STAMPS_OWN_NETWORK = False
    worker.Worker(now=lambda: clock.now).seal()
    count, (fault,) = stamping.all_due(clock.now)
    assert count == 0 and "not public" in fault and authority.asked == 0


def test_a_silent_authority_keeps_no_pass_of_the_worker_waiting(dispute, ctx, clock, authority):
    authority.silent = True
    one = worker.Worker(now=lambda: clock.move(seconds=4))
    began = time.monotonic()
    for number in range(4):
        cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, f"No. {number}"), key=f"m{number}")
        one.work()
    assert time.monotonic() - began < 8  # a request alone takes ten seconds here
    deadline = time.monotonic() + 60
    while not authority.asked and time.monotonic() < deadline:
        time.sleep(0.02)
    assert authority.asked >= 1 and len(one.stamping.asked) >= 1
    authority._released.set()
    while one.stamping.asked and time.monotonic() < deadline:
        time.sleep(0.05)
        authority.silent = False
        one.stamping.step(clock.now)
    assert seal_tokens.waiting(authority.url)[2]


def test_what_waits_for_an_authority_that_is_gone_stays_bounded(dispute, ctx, clock, authority):
    now_ms = moments.milliseconds(clock.now)
    for number in range(9):
        sealed_again(dispute, ctx, clock, number)
        seal_tokens.want(authority.url, now_ms, 0, 3)
    assert seal_tokens.waiting(authority.url)[0] == 3
