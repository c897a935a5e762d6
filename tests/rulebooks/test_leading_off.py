"""The rulebook of what leads off the platform: what it finds in three languages, what it leaves alone, how often it errs."""

import gzip
import json
import os
from pathlib import Path

import pytest

from hejie.domain.leading_off.finding import find
from hejie.rulebooks import leading_off
from hejie.rulebooks.strict import BadRulebook
from hejie.usecases import leading_off as use

DATA = Path(os.environ.get("HEJIE_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
LEADS = {
    "亲，您先取消订单，我微信转给您": "pay_elsewhere",
    "私下转账给您可以便宜20": "pay_elsewhere",
    "转账到我的银行卡就行": "pay_elsewhere",
    "If you cancel the order I will send it via PayPal": "pay_elsewhere",
    "We can refund you outside the platform": "pay_elsewhere",
    "Переведите мне на карту, так быстрее": "pay_elsewhere",
    "Давайте рассчитаемся: заплатите мимо площадки": "pay_elsewhere",
    "加我微信聊": "messenger",
    "Ｖ信号：abc12345": "messenger",
    "Message me on WhatsApp": "messenger",
    "Напишите мне в телеграм": "messenger",
    "我的电话 138 1234 5678": "phone",
    "Мой номер +7 (912) 345-67-89": "phone",
    "please call 415-555-2671": "phone",
    "卡号 6222 0251 1111 1114": "card",
    "4111 1111 1111 1111": "card",
    "https://www.paypal.me/somebody": "payment_link",
    "扫这个 https://qr.alipay.com/fkx1": "payment_link",
}
PLAIN = (
    "请不要私下转账，谨防受骗", "Please do not pay outside the platform.", "Не переводите на карту, это мошенники.",
    "订单号 13812345678", "运单号 4111111111111111", "和朋友微信聊天很流畅", "钱会按原路退回支付宝", "I paid with my card on Monday.",
    "Order 4155552671 has not arrived", "Номер заказа 89123456789", "Деньги вернутся на ту же карту.", "我在 JD.com 看过同款",
    "The telegram never arrived.", "¥13812345678", "1111 1111 1111 1111",
)  # fmt: skip


@pytest.mark.parametrize(("text", "rule"), LEADS.items(), ids=[f"{rule}-{n}" for n, rule in enumerate(LEADS.values())])
def test_a_lead_is_found_and_named(text, rule):
    assert rule in [one.rule for one in find(text, leading_off.load().rules)]


@pytest.mark.parametrize("text", PLAIN, ids=range(len(PLAIN)))
def test_what_leads_nobody_off_is_left_alone(text):
    assert find(text, leading_off.load().rules) == ()


def test_links_to_the_marketplace_itself_lead_nobody_off():
    rules = leading_off.load().rules
    assert find("https://shop.taobao.com/item?id=1", rules)
    assert find("https://shop.taobao.com/item?id=1", rules, ["taobao.com"]) == ()


def test_each_finding_is_explained_in_the_readers_language():
    for language in ("zh", "en", "ru"):
        (told,) = use.told("加我微信", language)
        assert told["rule"] == "messenger"
        assert told["title"] and told["why"]
    assert use.told("加我微信", "xx")[0]["title"] == use.told("加我微信", "en")[0]["title"]


def test_a_rulebook_with_a_broken_pattern_names_its_line():
    text = (Path(leading_off.__file__).parent / "leading_off" / "standard.yaml").read_text(encoding="utf-8")
    with pytest.raises(BadRulebook, match="no regular expression"):
        leading_off.parse(text.replace('"加(?:我|个)?v(?:[^a-z]|$)"', '"加(("'))


@pytest.mark.skipif(not (DATA / "stc3_helpdesk_cn").is_dir(), reason="the public dialogues are not here")
def test_few_of_real_messages_are_marked():
    """Of 12,307 messages to and from helpdesks, where telephone numbers do belong, one in a hundred is marked."""
    rules, marked, messages = leading_off.load().rules, [], 0
    with gzip.open(DATA / "stc3_helpdesk_cn" / "dialogues.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            for turn in json.loads(line)["turns"]:
                messages += 1
                marked += [one.rule for one in find(turn["text"], rules)]
    assert messages > 10_000
    assert len(marked) < messages * 0.0125
    assert sum(rule != "phone" for rule in marked) < messages * 0.0025
