"""What shops set for after-sales service, and what is approved by it without anybody's word."""

from dataclasses import replace

import pytest

from hejie.domain.kernel.refusal import Refusal
from hejie.store import service_settings as store
from hejie.usecases import service_settings
from tests.support.world import Somebody

pytestmark = pytest.mark.django_db
_AUTO = {"auto_minor": 15000, "currency": "CNY"}


def _unproved(somebody: Somebody) -> Somebody:
    return replace(somebody, actor=replace(somebody.actor, second_factor=False))


@pytest.fixture
def seller(people):
    """Somebody of a shop, signed in with a second factor."""
    return people("seller")


def test_a_shop_that_never_saved_has_48_hours_a_warning_at_75_percent_and_approves_nothing_by_itself(ctx, seller):
    found = service_settings.read(ctx(seller))
    assert (found.version, found.auto, found.warn, found.held) == (0, {}, 75, ("D",))
    hours = {step.name: step.hours for step in service_settings.usual_steps()}
    assert hours["answer"] == 48


def test_settings_saved_over_an_old_version_are_refused_and_nothing_is_lost(ctx, seller):
    assert service_settings.save(ctx(seller), _AUTO, over=0).version == 1
    with pytest.raises(Refusal, match="settings_changed"):
        service_settings.save(ctx(seller), {"warn": 50}, over=0)
    assert service_settings.save(ctx(seller), {"warn": 50}, over=1).version == 2
    found = service_settings.read(ctx(seller))
    assert (found.auto_minor, found.warn) == (15000, 50)
    values = {"auto_minor": 1, "keep_minor": 0, "currency": "CNY", "reasons": [], "warn": 9, "held": []}
    values |= {"guarantee_months": 0, "only_guaranteed": False}
    again = store.save(seller.actor.marketplace, seller.shop, values, over=1, at=ctx(seller).now, by="x")
    assert again == 0  # two who have both read version 1


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"auto_minor": 100}, "limit_half"),
        ({"keep_minor": 100}, "limit_half"),
        ({"currency": "CNY"}, "limit_half"),
        ({"reasons": ["defective"]}, "limit_half"),
        ({"auto_minor": -1, "currency": "CNY"}, "setting_not_understood"),
        ({"auto_minor": True, "currency": "CNY"}, "setting_not_understood"),
        ({"auto_minor": 1, "currency": "yuan"}, "setting_not_understood"),
        ({"warn": 0}, "setting_not_understood"),
        ({"warn": 100}, "setting_not_understood"),
        ({"held": ["E"]}, "setting_not_understood"),
        ({"answer": 12}, "setting_not_understood"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(map(str, value)) + str(next(iter(value.values()))),
)
def test_half_a_rule_and_what_is_no_setting_are_refused(ctx, seller, wanted, code):
    with pytest.raises(Refusal, match=code):
        service_settings.save(ctx(seller), wanted, over=0)


def test_only_a_shops_own_people_with_a_second_factor_save_and_the_marketplaces_word_commits_no_shops_money(
    ctx, people, seller
):
    with pytest.raises(Refusal, match="second_factor_needed"):
        service_settings.save(ctx(_unproved(seller)), _AUTO, over=0)
    with pytest.raises(Refusal, match="not_found"):
        service_settings.read(ctx(people("buyer")))
    operator = people("operator")
    service_settings.save(ctx(operator), {**_AUTO, "warn": 60, "held": ["C", "D"]}, over=0)
    found = service_settings.read(ctx(seller))
    assert (found.auto, found.warn, found.held) == ({}, 60, ("C", "D"))
    assert service_settings.of(seller.actor.marketplace, "platform").auto_minor == 15000


def test_a_small_clean_request_is_approved_by_the_shops_limit_and_a_larger_one_waits_for_a_person(
    services, ctx, seller, work
):
    service_settings.save(ctx(seller), {**_AUTO, "reasons": ["not_as_described"]}, over=0)
    small = services(seller=seller)
    assert (small.state.service.status, small.state.service.by_rule) == ("approved", "shop_limit")
    large = services(seller=seller, pieces=((1, 2),), key="large")
    other = services(seller=seller, reason="defective", key="other")
    assert [one.state.service.status for one in (large, other)] == ["asked", "asked"]
    small.step("send", carrier="SF")
    small.step("receive")
    small.step("inspect")
    work()
    assert small.paid_back == 10250


def test_goods_that_nobody_can_send_back_are_left_to_a_person_whatever_their_sum(services, ctx, seller):
    service_settings.save(ctx(seller), _AUTO, over=0)
    animal = services(seller=seller, facts={"goods": ["live_animal"]}, key="animal")
    assert (animal.state.service.status, animal.state.service.by_rule) == ("asked", "")
    assert services(seller=seller, facts={"goods": ["physical"]}).state.service.by_rule == "shop_limit"


def test_a_request_with_a_sign_is_left_to_a_person_whatever_its_sum(services, ctx, seller, work):
    service_settings.save(ctx(seller), _AUTO, over=0)
    first = services(seller=seller)
    for step, told in (("send", {"carrier": "SF"}), ("receive", {}), ("inspect", {})):
        first.step(step, **told)
    work()
    again = services(seller=seller, buyer=first.buyer, root=first.root, key="again")
    assert again.state.service.signs and again.state.service.status == "asked"


def test_below_the_keep_limit_the_refund_is_provisional_for_72_hours_and_the_goods_stay(
    services, ctx, seller, clock, work
):
    service_settings.save(ctx(seller), {"keep_minor": 12000, "currency": "CNY"}, over=0)
    asked = services(seller=seller)
    service = asked.state.service
    assert (service.status, service.by_rule, service.keep, service.provisional) == ("approved", "shop_keep", True, True)
    (row,) = asked.state.waits("service_object")
    assert (row.until - clock.now).total_seconds() == 72 * 3600 and asked.paid_back == 0
    clock.move(hours=72)
    work()
    assert asked.state.outcome == "served" and asked.paid_back == 10250


def test_a_seller_who_objects_in_time_takes_a_provisional_refund_to_the_procedure_of_disputes(
    services, ctx, seller, work
):
    service_settings.save(ctx(seller), {"keep_minor": 12000, "currency": "CNY"}, over=0)
    asked = services(seller=seller)
    asked.step("object", note="The photo is of another kettle.")
    work()
    assert asked.state.stage == "negotiation" and asked.paid_back == 0


def test_whoever_is_waited_for_is_warned_once_at_the_mark_that_the_shop_has_set(
    services, ctx, people, seller, clock, work
):
    service_settings.save(ctx(seller), {"warn": 50}, over=0)
    asked = services(seller=seller)
    early = services(seller=people("seller"), key="usual")

    def warned(one) -> bool:
        (row,) = one.state.waits("service_answer")
        return row.reminded

    clock.move(hours=25)
    work()
    assert warned(asked) and not warned(early)
    clock.move(hours=12)
    work()
    assert warned(early)
