"""Words that buy or demand a review are found in three languages, and what is said of reviews otherwise is left alone."""

import gzip
import json
from re import _parser as expressions

import pytest

from hejie.domain.kernel.refusal import Refusal
from hejie.domain.wording import promises, reviews
from hejie.rulebooks import wordings
from tests.support.rules import real_data as data

BOUGHT = {
    "zh": (
        "好评返现5元", "五星好评截图联系客服领红包", "亲，给个五星好评就返您10元", "退款20元，麻烦您删除差评", "您先把差评撤了我们再退款",
        "不删差评不退款", "好 评 返 现", "好·评·返·现", "把评价改成好评", "收到货后晒图有奖", "补偿您20元，请您修改评价", "买家承诺不给差评",
        "⭐⭐⭐⭐⭐返现", "好評返現", "好萍返现", "hao ping 返现", "好🌹评🌹返🌹现", "五颗星截图找客服领5元", "好评后送您500积分", "评价后返现",
        "赏个好评，返您两块", "这张券感谢您的五星", "给满分送积分", "五分好评截图找客服领取现金",
    ),
    "en": (
        "5 stars for refund", "We give you a $10 voucher if you leave a 5-star review", "Please remove your review",
        "Full refund once you change your rating", "Leave a five star review and get a free gift", "I will delete my review if you pay me",
        "The buyer will not post a negative review", "Please change it to 5 stars", "A discount of 10% in exchange for positive feedback",
        "If you don't remove your review there is no refund",
        "leave us 5* and get 10% off", "5 stars = voucher", "★★★★★ for a coupon", "l e a v e 5 s t a r s and we refund", "500 points for your review",
        "lеave 5 stаrs and we refund", "pls remove ur review", "Take your review down", "Thanks in advance for your 5 star review",
        "Five stars and we send you 10 yuan back", "Write a review and get 10% off", "Reviewers get a 20 yuan voucher",
        "Post a photo review and receive a bonus", "All who leave a review receive a gift", "Good feedback, then we refund the freight",
    ),
    "ru": (
        "уберите отзыв", "Кэшбэк 100 рублей за отзыв 5 звёзд", "Вернём деньги, если вы удалите отзыв", "Оставьте отзыв и получите скидку 10 %",
        "Исправьте, пожалуйста, оценку на 5", "Подарок за отзыв", "Если измените отзыв, вернём 500 ₽", "Не оставлять отрицательный отзыв",
        "за отзыв вернём", "5 звёзд — кешбэк", "⭐⭐⭐⭐⭐ = скидка", "за 5 звезд подарок", "Поставьте 5 и получите купон", "о т з ы в за деньги",
        "Зa oтзыв вернём деньги", "Снимите единицу — вернём всё", "Вернем деньги после отзыва", "баллы за отзыв", "поднимите оценку",
    ),
}  # fmt: skip
HARMLESS = (
    "感谢您的评价", "欢迎您如实评价", "我们不会要求您修改评价", "本店不参与好评返现", "商品好评如潮", "平台禁止好评返现",
    "您可以更新您的评价，也可以不更新",
    "我从来不给差评，这次例外", "请删除我的个人信息", "退款20元，三天内到账",
    "Thank you for your review", "You are free to update your review", "We never ask you to change your review",
    "The refund does not depend on any review", "Please change the address", "We review every claim within 3 days",
    "Please review the attached invoice and we will refund you", "Your refund is under review",
    "Спасибо за отзыв", "Мы не просим менять отзыв", "Возврат не зависит от отзыва", "Я прочитал отзывы", "Удалите мой номер телефона",
    "因物流延误给您补发一张券，抱歉久等", "给您500积分作为延误补偿", "Here are 500 points for the delay", "Thanks for your 5 star review",
    "Write a review and get heard", "Reviewers get their text back after moderation", "Five stars, and we mean it",
    "A five star gift box with a discount coupon", "Начислили 500 баллов за ожидание", "За отзыв спасибо, посылка уже едет",
    "Спасибо за отзыв! Деньги вернули вчера", "5 звезд отель, скидка 10 %", "Вернём деньги за товар",
    "Компенсация за задержку 500 рублей", "Хеллоуин не удался, и оценка у него 5.8",
)  # fmt: skip


@pytest.mark.parametrize("text", [text for texts in BOUGHT.values() for text in texts])
def test_no_term_may_buy_or_demand_a_review(text):
    with pytest.raises(Refusal) as refused:
        reviews.refuse(wordings.reviews(), "", text)
    assert refused.value.code == "review_bought" and refused.value.facts["words"]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_said_of_reviews_otherwise_is_left_alone(text):
    reviews.refuse(wordings.reviews(), text)


@pytest.mark.parametrize("one", wordings.reviews(), ids=lambda one: one.id)
def test_nothing_is_found_without_a_word_that_it_is_about(one):
    """By the parts of the expression itself, so that no text can be thought of which is overlooked."""
    assert one.about and not _without(expressions.parse(one.pattern.pattern), {""}, one.about)


def _without(parts, before: set[str], words: tuple[str, ...]) -> set[str]:
    """How what was matched may end after these parts, if none of the words has been in it; "": with something unknown."""
    ends = before
    for kind, value in parts:
        ends = _after(str(kind), value, ends, words)
        ends = {end[-12:] for end in ends if not any(word in end for word in words)}
    return ends


def _after(kind: str, value: object, ends: set[str], words: tuple[str, ...]) -> set[str]:
    if kind == "LITERAL":
        return {end + chr(value) for end in ends}
    if kind == "IN" and all(str(sign[0]) == "LITERAL" for sign in value):
        return {end + chr(sign[1]) for end in ends for sign in value}
    if kind in ("AT", "ASSERT", "ASSERT_NOT"):  # what only looks around matches nothing
        return ends
    if kind == "SUBPATTERN":
        return _without(value[3], ends, words)
    if kind == "BRANCH":
        return {end for way in value[1] for end in _without(way, ends, words)}
    if kind == "MAX_REPEAT":
        least, most, parts = value
        once = _without(parts, ends, words)
        return (ends if not least else set()) | (once if most == 1 else {""} if once else set())
    return {""} if ends else ends


def test_asking_for_a_good_review_is_a_demand_in_terms_and_none_in_a_message():
    assert not reviews.in_talk(wordings.reviews(), "麻烦亲给个五星好评")
    with pytest.raises(Refusal):
        reviews.refuse(wordings.reviews(), "麻烦亲给个五星好评")


def test_dialogues_of_help_desks_ring_no_alarm():
    """Measured on 2,000 dialogues in Chinese and English: none. Of 50,188 shop reviews nine, all of them about such offers or near."""
    texts, alarms = 0, []
    with gzip.open(data("stc3_helpdesk_cn/dialogues.jsonl.gz"), "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number >= 300:
                break
            for text in _texts(json.loads(line)):
                texts += 1
                alarms += [text] if reviews.in_talk(wordings.reviews(), text) else []
    assert texts > 2_000 and not alarms


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("您好，我们会在48小时内给您补发。", 2), ("这边马上帮您申请退款", 7), ("承诺3天内退款到账", 3),
        ("We will send the missing part tomorrow.", 1), ("You will have your refund within 5 business days.", 5), ("I promise to call you back.", 7),
        ("Завтра отправим новую крышку.", 1), ("Вернём деньги в течение 10 дней.", 10), ("Обещаю перезвонить.", 7),
    ],
)  # fmt: skip
def test_a_promise_is_heard_with_its_time(text, days):
    assert promises.sounds(wordings.promises(), text)
    assert promises.days(promises.sounds(wordings.promises(), text)) == days


@pytest.mark.parametrize(
    "text",
    [
        "请问什么时候发货？",
        "我们不能退款",
        "Would you send a photo?",
        "If we find it, we will tell you.",
        "Вы можете отправить фото?",
        "谢谢您的理解",
    ],
)
def test_questions_conditions_and_refusals_are_no_promises(text):
    assert not promises.sounds(wordings.promises(), text)
