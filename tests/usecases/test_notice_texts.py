"""Every notice can be said in three languages, with every blank filled."""

import ast
import re
from datetime import UTC, datetime

import pytest

from hejie.domain.cases import notices as rules
from hejie.domain.cases.claims import REASONS
from hejie.domain.cases.silence import SILENCES
from hejie.rulebooks import procedures
from hejie.usecases import notice_texts
from tests.style.sources import PROGRAM, tree

NOW = datetime(2026, 11, 22, 2, 40, tzinfo=UTC)
LANGUAGES = ("en", "zh", "ru")
OWN = (
    "NeutralMissing",
    "AddressBounced",
    "WebhookOff",
    "FairnessDrift",
    "ErasureAsked",
    "ErasureDue",
    "ErasurePutOff",
    "ErasureAnswered",
    "RequestPrepared",
    "ChargeGiven",
    "TalkReminder",
    "OpeningReminder",
)
PACKAGE = {
    "refund": 11940, "currency": "CNY", "goods": "return", "return_freight": {"payer": "seller", "minor": 1500},
    "service": "repair", "apology": True, "explanation": True, "days": 10,
}  # fmt: skip
FACTS = {
    "case": "aaaaaaaaaaaaaaaa-k7xq2m4p", "to": "buyer", "actor": "seller", "claimant": "buyer", "respondent": "seller",
    "currency": "CNY", "minor": 11940, "package": PACKAGE, "reason": "defective", "outcome": "decided_split",
    "stage": "decision", "wait": "answer", "who": "seller", "silence": "grant_claim", "what": "ship_back",
    "until": "2026-11-24T10:00:00.000Z", "before": "2026-11-23T10:00:00.000Z", "closed": False,
    "webhook": "https://shop.example.org", "period": "2026Q4", "piece": "e3", "disputes": True,
    "rule": {"en": "Three.", "zh": "三件。", "ru": "Три."}, "does": ["trading_stop", "delisting"], "ground": "silent",
    "trade": "expert_laboratory", "asker": "buyer", "result": "granted", "talk_at": "2026-11-24T10:00:00.000Z", "how": "video",
    "issue": "return_freight", "step_called": {"en": "Called back", "zh": "已拦截包裹", "ru": "Посылка отозвана"},
    "pieces": ["e3", "e4"], "others": 2, "erased_why": "court",
    "begins": "2026-11-24T10:00:00.000Z", "appeal_until": "2026-11-24T10:00:00.000Z",
    "turn": {"who": "buyer", "wait": "offer", "silence": "lapse_offer", "until": "2026-11-24T10:00:00.000Z"},
}  # fmt: skip
VARIANTS = [(kind, name) for kind, variants in notice_texts.texts()["kinds"].items() for name in variants]


# What only some kinds of notices tell.
OF_SOME = {
    "service": "return",
    "service_step": "send",
    "code": "used",
    "order_ref": "A-1",
    "points_number": 1200,
    "case_name": "K7XQ2M4P",
}


def said(kind, language, **facts):
    return notice_texts.render(kind, FACTS | facts, language=language, zone="Asia/Shanghai", now=NOW)


@pytest.mark.parametrize("kind", [*rules._TABLE, *rules._OF_STANDINGS, *OWN])
def test_every_kind_of_notice_has_a_text(kind):
    assert kind in notice_texts.texts()["kinds"]


def test_there_is_no_text_that_nobody_hears():
    named = {
        node.value
        for folder in ("domain", "usecases")
        for path in (PROGRAM / folder).rglob("*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    said_of = {kind.removeprefix("Order") if kind not in named else kind for kind in notice_texts.texts()["kinds"]}
    assert {*rules._TABLE, *rules._OF_STANDINGS, *OWN} <= said_of <= named


@pytest.mark.parametrize(("kind", "name"), VARIANTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_blank_of_every_wording_is_filled(kind, name, language):
    found = notice_texts.texts()["kinds"][kind][name][language]
    words = notice_texts._words(FACTS | OF_SOME, language, "Asia/Shanghai", NOW)
    for part in ("subject", "body"):
        text = found[part].format_map(words)
        assert text and not re.search(r"[{}]|None|\?\?", text)
        assert bool(re.search("[\u4e00-\u9fff]", text)) == (language == "zh"), text
        assert bool(re.search("[а-яё]", text)) == (language == "ru"), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_facts_can_name_is_there(language):
    book = notice_texts.texts()
    procedure = procedures.load("procedures/standard")
    for reason in REASONS:
        assert book["reasons"][reason][language]
    for wait in procedure.waits:
        assert book["waits"][wait][language]
    assert book["waits"]["pause"][language]
    for silence in {"release", "resume"}.union(*SILENCES.values()):
        assert book["silences"][silence][language]


def test_the_reader_hears_whose_turn_it_is_and_until_when_in_his_own_zone():
    assert said("OfferMade", "en").turn == (
        "It is your turn to answer the offer. You have until Tuesday 24 November, 18:00 (Beijing time). "
        "If nothing comes from you by then, the offer lapses."
    )
    assert said("OfferMade", "zh").turn.startswith("现在轮到您答复方案，截止时间：11月24日（周二）18:00（北京时间）")
    moscow = notice_texts.render("OfferMade", FACTS, language="ru", zone="Europe/Moscow", now=NOW)
    assert "вторник, 24 ноября, 13:00 (по московскому времени)" in moscow.turn


def test_while_a_case_stands_still_nobody_is_told_to_hurry():
    turn = FACTS["turn"] | {"held": "paused"}
    assert said("CasePaused", "en", turn=turn).turn == "The case stands still, so no time is running."
    assert "until Tuesday 24 November" in said("CasePaused", "en").body
    assert "reach them" in said("DeadlineHeld", "en", turn=FACTS["turn"] | {"held": "unreachable"}).turn


def test_a_wait_of_the_procedures_own_is_called_by_its_words():
    called = {
        "en": "Say whether the parcel was called back",
        "zh": "说明是否已拦截包裹",
        "ru": "Сообщить, отозвана ли посылка",
    }
    turn = FACTS["turn"] | {"wait": "intercept", "wait_called": called}
    assert said("OfferMade", "en", turn=turn).turn.startswith(
        "It is your turn to say whether the parcel was called back."
    )
    assert "сообщить, отозвана ли посылка" in said("OfferMade", "ru", turn=turn).turn
    moved = said("DeadlineMoved", "en", why="holiday", wait="intercept", wait_called=called).body
    assert "say whether the parcel was called back ends on Tuesday" in moved


def test_amounts_are_written_as_the_language_writes_them():
    assert "¥119.40 back to the buyer" in said("OfferMade", "en").body
    assert "退给买家¥119.40" in said("OfferMade", "zh").body
    assert re.search(r"возвращается 119,40\s¥", said("OfferMade", "ru").body)


def test_a_ruling_after_silence_says_that_silence_was_its_reason():
    granted = said("RulingMade", "en", source="default", outcome="defaulted_seller").body
    lapsed = said("RulingMade", "en", source="default", outcome="defaulted_buyer").body
    assert "the claim is granted" in granted and "the claim has lapsed" in lapsed
    denied = said("RulingMade", "en", source="default", outcome="decided_seller", denied=True).body
    assert "the claim is denied" in denied and "No answer came" not in denied
    assert "guarantee fund" in said("RulingMade", "en", source="default", fund=True).body


@pytest.mark.parametrize("why", ["outage", "reachable", "extended", "resumed", "holiday", "calendar"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deadline_that_moved_is_told_with_both_ends_and_the_cause(why, language):
    told = said("DeadlineMoved", language, why=why).body
    days = {"en": ("24 November", "23 November"), "zh": ("11月24日", "11月23日"), "ru": ("24 ноября", "23 ноября")}
    assert all(day in told for day in days[language])
    others = [said("DeadlineMoved", language, why=one).body for one in ("outage", "holiday") if one != why]
    assert told not in others


def test_notices_from_before_both_ends_were_kept_can_still_be_read():
    assert said("DeadlineMoved", "en", before="", why="outage").body.startswith("A deadline of the case has moved.")
    assert said("DeadlineMoved", "en", why="something new").subject == "A deadline has moved"
    assert "is over" in said("DefaultApplied", "en", before="").body
    assert "ended on Monday 23 November" in said("DefaultApplied", "en").body
