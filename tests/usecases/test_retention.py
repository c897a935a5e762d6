"""Retention: closed cases lose what people wrote once their time is over, unless they are held; never earlier."""

import io
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from PIL import Image

from hejie.domain.cases.commands import EraseContent, WithdrawCase, WriteMessage
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader, replay
from hejie.store import market_law, story
from hejie.usecases import cases, erasure, evidence, legal_holds, retention
from hejie.usecases.legal_holds import LiftLegalHold, SetLegalHold
from hejie.usecases.patience import Patience
from hejie.usecases.retiring import Retiring

WORDS = "My telephone is 555-0142, ask for Anna."


@pytest.fixture
def closed(disputes, ctx, work):
    """A closed case with a message, a photo and a word in a private room."""

    def make():
        dispute = disputes(story=WORDS)
        cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, WORDS), key="m")
        out = io.BytesIO()
        Image.new("RGB", (60, 40), "olive").save(out, "JPEG")
        evidence.file_upload(
            ctx(dispute.buyer), dispute.case, ContentFile(out.getvalue()), name="anna.jpg", purpose=WORDS, key="e"
        )
        cases.withdraw_case(ctx(dispute.buyer), WithdrawCase(dispute.case), key="w")
        work()
        assert reader.case(dispute.case).closed
        return dispute

    return make


def contents(dispute) -> list[str]:
    return [one.ref for one in erasure.left(dispute.case)]


def rows(sql: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def refused(act, *args, **more) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act(*args, **more)
    return caught.value


def files() -> list[str]:
    folder = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_three_years_after_its_closing_nothing_that_people_wrote_is_left(closed, clock, work, ctx):
    dispute = closed()
    entries, were = reader.case(dispute.case).seq, set(contents(dispute))
    assert were & set(files())
    clock.move(days=3 * 365)
    work()
    assert contents(dispute)
    clock.move(days=3)
    work()
    assert contents(dispute) == []
    newest = story.newest(dispute.root, dispute.stream, limit=1)[0]
    assert (newest["kind"], newest["data"]["why"], newest["data"]["rule"]) == ("ContentErased", "retention", "cn")
    assert newest["by"] == {"id": "worker", "role": "system", "through": "retention"}
    assert reader.case(dispute.case).seq == entries + 1
    assert rows("SELECT count(*) FROM notice WHERE case_id = %s", dispute.case) == [(0,)]
    assert rows(
        "SELECT count(*) FROM receipt WHERE root = %s AND stream = %s AND input <> ''", dispute.root, dispute.stream
    ) == [(1,)]
    assert not were & set(files())
    assert replay.verify_all().ok and replay.check().ok
    clock.move(hours=2)
    assert work() == 0


def test_the_goods_and_sums_of_the_order_stay(closed, clock, work):
    dispute = closed()
    clock.move(days=3 * 366 + 3)
    work()
    title = reader.case(dispute.case).order["lines"][0]["title"]["ref"]
    assert rows("SELECT count(*) FROM content WHERE root = %s AND ref = %s", dispute.root, title) == [(1,)]


def test_a_held_case_is_kept_until_the_hold_is_lifted_and_operators_see_the_list(people, closed, clock, work, ctx):
    dispute, auditor, operator = closed(), people("auditor"), people("operator")
    legal_holds.set_hold(ctx(auditor), SetLegalHold(dispute.case, "A court has asked for the file."), key="h")
    assert [one.case for one in retention.holds(ctx(operator))] == [dispute.case]
    clock.move(days=5 * 366)
    work()
    assert contents(dispute)
    (row,) = retention.coming(ctx(operator))
    assert (row.case, row.held) == (dispute.case, True)
    command = EraseContent(dispute.case, tuple(contents(dispute)), "court")
    assert refused(erasure.erase_content, ctx(operator), command, key="x").code == "legal_hold"
    legal_holds.lift_hold(ctx(operator), LiftLegalHold(dispute.case, "The file came back."), key="l")
    assert retention.holds(ctx(operator)) == []
    clock.move(hours=2)
    work()
    assert contents(dispute) == []
    assert replay.check().ok


def test_a_hold_asks_for_a_second_factor_and_is_nobody_elses(people, closed, ctx):
    dispute, operator = closed(), people("operator")
    command = SetLegalHold(dispute.case, "Why")
    assert (
        refused(legal_holds.set_hold, ctx(operator, second_factor=False), command, key="h").code
        == "second_factor_needed"
    )
    assert refused(legal_holds.set_hold, ctx(people("buyer")), command, key="h").code == "not_found"
    assert refused(legal_holds.set_hold, ctx(dispute.seller), command, key="h").code == "not_allowed_now"
    assert refused(retention.holds, ctx(dispute.buyer)).code == "not_found"
    assert refused(retention.coming, ctx(dispute.seller)).code == "not_found"


def test_what_will_go_is_told_beforehand_and_nothing_is_changed_by_asking(people, closed, clock, ctx):
    dispute, operator = closed(), people("operator")
    assert retention.coming(ctx(operator)) == []
    (row,) = retention.coming(ctx(operator), within=timedelta(days=4 * 366))
    assert (row.case, row.law, row.held) == (dispute.case, "cn", False)
    assert row.ends_at - row.closed_at > timedelta(days=3 * 365)
    assert contents(dispute)


def test_an_operator_keeps_longer_but_never_shorter_than_the_rule(people, closed, clock, work, ctx):
    dispute, operator = closed(), people("operator")
    assert refused(retention.keep_longer, ctx(operator), 2).code == "retention_too_short"
    assert refused(retention.keep_longer, ctx(operator), 31).code == "retention_too_long"
    assert refused(retention.keep_longer, ctx(operator, second_factor=False), 4).code == "second_factor_needed"
    assert refused(retention.keep_longer, ctx(dispute.seller), 4).code == "not_found"
    retention.keep_longer(ctx(operator), 4)
    assert retention.own(ctx(operator)).whole == 4
    clock.move(days=3 * 366 + 3)
    work()
    assert contents(dispute)
    retention.keep_longer(ctx(operator), 0)
    clock.move(hours=2)
    work()
    assert contents(dispute) == []


def test_each_marketplace_is_kept_by_its_own_law(marketplace, people, ctx):
    for place, law in (
        ("DE", "de"),
        ("AT", "eu"),
        ("FR", "fr"),
        ("UK", "uk"),
        ("US", "us"),
        ("RU", "ru"),
        ("none", "other"),
    ):
        market_law.choose(marketplace.slug, place, "")
        market_law.forget()
        assert retention.rule_of(marketplace.slug, "CNY").law == law
    market_law.choose(marketplace.slug, "", "")
    market_law.forget()
    assert retention.rule_of(marketplace.slug, "CNY").law == "cn"


def test_many_closed_cases_are_walked_in_bounded_steps(closed, clock):
    made = [closed() for _ in range(3)]
    clock.move(days=3 * 366 + 3)
    walk = Retiring(Patience(Random(7)), at_once=2)
    assert [walk.step(clock.now) for _ in range(3)] == [2, 1, 0]
    assert [contents(one) for one in made] == [[], [], []]


def test_an_audit_of_every_content_holds_after_retention(closed, clock, work):
    from hejie.usecases import recordkeeping

    closed()
    clock.move(days=3 * 366 + 3)
    work()
    assert [one for one in recordkeeping.check_everything() if not one.holds] == []


def test_traces_by_which_a_content_could_be_known_again_go_with_it(people, closed, ctx, marketplace):
    dispute, operator = closed(), people("operator")
    (message,) = [one for one in erasure.left(dispute.case) if one.kind == "MessageWritten"]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO trace (marketplace, kind, key, root, case_id, ref, value, at_ms) VALUES (%s, 'words', 'k', %s, %s, %s, '1', 1)",
            [marketplace.pk, dispute.root, dispute.case, message.ref],
        )
    erasure.erase_content(ctx(operator), EraseContent(dispute.case, (message.ref,), "request"), key="x")
    assert rows("SELECT count(*) FROM trace WHERE ref = %s", message.ref) == [(0,)]
