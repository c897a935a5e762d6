"""Notices: each person hears of each turn once, in his language, and the sending stands in the record."""

import re

import pytest
from django.db import connection

from hejie.adapters import postman
from hejie.domain.cases.commands import AcceptOffer, AssignNeutral, Escalate, MakeOffer, MakeStatement, WriteMessage
from hejie.record import reader
from hejie.store import notices, outbox, queries, story
from hejie.usecases import cases, mediation, people_reach, settlement
from tests.support.mail import Killed, Refuses

SECRET = "my password is swordfish"


@pytest.fixture(autouse=True)
def letters(marketplace, settings, mailoutbox):
    settings.PUBLIC_URL = "https://disputes.example"
    return mailoutbox


def to(person, sent):
    return [letter for letter in sent if letter.to == [person.person.email]]


def recorded(dispute, stream=None):
    rows = story.newest(dispute.root, stream or dispute.stream)
    return [row["data"] for row in reversed(rows) if row["kind"] == "NoticeSent"]


def test_an_opened_case_reaches_both_sides_once_each_in_his_language(people, disputes, letters, work):
    dispute = disputes(buyer=people("buyer", language="zh"), seller=people("seller", language="ru"))
    work()
    work()
    (for_buyer,), (for_seller,) = to(dispute.buyer, letters), to(dispute.seller, letters)
    assert len(letters) == 2
    assert "您的诉求已提交" in for_buyer.subject and "К вам предъявлено требование" in for_seller.subject
    assert f"Открыть обращение: https://disputes.example/cases/{dispute.case}/" in for_seller.body
    assert "до" in for_seller.body and "ноября" in for_seller.body
    assert [(row["channel"], row["result"]) for row in recorded(dispute)] == [("mail", "sent")] * 2


def test_the_letter_carries_the_head_of_the_record_and_no_word_that_people_wrote(disputes, ctx, letters, work):
    dispute = disputes()
    work()
    letters.clear()
    cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, SECRET), key="m")
    head = story.newest(dispute.root, dispute.stream, limit=1)[0]["hash"]
    entry = next(row for row in story.newest(dispute.root, dispute.stream) if row["kind"] == "MessageWritten")
    work()
    (letter,) = letters
    assert entry["hash"] in letter.body and head
    assert SECRET not in letter.body + letter.subject
    page = queries.notices(dispute.seller.actor)
    assert all(SECRET not in str(row) for row in page.rows)


def test_what_one_act_brings_about_is_told_once(disputes, ctx, letters, work):
    dispute = disputes()
    work()
    letters.clear()
    settlement.accept_offer(ctx(dispute.seller), AcceptOffer(dispute.case, "o1"), key="a")
    work()
    assert [len(to(who, letters)) for who in (dispute.buyer, dispute.seller)] == [1, 1]
    assert "agreement to sign" in to(dispute.buyer, letters)[0].subject


def test_everybody_in_a_shop_hears_of_it_and_the_list_shows_it(people, disputes, letters, work):
    owner = people("seller")
    colleague = people("seller", shop=owner.shop)
    dispute = disputes(seller=owner)
    work()
    assert to(owner, letters) and to(colleague, letters)
    (row,) = queries.notices(colleague.actor).rows
    assert (row["kind"], row["mail"], row["case_id"]) == ("CaseOpened", "sent", dispute.case)


def test_a_private_room_is_heard_of_by_its_two_readers_alone(people, disputes, ctx, clock, letters, work):
    neutral, operator = people("neutral"), people("operator")
    dispute = disputes()
    cases.make_statement(ctx(dispute.seller), MakeStatement(dispute.case, "They fit."), key="s")
    mediation.escalate(ctx(dispute.buyer), Escalate(dispute.case), key="e")
    work()
    assert reader.case(dispute.case).neutral == neutral.id
    letters.clear()
    cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, SECRET, "buyer"), key="p")
    work()
    assert len(letters) == 1 == len(to(neutral, letters))
    assert "private room" in letters[0].subject
    room = f"room:{dispute.case}:buyer"
    assert [row["to"] for row in recorded(dispute, room)] == [neutral.id]
    assert not any(row["notice"].startswith("notice:room") for row in recorded(dispute))
    for outsider in (dispute.seller, operator):
        assert not any(row["facts"].get("room") for row in _facts(outsider))


def _facts(person):
    import orjson

    return [{**row, "facts": orjson.loads(row["facts"]) if isinstance(row["facts"], str) else row["facts"]}
            for row in queries.notices(person.actor).rows]  # fmt: skip


def test_a_letter_that_certainly_did_not_leave_is_sent_later_and_once(disputes, clock, letters, work, settings):
    usual = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.support.mail.Away"
    dispute = disputes()
    work()
    assert letters == [] and recorded(dispute) == []
    settings.EMAIL_BACKEND = usual
    clock.move(minutes=2)
    work()
    work()
    assert len(letters) == 2
    assert {row["result"] for row in recorded(dispute)} == {"sent"}


def test_a_worker_that_died_after_handing_over_leads_to_no_second_letter(disputes, clock, letters, work, settings):
    usual = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.support.mail.KillsAfter"
    dispute = disputes()
    with pytest.raises(Killed):
        work()
    assert len(letters) == 1
    settings.EMAIL_BACKEND = usual
    clock.move(minutes=10)
    work()
    assert len(letters) == 2  # the other side's; the first one's fate is unknown and stays so
    assert sorted(row["result"] for row in recorded(dispute)) == ["sent", "unknown"]


def test_a_broken_line_after_the_text_is_never_guessed_at(disputes, clock, work, settings):
    settings.EMAIL_BACKEND = "tests.support.mail.Breaks"
    dispute = disputes()
    work()
    clock.move(hours=2)
    work()
    assert [row["result"] for row in recorded(dispute)] == ["unknown"] * 2


@pytest.fixture
def refusing(settings):
    """Lets the mail server refuse an address: `refusing(person, 550, b"5.1.1 no such user")`."""
    settings.EMAIL_BACKEND = "tests.support.mail.Refuses"
    yield lambda who, code, reason: Refuses.because.update({who.person.email: (code, reason)})
    Refuses.because.clear()


def test_a_bounced_address_holds_back_defaults_until_an_operator_has_looked(
    people, disputes, ctx, clock, work, refusing
):
    operator = people("operator")
    dispute = disputes()
    refusing(dispute.seller, 550, b"5.1.1 no such user")
    work()
    assert people_reach.bounced(ctx(operator)) == [dispute.seller.person]
    assert "bounced" in [row["result"] for row in recorded(dispute)]
    assert any(row["kind"] == "AddressBounced" for row in queries.notices(operator.actor).rows)
    clock.move(days=5)
    work()
    case = reader.case(dispute.case)
    assert not case.ruling and case.waits("answer")[0].held
    assert people_reach.clear_bounce(ctx(operator), dispute.seller.id) == 1
    assert reader.case(dispute.case).waits("answer")[0].until == clock.now.replace(day=clock.now.day + 1)
    clock.move(days=1)
    work()
    assert reader.case(dispute.case).ruling.outcome == "defaulted_seller"


def test_a_shop_is_out_of_reach_only_when_all_its_people_are(people, disputes, ctx, clock, work, refusing):
    owner = people("seller")
    people("seller", shop=owner.shop)
    dispute = disputes(seller=owner)
    refusing(owner, 550, b"5.1.1 no such user")
    work()
    assert not reader.case(dispute.case).waits("answer")[0].held


def test_a_server_that_may_not_relay_makes_nobody_unreachable(people, disputes, ctx, work, refusing):
    operator = people("operator")
    dispute = disputes()
    refusing(dispute.seller, 550, b"5.7.1 relaying denied")
    work()
    assert people_reach.bounced(ctx(operator)) == []


def test_only_operators_report_and_clear_bounces(people, disputes, ctx):
    from hejie.domain.kernel.refusal import Refusal

    dispute = disputes()
    for who in (dispute.seller, people("neutral")):
        with pytest.raises(Refusal):
            people_reach.report_bounce(ctx(who), dispute.buyer.person.email)
    operator = people("operator")
    assert people_reach.report_bounce(ctx(operator), dispute.buyer.person.email.upper()) == dispute.buyer.person
    with pytest.raises(Refusal) as caught:
        people_reach.clear_bounce(ctx(operator, second_factor=False), dispute.buyer.id)
    assert caught.value.code == "second_factor_needed"


def test_a_buyer_without_a_sign_in_gets_a_link_to_his_one_case(people, disputes, letters, work):
    buyer = people("buyer")
    buyer.person.set_unusable_password()
    buyer.person.save()
    disputes(buyer=buyer)
    work()
    (letter,) = to(buyer, letters)
    assert re.search(r"https://disputes\.example/l/[\w-]{40,}/", letter.body)


def test_a_case_that_needs_a_neutral_gets_one_without_a_stake(people, disputes, ctx, clock, work):
    dispute = disputes()
    partial = people("neutral")
    from hejie.store.models import Membership, Seller

    Membership.objects.create(person=partial.person, role="seller", seller=Seller.objects.get(id=dispute.seller.shop))
    operator = people("operator")
    clock.move(days=1)
    cases.make_statement(ctx(dispute.seller), MakeStatement(dispute.case, "They fit."), key="s")
    mediation.escalate(ctx(dispute.buyer), Escalate(dispute.case), key="e")
    work()
    assert reader.case(dispute.case).neutral == ""
    told = [row["kind"] for row in queries.notices(operator.actor).rows]
    assert told.count("NeutralMissing") == 1
    fair = people("neutral")
    clock.move(hours=1)
    work()
    assert reader.case(dispute.case).neutral == fair.id
    assert told.count("NeutralMissing") == 1


def test_money_that_is_released_goes_out_through_the_worker(disputes, ctx, clock, work):
    from hejie.domain.cases.commands import SignAgreement

    dispute = disputes()
    settlement.make_offer(ctx(dispute.seller), MakeOffer(dispute.case, {"refund": 11940, "currency": "CNY"}), key="o")
    settlement.accept_offer(ctx(dispute.buyer), AcceptOffer(dispute.case, "o2", waives=True), key="a")
    for who in (dispute.buyer, dispute.seller):
        settlement.sign_agreement(ctx(who), SignAgreement(dispute.case), key="s")
    work()
    case = reader.case(dispute.case)
    assert (case.closed, case.outcome) == (True, "agreed")
    (hold,) = reader.order(dispute.root).custody.holds
    assert (hold.to_buyer, hold.to_seller) == (11940, 7960)


@pytest.mark.django_db(transaction=True)
def test_an_effect_is_carried_out_by_one_worker_however_many_want_it(disputes, clock, letters):
    import threading
    from random import Random

    from hejie.usecases import effects

    found = [disputes() for _ in range(4)]
    start = threading.Barrier(3)

    def one(seed):
        start.wait()
        while effects.drain(lambda: clock.now, Random(seed), postman.Postman(), lambda: False):
            continue
        connection.close()

    threads = [threading.Thread(target=one, args=[seed]) for seed in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(letters) == 8
    for dispute in found:
        assert [row["result"] for row in recorded(dispute)] == ["sent"] * 2
    assert outbox.next_due() is None


def test_a_notice_is_read_when_its_reader_says_so(disputes, clock, work):
    from hejie.domain.kernel import clock as moments

    dispute = disputes()
    work()
    market, person = dispute.seller.actor.marketplace, dispute.seller.id
    assert notices.unread(market, person) == 1
    now_ms = moments.milliseconds(clock.now)
    assert notices.mark_read(market, person, now_ms, now_ms) == 1
    assert notices.unread(market, person) == 0


def test_assigning_a_neutral_that_is_there_already_changes_nothing(people, disputes, ctx, work):
    people("neutral")
    dispute = disputes()
    cases.make_statement(ctx(dispute.seller), MakeStatement(dispute.case, "They fit."), key="s")
    mediation.escalate(ctx(dispute.buyer), Escalate(dispute.case), key="e")
    other = people("neutral")
    mediation.assign_neutral(ctx(people("operator")), AssignNeutral(dispute.case, other.id), key="by hand")
    work()
    assert reader.case(dispute.case).neutral == other.id


def test_a_buyer_is_reminded_once_to_look_at_his_order_before_the_seller_is_paid(people, orders, clock, letters, work):
    buyer = people("buyer", language="ru")
    root = orders(buyer, people("seller"))
    clock.move(days=5)
    work()
    work()
    (letter,) = letters
    assert "С заказом всё в порядке?" in letter.subject
    assert f"/orders/{root}/" in letter.body and "подтвердить получение заказа" in letter.body
    rows = [row for row in story.newest(root, f"order:{root}") if row["kind"] == "NoticeSent"]
    assert [row["data"]["result"] for row in rows] == ["sent"]
    clock.move(days=5)
    work()
    assert "Заказ считается полученным" in letters[-1].subject


def test_imported_buyers_whose_address_nobody_knows_cost_nothing(people, orders, clock, letters, work):
    buyer = people("buyer")
    buyer.person.email = ""
    buyer.person.save()
    root = orders(buyer, people("seller"))
    clock.move(days=11)
    work()
    assert letters == []
    assert not [row for row in story.newest(root, f"order:{root}") if row["kind"] == "NoticeSent"]
