"""Likeness of texts and numbers of waybills."""

import random

from hypothesis import given
from hypothesis import strategies as some

from hejie.domain.evidence import texts, waybills

STORY = (
    "The cup came in a box without any padding, its handle was broken off and the glaze had a long crack. I told the shop "
    "the same evening and sent three photos, but nobody has answered me for nine days."
)
OTHER = (
    "These boots are sold as waterproof. After one walk in light rain both were wet inside, and the left sole came loose at "
    "the toe. The shop says that I used them in the wrong way, which its page does not speak of."
)


def test_case_spaces_and_punctuation_make_no_other_text():
    assert texts.likeness(texts.runs(STORY), texts.runs(STORY.upper().replace(" ", "  ").replace(",", ""))) == 100
    assert texts.keys(STORY) == texts.keys(STORY.upper())


def test_two_accounts_of_other_things_are_not_alike():
    assert texts.likeness(texts.runs(STORY), texts.runs(OTHER)) < 10
    assert not set(texts.keys(STORY)) & set(texts.keys(OTHER))


def test_a_copy_with_one_sentence_more_is_found():
    copy = STORY + " Please help me."
    assert texts.likeness(texts.runs(STORY), texts.runs(copy)) >= 75
    assert set(texts.keys(STORY)) & set(texts.keys(copy))


def test_chinese_is_compared_sign_by_sign():
    story = "杯子寄来的时候箱子里没有任何缓冲材料，杯柄已经断了，釉面有一条很长的裂纹，当晚我就告诉了店家并发了三张照片，九天没有人理我。"
    copy = story.replace("三张", "两张")
    assert texts.likeness(texts.runs(story), texts.runs(copy)) >= 75


@given(some.text(max_size=400))
def test_any_text_has_keys_that_are_the_same_each_time(text):
    assert texts.keys(text) == texts.keys(text)
    assert len(texts.keys(text)) in (0, 16)


def test_texts_of_high_likeness_share_a_key_nearly_always():
    chance, missed = random.Random(5), 0
    for _ in range(300):
        signs = [chance.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(400)]
        other = list(signs)
        for place in chance.sample(range(400), 6):
            other[place] = "0"
        missed += not set(texts.keys("".join(signs))) & set(texts.keys("".join(other)))
    assert missed <= 3


def test_a_waybill_is_its_letters_and_digits():
    assert waybills.number(" sf 1023-4455 6677 ") == "SF1023" + "44556677"
    assert waybills.number("ＳＦ１０２３４４５５６６７７") == "SF102344556677"


def test_what_tells_no_parcel_apart_is_no_waybill():
    for written in ("", "none", "12345", "000000000000", "1111111111", "by courier today"):
        assert waybills.number(written) == "", written


def test_waybills_are_found_within_words():
    text = "Sent back on 12.03. with SF 1023 4455 6677, receipt in the photo. Phone 555-01."
    assert waybills.numbers_in(text) == ("SF102344556677", "102344556677")
    assert waybills.numbers_in("单号：773312345678901，昨天寄出") == ("773312345678901",)
    assert waybills.numbers_in("SF1380042201187") == ("SF1380042201187",)
    assert waybills.numbers_in("Sent back yesterday, the clerk gave me no number.") == ()
