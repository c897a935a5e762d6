"""Live pages: nothing that is written is missed, however late it commits, and nobody hears of what he may not read."""

import threading
import time

import pytest
from django.conf import settings
from django.core import signing
from django.db import connection, transaction

from hejie.domain.cases.commands import WriteMessage
from hejie.domain.kernel.refusal import Refusal
from hejie.record import sealing
from hejie.record import signing as keys
from hejie.store import changes
from hejie.usecases import cases, live, reading
from tests.support.refused import refuses


def say(ctx, who, dispute, key, room="joint"):
    cases.write_message(ctx(who), WriteMessage(dispute.case, "Hello", room), key=key)


def seal(clock):
    sealing.seal_new(keys.open_keys(settings.HOME), clock.now)


def test_a_look_sees_what_was_written_since_the_last_one_and_no_more(disputes, ctx, clock):
    dispute = disputes()
    watch = live.Watch()
    watch.begin()
    watch.look()
    assert watch.look() == {}
    say(ctx, dispute.buyer, dispute, "1")
    assert (dispute.root, dispute.stream) in watch.look()
    seal(clock)
    assert watch.look() == {}
    say(ctx, dispute.buyer, dispute, "2")
    seal(clock)  # written and sealed between two looks
    assert (dispute.root, dispute.stream) in watch.look()


@pytest.mark.django_db(transaction=True)
def test_an_entry_whose_transaction_commits_late_is_not_missed(disputes, ctx, clock):
    late, quick = disputes(), disputes()
    seal(clock)
    watch = live.Watch()
    watch.look()
    written, may_commit = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            say(ctx, late.buyer, late, "late")
            written.set()
            assert may_commit.wait(20)
        connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    assert written.wait(20)
    if connection.vendor == "postgresql":  # SQLite has one writer at a time, so there is nothing to overtake
        clock.move(minutes=5)
        say(ctx, quick.buyer, quick, "quick")
        seal(clock)
        assert (quick.root, quick.stream) in watch.look()
        seal(clock)
    assert (late.root, late.stream) not in watch.look()
    may_commit.set()
    writer.join()
    assert (late.root, late.stream) in watch.look()


def test_a_token_names_only_streams_that_its_reader_may_read(people, disputes, ctx):
    operator, dispute = people("operator"), disputes()
    say(ctx, operator, dispute, "i", room="internal")

    def streams(who):
        view = reading.read_case(ctx(who), dispute.case)
        return {stream for _root, stream in live.ticket(live.token(ctx(who), view)).places}

    own = dispute.stream
    assert streams(dispute.buyer) == {own, f"room:{dispute.case}:buyer"}
    assert streams(dispute.seller) == {own, f"room:{dispute.case}:seller"}
    assert streams(operator) == {own, f"room:{dispute.case}:internal"}


def test_a_token_carries_the_version_that_the_page_has_shown(disputes, ctx):
    dispute = disputes()
    view = reading.read_case(ctx(dispute.buyer), dispute.case)
    ticket = live.ticket(live.token(ctx(dispute.buyer), view))
    heads = changes.heads(ticket.places)
    assert live.version({place[1]: heads.get(place, 0) for place in ticket.places}) == ticket.version
    say(ctx, dispute.buyer, dispute, "1")
    heads = changes.heads(ticket.places)
    assert live.version({place[1]: heads.get(place, 0) for place in ticket.places}) != ticket.version


class Earlier(signing.TimestampSigner):
    """Signs as if it were a little more than ten minutes ago."""

    def timestamp(self):
        return signing.b62_encode(int(time.time()) - 601)


def test_forged_ended_and_foreign_tokens_open_nothing(disputes, ctx):
    dispute = disputes()
    good = live.token(ctx(dispute.buyer), reading.read_case(ctx(dispute.buyer), dispute.case))
    live.ticket(good)
    said = signing.loads(good, salt="hejie.live")
    ended = Earlier(salt="hejie.live").sign_object(said, compress=True)
    foreign = signing.dumps(said, salt="other")
    for bad in ("", "x", good[:-2] + "aa", foreign, ended):
        refuses("live_token_not_valid", live.ticket, bad)


def test_a_list_hears_of_its_own_cases_alone(people, disputes, ctx):
    one, other = disputes(), disputes()
    name = live.ticket(live.list_token(ctx(one.seller))).list_name
    assert name == f"harbour/seller/{one.seller.shop}"
    watch = live.Watch()
    assert name in watch.lists({(one.root, one.stream): 9})
    assert name not in watch.lists({(other.root, other.stream): 9})
    everything = live.ticket(live.list_token(ctx(people("operator")))).list_name
    assert everything in watch.lists({(other.root, other.stream): 9})
    with pytest.raises(Refusal):
        live.list_token(ctx(role="integrator"))
