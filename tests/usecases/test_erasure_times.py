"""The day of a request to be forgotten: operators are reminded before it, and may put it off once, with a reason that is told."""

from datetime import timedelta

import pytest

from hejie.domain.kernel.refusal import Refusal
from hejie.store import market_law
from hejie.store.models import ErasureRequest, Person
from hejie.usecases.people import erasure_requests, erasure_times


@pytest.fixture
def asked(people, ctx, marketplace, clock, work):
    """A request under European law, and who decides."""
    market_law.choose(marketplace.slug, "EU", "")
    market_law.forget()
    made = erasure_requests.ask(ctx(people("buyer")))
    desk = ctx(people("operator"))
    work()
    yield made, desk
    market_law.forget()


def code(act, *args) -> str:
    with pytest.raises(Refusal) as caught:
        act(*args)
    return caught.value.code


def letters(mailoutbox, word: str) -> list:
    return [one for one in mailoutbox if word in one.subject]


def test_operators_are_reminded_once_three_days_before_and_once_more_before_the_later_day(
    asked, clock, work, mailoutbox, ctx
):
    made, desk = asked
    clock.move(days=24)
    work()
    assert letters(mailoutbox, "answered soon") == []
    clock.move(days=2)
    for _ in range(2):
        work()
        clock.move(minutes=2)
    (letter,) = letters(mailoutbox, "answered soon")
    assert letter.to == [Person.objects.get(pk=desk.actor.id).email]
    erasure_times.put_off(ctx(desk.actor), made.pk, "Forty cases have to be looked through.")
    clock.move(days=59)
    work()
    assert len(letters(mailoutbox, "answered soon")) == 2


def test_the_answer_is_put_off_once_by_as_long_as_the_law_allows_and_the_person_is_told(asked, clock, work, mailoutbox):
    made, desk = asked
    assert code(erasure_times.put_off, desk, made.pk, " ") == "text_missing"
    assert code(erasure_times.put_off, desk, made.pk, "x" * 2001) == "text_too_long"
    later = erasure_times.put_off(desk, made.pk, "Forty cases have to be looked through.")
    assert later.due_at - made.due_at == timedelta(days=59)
    work()
    (letter,) = letters(mailoutbox, "takes longer")
    assert letter.to == [made.person.email] and "Forty" not in letter.body
    assert code(erasure_times.put_off, desk, made.pk, "Again") == "erasure_longer_already"
    assert ErasureRequest.objects.get(pk=made.pk).longer_why.startswith("Forty")
    erasure_requests.grant(desk, made.pk)
    assert code(erasure_times.put_off, desk, made.pk, "Again") == "erasure_decided"


def test_once_its_day_is_over_or_where_the_law_knows_no_longer_time_it_is_not_put_off(asked, people, ctx, clock):
    made, desk = asked
    clock.move(days=28)
    late = ctx(desk.actor)
    assert erasure_times.may_be_longer(made, clock.now) == 0
    assert code(erasure_times.put_off, late, made.pk, "Late") == "erasure_day_over"
    ErasureRequest.objects.filter(pk=made.pk).update(law="cn", due_at=clock.now + timedelta(days=1))
    assert code(erasure_times.put_off, late, made.pk, "China") == "erasure_not_longer"
    assert code(erasure_times.put_off, ctx(people("buyer")), made.pk, "Mine") == "not_found"
