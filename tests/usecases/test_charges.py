"""Whoever of a shop is handed a case by a colleague has a letter about it; who takes it himself has none."""

import pytest

from hejie.store import own_data
from hejie.usecases import shop_desk

pytestmark = pytest.mark.once


def test_a_colleague_who_is_handed_a_case_is_told_once_in_his_language_and_by_when(
    services, people, ctx, work, mailoutbox
):
    asked = services(kind="return", pieces=((1, 1),), reason="defective")
    giver, colleague = asked.seller, people("agent", shop=asked.seller.shop)
    colleague.person.language = "ru"
    colleague.person.save(update_fields=["language"])
    shop_desk.give(ctx(giver), asked.case, shop_desk.ME, over="")
    for _twice in range(2):
        shop_desk.give(ctx(giver), asked.case, colleague.id, over=giver.id)
    work()
    (letter,) = [one for one in mailoutbox if one.subject.startswith("Коллега передал вам дело")]
    assert letter.to == [colleague.person.email]
    assert asked.case.rpartition("-")[2].upper() in letter.subject and f"/cases/{asked.case}/" in letter.body
    assert "Магазин должен действовать до" in letter.body
    kinds = [row["kind"] for row in own_data.notices(colleague.actor.marketplace, colleague.id)]
    assert kinds.count("ChargeGiven") == 1
    shop_desk.give(ctx(colleague), asked.case, "", over=colleague.id)
    work()
    assert len([one for one in mailoutbox if one.subject.startswith("Коллега")]) == 1
