"""By when a request to be forgotten is answered: operators are reminded before, and may put the day off once, with a reason.

GDPR, art. 12(3): one month, longer by two further months where it is complex, told with the reasons within the first month.
How long it may be is said by the rule of the request's law (`rulebooks/retention`).
"""

from datetime import datetime, timedelta

from django.db import transaction

from hejie.domain.cases.retention import Rule
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.rulebooks import retention as rulebook
from hejie.store.models import ErasureRequest, Person
from hejie.usecases import system
from hejie.usecases.people import erasure_requests as requests

BEFORE = timedelta(days=3)
"""So long before its day operators are reminded of a request."""
_AT_ONCE = 100


def may_be_longer(request: ErasureRequest, now: datetime) -> int:
    """By how many days its answer can still be put off; 0: it cannot."""
    if request.status != requests.OPEN or request.longer_at is not None or request.due_at <= now:
        return 0
    return _rule(request).longer


def put_off(ctx: Context, request_id: str, why: str) -> ErasureRequest:
    """Answer it later, once, with a reason that the person is told at once.

    Refuses   not_found, second_factor_needed, not_your_own, text_missing, text_too_long, erasure_decided,
              erasure_not_longer (its law knows no longer time; facts: law), erasure_longer_already (facts: until),
              erasure_day_over (facts: until)
    """
    return _put_off(ctx, requests.for_decision(ctx, request_id), why)


def put_off_now(ctx: Context, person: Person, why: str) -> ErasureRequest:
    """The same for whoever runs commands on this machine, by the person. Refuses not_found (he has no open request)."""
    found = person.erasure_requests.filter(status=requests.OPEN).first()
    if found is None:
        raise Refusal("not_found")
    return _put_off(ctx, found, why)


def remind(now: datetime) -> int:
    """Let operators be reminded of open requests whose day is near, each once for each day; returns how many."""
    near = ErasureRequest.objects.filter(status=requests.OPEN, reminded_at=None, due_at__lte=now + BEFORE)
    done = 0
    for one in near.order_by("due_at", "pk")[:_AT_ONCE]:
        mark = f":{clock.milliseconds(one.due_at)}"
        requests.order(system.context(one.marketplace_id, now), one, "due", mark)  # put twice, it stays one
        done += ErasureRequest.objects.filter(pk=one.pk, reminded_at=None, due_at=one.due_at).update(reminded_at=now)
    return done


def _put_off(ctx: Context, found: ErasureRequest, why: str) -> ErasureRequest:
    words = why.strip()
    if not words:
        raise Refusal("text_missing")
    if len(words) > requests.LONGEST_REASON:
        raise Refusal("text_too_long", most=requests.LONGEST_REASON, given=len(words))
    longer = _rule(found).longer
    if found.status == requests.OPEN and not longer:
        raise Refusal("erasure_not_longer", law=found.law)
    until = found.due_at + timedelta(days=longer)
    with transaction.atomic():
        first = ErasureRequest.objects.filter(pk=found.pk, status=requests.OPEN, longer_at=None, due_at__gt=ctx.now)
        if not first.update(due_at=until, longer_why=words, longer_at=ctx.now, reminded_at=None):
            raise _why_not(found)
        found.refresh_from_db()
        requests.order(ctx, found, "longer")
    return found


def _why_not(found: ErasureRequest) -> Refusal:
    found.refresh_from_db()
    until = clock.text(clock.cut(found.due_at))
    if found.status != requests.OPEN:
        return Refusal("erasure_decided")
    return Refusal("erasure_longer_already" if found.longer_at else "erasure_day_over", until=until)


def _rule(request: ErasureRequest) -> Rule:
    rules = rulebook.load().rules
    return rules.get(request.law) or rules[rulebook.OTHER]
