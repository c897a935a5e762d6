"""A panel on pages, in three languages: the member's list and vote, what both sides see before and after."""

import re

import pytest
from django.db import connection

from hejie.domain.cases.paneling import CastVote
from hejie.usecases import panels, worker
from tests.support.panels import Panels

LANGUAGES = ("en", "zh", "ru")


@pytest.fixture
def found(people, ctx, orders, clock):
    """A case before its panel."""
    return Panels(people, ctx, orders, clock, lambda: worker.run_once(clock.now))()


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_panel_is_followed_on_pages_in_every_language(browser, found, people, ctx, clock, language):
    one, two, three = found.members()
    mine = browser(one, language=language)
    assert f"/table/{found.case}/vote/" in text(mine.get("table"))
    assert "Too short." in text(mine.get("neutral_vote", found.case))
    for who in (found.buyer, found.seller, people("operator"), people("auditor")):
        told = text(browser(who, language=language).get("case", found.case))
        assert "3" in told and "Sealed words" not in told
    for member, word in ((one, "for"), (two, "against"), (three, "split")):
        command = CastVote(found.case, word, f"Sealed words {member.id}", 30)
        panels.cast(ctx(member), command, key=member.id)
    assert f"Sealed words {one.id}" in text(mine.get("neutral_vote", found.case))
    before = text(browser(found.buyer, language=language).get("case", found.case))
    assert "Sealed words" not in before
    worker.run_once(clock.now)
    after = text(browser(found.buyer, language=language).get("case", found.case))
    assert all(f"Sealed words {member.id}" in after for member in (one, two, three))
    assert mine.get("neutral_vote", found.case).status_code == 404
    operator = people("operator")
    assert one.person.name in text(browser(operator, language=language).get("case", found.case))
    assert one.person.name not in after
    assert browser(operator, language=language).get("neutrals").status_code == 200
    assert browser(one, language=language).get("neutral_profile", one.id).status_code == 200
    assert browser(found.buyer, language=language).get("case_record", found.case).status_code == 200
    assert browser(found.buyer, language=language).get("case_procedure", found.case).status_code == 200


def test_both_sides_read_that_a_panel_votes_and_until_when(browser, found):
    told = text(browser(found.buyer).get("case", found.case))
    assert "A panel of 3 is voting, each alone" in told and "A panel of 3 votes," in told


def test_a_vote_is_sealed_on_its_page_and_a_part_needs_its_share(browser, found):
    one, two, _three = found.members()
    mine = browser(one)
    wrong = mine.post("neutral_vote", found.case, vote="split", reasons="Half of it.")
    assert wrong.status_code == 422 and "Say which part." in wrong.content.decode()
    done = mine.post("neutral_vote", found.case, vote="split", share="50", reasons="Half of it.")
    assert done.status_code == 302
    assert "Your vote is sealed." in text(mine.get("table")) and "Half of it." in text(
        mine.get("neutral_vote", found.case)
    )
    assert "Half of it." not in text(browser(two).get("neutral_vote", found.case))
    again = mine.post("neutral_vote", found.case, vote="for", reasons="All of it.")
    assert again.status_code == 409


def test_nobody_but_a_member_opens_the_vote(browser, found, people):
    for who in (found.buyer, found.seller, people("operator"), found.neutrals[0], people("neutral")):
        assert browser(who).get("neutral_vote", found.case).status_code == 404


def test_without_a_second_factor_nobody_votes(browser, found):
    one = found.members()[0]
    answer = browser(one, second_factor=False).post("neutral_vote", found.case, vote="for", reasons="x")
    assert answer.status_code in (302, 403) and panels_open(found)


def panels_open(found) -> bool:
    from hejie.record import reader

    return reader.room(found.case, "seat-1-1").seat.vote is None


def _plain(answer) -> str:
    """A page without form keys and live tokens."""
    html = re.sub(r'value="[^"]*"', "", text(answer))
    return re.sub(r"token=[^\"]*", "", html)


def test_every_page_of_everybody_else_is_the_very_same_while_votes_come_in(browser, found, people, ctx, clock):
    operator, auditor = people("operator"), people("auditor")
    one, two, three = found.members()
    pages = [
        (who, name, args)
        for who in (found.buyer, found.seller, operator, auditor)
        for name, args in (("case", (found.case,)), ("case_record", (found.case,)), ("notices", ()))
    ]
    pages += [
        (found.buyer, "my_cases", ()),
        (found.seller, "inbox", ()),
        (operator, "all_cases", ()),
        (operator, "desk", ()),
    ]
    pages += [
        (operator, "neutrals", ()),
        (operator, "neutral_of", (one.id,)),
        (one, "neutral_of", (one.id,)),
        (three, "table", ()),
    ]
    pages += [(three, "neutral_vote", (found.case,)), (found.neutrals[0], "table", ())]

    def seen() -> list[str]:
        return [_plain(browser(who).get(name, *args)) for who, name, args in pages]

    worker.run_once(clock.now)
    before = seen()
    for member in (one, two):
        panels.cast(ctx(member), CastVote(found.case, "for", "Sealed words"), key=member.id)
    worker.run_once(clock.now)
    for (who, name, _args), old, new in zip(pages, before, seen(), strict=True):
        assert old == new, (who.actor.role, name)


def test_a_members_notice_leads_to_his_vote(browser, found, clock):
    worker.run_once(clock.now)
    assert f"/table/{found.case}/vote/" in text(browser(found.members()[0]).get("notices"))


def test_no_endpoint_is_told_of_a_seat_or_a_vote(found, ctx, clock, marketplace):
    from hejie.store import changes, webhooks
    from hejie.store.models import Webhook

    panels.cast(ctx(found.members()[0]), CastVote(found.case, "for", "Sealed words"), key="v")
    worker.run_once(clock.now)
    usual = {"url": "https://example.org/", "kinds": [], "secret": "", "next_leaf": 0, "created_at": clock.now}
    hook = Webhook.objects.create(marketplace=marketplace, owner=marketplace.pk, **usual)
    webhooks.tell_some(hook.pk, marketplace.pk, [], 0, changes.end_of_log(), 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, payload FROM outbox WHERE topic = 'webhook'")
        rows = [str(row) for row in cursor.fetchall()]
    assert rows and not any("room:" in row or "seat" in row for row in rows)
    cursor = connection.cursor()
    cursor.execute("DELETE FROM outbox WHERE topic = 'webhook'")
    hook.delete()


def test_who_ended_the_mediation_is_told_that_a_panel_decides(browser, people, ctx, orders, clock):
    from hejie.domain.cases import commands
    from hejie.record import reader
    from hejie.usecases import cases, mediation

    made = Panels(people, ctx, orders, clock, lambda: worker.run_once(clock.now))
    first = made()
    buyer, seller = people("buyer"), people("seller")
    from tests.support.panels import procedure

    (receipt,) = cases.open_cases(
        ctx(buyer), root=orders(buyer, seller), lines=(1,), reason="not_as_described", remedy="refund", story="x",
        package={"refund": 100, "currency": "CNY"}, shown=procedure().digest, key="open",
    )  # fmt: skip
    case = receipt.created["case"]
    cases.write_message(ctx(seller), commands.WriteMessage(case, "No."), key="m")
    mediation.escalate(ctx(buyer), commands.Escalate(case), key="e")
    worker.run_once(clock.now)
    mediator = next(one for one in first.neutrals if one.id == reader.case(case).neutral)
    mine = browser(mediator)
    assert "A panel drawn by lot then decides" in text(mine.get("neutral_onward", case))
    assert mine.post("neutral_onward", case, follow=True).redirect_chain[-1][0].endswith("/table/")
    assert reader.case(case).waits("assign")
