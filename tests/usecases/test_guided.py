"""Guided diagnosis, registered products and the guarantee that counts: by rulebook, use case and over the tables."""

from datetime import date

import pytest

from hejie.domain.aftersales import guarantees, serials
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import diagnosis as books
from hejie.rulebooks.strict import BadRulebook
from hejie.usecases import diagnosis, registrations, service_settings

_BOOK = """
id: t
version: "1"
title: {en: a, zh: b, ru: c}
categories: [home]
reasons: [defective]
start: one
questions:
  one: {text: {en: a, zh: b, ru: c}, answers: {"yes": {to: two}, "no": {to: end}}}
  two: {text: {en: a, zh: b, ru: c}, answers: {"yes": {to: end}, "no": {to: end}}}
advice:
  end: {lead: try, text: {en: a, zh: b, ru: c}}
"""


def test_every_guide_leads_to_advice_in_three_languages_by_every_way():
    for written in books.load():
        for category, reason in ((written.guide.categories[0], one) for one in written.guide.reasons):
            open_ways = [()]
            while open_ways:
                way = open_ways.pop()
                step = diagnosis.step(category, reason, way, "zh")
                assert step.text or (step.advice and step.lead)
                open_ways += [(*way, answer) for answer, _ in step.answers]


def test_the_narrowest_guide_is_asked_and_none_is_an_empty_answer():
    assert diagnosis.step("electronics.phone", "defective", (), "en").question == "power"
    assert diagnosis.step("electronics.headphones", "defective", (), "en").guide == "diagnosis/headphones"
    assert diagnosis.step("books", "defective", (), "en") is None
    assert diagnosis.step("electronics.phone", "none", (), "en") is None
    assert diagnosis.step("electronics.phone", "defective", ("no", "yes", "no"), "en").lead == "replace"
    with pytest.raises(Refusal, match="diagnosis_answer"):
        diagnosis.step("electronics.phone", "defective", ("perhaps",), "en")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (('"no": {to: end}}}\n  two', '"no": {to: three}}}\n  two'), 9),
        (('"yes": {to: end}, "no": {to: end}', '"yes": {to: one}, "no": {to: end}'), 9),
        (("start: one", "start: two"), 9),
        (("lead: try", "lead: hope"), 12),
        (('{"yes": {to: end}, "no": {to: end}}', '{"yes": {to: end}}'), 10),
    ],
    ids=("leads nowhere", "in a circle", "never reached", "unknown lead", "one answer"),
)
def test_a_guide_that_does_not_lead_to_an_end_is_refused_with_its_line(change, line):
    assert books.parse(_BOOK).guide.start == "one"
    with pytest.raises(BadRulebook) as found:
        books.parse(_BOOK.replace(*change))
    assert found.value.line == line


@pytest.mark.parametrize(
    ("began", "months", "more", "end"),
    [
        (date(2026, 1, 31), 1, 0, date(2026, 2, 28)),
        (date(2024, 2, 29), 24, 12, date(2027, 2, 28)),
        (date(2026, 11, 28), 0, 0, None),
    ],
    ids=("month end", "extended over a leap year", "no end"),
)
def test_the_last_day_of_a_guarantee(began, months, more, end):
    assert guarantees.last_day(began, months, more) == end


def test_a_serial_number_is_known_again_however_it_is_written_and_never_kept():
    assert serials.mark("s1", "sn-12 34") == serials.mark("s1", "SN1234") != serials.mark("s2", "SN1234")
    assert (serials.tail("SN-001234"), serials.tail("A1")) == ("1234", "1")
    with pytest.raises(Refusal, match="serial_wrong"):
        serials.mark("s1", " - ")


@pytest.mark.django_db
def test_registration_before_order_before_rule_and_without_them_unknown(services, people, ctx, clock):
    buyer, seller = people("buyer"), people("seller")
    root = services.order(buyer, seller)
    today = registrations.today_of(ctx(buyer))
    asked = {"order": root, "line": 1}
    assert registrations.entitled(ctx(buyer), **asked, serial="SN-9") is None
    service_settings.save(ctx(seller), {"guarantee_months": 12}, over=0)
    by_rule = registrations.entitled(ctx(buyer), **asked)
    assert (by_rule.source, by_rule.holds(today)) == ("rule", True)
    row, new = registrations.register(ctx(buyer), {"serial": "SN-9", **asked})
    assert new and (row.months, row.source, row.tail) == (12, "buyer", "9")
    changed = registrations.change(ctx(seller), row.pk, {"months": 24, "more_months": 12}, over=1)
    assert (changed.version, changed.coverage) == (2, "extended")
    cover = registrations.entitled(ctx(buyer), **asked, serial="sn 9")
    assert cover.source == "registration" and cover.ends_on == guarantees.last_day(changed.began_on, 36)
    with pytest.raises(Refusal, match="registration_changed"):
        registrations.change(ctx(seller), row.pk, {"months": 6}, over=1)
    with pytest.raises(Refusal, match="not_found"):
        registrations.change(ctx(buyer), row.pk, {"months": 600}, over=2)
    with pytest.raises(Refusal, match="serial_registered"):
        other = people("buyer")
        registrations.register(ctx(other), {"serial": "SN9", "order": services.order(other, seller)})
    service_settings.save(ctx(seller), {"guarantee_months": 0}, over=1)
    assert registrations.entitled(ctx(buyer), **asked) is None


@pytest.mark.django_db
def test_a_limit_for_what_is_under_guarantee_leaves_the_rest_and_any_sign_to_a_person(services, people, ctx):
    buyer, seller = people("buyer"), people("seller")
    limit = {"auto_minor": 15000, "currency": "CNY", "only_guaranteed": True}
    service_settings.save(ctx(seller), limit, over=0)
    first = services(buyer=buyer, seller=seller, kind="repair", reason="defective", wish={"serial": "SN-1"})
    assert first.state.service.status == "asked" and first.state.service.cover == {}
    service_settings.save(ctx(seller), {"guarantee_months": 12}, over=1)
    clean = services(buyer=buyer, seller=seller, reason="defective", wish={"serial": "SN-2"}, key="clean")
    assert (clean.state.service.by_rule, clean.state.service.cover["source"]) == ("shop_limit", "rule")
    again = services(buyer=buyer, seller=seller, reason="defective", wish={"serial": "sn1"}, key="again")
    assert again.state.service.status == "asked"
    assert [dict(one) for one in again.state.service.signs] == [{"sign": "same_serial"}]  # and not whose
    off = {"auto_minor": 0, "currency": ""}  # the page takes the limit away and names nothing else
    assert service_settings.save(ctx(seller), off, over=2).auto == {}


@pytest.mark.django_db
def test_registrations_are_listed_by_end_and_the_one_without_an_end_in_none(people, ctx):
    seller = people("seller")
    ends = {"over": ("2026-08-31", 2), "soon": ("2026-11-01", 1), "later": ("2026-11-03", 1)}
    for name, (began, months) in ends.items():  # -2, 29 and 31 days from the day of the test, 2 November 2026
        told = {"serial": name, "title": name, "began_on": began, "months": months}
        row, _new = registrations.register(ctx(seller), told)
        assert (row.ends_on - registrations.today_of(ctx(seller))).days == {"over": -2, "soon": 29, "later": 31}[name]
    registrations.register(ctx(seller), {"serial": "endless", "title": "endless"})

    def titles(**wanted):
        return [row.title for row in registrations.listed(ctx(seller), **wanted)[0]]

    assert titles(state="over") == ["over"] and titles(state="soon") == ["soon"]
    assert titles(state="active") == ["soon", "later"] and len(titles()) == 4
    assert titles(coverage="extended") == [] and len(titles(source="shop")) == 4
    with pytest.raises(Refusal, match="registration_wrong"):
        titles(state="ended")
    with pytest.raises(Refusal, match="not_found"):
        registrations.one(ctx(people("seller")), registrations.listed(ctx(seller))[0][0].pk)


@pytest.mark.django_db
def test_what_somebody_registered_is_in_his_own_data_and_is_nobodys_once_he_is_forgotten(services, people, ctx):
    from hejie.store import registrations as kept
    from hejie.usecases.people import forgetting, own_data

    buyer, seller = people("buyer"), people("seller")
    row, _new = registrations.register(ctx(buyer), {"serial": "SN-900", "order": services.order(buyer, seller)})
    told = dict(own_data._small(buyer.person, ctx(buyer).now))
    assert b'"serial_ends"' in told["registrations.json"] and b"SN900" not in told["registrations.json"]
    forgetting._drop(buyer.person)
    assert kept.of_person(buyer.actor.marketplace, buyer.id) == []
    assert registrations.one(ctx(seller), row.pk).buyer == ""
